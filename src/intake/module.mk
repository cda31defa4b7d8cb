noinst_LIBRARIES += libprobity_intake.a
libprobity_intake_a_CFLAGS = $(kernel_cflags)
libprobity_intake_a_SOURCES = \
	src/intake/cell.c \
	src/intake/cell.h \
	src/intake/csv_batch.c \
	src/intake/csv_cells.c \
	src/intake/csv_cells.h \
	src/intake/csv_cells_avx2.c \
	src/intake/csv_cells_loops.h \
	src/intake/csv_chunk.c \
	src/intake/csv_codes.c \
	src/intake/csv_file.c \
	src/intake/csv_file.h \
	src/intake/csv_filter.c \
	src/intake/csv_header.c \
	src/intake/csv_heading.c \
	src/intake/csv_keep.c \
	src/intake/csv_locate.c \
	src/intake/csv_notes.c \
	src/intake/csv_read.c \
	src/intake/csv_reader.h \
	src/intake/csv_returns.c \
	src/intake/csv_rows.c \
	src/intake/csv_slow.c \
	src/intake/csv_sniff.c \
	src/intake/csv_worker.c \
	src/intake/excerpt.c \
	src/intake/intake.c \
	src/intake/intake.h \
	src/intake/internal.h \
	src/intake/workbook.c \
	src/intake/xml_batch.c \
	src/intake/xml_batch.h \
	src/intake/xml_cell.c \
	src/intake/xml_cell.h \
	src/intake/xml_index.c \
	src/intake/xml_index.h \
	src/intake/xml_line.c \
	src/intake/xml_line.h \
	src/intake/xml_locate.c \
	src/intake/xml_read.c \
	src/intake/xml_reading.h \
	src/intake/xml_scan.c \
	src/intake/xml_scan.h \
	src/intake/xml_sniff.c \
	src/intake/xml_start.c \
	src/intake/xml_store.c

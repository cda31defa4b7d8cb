noinst_LIBRARIES += libprobity_intake.a
libprobity_intake_a_CFLAGS = $(kernel_cflags)
libprobity_intake_a_SOURCES = \
	src/intake/intake.h \
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

noinst_LIBRARIES += libprobity_format.a
libprobity_format_a_CFLAGS = $(kernel_cflags)
libprobity_format_a_SOURCES = \
	src/format/archive.c \
	src/format/archive.h \
	src/format/csv.h \
	src/format/csv_kernel.h \
	src/format/csv_scan.c \
	src/format/csv_walk.c \
	src/format/json.c \
	src/format/json.h \
	src/format/xlsx.c \
	src/format/xlsx.h \
	src/format/xlsx_book.h \
	src/format/xlsx_number.c \
	src/format/xlsx_sheet.c \
	src/format/xlsx_styles.c \
	src/format/xml.c \
	src/format/xml.h \
	src/format/xml_message.c \
	src/format/xml_message.h \
	src/format/xml_write.c \
	src/format/xml_write.h \
	src/format/yaml.c \
	src/format/yaml.h \
	src/format/yaml_place.c

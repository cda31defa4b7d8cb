noinst_LIBRARIES += libprobity_schema.a
libprobity_schema_a_SOURCES = \
	src/schema/authorities.c \
	src/schema/authorities.h \
	src/schema/authorities_list.h \
	src/schema/authorities_name.c \
	src/schema/authorities_table.c \
	src/schema/element.c \
	src/schema/element.h \
	src/schema/export.h \
	src/schema/export_table_schema.c \
	src/schema/export_xsd.c \
	src/schema/lines.c \
	src/schema/load.c \
	src/schema/load.h \
	src/schema/load_code.c \
	src/schema/load_column.c \
	src/schema/load_form.c \
	src/schema/load_form_column.c \
	src/schema/load_name.c \
	src/schema/load_nested.c \
	src/schema/load_statement.c \
	src/schema/load_table.c \
	src/schema/load_value.c \
	src/schema/schema.c \
	src/schema/schema.h \
	src/schema/show.c \
	src/schema/template.c \
	src/schema/template.h \
	src/schema/xsd_pattern.c \
	src/schema/xsd_pattern.h

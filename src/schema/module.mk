noinst_LIBRARIES += libprobity_schema.a
libprobity_schema_a_SOURCES = \
	src/schema/export.h \
	src/schema/schema.h

noinst_LIBRARIES += libprobity_table.a
libprobity_table_a_SOURCES = \
	src/table/batch.h \
	src/table/dataset.c \
	src/table/dataset.h \
	src/table/dictionary.c \
	src/table/dictionary.h \
	src/table/table.c \
	src/table/table.h \
	src/table/type.c \
	src/table/type.h

noinst_LIBRARIES += libprobity_compare.a
libprobity_compare_a_SOURCES = \
	src/compare/matrix.h \
	src/compare/robust.c \
	src/compare/robust.h \
	src/compare/standing.c \
	src/compare/standing.h

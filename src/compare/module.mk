noinst_LIBRARIES += libprobity_compare.a
libprobity_compare_a_SOURCES = \
	src/compare/amounts.h \
	src/compare/basis.c \
	src/compare/basis.h \
	src/compare/change.c \
	src/compare/comparable.c \
	src/compare/figures.c \
	src/compare/income.c \
	src/compare/marks.c \
	src/compare/marks.h \
	src/compare/matrix.h \
	src/compare/outliers.c \
	src/compare/outliers.h \
	src/compare/pairs.c \
	src/compare/peers.c \
	src/compare/peers.h \
	src/compare/profile.c \
	src/compare/profile.h \
	src/compare/results.c \
	src/compare/results.h \
	src/compare/robust.c \
	src/compare/robust.h \
	src/compare/split.c \
	src/compare/standing.c \
	src/compare/standing.h \
	src/compare/units.c

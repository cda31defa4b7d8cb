noinst_LIBRARIES += libprobity_cli.a
libprobity_cli_a_SOURCES = \
	src/cli/check.c \
	src/cli/common.c \
	src/cli/compare.c \
	src/cli/explain.c \
	src/cli/folders.c \
	src/cli/notes.c \
	src/cli/options.c \
	src/cli/options.h \
	src/cli/progress.c \
	src/cli/progress.h \
	src/cli/rules.c \
	src/cli/schema.c \
	src/cli/template.c \
	src/cli/verify.c

bin_PROGRAMS += probity
probity_SOURCES = src/cli/main.c
probity_LDADD = $(LIBS_UP_TO_cli) $(external_libs)

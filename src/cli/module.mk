noinst_LIBRARIES += libprobity_cli.a
libprobity_cli_a_SOURCES =

bin_PROGRAMS += probity
probity_SOURCES = src/cli/main.c
probity_LDADD = $(LIBS_UP_TO_cli) $(external_libs)

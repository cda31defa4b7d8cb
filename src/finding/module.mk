noinst_LIBRARIES += libprobity_finding.a
libprobity_finding_a_SOURCES = \
	src/finding/catalogue.c \
	src/finding/catalogue.def \
	src/finding/catalogue.h \
	src/finding/reading.c \
	src/finding/reading.h \
	src/finding/severity.c \
	src/finding/severity.h

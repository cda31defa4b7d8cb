noinst_LIBRARIES += libprobity_report.a
libprobity_report_a_SOURCES = \
	src/report/internal.h \
	src/report/report.h

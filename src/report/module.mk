noinst_LIBRARIES += libprobity_report.a
libprobity_report_a_SOURCES = \
	src/report/csv.c \
	src/report/explain.c \
	src/report/explain.h \
	src/report/fold.c \
	src/report/fold.h \
	src/report/internal.h \
	src/report/json.c \
	src/report/notes.c \
	src/report/report.c \
	src/report/report.h \
	src/report/sarif.c \
	src/report/text.c \
	src/report/text.h \
	src/report/text_finding.c \
	src/report/text_returns.c \
	src/report/text_skipped.c \
	src/report/text_summary.c \
	src/report/words.c \
	src/report/words.h

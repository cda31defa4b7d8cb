noinst_LIBRARIES += libprobity_report.a
libprobity_report_a_SOURCES = \
	src/report/compare.c \
	src/report/compare.h \
	src/report/compare_csv.c \
	src/report/compare_internal.h \
	src/report/compare_json.c \
	src/report/compare_text.c \
	src/report/csv.c \
	src/report/csv_field.c \
	src/report/csv_field.h \
	src/report/explain.c \
	src/report/explain.h \
	src/report/fold.c \
	src/report/fold.h \
	src/report/internal.h \
	src/report/json.c \
	src/report/json.h \
	src/report/json_figures.c \
	src/report/notes.c \
	src/report/report.c \
	src/report/report.h \
	src/report/sarif.c \
	src/report/text.c \
	src/report/text.h \
	src/report/text_figures.c \
	src/report/text_figures.h \
	src/report/text_figures_said.c \
	src/report/text_finding.c \
	src/report/text_returns.c \
	src/report/text_skipped.c \
	src/report/text_summary.c \
	src/report/words.c \
	src/report/words.h

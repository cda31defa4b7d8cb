unit_tests_report = \
	tests/unit/report/test_compare_html \
	tests/unit/report/test_csv \
	tests/unit/report/test_explain \
	tests/unit/report/test_html \
	tests/unit/report/test_html_figures \
	tests/unit/report/test_html_plot \
	tests/unit/report/test_json \
	tests/unit/report/test_notes \
	tests/unit/report/test_report \
	tests/unit/report/test_sarif \
	tests/unit/report/test_text \
	tests/unit/report/test_words
EXTRA_DIST += tests/unit/report/sample.h tests/unit/report/sound_html.h

$(unit_tests_report): $(LIBS_UP_TO_report)
unit_tests += $(unit_tests_report)

unit_tests_format = \
	tests/unit/format/test_csv \
	tests/unit/format/test_json \
	tests/unit/format/test_xlsx \
	tests/unit/format/test_xml \
	tests/unit/format/test_yaml

EXTRA_DIST += tests/unit/format/book.h

$(unit_tests_format): $(LIBS_UP_TO_format)
unit_tests += $(unit_tests_format)

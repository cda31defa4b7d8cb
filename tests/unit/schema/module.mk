unit_tests_schema = \
	tests/unit/schema/test_authorities \
	tests/unit/schema/test_collections \
	tests/unit/schema/test_export \
	tests/unit/schema/test_load \
	tests/unit/schema/test_refusal \
	tests/unit/schema/test_schema

$(unit_tests_schema): $(LIBS_UP_TO_schema)
unit_tests += $(unit_tests_schema)
EXTRA_DIST += tests/unit/schema/refusal.h

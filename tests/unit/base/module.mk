unit_tests_base = \
	tests/unit/base/test_arena \
	tests/unit/base/test_arithmetic \
	tests/unit/base/test_array \
	tests/unit/base/test_buffer \
	tests/unit/base/test_calendar \
	tests/unit/base/test_date \
	tests/unit/base/test_failure \
	tests/unit/base/test_folder \
	tests/unit/base/test_hash \
	tests/unit/base/test_map \
	tests/unit/base/test_number \
	tests/unit/base/test_output \
	tests/unit/base/test_parallel \
	tests/unit/base/test_real \
	tests/unit/base/test_reason \
	tests/unit/base/test_refusal \
	tests/unit/base/test_source \
	tests/unit/base/test_spool \
	tests/unit/base/test_str \
	tests/unit/base/test_utf8

$(unit_tests_base): $(LIBS_UP_TO_base)
unit_tests += $(unit_tests_base)

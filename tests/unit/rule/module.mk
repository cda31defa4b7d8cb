unit_tests_rule = \
	tests/unit/rule/test_compile \
	tests/unit/rule/test_documents \
	tests/unit/rule/test_mistakes \
	tests/unit/rule/test_refusal \
	tests/unit/rule/test_set \
	tests/unit/rule/test_sought

EXTRA_DIST += tests/unit/rule/compiled.h tests/unit/rule/rule_fixture.h tests/unit/rule/small_schema.h

$(unit_tests_rule): $(LIBS_UP_TO_rule)
unit_tests += $(unit_tests_rule)

unit_tests_table = \
	tests/unit/table/test_dictionary \
	tests/unit/table/test_table

$(unit_tests_table): $(LIBS_UP_TO_table)
unit_tests += $(unit_tests_table)

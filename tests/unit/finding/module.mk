unit_tests_finding = \
	tests/unit/finding/test_finding

$(unit_tests_finding): $(LIBS_UP_TO_finding)
unit_tests += $(unit_tests_finding)

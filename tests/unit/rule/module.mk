unit_tests_rule =

$(unit_tests_rule): $(LIBS_UP_TO_rule)
unit_tests += $(unit_tests_rule)

unit_tests_plan =

$(unit_tests_plan): $(LIBS_UP_TO_plan)
unit_tests += $(unit_tests_plan)

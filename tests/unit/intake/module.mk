unit_tests_intake =

$(unit_tests_intake): $(LIBS_UP_TO_intake)
unit_tests += $(unit_tests_intake)

unit_tests_exec =

$(unit_tests_exec): $(LIBS_UP_TO_exec)
unit_tests += $(unit_tests_exec)

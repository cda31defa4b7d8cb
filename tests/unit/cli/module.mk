unit_tests_cli =

$(unit_tests_cli): $(LIBS_UP_TO_cli)
unit_tests += $(unit_tests_cli)

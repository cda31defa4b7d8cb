unit_tests_base =

$(unit_tests_base): $(LIBS_UP_TO_base)
unit_tests += $(unit_tests_base)

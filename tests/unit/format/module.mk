unit_tests_format =

$(unit_tests_format): $(LIBS_UP_TO_format)
unit_tests += $(unit_tests_format)

unit_tests_report =

$(unit_tests_report): $(LIBS_UP_TO_report)
unit_tests += $(unit_tests_report)

unit_tests_schema =

$(unit_tests_schema): $(LIBS_UP_TO_schema)
unit_tests += $(unit_tests_schema)

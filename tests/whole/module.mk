whole_tests =

$(whole_tests): $(LIBS_UP_TO_whole)
unit_tests += $(whole_tests)

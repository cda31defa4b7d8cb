unit_tests_engine = \
	tests/unit/engine/test_cases \
	tests/unit/engine/test_nesting \
	tests/unit/engine/test_notes \
	tests/unit/engine/test_receipt

$(unit_tests_engine): $(LIBS_UP_TO_engine)
unit_tests += $(unit_tests_engine)

EXTRA_DIST += tests/unit/engine/small_cases.h

unit_tests_compare = \
	tests/unit/compare/test_outliers \
	tests/unit/compare/test_basis \
	tests/unit/compare/test_robust \
	tests/unit/compare/test_standing
EXTRA_DIST += tests/unit/compare/councils.h

$(unit_tests_compare): $(LIBS_UP_TO_compare)
unit_tests += $(unit_tests_compare)

unit_tests_plan = \
	tests/unit/plan/test_plan \
	tests/unit/plan/test_verify

EXTRA_DIST += tests/unit/plan/plan_fixture.h

$(unit_tests_plan): $(LIBS_UP_TO_plan)
unit_tests += $(unit_tests_plan)

noinst_LIBRARIES += libprobity_plan.a
libprobity_plan_a_SOURCES = \
	src/plan/operations.def \
	src/plan/plan.h

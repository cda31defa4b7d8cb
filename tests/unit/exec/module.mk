unit_tests_exec = \
	tests/unit/exec/test_common \
	tests/unit/exec/test_differential \
	tests/unit/exec/test_overlap \
	tests/unit/exec/test_pattern \
	tests/unit/exec/test_refusal \
	tests/unit/exec/test_rules \
	tests/unit/exec/test_stream \
	tests/unit/exec/test_threads \
	tests/unit/exec/test_unique \
	tests/unit/exec/test_words
EXTRA_DIST += \
	tests/unit/exec/outcome.h \
	tests/unit/exec/random_boolean.h \
	tests/unit/exec/random_plan.h \
	tests/unit/exec/random_rules.h \
	tests/unit/exec/reference.h \
	tests/unit/exec/reference_operations.h \
	tests/unit/exec/refusal.h

$(unit_tests_exec): $(LIBS_UP_TO_exec)
unit_tests += $(unit_tests_exec)

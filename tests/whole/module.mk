whole_tests = \
	tests/whole/test_activity \
	tests/whole/test_cases \
	tests/whole/test_census \
	tests/whole/test_cin_metamorphic \
	tests/whole/test_comparability \
	tests/whole/test_compare \
	tests/whole/test_counts \
	tests/whole/test_determinism \
	tests/whole/test_forms \
	tests/whole/test_helper_cases \
	tests/whole/test_hostile \
	tests/whole/test_metamorphic \
	tests/whole/test_indicators \
	tests/whole/test_mutations \
	tests/whole/test_national \
	tests/whole/test_references \
	tests/whole/test_rules_in_force \
	tests/whole/test_ssda903_forms \
	tests/whole/test_xsd

# What they share: checks run through the public API, and what they found.
check_LIBRARIES = libprobity_harness.a
libprobity_harness_a_SOURCES = tests/whole/harness.c tests/whole/harness.h tests/whole/finding_words.c \
	tests/whole/finding_words.h
LIBS_UP_TO_whole = libprobity_harness.a $(LIBS_UP_TO_engine)

$(whole_tests): $(LIBS_UP_TO_whole)
unit_tests += $(whole_tests)

tests_whole_test_xsd_SOURCES = tests/whole/test_xsd.c tests/whole/xml_mutants.c tests/whole/xml_mutants.h
tests_whole_test_metamorphic_SOURCES = tests/whole/test_metamorphic.c tests/whole/made_ssda903.c \
	tests/whole/made_ssda903.h
tests_whole_test_ssda903_forms_SOURCES = tests/whole/test_ssda903_forms.c tests/whole/made_ssda903.c \
	tests/whole/made_ssda903.h
tests_whole_test_cin_metamorphic_SOURCES = tests/whole/test_cin_metamorphic.c tests/whole/made_cin.c \
	tests/whole/made_cin.h tests/whole/made_ssda903.c tests/whole/made_ssda903.h

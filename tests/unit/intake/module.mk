unit_tests_intake = \
	tests/unit/intake/test_csv \
	tests/unit/intake/test_csv_cells \
	tests/unit/intake/test_csv_filter \
	tests/unit/intake/test_csv_locate \
	tests/unit/intake/test_csv_random \
	tests/unit/intake/test_xml_nested \
	tests/unit/intake/test_xml_read \
	tests/unit/intake/test_xml_xsd

$(unit_tests_intake): $(LIBS_UP_TO_intake)
unit_tests += $(unit_tests_intake)

# Mutants are shared with the test of the whole program.
tests_unit_intake_test_xml_xsd_SOURCES = \
	tests/unit/intake/test_xml_xsd.c \
	tests/whole/xml_mutants.c \
	tests/whole/xml_mutants.h
tests_unit_intake_test_xml_xsd_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/whole

EXTRA_DIST += tests/unit/intake/csv_fixture.h

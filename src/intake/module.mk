noinst_LIBRARIES += libprobity_intake.a
libprobity_intake_a_CFLAGS = $(kernel_cflags)
libprobity_intake_a_SOURCES = \
	src/intake/intake.h

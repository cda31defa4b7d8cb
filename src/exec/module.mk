noinst_LIBRARIES += libprobity_exec.a
libprobity_exec_a_CFLAGS = $(kernel_cflags)
libprobity_exec_a_SOURCES = \
	src/exec/exec.h

# Fuzz targets: fuzz/<name>.c defines LLVMFuzzerTestOneInput, fuzz/seeds/<name>/ holds its first inputs, and its name
# is in this list. Configured with --enable-fuzzing they are linked with libFuzzer (make fuzz does that in a folder of
# its own); otherwise with replay.c, and `make check` runs them over their seeds.
fuzz_programs = fuzz/cases fuzz/csv fuzz/notes fuzz/receipt fuzz/rule fuzz/schema fuzz/xlsx fuzz/xml fuzz/yaml

EXTRA_LIBRARIES = libprobity_fuzz.a
libprobity_fuzz_a_SOURCES = fuzz/target.c fuzz/target.h
EXTRA_PROGRAMS += $(fuzz_programs)
EXTRA_DIST += fuzz/run.sh fuzz/replay.c fuzz/rule.dict fuzz/seeds
CLEANFILES += $(fuzz_programs) libprobity_fuzz.a
$(fuzz_programs): libprobity_fuzz.a $(LIBS_UP_TO_engine)
LIBS_UP_TO_fuzz = libprobity_fuzz.a $(LIBS_UP_TO_engine) $(FUZZ_LDFLAGS)

# Without libFuzzer, main() is in replay.c.
if FUZZING
fuzz_replays =
else
libprobity_fuzz_a_SOURCES += fuzz/replay.c
fuzz_replays = $(fuzz_programs)
endif

.PHONY: fuzz fuzz-programs
fuzz-programs: $(fuzz_programs)

# Seconds for each target.
TIME = 60
fuzz:
	bash $(srcdir)/tests/sub-build.sh fuzz --enable-fuzzing CC=clang \
		CFLAGS="-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all" \
		-- fuzz-programs
	PROBITY_DATA="$(abs_top_srcdir)" \
		bash $(srcdir)/fuzz/run.sh $(abs_top_srcdir) fuzz-build $(TIME) $(fuzz_programs)

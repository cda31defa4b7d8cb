# Fuzz targets: fuzz/<name>.c defines LLVMFuzzerTestOneInput, and fuzz/seeds/<name>/ holds its first inputs. A line
# `fuzz_programs += fuzz/<name>` adds one. Configured with --enable-fuzzing they are linked with libFuzzer (make fuzz
# does that in a folder of its own); otherwise with replay.c, and `make check` runs them over their seeds.
fuzz_programs =

$(fuzz_programs): $(LIBS_UP_TO_engine) $(replay_library)
EXTRA_PROGRAMS += $(fuzz_programs)
EXTRA_DIST += fuzz/run.sh fuzz/seeds
CLEANFILES += $(fuzz_programs)

EXTRA_LIBRARIES = libprobity_replay.a
libprobity_replay_a_SOURCES = fuzz/replay.c
CLEANFILES += libprobity_replay.a

if FUZZING
fuzz_replays =
replay_library =
LIBS_UP_TO_fuzz = $(LIBS_UP_TO_engine) $(FUZZ_LDFLAGS)
else
fuzz_replays = $(fuzz_programs)
replay_library = libprobity_replay.a
LIBS_UP_TO_fuzz = $(replay_library) $(LIBS_UP_TO_engine)
endif

.PHONY: fuzz fuzz-programs
fuzz-programs: $(fuzz_programs)

# Seconds for each target.
TIME = 60
fuzz:
	bash $(srcdir)/tests/sub-build.sh fuzz --enable-fuzzing CC=clang \
		CFLAGS="-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all" -- fuzz-programs
	bash $(srcdir)/fuzz/run.sh $(abs_top_srcdir) fuzz-build $(TIME) $(fuzz_programs)

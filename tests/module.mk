# Tests. `make check` runs them all through tests/run-all.sh, whose last line sums them up.
unit_tests =
include tests/unit/module.mk

EXTRA_DIST += \
	tests/browser/breakages.mjs \
	tests/browser/checks.mjs \
	tests/browser/filters.mjs \
	tests/browser/package-lock.json \
	tests/browser/package.json \
	tests/browser/pages.mjs \
	tests/browser/run.mjs \
	tests/cases \
	tests/chance.h \
	tests/common.sh \
	tests/compare_oracle.py \
	tests/compare_tests_oracle.py \
	tests/coverage.sh \
	tests/layers.sh \
	tests/lint.sh \
	tests/lists.sh \
	tests/metrics.awk \
	tests/oom/malloc_fail.c \
	tests/run-all.sh \
	tests/run-browser.sh \
	tests/run-cases.sh \
	tests/run-compare-oracle.sh \
	tests/run-docs.sh \
	tests/run-oom.sh \
	tests/run-report-schema.sh \
	tests/run_suite.h \
	tests/sub-build.sh

if HAVE_CHECK
check_PROGRAMS += $(unit_tests)
endif

test_environment = \
	TOP_SRCDIR="$(abs_top_srcdir)" TOP_BUILDDIR="$(abs_top_builddir)" \
	PROBITY="$(abs_top_builddir)/probity$(EXEEXT)" PROBITY_DATA="$(abs_top_srcdir)"

.PHONY: update-golden layers lint check-asan check-ubsan check-sanitized check-oom coverage

check-local: $(fuzz_replays)
	@$(test_environment) UNIT_TESTS="$(check_PROGRAMS)" FUZZ_REPLAYS="$(fuzz_replays)" \
		bash $(srcdir)/tests/run-all.sh

# Takes what the program prints now as what the cases expect. Read the difference before you commit it.
update-golden: all
	@$(test_environment) bash $(srcdir)/tests/run-cases.sh --update

layers:
	@bash $(srcdir)/tests/layers.sh $(srcdir)

lint:
	@LINT_CPPFLAGS="$(LIBXML_CFLAGS) $(PCRE2_CFLAGS) $(YAML_CFLAGS) $(CRYPTO_CFLAGS) $(ZIP_CFLAGS)" MAKE="$(MAKE)" \
		LISTED="$(DIST_SOURCES) $(EXTRA_DIST) $(nobase_dist_pkgdata_DATA) $(dist_man_MANS)" \
		bash $(srcdir)/tests/lint.sh $(abs_top_srcdir)

# Builds of their own, in folders beside this one's files. Whatever a sanitizer finds fails the test that it is in. There
# what is slow is done less often, and what the program has no part in is left out.
check-asan:
	PROBITY_BRIEF=yes bash $(srcdir)/tests/sub-build.sh asan CC="$(CC)" \
		CFLAGS="-O1 -g -fno-omit-frame-pointer -fsanitize=address" -- check

check-ubsan:
	PROBITY_BRIEF=yes bash $(srcdir)/tests/sub-build.sh ubsan CC="$(CC)" \
		CFLAGS="-O1 -g -fsanitize=undefined -fno-sanitize-recover=all" -- check

# Both at once, as CI does.
check-sanitized:
	PROBITY_BRIEF=yes bash $(srcdir)/tests/sub-build.sh sanitized CC="$(CC)" \
		CFLAGS="-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all" -- check

coverage:
	bash $(srcdir)/tests/sub-build.sh coverage CC="$(CC)" CFLAGS="-O0 -g --coverage" -- check
	bash $(srcdir)/tests/coverage.sh coverage-build $(abs_top_srcdir)

# Every allocation of one small check is refused in turn.
tests/oom/malloc_fail.so: tests/oom/malloc_fail.c
	@$(MKDIR_P) tests/oom
	$(AM_V_CC)$(CC) -std=gnu11 -O1 -g -fPIC -shared $(WARNING_CFLAGS) -o $@ $(srcdir)/tests/oom/malloc_fail.c
CLEANFILES += tests/oom/malloc_fail.so

check-oom: all tests/oom/malloc_fail.so
	@$(test_environment) bash $(srcdir)/tests/run-oom.sh

distclean-local:
	rm -rf asan-build ubsan-build sanitized-build strict-build coverage-build fuzz-build

# Unit tests: one program a file, linked with its own folder and those above it only. To add tests/unit/<folder>/
# test_<thing>.c, add its name without .c to the list in tests/unit/<folder>/module.mk: nothing else.
#
# tests/whole/ is for tests of everything over the public API (mutations, agreement with libxml2, determinism).

# The folder of a test is the word before the last in its name: tests/unit/<folder>/test_x, tests/whole/test_x,
# fuzz/x. The name is only known when make links it.
linked_folder = $(lastword $(filter-out $(notdir $@),$(subst /, ,$@)))
LDADD = $(LIBS_UP_TO_$(linked_folder)) $(CHECK_LIBS) $(external_libs)

include tests/unit/base/module.mk
include tests/unit/finding/module.mk
include tests/unit/format/module.mk
include tests/unit/table/module.mk
include tests/unit/schema/module.mk
include tests/unit/intake/module.mk
include tests/unit/plan/module.mk
include tests/unit/rule/module.mk
include tests/unit/exec/module.mk
include tests/unit/compare/module.mk
include tests/unit/report/module.mk
include tests/unit/engine/module.mk
include tests/unit/cli/module.mk
include tests/whole/module.mk

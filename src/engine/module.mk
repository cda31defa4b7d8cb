noinst_LIBRARIES += libprobity_engine.a
libprobity_engine_a_SOURCES = \
	src/engine/binding.c \
	src/engine/built_in.c \
	src/engine/cases.c \
	src/engine/cases.h \
	src/engine/cases_fill.c \
	src/engine/cases_judge.c \
	src/engine/cases_load.c \
	src/engine/cell.c \
	src/engine/check.c \
	src/engine/check.h \
	src/engine/codes.c \
	src/engine/examples.c \
	src/engine/findings.c \
	src/engine/indicators.c \
	src/engine/indicators.h \
	src/engine/inputs.c \
	src/engine/library.c \
	src/engine/library.h \
	src/engine/neighbours.c \
	src/engine/nesting.c \
	src/engine/nesting.h \
	src/engine/period.c \
	src/engine/probity.h \
	src/engine/references.c \
	src/engine/returns.c \
	src/engine/rules.c \
	src/engine/schemas.c \
	src/engine/sought.c \
	src/engine/streams.c \
	src/engine/summary.c \
	src/engine/summary.h \
	src/engine/timing.c \
	src/engine/trial.c \
	src/engine/trial.h \
	src/engine/words.c \
	src/engine/words.h

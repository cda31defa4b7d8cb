noinst_LIBRARIES += libprobity_plan.a
libprobity_plan_a_SOURCES = \
	src/plan/build.c \
	src/plan/columns.c \
	src/plan/compact.c \
	src/plan/index.c \
	src/plan/index.h \
	src/plan/operation.c \
	src/plan/operations.def \
	src/plan/parts.c \
	src/plan/parts.h \
	src/plan/plan.h \
	src/plan/print.c \
	src/plan/query.c \
	src/plan/sought.c \
	src/plan/sought.h \
	src/plan/verify.c \
	src/plan/verify.h \
	src/plan/verify_node.c \
	src/plan/verify_parts.c \
	src/plan/walk.c \
	src/plan/walk.h

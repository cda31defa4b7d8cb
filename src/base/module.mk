noinst_LIBRARIES += libprobity_base.a
libprobity_base_a_SOURCES = \
	src/base/arena.c \
	src/base/arena.h \
	src/base/array.c \
	src/base/array.h \
	src/base/buffer.c \
	src/base/buffer.h \
	src/base/calendar.c \
	src/base/calendar.h \
	src/base/date.c \
	src/base/date.h \
	src/base/failure.c \
	src/base/failure.h \
	src/base/folder.c \
	src/base/folder.h \
	src/base/hash.c \
	src/base/hash.h \
	src/base/map.c \
	src/base/map.h \
	src/base/number.c \
	src/base/number.h \
	src/base/output.c \
	src/base/output.h \
	src/base/parallel.c \
	src/base/parallel.h \
	src/base/real.c \
	src/base/real.h \
	src/base/reason.c \
	src/base/reason.h \
	src/base/source.c \
	src/base/source.h \
	src/base/spool.c \
	src/base/spool.h \
	src/base/str.c \
	src/base/str.h \
	src/base/utf8.c \
	src/base/utf8.h

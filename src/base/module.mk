noinst_LIBRARIES += libprobity_base.a
libprobity_base_a_SOURCES = \
	src/base/arena.h \
	src/base/array.h \
	src/base/buffer.h \
	src/base/date.h \
	src/base/failure.h \
	src/base/hash.h \
	src/base/map.h \
	src/base/number.h \
	src/base/output.h \
	src/base/parallel.h \
	src/base/source.h \
	src/base/str.h \
	src/base/utf8.h

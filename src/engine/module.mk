noinst_LIBRARIES += libprobity_engine.a
libprobity_engine_a_SOURCES =

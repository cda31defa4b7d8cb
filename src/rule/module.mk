noinst_LIBRARIES += libprobity_rule.a
libprobity_rule_a_SOURCES = \
	src/rule/rule.h

dist_man_MANS += doc/probity.1

# The documents; tests/lists.sh checks that none is forgotten.
EXTRA_DIST += \
	README.md \
	doc/adding-a-rule.md \
	doc/architecture.md \
	doc/cases.md \
	doc/cin-rules.md \
	doc/notes.md \
	doc/comparability.md \
	doc/indicators.md \
	doc/performance.md \
	doc/reference-data.md \
	doc/report-formats.md \
	doc/rule-language.md \
	doc/s251-rules.md \
	doc/schema.md \
	doc/ssda903-rules.md \
	doc/tutorial.md

dist_folders += doc/decisions

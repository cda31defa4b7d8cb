dist_man_MANS += doc/probity.1

# The documents; tests/lists.sh checks that none is forgotten.
EXTRA_DIST += \
	README.md \
	doc/report-formats.md \
	doc/rule-language.md \
	doc/schema.md

dist_folders += doc/decisions

dist_man_MANS += doc/probity.1

# The documents; tests/lists.sh checks that none is forgotten.
EXTRA_DIST += doc/decisions
EXTRA_DIST += README.md

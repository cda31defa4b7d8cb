# Returns that the documents and quickstart.sh check. The whole folder is distributed.
EXTRA_DIST += examples

# Every rule file is installed, as rules/<collection>/<file>.yaml. tests/lists.sh checks that none is forgotten.
nobase_dist_pkgdata_DATA +=

# Every file here is installed. tests/lists.sh checks that none is forgotten.
nobase_dist_pkgdata_DATA += \
	schemas/s251-outturn.yaml \
	schemas/ssda903.yaml

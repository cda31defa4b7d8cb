# Every indicator file is installed, as indicators/<collection>.yaml. tests/lists.sh checks that none is forgotten.
nobase_dist_pkgdata_DATA += \
	indicators/cin.yaml \
	indicators/s251-outturn.yaml \
	indicators/ssda903.yaml

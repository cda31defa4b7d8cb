# Every file here and in reference/ is installed. tests/lists.sh checks that none is forgotten.
nobase_dist_pkgdata_DATA += \
	reference/authorities.yaml \
	reference/tables/population.yaml \
	schemas/probity-report.schema.json \
	schemas/s251-outturn.yaml \
	schemas/ssda903.yaml

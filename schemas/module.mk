# Every file here and in reference/ is installed. tests/lists.sh checks that none is forgotten.
nobase_dist_pkgdata_DATA += \
	reference/authorities.yaml \
	reference/bank_holidays.csv \
	reference/tables/bank_holidays.yaml \
	reference/tables/authorities.yaml \
	reference/tables/children_in_need.yaml \
	reference/tables/cla.yaml \
	reference/tables/homes.yaml \
	reference/tables/looked_after.yaml \
	reference/tables/neighbours.yaml \
	reference/tables/peers.yaml \
	reference/tables/population.yaml \
	reference/tables/postcodes.yaml \
	reference/tables/providers.yaml \
	reference/tables/ro3.yaml \
	reference/tables/workforce.yaml \
	schemas/probity-report.schema.json \
	schemas/cin.yaml \
	schemas/s251-outturn.yaml \
	schemas/ssda903.yaml \
	schemas/xsd/cin-2022-23.xsd \
	schemas/xsd/cin-2023-24.xsd \
	schemas/xsd/cin-2024-25.xsd \
	schemas/xsd/cin-2025-26.xsd \
	schemas/xsd/s251-outturn-2016-17.xsd \
	schemas/xsd/s251-outturn-2017-18.xsd \
	schemas/xsd/s251-outturn-2018-19.xsd \
	schemas/xsd/s251-outturn-2019-20.xsd \
	schemas/xsd/s251-outturn-2020-21.xsd \
	schemas/xsd/s251-outturn-2021-22.xsd \
	schemas/xsd/s251-outturn-2022-23.xsd \
	schemas/xsd/s251-outturn-2023-24.xsd \
	schemas/xsd/s251-outturn-2024-25.xsd

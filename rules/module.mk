# Every rule file is installed, as rules/<collection>/<file>.yaml. tests/lists.sh checks that none is forgotten.
nobase_dist_pkgdata_DATA += \
	rules/cin/assessments.yaml \
	rules/cin/characteristics.yaml \
	rules/cin/enquiries.yaml \
	rules/cin/episodes.yaml \
	rules/cin/header.yaml \
	rules/cin/identifiers.yaml \
	rules/cin/known-differences.yaml \
	rules/cin/plans.yaml \
	rules/cin/protection-plans.yaml \
	rules/cin/return.yaml \
	rules/s251-outturn/1-structure.yaml \
	rules/s251-outturn/2-identities.yaml \
	rules/s251-outturn/3-plausibility.yaml \
	rules/s251-outturn/4-year-on-year.yaml \
	rules/s251-outturn/5-comparability.yaml \
	rules/s251-outturn/6-table-a.yaml \
	rules/s251-outturn/definitions.yaml \
	rules/ssda903/asylum.yaml \
	rules/ssda903/care-leavers.yaml \
	rules/ssda903/definitions.yaml \
	rules/ssda903/episodes-ages.yaml \
	rules/ssda903/episodes-cells.yaml \
	rules/ssda903/episodes-dates.yaml \
	rules/ssda903/episodes-legal-status.yaml \
	rules/ssda903/episodes-placement-codes.yaml \
	rules/ssda903/episodes-sequence.yaml \
	rules/ssda903/episodes.yaml \
	rules/ssda903/header.yaml \
	rules/ssda903/health.yaml \
	rules/ssda903/known-differences.yaml \
	rules/ssda903/last-year.yaml \
	rules/ssda903/liberty.yaml \
	rules/ssda903/missing.yaml \
	rules/ssda903/placements-over-time.yaml \
	rules/ssda903/placements.yaml \
	rules/ssda903/social-workers.yaml

/* authorities_list: how the list of councils is held. Internal to the two files of schema/ that know it. */
#ifndef PROBITY_SCHEMA_AUTHORITIES_LIST_H
#define PROBITY_SCHEMA_AUTHORITIES_LIST_H

#include "base/map.h"
#include "schema/authorities.h"

struct authority {
    struct str code;
    struct str name;
    struct str region;
    const struct str *ons;
    uint32_t ons_count;
    const struct str *districts; /* ONS codes of areas that lie in its own, as long as it is there */
    uint32_t district_count;
    const struct str *replaces;
    uint32_t replaces_count;
    struct schema_range periods;
    int reorganised; /* the first period of a council that kept its predecessor's code; INT_MIN: none */
};

struct schema_authorities {
    struct authority *items;
    uint32_t count;
    struct map by_code; /* three-digit and ONS codes, capitals */
    struct arena arena;
};

#endif

/*
 * Matches: the records a write goes to, one by its id or all that meet a filter, resolved against
 * the model; and the records that go with them.
 */
#pragma once

#include "plan/condition.hpp"

#include <optional>
#include <string>
#include <vector>

namespace viginti::plan {

/* Records soft-deleted and restored with those they belong to (spec/core-rest.md §16.8). */
struct Follower {
    model::ObjectPtr object;
    std::string owner_column; /* names the record they belong to */
};

struct Matches {
    model::ObjectPtr object;
    std::vector<Join> joins;
    Condition where;
    int limit_param = 0;    /* at most so many, by id; 0: one record, by its id */
    int versions_param = 0; /* text[]: the versions it may have (sql::Versions); 0: any */
    std::vector<Param> params;
    std::vector<Follower> followers; /* where the write soft-deletes or restores */
    std::string shape;
};

/*
 * The first `limit` records that meet the request's filter, soft-deleted ones too (spec §9). Throws
 * as resolve_filter does.
 */
Matches resolve_matches(const request::Request &request, std::int64_t limit,
                        const model::Catalog &catalog, const model::ObjectPtr &object);

/* The record of the request's id, in one of these versions. */
Matches resolve_match(const request::Request &request,
                      const std::optional<std::vector<std::string>> &versions,
                      const model::Catalog &catalog, const model::ObjectPtr &object);

} // namespace viginti::plan

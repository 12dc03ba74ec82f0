/*
 * GroupPlan: a groupBy resolved against the model (spec/core-rest.md §20): which values make a
 * group, what is computed for each, the order of the groups, and the shape that keys its kept
 * statement.
 */
#pragma once

#include "plan/aggregate.hpp"
#include "plan/read_plan.hpp"

#include <string>
#include <vector>

namespace viginti::plan {

/* One value of a group's key. */
struct GroupKey {
    ColumnRef column;
    request::Granularity granularity = request::Granularity::None;
    request::WeekStart week_start = request::WeekStart::Monday;
    bool unnest = false;   /* one group an element; a record counts once in each */
    int zone_param = 0;    /* of a date-time under a granularity: text, the name of a zone */
    int options_param = 0; /* a SELECT sorts by its options' order: text[] */
};

/* A zone as the client named it and as the server knows it. */
struct TimeZone {
    std::string given;
    std::string name;
};

struct GroupOrderKey {
    bool by_aggregate = false;
    std::size_t index = 0; /* in keys or in aggregates */
    bool descending = false;
    bool nulls_first = true;
};

struct GroupPlan {
    /* The records to be grouped: object, joins, filter, all parameters; the order of the sample. */
    ReadPlan records;
    std::vector<GroupKey> keys;
    std::vector<Aggregate> aggregates;
    std::size_t shown_aggregates = 0; /* the first so many; the others are only ordered by */
    std::vector<GroupOrderKey> order; /* all keys are among them: no two groups are equal in it */
    int limit = 0;
    bool with_sample = false;
    int sample_offset_param = 0;      /* 0: the sample begins with the first record */
    std::vector<TimeZone> time_zones; /* to be checked before anything runs */
    std::string shape;
};

/*
 * Resolves request.group; request.page.limit is the number of groups. Throws Error{FieldUnknown,
 * SubFieldUnknown, ParameterInvalid, OrderInvalid} with the texts of spec §20, and what
 * resolve_filter() and resolve_order_path() throw of the filter and of the sample's order.
 */
GroupPlan resolve_group(const request::Request &request, const model::Catalog &catalog,
                        const model::ObjectPtr &object);

/* The records of these ids at depth 0, soft-deleted ones too, by id: the samples of all groups. */
ReadPlan plan_samples(const std::vector<Uuid> &ids, const model::Catalog &catalog,
                      const model::ObjectPtr &object, bool twenty_names);

} // namespace viginti::plan

/*
 * SearchPlan: what a search over several objects asks of one of them (spec/graphql.md §14): records
 * that hold a word of the text, ranked by how close together all of them stand, then by how often any
 * of them is there.
 */
#pragma once

#include "plan/condition.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viginti::plan {

/* A place in the order of all hits: behind it a page begins. Ranks in the text form of float8. */
struct SearchPlace {
    std::string cover_rank = "Infinity";
    std::string rank = "Infinity";
    Uuid id = {};
};

struct SearchPlan {
    model::ObjectPtr object;
    std::optional<Condition> where; /* the filter */
    bool live_only = true;
    std::string vector;               /* the search column */
    int any_param = 0, all_param = 0; /* queries for any and for all of the words; 0: no words */
    int place_param = 0;              /* first of cover rank, rank, id, number of rows */
    std::vector<std::string> label;   /* columns of the label, readable ones */
    std::string image;                /* column of the picture's address, or empty */
    std::vector<Param> params;
    std::string shape;
};

/*
 * `filter` is over fields every object has. An empty text finds every record, all of rank 0. Throws
 * Error{FilterInvalid, ValueInvalid, LimitExceeded}; the object has a search column.
 */
SearchPlan resolve_search_plan(const model::Catalog &catalog, const model::ObjectPtr &object,
                               std::string_view text, const std::optional<request::Filter> &filter,
                               const SearchPlace &place, std::size_t rows);

} // namespace viginti::plan

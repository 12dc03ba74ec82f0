/*
 * Pages of the model: filtered lists cut by `paging`, whose cursors are places in the list
 * (spec/graphql.md §19).
 */
#pragma once

#include "base/json.hpp"

namespace viginti::entry {

/*
 * {"edges":[{"node":…,"cursor":"…"}],"pageInfo":{…}} of the resources that meet arguments.filter, as
 * far as arguments.paging goes. Throws Error{ParameterInvalid, CursorInvalid, LimitExceeded}.
 */
Json cut_page(const Json &resources, const json_t *arguments);

} // namespace viginti::entry

/*
 * The parameters of groupBy: JSON in the query string to a GroupRequest (spec/core-rest.md §6,
 * §20). Names are not resolved here.
 */
#pragma once

#include "request/request.hpp"
#include "rest/query_string.hpp"

namespace viginti::rest {

/*
 * Reads group_by, aggregate, order_by, include_records_sample, order_by_for_records and refuses
 * viewId into out.group and out.order. Throws Error{ParameterInvalid, OrderInvalid} with the texts
 * of spec §20, the parameter's name as path and, within malformed JSON, the position;
 * Error{LimitExceeded} beyond limits::group_dimensions, group_aggregates or order_keys.
 */
void read_group(request::Request &out, const QueryString &query);

} // namespace viginti::rest

/*
 * A request's filter and search to a condition over the columns of its object
 * (spec/core-rest.md §7.7, §8).
 */
#pragma once

#include "plan/draft.hpp"

namespace viginti::plan {

/*
 * The condition of a filter over the draft's root. Adds its parameters, joins and marks to the draft,
 * and clears live_only when it names the root's deletedAt. Throws Error{FieldUnknown,
 * SubFieldUnknown, OperatorInvalid, FilterInvalid, ValueInvalid} with the texts of spec §4.2 at the
 * position of the predicate.
 */
Condition resolve_filter(Draft &draft, const request::Filter &filter);

} // namespace viginti::plan

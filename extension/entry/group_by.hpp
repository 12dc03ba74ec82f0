/*
 * groupBy: records counted and summed in groups, as the caller's role (spec/core-rest.md §20).
 */
#pragma once

#include "entry/answer.hpp"
#include "entry/caller.hpp"
#include "plan/group_plan.hpp"
#include "request/request.hpp"

namespace viginti::entry {

/* What plan::resolve_group() does; throws Error{ParameterInvalid} for an unknown time zone, too. */
plan::GroupPlan resolve_groups(const request::Request &request, const Caller &caller,
                               const model::ObjectPtr &object);

/*
 * A bare array of groups, with the first records of each where the request asks for them. Throws
 * what resolve_groups() throws and Error{LimitExceeded} when the answer outgrows
 * limits::answer_bytes.
 */
Answer group_by(const request::Request &request, const Caller &caller,
                const model::ObjectPtr &object);

} // namespace viginti::entry

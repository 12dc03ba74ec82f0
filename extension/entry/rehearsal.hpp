/*
 * Rehearsals of model changes: run for real, described, undone. The answer names each statement with
 * its class, locks and rows, and what the API would gain and lose.
 */
#pragma once

#include "entry/answer.hpp"
#include "entry/caller.hpp"
#include "rest/query_string.hpp"

#include <functional>
#include <string>

namespace viginti::entry {

/* Throws Error{ParameterInvalid} when `rehearse` is neither true nor false. */
bool wants_rehearsal(const rest::QueryString &query);

/*
 * Runs `change`, which answers with the JSON text of what it made, and takes everything back.
 * Answers {"data":{"rehearsal":{"result":…,"steps":[…],"api":{…}}}}. What `change` throws goes on.
 */
Answer rehearse(const Caller &caller, const std::function<std::string()> &change);

} // namespace viginti::entry

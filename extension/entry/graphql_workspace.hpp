/*
 * What /metadata tells of a workspace beside its model (spec/graphql.md §19.2): its API keys and
 * roles, how many records it holds, and the workspace itself. Secrets are never among it.
 */
#pragma once

#include "base/json.hpp"
#include "entry/caller.hpp"

#include <optional>
#include <string_view>

namespace viginti::entry {

/*
 * The value of a root field, null where there is nothing to tell; nothing at all when the field is
 * none of these. Throws Error{PermissionDenied}: all but the workspace needs the right to change the
 * model, and keys are not managed by a key.
 */
std::optional<Json> read_workspace_field(std::string_view name, const json_t *arguments,
                                         const Caller &caller);

} // namespace viginti::entry

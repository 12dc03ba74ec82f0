/*
 * Workspaces and keys as an administrator makes and removes them. All throw Error{ParameterInvalid}
 * for what is unknown or taken, and raise 42501 for callers without the rights of the extension's
 * owner.
 */
#pragma once

#include "base/uuid.hpp"

#include <optional>
#include <string>

namespace viginti::entry {

/* Raises 42501 unless the current user has the rights of the extension's owner. */
void require_administrator();

/* The id of the workspace of that name. */
std::string require_workspace(const std::string &name);

/* Schema, roles, the standard objects; the id of the new workspace. */
Uuid create_workspace(const std::string &name);

/* With all its records, its roles and its keys. */
void drop_workspace(const std::string &name);

/* The secret, which is not kept and cannot be shown again. `expires_at` as PostgreSQL reads it. */
std::string create_api_key(const std::string &workspace, const std::string &name,
                           const std::string &role, const std::string &dialect,
                           const std::optional<std::string> &expires_at);

void revoke_api_key(const std::string &workspace, const std::string &name);

/* The ceiling of a role's reads, in the planner's units of cost; nothing: no ceiling. */
void set_role_limits(const std::string &workspace, const std::string &role,
                     const std::optional<double> &max_plan_cost);

/* A login that may do nothing but answer requests: EXECUTE on handle and version. */
void create_api_login(const std::string &name);

} // namespace viginti::entry

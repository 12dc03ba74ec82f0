/*
 * A workspace as DDL: its roles, its schema and the marker table. To be run by an administrator, but
 * for the marker, which is the workspace owner's.
 */
#pragma once

#include "ddl/ddl.hpp"

#include <string>
#include <vector>

namespace viginti::ddl {

Change create_role(const std::string &name);
/* Takes from a role of a workspace whatever would let it log in or pass by rights. */
Change restrict_role(const std::string &name);
std::vector<Change> create_schema(const std::string &name, const std::string &owner,
                                  const std::vector<std::string> &users);
Change change_schema_owner(const std::string &name, const std::string &owner);
Change grant_schema(const std::string &name, const std::vector<std::string> &users);
/* REVOKE CREATE: tables of a workspace are the model's. */
Change revoke_schema(const std::string &name, const std::string &user);
std::vector<Change> create_marker(const std::string &workspace);

} // namespace viginti::ddl

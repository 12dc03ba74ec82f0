/*
 * Who acts: compiled statements run as the key's role, metadata is read as the owner of the
 * extension, DDL runs as the owner of the workspace. A guard object switches and restores; after an
 * ERROR the transaction's abort restores (style §8).
 */
#pragma once

#include <cstdint>
#include <string_view>

namespace viginti::pg {

using RoleId = std::uint32_t;

/* Acts as `role` for its lifetime. */
class ActAs {
  public:
    explicit ActAs(RoleId role);
    ~ActAs();
    ActAs(const ActAs &) = delete;
    ActAs &operator=(const ActAs &) = delete;

  private:
    RoleId role_;
    int context_;
};

/* OID of a PostgreSQL role; Error{Internal} when it does not exist. */
RoleId role_id(std::string_view name);
RoleId current_role();
bool is_superuser(RoleId role);
/* Owner of schema viginti. */
RoleId extension_owner();
/* True when `member` may use the rights of `role` (has_privs_of_role). */
bool may_act_as(RoleId member, RoleId role);

} // namespace viginti::pg

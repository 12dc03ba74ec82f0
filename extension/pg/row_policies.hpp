/*
 * Row rights: whether a role may see part of a table's rows only, and who sees all of them.
 */
#pragma once

#include "pg/identity.hpp"

#include <cstdint>

namespace viginti::pg {

/* Whether policies hide rows of the table from the role. */
bool has_row_policies(std::uint32_t relation, RoleId role);

/* The owner of a table, whom policies do not bind. */
RoleId owner_of(std::uint32_t relation);

} // namespace viginti::pg

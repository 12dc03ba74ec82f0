/*
 * What a role may do with the records of an object, by the GRANTs on its table and columns. For
 * descriptions only: a statement is allowed or refused by PostgreSQL when it runs.
 */
#pragma once

#include "model/object.hpp"
#include "pg/identity.hpp"

#include <vector>

namespace viginti::pg {

struct ObjectRights {
    bool may_create = false;
    bool may_update = false;
    bool may_delete = false; /* destroy, or set deletedAt */
    /* By place in object.fields. */
    std::vector<bool> creatable, updatable;
};

/* What a role may do with the table of an object, or at least with columns of it. */
struct TableRights {
    bool may_write = false; /* create and change */
    bool may_soft_delete = false;
    bool may_destroy = false;

    bool operator==(const TableRights &) const = default;
};
TableRights table_rights(const model::Object &object, RoleId role);

ObjectRights rights_on(const model::Object &object, RoleId role);

} // namespace viginti::pg

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

ObjectRights rights_on(const model::Object &object, RoleId role);

} // namespace viginti::pg

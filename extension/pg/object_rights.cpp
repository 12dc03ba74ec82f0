#include "pg/object_rights.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "pg/guard.hpp"

namespace viginti::pg {

namespace {

using model::Field;
using model::Object;

/* The system fields every creation, every change, every soft deletion writes. */
constexpr std::array<std::string_view, 4> written_on_create{"id", "position", "createdBy",
                                                            "updatedBy"};
constexpr std::array<std::string_view, 2> written_on_update{"updatedAt", "updatedBy"};
constexpr std::array<std::string_view, 2> written_on_delete{"deletedAt", "updatedAt"};

bool has_table_right(const Object &object, RoleId role, AclMode right)
{
    return guarded([&] { return pg_class_aclcheck(object.relation, role, right); }) == ACLCHECK_OK;
}

bool has_field_right(const Object &object, const Field &field, RoleId role, AclMode right)
{
    for (const model::Column &column : model::columns_of(field)) {
        const char *const name = column.name.c_str();
        bool const allowed = guarded([&] {
            AttrNumber const number = get_attnum(object.relation, name);
            return number != InvalidAttrNumber &&
                   pg_attribute_aclcheck(object.relation, number, role, right) == ACLCHECK_OK;
        });
        if (!allowed)
            return false;
    }
    return true;
}

/* Whether the role has the right on every system field of these names, hidden ones included. */
template <std::size_t Size>
bool has_system_rights(const Object &object, const std::array<std::string_view, Size> &names,
                       RoleId role, AclMode right)
{
    for (const auto *const fields : {&object.fields, &object.hidden})
        for (const Field &field : *fields)
            if (field.is_system &&
                std::find(names.begin(), names.end(), field.name) != names.end() &&
                !has_field_right(object, field, role, right))
                return false;
    return true;
}

std::vector<bool> field_rights(const Object &object, RoleId role, AclMode right)
{
    std::vector<bool> allowed;
    for (const Field &field : object.fields)
        allowed.push_back(has_field_right(object, field, role, right));
    return allowed;
}

} // namespace

TableRights table_rights(const Object &object, RoleId role)
{
    auto const has = [&](AclMode right) {
        return has_table_right(object, role, right) || guarded([&] {
                   return pg_attribute_aclcheck_all(object.relation, role, right, ACLMASK_ANY) ==
                          ACLCHECK_OK;
               });
    };
    bool const updates = has(ACL_UPDATE);
    return {updates && has(ACL_INSERT), updates, has_table_right(object, role, ACL_DELETE)};
}

ObjectRights rights_on(const Object &object, RoleId role)
{
    ObjectRights rights;
    bool const inserts = has_table_right(object, role, ACL_INSERT);
    bool const updates = has_table_right(object, role, ACL_UPDATE);
    std::vector<bool> const all(object.fields.size(), true);
    rights.may_create = inserts || has_system_rights(object, written_on_create, role, ACL_INSERT);
    rights.may_update = updates || has_system_rights(object, written_on_update, role, ACL_UPDATE);
    rights.may_delete = updates || has_table_right(object, role, ACL_DELETE) ||
                        has_system_rights(object, written_on_delete, role, ACL_UPDATE);
    rights.creatable = inserts ? all : field_rights(object, role, ACL_INSERT);
    rights.updatable = updates ? all : field_rights(object, role, ACL_UPDATE);
    return rights;
}

} // namespace viginti::pg

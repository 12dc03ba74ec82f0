/*
 * The rows of the metadata tables: model values written as the owner of the extension. Constraints of
 * those tables hold the invariants; triggers announce each change to all backends.
 */
#pragma once

#include "ddl/ddl.hpp"
#include "model/object.hpp"
#include "pg/identity.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace viginti::entry {

/* What a change of the model needs to know about its workspace. */
struct Workspace {
    Uuid id;
    std::string name;
    pg::RoleId owner = 0;
    ddl::Roles roles;
};

/* Error{Internal} when there is no such workspace or its roles are gone. */
Workspace read_workspace(std::string_view name);

/*
 * Runs DDL as the owner of the workspace. What depends on a dropped or changed column without the
 * model knowing of it stops the change: Error{ConstraintViolated}, status 409. A table that has no
 * room for more columns: Error{LimitExceeded}.
 */
void run_as_owner(const Workspace &workspace, const std::vector<ddl::Change> &changes);

/* The row of the object alone, without its fields. */
void insert_object(const model::Object &object);
/* Every column a PATCH may change; updated_at becomes now. */
void update_object(const model::Object &object);
/* With all its fields and the fields of other objects that lead to it. */
void delete_object(const Uuid &id);

void insert_field(const model::Field &field);
void update_field(const model::Field &field);
/* An index of a client's; it goes with the first of its fields, or by delete_index. */
void insert_index(const model::Index &index);
void delete_index(const Uuid &id);

/* With the opposite field of a relation. */
void delete_field(const Uuid &id);

} // namespace viginti::entry

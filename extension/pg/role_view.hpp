/*
 * The model as one role sees it: fields whose columns the role may not SELECT are not there, so that
 * for every door, in answers, filters, orders and error texts, a hidden name is an unknown name.
 * Nothing is decided here that PostgreSQL would not decide: its GRANTs are asked for each time, and
 * statements run as the role all the same.
 */
#pragma once

#include "model/catalog.hpp"
#include "pg/identity.hpp"

namespace viginti::pg {

/*
 * A catalog whose objects are those of `catalog` as `role` sees them: hidden fields stand in
 * Object::hidden, an object without readable id and deletedAt has is_readable = false and otherwise
 * keeps its fields, so that a statement over it is refused by PostgreSQL.
 */
model::Catalog visible_to(model::Catalog catalog, RoleId role);

} // namespace viginti::pg

/*
 * Caller: who makes a request, in which workspace, and as which PostgreSQL role its statements run.
 */
#pragma once

#include "model/catalog.hpp"
#include "model/dialect.hpp"
#include "pg/identity.hpp"
#include "plan/record_value.hpp"

#include <string>

namespace viginti::entry {

struct Inbound;

struct Caller {
    const model::Dialect *dialect = &model::dialects[0];
    model::Catalog catalog;
    pg::RoleId role = 0;
    plan::Actor actor;
    bool can_change_model = false;
    Uuid key_id;              /* of the API key; zero for a caller at psql */
    double max_plan_cost = 0; /* ceiling of the role; 0: none */
};

/*
 * The dialect a request asks for by header, else `fallback`. Throws Error{ParameterInvalid} for an
 * unknown name.
 */
const model::Dialect *choose_dialect(const Inbound &inbound, const model::Dialect *fallback);

/*
 * The caller behind "Authorization: Bearer vgt_…". Throws the errors of spec/core-rest.md §3; the
 * secret is compared as a hash in constant time.
 */
Caller authenticate(const Inbound &inbound);

/*
 * The caller at psql: the current user, in the workspace named by viginti.workspace or the only one
 * there is. A superuser acts as the workspace's admin role: compiled statements never run as one.
 */
Caller local_caller();

} // namespace viginti::entry

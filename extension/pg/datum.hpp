/*
 * Values of the compiler's world as server values: Param to Datum. These are raw server calls: they
 * raise ERRORs and are made inside guarded() only. Memory is the current context's.
 */
#pragma once

#include "plan/param.hpp"

#include <vector>

#include "pg/server.hpp"

namespace viginti::pg {

/* OID of a parameter's type, of its array type when it is one. */
Oid type_oid(const plan::ParamType &type) noexcept;

/* The value of a parameter that is not NULL. */
Datum raw_datum(const plan::Param &param);

/* All parameters of a call, as constants the planner may look at; null when there are none. */
ParamListInfo raw_param_list(const std::vector<plan::Param> &params);

} // namespace viginti::pg

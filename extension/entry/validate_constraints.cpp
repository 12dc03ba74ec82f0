/*
 * viginti.validate_constraints: changes of the model add constraints NOT VALID where the records keep
 * them by construction, so that no record is read under the lock of the change. Here they are read
 * afterwards, under a lock that holds up neither readers nor writers.
 */
#include "ddl/column.hpp"
#include "entry/metadata_rows.hpp"
#include "entry/workspace.hpp"
#include "pg/spi.hpp"

#include "pg/attempts.hpp"
#include "pg/guard.hpp"

namespace viginti::entry {

namespace {

constexpr std::string_view unproved_sql = R"(
SELECT n.nspname, c.relname, k.conname
  FROM pg_catalog.pg_constraint k
  JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN viginti.workspace w ON w.name = n.nspname
 WHERE NOT k.convalidated AND k.contype IN ('c', 'f') AND w.name = COALESCE($1, w.name)
 ORDER BY n.nspname, c.relname, k.conname)";

std::int64_t validate_all(const std::optional<std::string> &workspace)
{
    std::int64_t validated = 0;
    for (pg::Row &row : pg::query(pg::Snapshot::Latest, unproved_sql, {workspace})) {
        model::Object object;
        object.schema = row[0].value_or("");
        object.table = row[1].value_or("");
        run_as_owner(read_workspace(object.schema),
                     {ddl::validate_constraint(object, row[2].value_or(""))});
        ++validated;
    }
    return validated;
}

/* (workspace), NULL for all of them */
Datum validate_constraints(FunctionCallInfo call)
{
    pg::SpiConnection const connection;
    require_administrator();
    std::optional<std::string> workspace;
    if (!call->args[0].isnull)
        workspace = pg::text_argument(call, 0);
    pg::ActAs const administrator(pg::extension_owner());
    std::int64_t const validated = pg::in_attempts([&] { return validate_all(workspace); });
    return pg::guarded([&] { return Int64GetDatum(validated); });
}

} // namespace

} // namespace viginti::entry

extern "C" {

PG_FUNCTION_INFO_V1(viginti_validate_constraints);
PGDLLEXPORT Datum viginti_validate_constraints(PG_FUNCTION_ARGS)
{
    return viginti::pg::entry(fcinfo, viginti::entry::validate_constraints);
}
}

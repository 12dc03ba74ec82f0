/*
 * The AFTER trigger of the metadata tables: tells every backend which cached values a changed row
 * makes stale. A table or workspace that is not there is no error: a dump is restored row by row, and
 * a dropped workspace takes its rows along.
 */
#include "base/text.hpp"
#include "pg/catalog_cache.hpp"
#include "pg/identity.hpp"
#include "pg/spi.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pg/guard.hpp"

namespace viginti::entry {

namespace {

/* Text of a column of the row, or nothing when it is NULL. */
std::optional<std::string> column_text(HeapTuple row, TupleDesc shape, const char *name)
{
    const char *const text = pg::guarded([&]() -> const char * {
        for (int i = 0; i < shape->natts; ++i) {
            Form_pg_attribute const column = TupleDescAttr(shape, i);
            if (column->attisdropped || std::strcmp(NameStr(column->attname), name) != 0)
                continue;
            bool is_null;
            Datum const value = heap_getattr(row, i + 1, shape, &is_null);
            Oid function;
            bool is_varlena;
            if (is_null)
                return nullptr;
            getTypeOutputInfo(column->atttypid, &function, &is_varlena);
            return OidOutputFunctionCall(function, value);
        }
        return nullptr;
    });
    return text ? std::optional<std::string>(text) : std::nullopt;
}

void announce_workspace_object(const std::string &workspace_id, const std::string &name_plural)
{
    for (const pg::Row &row :
         pg::query(pg::Snapshot::Latest, "SELECT name FROM viginti.workspace WHERE id = $1::uuid",
                   {workspace_id}))
        pg::announce_object_change(*row[0], to_snake(name_plural));
}

void announce_object(const std::string &object_id)
{
    for (const pg::Row &row : pg::query(pg::Snapshot::Latest,
                                        "SELECT w.name, o.name_plural FROM viginti.object o"
                                        " JOIN viginti.workspace w ON w.id = o.workspace_id"
                                        " WHERE o.id = $1::uuid",
                                        {object_id}))
        pg::announce_object_change(*row[0], to_snake(*row[1]));
}

void announce_row(std::string_view table, HeapTuple row, TupleDesc shape)
{
    auto const text = [&](const char *name) { return column_text(row, shape, name); };
    if (table == "object") {
        announce_workspace_object(text("workspace_id").value_or(""),
                                  text("name_plural").value_or(""));
    } else if (table == "field") {
        announce_object(text("object_id").value_or(""));
        /* The opposite end knows this field's name. */
        if (auto const target = text("relation_target_id"))
            announce_object(*target);
    } else if (table == "index" || table == "index_field") {
        announce_object(text("object_id").value_or(""));
    } else {
        if (table == "workspace")
            pg::announce_object_change(text("name").value_or(""), {});
        pg::announce_key_change();
    }
}

Datum announce_change(FunctionCallInfo fcinfo)
{
    if (!CALLED_AS_TRIGGER(fcinfo))
        throw Error(Code::Internal, "viginti.announce_change is a trigger function");
    auto const *const data = reinterpret_cast<TriggerData *>(fcinfo->context);
    std::string const table = RelationGetRelationName(data->tg_relation);
    TupleDesc const shape = RelationGetDescr(data->tg_relation);
    pg::ActAs const owner(pg::extension_owner());
    pg::SpiConnection const connection;
    announce_row(table, data->tg_trigtuple, shape);
    if (TRIGGER_FIRED_BY_UPDATE(data->tg_event))
        announce_row(table, data->tg_newtuple, shape);
    return PointerGetDatum(nullptr);
}

} // namespace

} // namespace viginti::entry

extern "C" {

PG_FUNCTION_INFO_V1(viginti_announce_change);
PGDLLEXPORT Datum viginti_announce_change(PG_FUNCTION_ARGS)
{
    return viginti::pg::entry(fcinfo, viginti::entry::announce_change);
}
}

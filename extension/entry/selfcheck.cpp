/*
 * viginti.selfcheck: metadata and catalogue must be a bijection. Every difference is one row: what
 * is missing, what differs, what nobody asked for, and metadata that lead nowhere.
 */
#include "base/json.hpp"
#include "entry/drift.hpp"
#include "pg/guard.hpp"
#include "pg/identity.hpp"
#include "pg/spi.hpp"

namespace viginti::entry {

namespace {

Datum selfcheck(FunctionCallInfo)
{
    pg::SpiConnection const connection;
    pg::ActAs const owner(pg::extension_owner());
    std::string json = "[";
    for (const Difference &difference : find_drift(std::nullopt)) {
        if (json.size() > 1)
            json += ',';
        json += '{';
        if (!difference.workspace.empty())
            append_json_member(json, "workspace", difference.workspace);
        if (!difference.object.empty())
            append_json_member(json, "object", difference.object);
        append_json_member(json, "problem", difference.problem);
        json += '}';
    }
    return pg::text_result(json + ']');
}

} // namespace

} // namespace viginti::entry

extern "C" {

PG_FUNCTION_INFO_V1(viginti_selfcheck);
PGDLLEXPORT Datum viginti_selfcheck(PG_FUNCTION_ARGS)
{
    return viginti::pg::entry(fcinfo, viginti::entry::selfcheck);
}
}

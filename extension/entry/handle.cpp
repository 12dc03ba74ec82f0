/*
 * viginti.handle: one request, one transaction, top to bottom (design.md §6). Reads at psql take the
 * same way through viginti.get.
 */
#include "base/stopwatch.hpp"
#include "entry/answering.hpp"
#include "entry/caller.hpp"
#include "entry/graphql_request.hpp"
#include "pg/current_model.hpp"
#include "pg/finished_rows.hpp"
#include "pg/heap.hpp"
#include "pg/spi.hpp"

#include "pg/guard.hpp"

namespace viginti::entry {

namespace {

Datum answer_in(pg::Transaction transaction, const Inbound &inbound)
{
    pg::keep_heap();
    Context context;
    context.dialect = dialect_of(inbound);
    Stopwatch const stopwatch(wants_times(inbound));
    return answering(inbound, context, [&] {
        /* Overtaken by a model change, a request is compiled anew, and nobody sees it. */
        Answer result =
            pg::with_current_model([&] { return answer_by_key(inbound, context); }, transaction);
        append_server_timing(result.headers);
        return pg::text_result(head(result), result.body);
    });
}

Datum handle(FunctionCallInfo fcinfo)
{
    Inbound const inbound = inbound_of(fcinfo);
    pg::SpiConnection const spi;
    return answer_in(pg::Transaction::Own, inbound);
}

/*
 * One of several requests of a statement, so a refusal is returned like an answer: raised, it would
 * take the answers of the others with it. What is nobody's fault or ours is raised all the same.
 */
Datum handle_read(FunctionCallInfo fcinfo)
{
    Inbound const inbound = inbound_of(fcinfo);
    if (inbound.method != "GET" && !is_graphql(inbound.path()))
        throw Error(Code::ParameterInvalid, "viginti.handle_read answers requests that only read",
                    "method", "GET, or POST of a GraphQL document without mutations");
    pg::send_finished_rows();
    pg::SpiConnection const spi;
    try {
        return answer_in(pg::Transaction::Shared, inbound);
    } catch (const pg::Answered &refusal) {
        if (refusal.status >= 500)
            throw;
        std::string const lines = refusal.hint.empty() ? "" : refusal.hint + '\n';
        return pg::text_result(head(refusal.status, {}, lines), refusal.detail);
    }
}

/* The body of an answer as jsonb, with the rights of the current user. */
Datum local_answer(const Inbound &inbound)
{
    Context context;
    return answering(inbound, context, [&] {
        pg::SpiConnection const spi;
        Answer const result = pg::with_current_model([&] {
            rest::Route const route = rest::parse_route(inbound.method, inbound.path());
            rest::QueryString const query = rest::parse_query_string(inbound.query());
            return answer(inbound, route, query, local_caller(), context);
        });
        const char *const json = result.body.c_str();
        return pg::guarded([&] {
            MemoryContext const old = MemoryContextSwitchTo(pg::entry_context);
            Datum const value = DirectFunctionCall1(jsonb_in, CStringGetDatum(json));
            MemoryContextSwitchTo(old);
            return value;
        });
    });
}

/* viginti.get(target) */
Datum get(FunctionCallInfo fcinfo)
{
    Inbound inbound;
    inbound.method = "GET";
    inbound.target = pg::text_argument(fcinfo, 0);
    return local_answer(inbound);
}

/* viginti.change_model(changes, rehearse): what POST /rest/metadata/changes does. */
Datum change_model(FunctionCallInfo fcinfo)
{
    Datum const changes = PG_GETARG_DATUM(0);
    const char *const json =
        pg::guarded([&] { return DatumGetCString(DirectFunctionCall1(jsonb_out, changes)); });
    Inbound inbound;
    inbound.method = "POST";
    inbound.target = "/rest/metadata/changes";
    inbound.target += PG_GETARG_BOOL(1) ? "?rehearse=true" : "";
    inbound.body = std::string("{\"changes\":") + json + '}';
    return local_answer(inbound);
}

} // namespace

} // namespace viginti::entry

extern "C" {

PG_FUNCTION_INFO_V1(viginti_handle);
PGDLLEXPORT Datum viginti_handle(PG_FUNCTION_ARGS)
{
    return viginti::pg::entry(fcinfo, viginti::entry::handle);
}

PG_FUNCTION_INFO_V1(viginti_handle_read);
PGDLLEXPORT Datum viginti_handle_read(PG_FUNCTION_ARGS)
{
    return viginti::pg::entry(fcinfo, viginti::entry::handle_read);
}

PG_FUNCTION_INFO_V1(viginti_get);
PGDLLEXPORT Datum viginti_get(PG_FUNCTION_ARGS)
{
    return viginti::pg::entry(fcinfo, viginti::entry::get);
}

PG_FUNCTION_INFO_V1(viginti_change_model);
PGDLLEXPORT Datum viginti_change_model(PG_FUNCTION_ARGS)
{
    return viginti::pg::entry(fcinfo, viginti::entry::change_model);
}

PG_FUNCTION_INFO_V1(viginti_version);
PGDLLEXPORT Datum viginti_version(PG_FUNCTION_ARGS)
{
    return viginti::pg::entry(
        fcinfo, [](FunctionCallInfo) { return viginti::pg::text_result(VIGINTI_VERSION); });
}
}

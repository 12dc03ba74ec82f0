/*
 * viginti.handle: one request, one transaction, top to bottom (design.md §6). Reads at psql take the
 * same way through viginti.get.
 */
#include "base/error.hpp"
#include "base/json.hpp"
#include "entry/caller.hpp"
#include "entry/describe.hpp"
#include "entry/errors.hpp"
#include "entry/inbound.hpp"
#include "entry/metadata.hpp"
#include "entry/records.hpp"
#include "pg/current_model.hpp"
#include "pg/guard.hpp"
#include "pg/role_view.hpp"
#include "pg/spi.hpp"
#include "rest/parameters.hpp"
#include "rest/query_string.hpp"
#include "rest/route.hpp"

namespace viginti::entry {

namespace {

/* What translating a server ERROR into the request's words needs to know. */
struct Context {
    const model::Dialect *dialect = &model::dialects[0];
    model::ObjectPtr object;
};

bool is_metadata(rest::Operation operation)
{
    return operation >= rest::Operation::ListObjects && operation <= rest::Operation::DeleteField;
}

bool is_description(rest::Operation operation)
{
    return operation == rest::Operation::DescribeCore ||
           operation == rest::Operation::DescribeMetadata;
}

Answer answer(const Inbound &inbound, Caller caller, Context &context)
{
    rest::Route const route = rest::parse_route(inbound.method, inbound.path());
    rest::QueryString const query = rest::parse_query_string(inbound.query());
    if (is_metadata(route.operation))
        return answer_metadata(route, query, inbound.body, caller);
    caller.catalog = pg::visible_to(std::move(caller.catalog), caller.role);
    if (is_description(route.operation))
        return answer_description(route, query, caller);
    context.object = find_object(caller, route.object);
    request::Request request =
        rest::parse_record_request(route, query, inbound.body, *caller.dialect);
    request.if_match = inbound.header("if-match");
    request.if_none_match = inbound.header("if-none-match");
    return answer_records(request, caller, context.object);
}

/*
 * Runs `body` and turns what it throws into an answer. Failures that are not the request's fault
 * (cancel, shutdown, resources, internal) go on as they are.
 */
template <class Body>
Datum answering(const Inbound &inbound, Context &context, const Body &body)
{
    try {
        return body();
    } catch (const pg::PgError &error) {
        auto const translated = translate(error, context.object.get(), *context.dialect);
        if (!translated)
            throw;
        throw render(*translated, *context.dialect, inbound);
    } catch (const Error &error) {
        throw render(error, *context.dialect, inbound);
    }
}

/* A dialect for errors that come before the key is known. */
const model::Dialect *dialect_of(const Inbound &inbound)
{
    const model::Dialect *const named = model::find_dialect(inbound.header("viginti-dialect"));
    return named ? named : &model::dialects[0];
}

std::string head(const Answer &answer)
{
    std::string text = std::to_string(answer.status) + '\n';
    if (!answer.body.empty())
        text += "Content-Type: application/json; charset=utf-8\n";
    return text + answer.headers + '\n';
}

Datum handle(FunctionCallInfo fcinfo)
{
    Inbound inbound;
    inbound.method = PG_ARGISNULL(0) ? "" : pg::text_argument(fcinfo, 0);
    inbound.target = PG_ARGISNULL(1) ? "" : pg::text_argument(fcinfo, 1);
    inbound.headers = PG_ARGISNULL(2) ? "" : pg::text_argument(fcinfo, 2);
    inbound.body = PG_ARGISNULL(3) ? "" : pg::text_argument(fcinfo, 3);

    Context context;
    context.dialect = dialect_of(inbound);
    return answering(inbound, context, [&] {
        pg::SpiConnection const spi;
        /* Overtaken by a model change, a request is compiled anew, and nobody sees it. */
        auto const once = [&] {
            if (rest::is_public(inbound.path()) && inbound.header("authorization").empty())
                return answer_public_description(rest::parse_route(inbound.method, inbound.path()));
            Caller caller = authenticate(inbound);
            context.dialect = caller.dialect;
            return answer(inbound, std::move(caller), context);
        };
        Answer const result = pg::with_current_model(once);
        return pg::text_result(head(result), result.body);
    });
}

/* viginti.get(target): the body of a GET as jsonb, with the rights of the current user. */
Datum get(FunctionCallInfo fcinfo)
{
    Inbound inbound;
    inbound.method = "GET";
    inbound.target = pg::text_argument(fcinfo, 0);
    Context context;
    return answering(inbound, context, [&] {
        pg::SpiConnection const spi;
        Answer const result =
            pg::with_current_model([&] { return answer(inbound, local_caller(), context); });
        const char *const json = result.body.c_str();
        return pg::guarded([&] {
            MemoryContext const old = MemoryContextSwitchTo(pg::entry_context);
            Datum const value = DirectFunctionCall1(jsonb_in, CStringGetDatum(json));
            MemoryContextSwitchTo(old);
            return value;
        });
    });
}

} // namespace

} // namespace viginti::entry

extern "C" {

PG_FUNCTION_INFO_V1(viginti_handle);
PGDLLEXPORT Datum viginti_handle(PG_FUNCTION_ARGS)
{
    return viginti::pg::entry(fcinfo, viginti::entry::handle);
}

PG_FUNCTION_INFO_V1(viginti_get);
PGDLLEXPORT Datum viginti_get(PG_FUNCTION_ARGS)
{
    return viginti::pg::entry(fcinfo, viginti::entry::get);
}

PG_FUNCTION_INFO_V1(viginti_version);
PGDLLEXPORT Datum viginti_version(PG_FUNCTION_ARGS)
{
    return viginti::pg::entry(
        fcinfo, [](FunctionCallInfo) { return viginti::pg::text_result(VIGINTI_VERSION); });
}
}

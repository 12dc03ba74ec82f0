#include "entry/answering.hpp"

#include "base/stopwatch.hpp"
#include "entry/describe.hpp"
#include "entry/graphql.hpp"
#include "entry/graphql_request.hpp"
#include "entry/import.hpp"
#include "entry/idempotency.hpp"
#include "entry/metadata.hpp"
#include "entry/records.hpp"
#include "entry/transaction.hpp"
#include "pg/role_view.hpp"
#include "rest/parameters.hpp"

#include "pg/guard.hpp"

namespace viginti::entry {

namespace {

bool is_metadata(rest::Operation operation)
{
    return operation >= rest::Operation::ListObjects && operation <= rest::Operation::ChangeModel;
}

bool is_description(rest::Operation operation)
{
    return operation == rest::Operation::DescribeCore ||
           operation == rest::Operation::DescribeMetadata;
}

Answer run(const Inbound &inbound, const rest::Route &route, const rest::QueryString &query,
           Caller caller, Context &context)
{
    if (is_metadata(route.operation)) {
        Span const span(Phase::Execute);
        return answer_metadata(route, query, inbound.body, caller);
    }
    if (route.operation == rest::Operation::Transaction)
        return answer_transaction(inbound, query, caller);
    if (is_description(route.operation)) {
        Span const span(Phase::Write);
        caller.catalog = pg::visible_to(std::move(caller.catalog), caller.role);
        return answer_description(route, query, caller);
    }
    rest::require_filter(route, query, *caller.dialect);
    enter_phase(Phase::Resolve);
    take_object(caller, route, context);
    if (route.operation == rest::Operation::Import)
        return import_records(inbound.header("content-type"), query, inbound.body,
                              std::move(caller), context.object);
    enter_phase(Phase::Parse);
    request::Request request =
        rest::parse_record_request(route, query, inbound.body, *caller.dialect);
    request.if_match = inbound.header("if-match");
    request.if_none_match = inbound.header("if-none-match");
    enter_phase(Phase::Resolve);
    return answer_records(request, caller, context.object);
}

} // namespace

Inbound inbound_of(FunctionCallInfo fcinfo)
{
    auto const text = [fcinfo](int number) {
        return PG_ARGISNULL(number) ? std::string() : pg::text_argument(fcinfo, number);
    };
    return {text(0), text(1), text(2), text(3)};
}

const model::Dialect *dialect_of(const Inbound &inbound)
{
    const model::Dialect *const named = model::find_dialect(inbound.header("viginti-dialect"));
    return named ? named : &model::dialects[0];
}

bool wants_times(const Inbound &inbound)
{
    return inbound.header("viginti-timing") == "1";
}

void add_times(pg::Answered &answered)
{
    std::string line;
    append_server_timing(line);
    if (line.empty())
        return;
    line.pop_back();
    answered.hint += answered.hint.empty() ? "" : "\n";
    answered.hint += line;
}

std::string head(int status, std::string_view content_type, std::string_view headers)
{
    std::string text = std::to_string(status) + '\n';
    if (!content_type.empty())
        text.append("Content-Type: ").append(content_type).append("\n");
    return text.append(headers).append("\n");
}

std::string head(const Answer &answer)
{
    return head(answer.status, answer.body.empty() ? "" : answer.content_type, answer.headers);
}

void take_object(Caller &caller, const rest::Route &route, Context &context)
{
    caller.catalog = pg::visible_to(std::move(caller.catalog), caller.role);
    context.object = find_object(caller, route.object);
}

Answer answer(const Inbound &inbound, const rest::Route &route, const rest::QueryString &query,
              Caller caller, Context &context)
{
    if (rest::is_read(route.operation))
        return run(inbound, route, query, std::move(caller), context);
    return idempotently(inbound, caller,
                        [&] { return run(inbound, route, query, caller, context); });
}

Answer answer_by_key(const Inbound &inbound, Context &context)
{
    if (rest::is_public(inbound.path()) && inbound.header("authorization").empty())
        return answer_public_description(rest::parse_route(inbound.method, inbound.path()));
    enter_phase(Phase::Authenticate);
    Caller caller = authenticate(inbound);
    enter_phase(Phase::Parse);
    context.dialect = caller.dialect;
    if (is_graphql(inbound.path()))
        return answer_graphql(inbound, std::move(caller), context);
    rest::Route const route = rest::parse_route(inbound.method, inbound.path());
    rest::QueryString const query = rest::parse_query_string(inbound.query());
    return answer(inbound, route, query, std::move(caller), context);
}

} // namespace viginti::entry

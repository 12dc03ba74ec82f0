#include "entry/transaction.hpp"

#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/stopwatch.hpp"
#include "base/text.hpp"
#include "entry/answering.hpp"
#include "entry/dry_run.hpp"
#include "pg/current_model.hpp"
#include "pg/spi.hpp"
#include "rest/parameters.hpp"
#include "rest/references.hpp"
#include "rest/transaction.hpp"

namespace viginti::entry {

namespace {

using rest::TransactionOperation;

struct Done {
    Answer answer;
    Json parsed; /* read when first referred to */
};

/* A JSON Pointer into the operation's body, or a parameter or header, as a place in the request. */
Error at_operation(Error error, const std::string &place)
{
    if (error.path.starts_with('/'))
        error.path = place + "/body" + error.path;
    else
        error.path = error.path.empty() ? place : place + "/path/" + error.path;
    return error;
}

Error unknown_reference(const rest::Reference &reference, std::string reason)
{
    std::string text(reference.operation);
    if (!reference.path.empty())
        text.append(".").append(reference.path);
    return Error(Code::BodyInvalid,
                 "Reference \"" + shorten_characters(text, 80) + "\": " + std::move(reason), {},
                 "A reference is the name or number of an earlier operation and a path into the "
                 "record it answered: \"ada.id\"");
}

struct Run {
    const rest::Transaction &transaction;
    std::vector<Done> done = {};

    std::size_t operation_of(const rest::Reference &reference) const
    {
        const auto &operations = transaction.operations;
        auto const number = parse_integer(reference.operation);
        std::size_t index = operations.size();
        if (number && *number >= 0)
            index = std::min(static_cast<std::size_t>(*number), operations.size());
        for (std::size_t i = 0; i < operations.size(); ++i)
            if (!operations[i].as.empty() && operations[i].as == reference.operation)
                index = i;
        if (index == operations.size())
            throw unknown_reference(reference, "there is no such operation");
        if (index >= done.size())
            throw unknown_reference(reference, "that operation is not an earlier one");
        return index;
    }

    /* The only member of an answer's data, or a place within it. */
    const json_t *look_up(const rest::Reference &reference)
    {
        Done &one = done[operation_of(reference)];
        if (!one.parsed && !one.answer.body.empty())
            one.parsed = parse_json(one.answer.body);
        const json_t *const data = json_object_get(one.parsed.get(), "data");
        void *const first = json_object_iter(const_cast<json_t *>(data));
        const json_t *value = first ? json_object_iter_value(first) : data;
        if (!value)
            throw unknown_reference(reference, "that operation answered no record");
        if (reference.path.empty())
            return value;
        for (const std::string &step : split(reference.path, '.')) {
            auto const index = parse_integer(step);
            value = json_is_array(value) && index && *index >= 0
                        ? json_array_get(value, static_cast<std::size_t>(*index))
                        : json_object_getn(value, step.data(), step.size());
            if (!value)
                throw unknown_reference(reference, "there is no \"" + shorten_characters(step, 60) +
                                                       "\" in what that operation answered");
        }
        return value;
    }

    Inbound request_of(const TransactionOperation &operation, const std::string &place)
    {
        rest::Lookup const lookup = [&](const rest::Reference &reference) {
            return look_up(reference);
        };
        Inbound request;
        request.method = operation.method;
        request.target = rest::replace_references(operation.path, lookup, place + "/path");
        request.headers = operation.headers;
        if (operation.body)
            request.body =
                dump_json(rest::replace_references(operation.body, lookup, place + "/body").get());
        return request;
    }
};

rest::Route record_route(const Inbound &request, const std::string &place)
{
    rest::Route route;
    try {
        route = rest::parse_route(request.method, request.path());
    } catch (const Error &error) {
        throw at_operation(error, place);
    }
    bool const is_import = route.operation == rest::Operation::Import;
    if (is_import || !rest::find_shape(route.operation))
        throw Error(Code::ParameterInvalid,
                    "Only requests about records take part in a transaction", place + "/path",
                    "Paths are /rest/{objects}, /rest/batch/{objects} and those below them");
    return route;
}

Answer run_one(const Inbound &request, const Caller &caller, const std::string &place)
{
    rest::Route const route = record_route(request, place);
    Context context;
    context.dialect = caller.dialect;
    try {
        pg::CurrentSnapshot const snapshot;
        rest::QueryString const query = rest::parse_query_string(request.query());
        return answer(request, route, query, caller, context);
    } catch (const pg::PgError &error) {
        /* Compiled for a model that is no more: the transaction is run anew. */
        if (pg::names_missing_thing(error))
            throw;
        auto translated = translate(error, context.object.get(), *context.dialect);
        if (!translated)
            throw;
        throw at_operation(*std::move(translated), place);
    } catch (const Error &error) {
        throw at_operation(error, place);
    }
}

void append_headers(std::string &body, std::string_view lines)
{
    if (lines.empty())
        return;
    append_json_key(body, "headers");
    body += '{';
    for (const std::string &line : split(lines, '\n'))
        if (auto const colon = line.find(": "); colon != line.npos)
            append_json_member(body, std::string_view(line).substr(0, colon),
                               std::string_view(line).substr(colon + 2));
    body += '}';
}

Answer answer_of(const Run &run)
{
    Span const span(Phase::Write);
    Answer answer;
    answer.body = "{\"data\":{\"transaction\":[";
    for (std::size_t i = 0; i < run.done.size(); ++i) {
        const Answer &one = run.done[i].answer;
        const std::string &name = run.transaction.operations[i].as;
        answer.body += i == 0 ? "{" : ",{";
        append_json_key(answer.body, "status");
        answer.body += std::to_string(one.status);
        if (!name.empty())
            append_json_member(answer.body, "as", name);
        append_headers(answer.body, one.headers);
        append_json_key(answer.body, "body");
        answer.body += one.body.empty() ? "null" : one.body;
        answer.body += '}';
    }
    answer.body += "]}}";
    return answer;
}

Answer run_all(const rest::Transaction &transaction, const Caller &caller)
{
    Run run{transaction};
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < transaction.operations.size(); ++i) {
        std::string const place = "/operations/" + std::to_string(i);
        Inbound const request = run.request_of(transaction.operations[i], place);
        run.done.push_back({run_one(request, caller, place), nullptr});
        bytes += run.done.back().answer.body.size();
        if (bytes > limits::answer_bytes)
            throw Error(Code::LimitExceeded,
                        "The answers exceed the limit of " + std::to_string(limits::answer_bytes) +
                            " bytes",
                        place, "Ask for a smaller depth or run fewer operations");
    }
    return answer_of(run);
}

} // namespace

Answer answer_transaction(const Inbound &inbound, const rest::QueryString &query,
                          const Caller &caller)
{
    rest::Transaction const transaction = rest::parse_transaction(inbound.body);
    auto const work = [&] { return run_all(transaction, caller); };
    return rest::read_dry_run(query) ? dry_run(work) : work();
}

} // namespace viginti::entry

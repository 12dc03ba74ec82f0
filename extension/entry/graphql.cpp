#include "entry/graphql.hpp"

#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/stopwatch.hpp"
#include "entry/graphql_documents.hpp"
#include "entry/graphql_errors.hpp"
#include "entry/graphql_metadata.hpp"
#include "entry/graphql_records.hpp"
#include "entry/graphql_request.hpp"
#include "entry/graphql_search.hpp"
#include "entry/idempotency.hpp"
#include "entry/persisted_documents.hpp"
#include "graphql/introspection.hpp"
#include "graphql/selection_tree.hpp"
#include "graphql/values.hpp"
#include "pg/current_model.hpp"
#include "pg/role_view.hpp"

#include "pg/guard.hpp"
#include "pg/subtransaction.hpp"

namespace viginti::entry {

namespace {

using graphql::Fault;
using graphql::OperationKind;
using graphql::SelectedField;
using graphql::SelectedObject;

/* One document on its way to an answer. */
struct Run {
    const Inbound &inbound;
    Caller &caller;
    Context &context;
    const Prepared &prepared;
    OperationKind kind;
    const Selected &selected;

    std::vector<GraphqlError> errors = {};
    bool is_undone = false; /* the answer has to be raised */

    bool mutates() const { return kind == OperationKind::Mutation; }
    const SelectedObject &root() const { return selected.root; }
    void append_field(std::string &out, std::size_t number);
    void append_failing_field(std::string &out, std::size_t number);
    void fail(const Error &error, const SelectedField &field);
    Answer answer();
};

void Run::append_field(std::string &out, std::size_t number)
{
    const SelectedField &field = root().fields[number];
    const graphql::Schema &schema = prepared.schema();
    if (graphql::is_introspection(field)) {
        Span const span(Phase::Write);
        return graphql::append_introspection(out, schema, *root().type, field);
    }
    if (!prepared.records) {
        Span const span(Phase::Execute);
        return append_metadata_field(out, field, caller);
    }
    if (kind == OperationKind::Query && field.field->name == graphql::search_field) {
        context.object.reset();
        return append_search(out, *prepared.records, field, caller);
    }
    auto const found = prepared.records->find_root(kind, field.field->name);
    context.object = found ? prepared.records->find_object(found->object) : nullptr;
    if (!context.object)
        throw Error(Code::ObjectUnknown, "Cannot query field \"" + field.field->name + "\"");
    append_record_field(out, *prepared.records, found->kind, field, caller, context.object,
                        selected.content(number));
}

void Run::fail(const Error &error, const SelectedField &field)
{
    Fault place;
    place.offsets.push_back(field.node->at);
    place.path.emplace_back(std::string(field.key));
    errors.push_back(graphql_error(error, std::move(place)));
}

/*
 * A field of several of a query stands for itself, so a server error must not end the transaction.
 * What fails alone, or as part of a mutation, takes everything with it.
 */
void Run::append_failing_field(std::string &out, std::size_t number)
{
    const SelectedField &field = root().fields[number];
    std::size_t const begin = out.size();
    bool const stands_alone = mutates() || root().fields.size() == 1;
    try {
        if (stands_alone)
            append_field(out, number);
        else
            pg::in_subtransaction([&] { append_field(out, number); });
        if (out.size() > limits::answer_bytes)
            throw Error(Code::LimitExceeded, "The answer exceeds the limit of " +
                                                 std::to_string(limits::answer_bytes) + " bytes");
        return;
    } catch (const pg::PgError &error) {
        /* Compiled for a model that is no more, or in the way of another: the document is run anew. */
        if (pg::names_missing_thing(error) || error.sqlstate() == ERRCODE_T_R_DEADLOCK_DETECTED)
            throw;
        auto const translated = translate(error, context.object.get(), *context.dialect);
        if (!translated)
            throw;
        fail(*translated, field);
        is_undone = is_undone || stands_alone;
    } catch (const Error &error) {
        fail(error, field);
        is_undone = is_undone || mutates();
    }
    out.resize(begin);
    out += "null";
}

/* What a document that was undone says of the fields that did not fail themselves. */
std::string undone_data(const SelectedObject &root)
{
    std::string data = "{";
    for (const SelectedField &field : root.fields) {
        append_json_key(data, field.key);
        data += "null";
    }
    return data + '}';
}

std::string body_of(const Prepared &prepared, std::string data, std::vector<GraphqlError> &errors)
{
    std::string body = "{";
    if (!errors.empty()) {
        std::vector<Fault> faults;
        for (GraphqlError &error : errors)
            faults.push_back(std::move(error.fault));
        graphql::locate(prepared.source, faults);
        for (std::size_t i = 0; i < errors.size(); ++i)
            errors[i].fault = std::move(faults[i]);
        append_errors(body, errors);
    }
    if (!data.empty()) {
        append_json_key(body, "data");
        body += data;
    }
    return body + '}';
}

Answer Run::answer()
{
    Answer answer;
    answer.content_type = graphql_content_type(inbound);
    /* Data may be large: without errors, which stand before them, they are written where they belong. */
    constexpr std::string_view head = "{\"data\":";
    std::string body(head);
    body += '{';
    for (std::size_t i = 0; i < root().fields.size(); ++i) {
        append_json_key(body, root().fields[i].key);
        append_failing_field(body, i);
        if (is_undone)
            break;
    }
    if (!is_undone) {
        Span const span(Phase::Write);
        body += '}';
        if (errors.empty())
            answer.body = std::move(body) + '}';
        else
            answer.body = body_of(prepared, body.substr(head.size()), errors);
        return answer;
    }
    std::string const message = errors.front().fault.message;
    throw pg::Answered(200, message, body_of(prepared, undone_data(root()), errors),
                       "Content-Type: " + std::string(answer.content_type));
}

/* The text kept under an id. Where errors have status 200, clients look for this one there, too. */
std::string find_text(const std::string &id, const Inbound &inbound, const Caller &caller)
{
    if (auto text = find_document(id, caller))
        return *std::move(text);
    Error error(Code::PersistedQueryNotFound, "PersistedQueryNotFound", {},
                "Send the text of the document as query");
    if (!wants_graphql_response(inbound))
        error.status = 200;
    throw error;
}

/* The answer to a document that is not executed. */
Answer refuse(const Inbound &inbound, const Prepared &prepared, std::vector<Fault> faults,
              std::string_view code)
{
    std::vector<GraphqlError> errors;
    for (Fault &fault : faults)
        errors.push_back({std::move(fault), std::string(code), {}});
    Answer answer;
    answer.status = refused_status(inbound);
    answer.content_type = graphql_content_type(inbound);
    answer.body = body_of(prepared, {}, errors);
    return answer;
}

} // namespace

Answer answer_graphql(const Inbound &inbound, Caller caller, Context &context)
{
    GraphqlRequest asked = read_graphql_request(inbound);
    if (asked.query.empty() && asked.literal.empty())
        asked.query = find_text(asked.document_id, inbound, caller);
    auto const prepared = prepare_document(asked, inbound, caller);
    if (!prepared->faults.empty())
        return refuse(inbound, *prepared, prepared->faults,
                      prepared->is_parsed ? "GRAPHQL_VALIDATION_FAILED" : "GRAPHQL_PARSE_FAILED");
    Fault fault;
    const graphql::Operation *const operation =
        graphql::find_operation(prepared->document, asked.operation_name, fault);
    if (!operation)
        return refuse(inbound, *prepared, {std::move(fault)}, "BAD_USER_INPUT");
    if (operation->kind == OperationKind::Mutation && !asked.may_mutate) {
        Error error(Code::MethodNotAllowed, "Can only perform a mutation operation from a POST "
                                            "request.");
        error.allow = "POST";
        throw error;
    }
    std::vector<Fault> faults;
    Json const variables =
        graphql::coerce_variables(prepared->schema(), *operation, asked.variables.get(), faults);
    if (!faults.empty())
        return refuse(inbound, *prepared, std::move(faults), "BAD_USER_INPUT");
    enter_phase(Phase::Resolve);
    Selected const selected = prepared->select(*operation, variables.get(), faults);
    if (!faults.empty())
        return refuse(inbound, *prepared, std::move(faults), "BAD_USER_INPUT");

    if (prepared->records)
        caller.catalog = pg::visible_to(std::move(caller.catalog), caller.role);
    auto const run = [&] {
        return Run{inbound, caller, context, *prepared, operation->kind, selected}.answer();
    };
    Answer answer =
        operation->kind == OperationKind::Mutation ? idempotently(inbound, caller, run) : run();
    /* Last: whoever waits for the row of another request waits for one that has nothing left to do. */
    if (asked.is_to_be_kept)
        keep_document(asked.document_id, asked.query, caller);
    return answer;
}

} // namespace viginti::entry

#include "entry/graphql_root.hpp"

#include "base/json.hpp"
#include "entry/connection.hpp"
#include "entry/envelope.hpp"
#include "entry/plans.hpp"
#include "graphql/lower.hpp"

#include <unordered_map>

namespace viginti::entry {

namespace {

using request::Request;

/* What is answered of each record, or of the connection: resolved once for a kept document. */
template <class Lower>
plan::ContentPtr find_content(const Root &root, const Lower &lower)
{
    auto const resolve = [&](const model::Catalog &catalog) {
        Request request;
        lower(request);
        return plan::resolve_content(request, catalog, root.object,
                                     root.caller.dialect->uses_twenty_names);
    };
    return root.kept ? root.kept->find_or(root.caller.catalog, root.object, resolve)
                     : resolve(root.caller.catalog);
}

plan::ContentPtr content_of_records(const Root &root)
{
    return find_content(root, [&](Request &request) {
        request.members = graphql::lower_members(root.schema, root.field, *root.object);
    });
}

struct ReadBack {
    plan::ReadPlan plan;
    Records records;
};

ReadBack read_records(const Root &root, const Question &question, const std::vector<Uuid> &ids)
{
    ReadBack out{plan::plan_records(ids, question.request, root.caller.catalog, root.object,
                                    root.caller.dialect->uses_twenty_names, question.content),
                 {}};
    out.records = run(*read_plan(out.plan), out.plan.params, false, 0, 0, &out.plan);
    return out;
}

} // namespace

plan::ContentPtr content_of_connection(const Root &root)
{
    return find_content(root, [&](Request &request) {
        request.connection = graphql::lower_connection(root.schema, root.field, *root.object);
    });
}

Question make_question(const Root &root, request::Verb verb)
{
    Question question{{}, content_of_records(root)};
    Request &request = question.request;
    request.verb = verb;
    request.object = root.object->name_plural;
    if (const json_t *const id = root.argument("id"))
        request.id = parse_uuid(text_of(id)).value_or(Uuid{});
    if (const json_t *const data = root.argument("data"))
        request.body = graphql::lower_data(root.schema, *root.object, data);
    request.upsert = root.is_true("upsert");
    return question;
}

Reading reading_of(const Root &root, const Question &question)
{
    return reading_of(question.request, root.caller, root.object, question.content);
}

void append_written(std::string &out, Reading &reading, const Uuid &id)
{
    Records const records = take_record(reading, id);
    append_record(out, records, 0, reading.plan);
}

void append_one(std::string &out, const Root &root, const Question &question, const Uuid &id)
{
    ReadBack const back = read_records(root, question, {id});
    if (back.records.found == 0)
        throw record_not_found();
    append_record(out, back.records, 0, back.plan);
}

void append_many(std::string &out, const Root &root, const Question &question,
                 const std::vector<Uuid> &ids)
{
    if (ids.empty()) {
        out += "[]";
        return;
    }
    /* An upsert may name one record twice: it is read once. */
    std::vector<Uuid> distinct;
    std::unordered_map<Uuid, std::size_t> known;
    for (const Uuid &id : ids)
        if (known.emplace(id, distinct.size()).second)
            distinct.push_back(id);
    ReadBack const back = read_records(root, question, distinct);
    std::unordered_map<Uuid, std::size_t> places;
    for (std::size_t i = 0; i < back.records.sink->extents().size(); ++i)
        places.emplace(parse_uuid(back.records.sink->keys(i).back().value_or("")).value_or(Uuid{}),
                       i);
    out += '[';
    for (const Uuid &id : ids) {
        auto const place = distinct.size() == 1 ? places.begin() : places.find(id);
        if (place == places.end())
            continue;
        out += out.back() == '[' ? "" : ",";
        append_record(out, back.records, place->second, back.plan);
    }
    out += ']';
}

} // namespace viginti::entry

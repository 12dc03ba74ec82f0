#include "entry/graphql_records.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "entry/bulk_writes.hpp"
#include "entry/connection.hpp"
#include "entry/duplicates.hpp"
#include "entry/envelope.hpp"
#include "entry/graphql_groups.hpp"
#include "entry/graphql_root.hpp"
#include "entry/merge.hpp"
#include "entry/plans.hpp"
#include "entry/record_writes.hpp"
#include "entry/records.hpp"
#include "entry/writes.hpp"
#include "graphql/lower.hpp"
#include "pg/random.hpp"
#include "pg/read_only.hpp"
#include "pg/subtransaction.hpp"

#include <array>
#include <optional>
#include <utility>

namespace viginti::entry {

namespace {

using graphql::RecordSchema;
using graphql::RootKind;
using graphql::SelectedField;
using request::Request;
using request::Verb;
using sql::Effect;

Json share(const json_t *value)
{
    return Json(json_incref(const_cast<json_t *>(value)));
}

/* A filter that would go to every record is refused: that is rarely what is meant. */
void take_filter(Request &request, const Root &root)
{
    graphql::lower_filter(request, root.schema, *root.object, root.argument("filter"));
    if (!request.filter)
        throw Error(Code::FilterInvalid, "A non-empty filter is required", "filter");
}

request::Filter among(const std::vector<Uuid> &ids)
{
    request::Filter filter;
    filter.kind = request::Filter::Kind::Predicate;
    filter.predicate = {{"id"}, model::Operator::In, {}, 0};
    for (const Uuid &id : ids)
        filter.predicate.values.push_back(to_string(id));
    return filter;
}

int page_default(const Caller &caller)
{
    return caller.dialect->max_limit;
}

plan::ReadPlan resolve(const Request &request, const Root &root, plan::ContentPtr content)
{
    return plan::resolve_read(request, root.caller.catalog, root.object,
                              root.caller.dialect->uses_twenty_names, std::move(content));
}

void find_connection(std::string &out, const Root &root)
{
    Request const request =
        graphql::lower_arguments(root.schema, root.field, *root.object, page_default(root.caller));
    plan::ReadPlan const plan = resolve(request, root, content_of_connection(root));
    pg::ReadOnly const read_only;
    pg::ActAs const role(root.caller.role);
    append_connection(out, plan, root.caller);
}

/*
 * The id of `{id: {eq: …}}`: the statement by id, which needs no order and no limit, finds the same
 * record. What is none goes the way of all filters, which says what is wrong with it.
 */
std::optional<Uuid> only_id(const json_t *filter)
{
    const json_t *const operators = json_object_get(filter, "id");
    const json_t *const value = json_object_get(operators, "eq");
    bool const is_alone = json_object_size(filter) == 1 && json_object_size(operators) == 1;
    return is_alone && json_is_string(value) ? parse_uuid(text_of(value)) : std::nullopt;
}

void find_first(std::string &out, const Root &root)
{
    Question question = make_question(root, Verb::FindMany);
    if (auto const id = only_id(root.argument("filter"))) {
        question.request.verb = Verb::FindOne;
        question.request.id = *id;
    } else {
        question.request.page.limit = 1;
        graphql::lower_filter(question.request, root.schema, *root.object, root.argument("filter"));
    }
    plan::ReadPlan const plan = resolve(question.request, root, std::move(question.content));
    pg::ReadOnly const read_only;
    pg::ActAs const role(root.caller.role);
    Records const records =
        run(*read_plan(plan), plan.params, true, 1, root.caller.max_plan_cost, &plan);
    if (records.found == 0)
        throw record_not_found();
    append_record(out, records, 0, plan);
}

void find_groups(std::string &out, const Root &root)
{
    append_groups(out, root.schema, root.field, root.caller, root.object);
}

/* One connection a record asked about; its records are found by their ids. */
void find_record_duplicates(std::string &out, const Root &root)
{
    Request asked;
    asked.verb = Verb::FindDuplicates;
    asked.object = root.object->name_plural;
    asked.body = make_json_object();
    for (const char *const name : {"ids", "data"})
        if (const json_t *const list = root.argument(name); list && !json_is_null(list))
            json_object_set(asked.body.get(), name, const_cast<json_t *>(list));
    std::vector<DuplicateBlock> const blocks = duplicate_blocks(asked, root.caller, root.object);
    plan::ContentPtr const content = content_of_connection(root);

    pg::ReadOnly const read_only;
    pg::ActAs const role(root.caller.role);
    out += '[';
    for (const DuplicateBlock &block : blocks) {
        Request request;
        request.verb = Verb::FindMany;
        request.object = root.object->name_plural;
        request.page.limit = static_cast<int>(limits::duplicates_per_record);
        /* No record has the id of zeros. */
        request.filter = among(block.ids.empty() ? std::vector{Uuid{}} : block.ids);
        plan::ReadPlan const plan = resolve(request, root, content);
        out += out.back() == '[' ? "" : ",";
        append_connection(out, plan, root.caller);
    }
    out += ']';
}

void create_one(std::string &out, const Root &root)
{
    Question const question = make_question(root, Verb::CreateOne);
    pg::ActAs const role(root.caller.role);
    Reading reading = reading_of(root, question);
    Uuid const id = create_records(question.request, root.caller, root.object, &reading).front();
    append_written(out, reading, id);
}

void create_several(std::string &out, const Root &root)
{
    Question const question = make_question(root, Verb::CreateMany);
    auto const most = static_cast<std::size_t>(root.caller.dialect->max_batch);
    if (json_array_size(question.request.body.get()) > most)
        throw Error(Code::LimitExceeded,
                    "Maximum number of records to upsert is " + std::to_string(most) + '.', "data");
    pg::ActAs const role(root.caller.role);
    std::vector<Uuid> ids;
    if (json_array_size(question.request.body.get()) > 0)
        ids = create_records(question.request, root.caller, root.object);
    append_many(out, root, question, ids);
}

void update_one(std::string &out, const Root &root)
{
    Question const question = make_question(root, Verb::UpdateOne);
    pg::ActAs const role(root.caller.role);
    Reading reading = reading_of(root, question);
    if (!update_record(*root.object, question.request.id, question.request.body.get(), root.caller,
                       std::nullopt, &reading))
        throw record_not_found();
    append_written(out, reading, question.request.id);
}

void update_several(std::string &out, const Root &root)
{
    Question question = make_question(root, Verb::UpdateMany);
    take_filter(question.request, root);
    pg::ActAs const role(root.caller.role);
    append_many(out, root, question, update_matches(question.request, root.caller, root.object));
}

template <Verb verb, Effect effect>
void change_one(std::string &out, const Root &root)
{
    Question const question = make_question(root, verb);
    pg::ActAs const role(root.caller.role);
    change_match(question.request, root.caller, root.object, effect);
    append_one(out, root, question, question.request.id);
}

template <Verb verb, Effect effect>
void change_several(std::string &out, const Root &root)
{
    Question question = make_question(root, verb);
    take_filter(question.request, root);
    pg::ActAs const role(root.caller.role);
    append_many(out, root, question,
                change_matches(question.request, root.caller, root.object, effect));
}

/* What is destroyed is read before: it is answered as it was. */
void destroy_one(std::string &out, const Root &root)
{
    Question const question = make_question(root, Verb::DeleteOne);
    pg::ActAs const role(root.caller.role);
    append_one(out, root, question, question.request.id);
    change_match(question.request, root.caller, root.object, Effect::Destroy);
}

/*
 * Which records a filter finds is learnt by a destruction that is undone: so they can be answered as
 * they were, and none is destroyed that is not answered.
 */
void destroy_several(std::string &out, const Root &root)
{
    Question question = make_question(root, Verb::DeleteMany);
    take_filter(question.request, root);
    pg::ActAs const role(root.caller.role);
    std::vector<Uuid> const ids = pg::in_undone_subtransaction([&] {
        return change_matches(question.request, root.caller, root.object, Effect::Destroy);
    });
    std::string answered;
    append_many(answered, root, question, ids);
    if (!ids.empty()) {
        question.request.filter = among(ids);
        if (change_matches(question.request, root.caller, root.object, Effect::Destroy).size() !=
            ids.size())
            throw Error(Code::Busy, "Another change took some of these records", {},
                        "Try again in a moment");
    }
    out += answered;
}

/*
 * A preview shows a record that does not exist: where its answer holds the id of the survivor, in
 * foreign keys that lead back to it too, a fresh one stands.
 */
void rename_preview(std::string &answered, const Uuid &survivor)
{
    std::string const id = '"' + to_string(survivor) + '"';
    std::string const fresh = '"' + to_string(pg::make_uuid()) + '"';
    for (std::size_t at = answered.find(id); at != answered.npos; at = answered.find(id, at))
        answered.replace(at, id.size(), fresh);
}

void merge_several(std::string &out, const Root &root)
{
    Question question = make_question(root, Verb::Merge);
    question.request.body = make_json_object();
    const json_t *const ids = root.argument("ids");
    const json_t *const index = root.argument("conflictPriorityIndex");
    json_object_set_new(question.request.body.get(), "ids", share(ids).release());
    json_object_set_new(question.request.body.get(), "conflictPriorityIndex",
                        share(index).release());
    bool const is_preview = root.is_true("dryRun");
    auto const merge = [&] {
        Request plain;
        plain.verb = Verb::Merge;
        plain.object = root.object->name_plural;
        plain.body = share(question.request.body.get());
        plain.dry_run = is_preview;
        merge_records(plain, root.caller, root.object);
        const json_t *const survivor =
            json_array_get(ids, static_cast<std::size_t>(json_integer_value(index)));
        Uuid const id = parse_uuid(text_of(survivor)).value_or(Uuid{});
        std::string answered;
        pg::ActAs const role(root.caller.role);
        append_one(answered, root, question, id);
        if (is_preview)
            rename_preview(answered, id);
        out += answered;
        return 0;
    };
    if (is_preview)
        pg::in_undone_subtransaction(merge);
    else
        merge();
}

/* One row a root field: the verb whose rules it falls under, and what answers it. */
struct Row {
    RootKind kind;
    Verb verb;
    void (*append)(std::string &, const Root &);
};
constexpr std::array rows{
    Row{RootKind::FindMany, Verb::FindMany, find_connection},
    Row{RootKind::FindOne, Verb::FindOne, find_first},
    Row{RootKind::GroupBy, Verb::GroupBy, find_groups},
    Row{RootKind::FindDuplicates, Verb::FindDuplicates, find_record_duplicates},
    Row{RootKind::CreateOne, Verb::CreateOne, create_one},
    Row{RootKind::CreateMany, Verb::CreateMany, create_several},
    Row{RootKind::UpdateOne, Verb::UpdateOne, update_one},
    Row{RootKind::UpdateMany, Verb::UpdateMany, update_several},
    Row{RootKind::DeleteOne, Verb::DeleteOne, change_one<Verb::DeleteOne, Effect::SoftDelete>},
    Row{RootKind::DeleteMany, Verb::DeleteMany,
        change_several<Verb::DeleteMany, Effect::SoftDelete>},
    Row{RootKind::DestroyOne, Verb::DeleteOne, destroy_one},
    Row{RootKind::DestroyMany, Verb::DeleteMany, destroy_several},
    Row{RootKind::RestoreOne, Verb::RestoreOne, change_one<Verb::RestoreOne, Effect::Restore>},
    Row{RootKind::RestoreMany, Verb::RestoreMany,
        change_several<Verb::RestoreMany, Effect::Restore>},
    Row{RootKind::Merge, Verb::Merge, merge_several},
};

} // namespace

void append_record_field(std::string &out, const RecordSchema &schema, RootKind kind,
                         const SelectedField &field, const Caller &caller,
                         const model::ObjectPtr &object, KeptContent *kept)
{
    for (const Row &row : rows) {
        if (row.kind != kind)
            continue;
        refuse_managed(row.verb, caller, *object);
        return row.append(out, {schema, field, caller, object, kept});
    }
    throw Error(Code::Internal, "Unknown root field");
}

} // namespace viginti::entry

#include "entry/merge.hpp"

#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "entry/envelope.hpp"
#include "entry/errors.hpp"
#include "entry/etag.hpp"
#include "entry/plans.hpp"
#include "entry/record_writes.hpp"
#include "entry/dry_run.hpp"
#include "entry/writes.hpp"
#include "model/duplicates.hpp"
#include "model/standard.hpp"
#include "pg/random.hpp"
#include "pg/row_policies.hpp"
#include "plan/merge.hpp"
#include "sql/merge.hpp"

#include <algorithm>

namespace viginti::entry {

namespace {

using model::ColumnType;
using model::Object;
using model::ObjectPtr;
using plan::Param;
using request::Request;

struct Wanted {
    std::vector<Uuid> ids;
    std::size_t survivor = 0; /* place in ids */
    bool dry_run = false;
};

Error invalid(std::string message, std::string path)
{
    return Error(Code::BodyInvalid, std::move(message), std::move(path));
}

void read_ids(Wanted &out, const json_t *list)
{
    std::size_t const count = json_array_size(list);
    if (list && !json_is_array(list))
        throw invalid("\"ids\" must be an array", "/ids");
    if (count < 2)
        throw invalid("At least 2 record IDs are required for merge", "/ids");
    if (count > limits::merged_records)
        throw Error(Code::LimitExceeded,
                    "Maximum " + std::to_string(limits::merged_records) +
                        " records can be merged at once",
                    "/ids");
    for (std::size_t i = 0; i < count; ++i) {
        const json_t *const item = json_array_get(list, i);
        auto const id = json_is_string(item) ? parse_uuid(text_of(item)) : std::nullopt;
        std::string const at = "/ids/" + std::to_string(i);
        if (!id)
            throw Error(Code::ValueInvalid, inspect(item) + " is not a valid UUID", at);
        if (std::find(out.ids.begin(), out.ids.end(), *id) != out.ids.end())
            throw invalid("A record cannot be merged with itself", at);
        out.ids.push_back(*id);
    }
}

Wanted read_body(const json_t *body)
{
    Wanted out;
    read_ids(out, json_object_get(body, "ids"));
    const json_t *const index = json_object_get(body, "conflictPriorityIndex");
    const json_t *const dry_run = json_object_get(body, "dryRun");
    if (!index || json_is_null(index))
        throw record_not_found();
    json_int_t const number = json_integer_value(index);
    if (!json_is_integer(index) || number < 0 || static_cast<std::size_t>(number) >= out.ids.size())
        throw invalid("Invalid conflict priority " + inspect(std::string_view(dump_json(index))) +
                          ". Valid options for " + std::to_string(out.ids.size()) + " records: 0-" +
                          std::to_string(out.ids.size() - 1),
                      "/conflictPriorityIndex");
    out.survivor = static_cast<std::size_t>(number);
    if (dry_run && !json_is_boolean(dry_run) && !json_is_null(dry_run))
        throw invalid("\"dryRun\" must be true or false", "/dryRun");
    out.dry_run = json_is_true(dry_run);
    return out;
}

std::string shape(char kind, const Object &object, std::string_view column = {})
{
    std::string text{'3', kind};
    text.append(reinterpret_cast<const char *>(&object.version), sizeof object.version);
    text += column;
    return text;
}

Param id_param(const Uuid &id)
{
    return {{ColumnType::Uuid}, false, to_string(id), {}};
}

Param ids_param(const std::vector<Uuid> &ids)
{
    Param list{{ColumnType::Uuid, true}, false, {}, {}};
    for (const Uuid &id : ids)
        list.items.emplace_back(to_string(id));
    return list;
}

Error denied(const Caller &caller, std::string message)
{
    Error error(Code::PermissionDenied, std::move(message), {},
                "Merge with a key that may read and write all of it");
    error.status = caller.dialect->status_permission_denied;
    return error;
}

struct Merge {
    const Request &request;
    const Caller &caller;
    const ObjectPtr &object;
    Wanted wanted;
    std::vector<Uuid> losers = {};

    const Uuid &survivor() const { return wanted.ids[wanted.survivor]; }

    std::vector<plan::MergedRecord> lock_and_read(const std::vector<plan::MergedColumn> &columns);
    void repoint(const Object &child, const model::Field &field);
    void repoint_all();
    void destroy_losers();
    void update_survivor(std::vector<plan::Assignment> merged);
    Answer answer(bool preview);
    Answer work(bool preview);
};

/* The survivor first, the others in the order of the request. */
std::vector<plan::MergedRecord> Merge::lock_and_read(const std::vector<plan::MergedColumn> &columns)
{
    auto const kept =
        rows_plan(shape('r', *object), [&] { return sql::compile_merge_read(*object, columns); });
    Records const read = run(*kept, {ids_param(wanted.ids)}, false, 0);
    if (read.found != wanted.ids.size())
        throw record_not_found();
    std::vector<plan::MergedRecord> records(wanted.ids.size());
    for (std::size_t i = 0; i < read.found; ++i) {
        auto row = read.sink->keys(i);
        Uuid const id = parse_uuid(*row.back()).value_or(Uuid{});
        row.pop_back();
        auto const place = std::find(wanted.ids.begin(), wanted.ids.end(), id);
        records[static_cast<std::size_t>(place - wanted.ids.begin())] = {id, std::move(row)};
    }
    std::rotate(records.begin(), records.begin() + static_cast<std::ptrdiff_t>(wanted.survivor),
                records.begin() + static_cast<std::ptrdiff_t>(wanted.survivor) + 1);
    return records;
}

struct Pointing {
    const Object &child;
    const std::string &column;
    bool to_itself;
};

sql::Statement repoint_statement(const void *argument)
{
    const auto &pointing = *static_cast<const Pointing *>(argument);
    return sql::compile_repoint(pointing.child, pointing.column, pointing.to_itself);
}

sql::Statement still_pointing_statement(const void *argument)
{
    const auto &pointing = *static_cast<const Pointing *>(argument);
    return sql::compile_still_pointing(pointing.child, pointing.column);
}

sql::Statement destroy_statement(const void *argument)
{
    return sql::compile_destroy_many(*static_cast<const Object *>(argument));
}

void Merge::repoint(const Object &child, const model::Field &field)
{
    std::string const column = model::column_name(field, field.type_info().parts.front());
    Pointing const pointing{child, column, child.id == object->id};
    std::vector<Param> params{id_param(survivor()), ids_param(losers)};
    if (pointing.to_itself)
        params.push_back(ids_param(wanted.ids));
    try {
        pg::execute(*write_plan(shape('p', child, column), repoint_statement, &pointing), params);
    } catch (const pg::PgError &error) {
        if (error.sqlstate_text() != "23505")
            throw;
        throw Error(Code::DuplicateEntry,
                    "The records cannot be merged: field \"" + field.name + "\" of " +
                        child.name_plural +
                        " is unique, and more than one of them leads to the merged records",
                    "/ids", "Delete or re-point all but one of those first");
    }
    if (!pg::has_row_policies(child.relation, caller.role))
        return;
    /* The foreign key would empty or delete what the role was not shown. */
    pg::ActAs const owner(pg::owner_of(child.relation));
    if (pg::execute(*write_plan(shape('q', child, column), still_pointing_statement, &pointing),
                    {ids_param(losers)}) > 0)
        throw denied(caller, "Records of " + child.name_plural +
                                 " that this key may not see lead to the merged records");
}

/* A relation has both ends always: those of this object name every foreign key that leads to it. */
void Merge::repoint_all()
{
    for (const model::Field &end : object->fields) {
        if (!end.relation || end.is_to_one())
            continue;
        ObjectPtr const child = caller.catalog.by_id(end.relation->target);
        for (const auto *const fields : {&child->fields, &child->hidden})
            for (const model::Field &field : *fields)
                if (field.id == end.relation->inverse)
                    repoint(*child, field);
    }
}

void Merge::destroy_losers()
{
    auto const plan = write_plan(shape('d', *object), destroy_statement, object.get());
    if (pg::execute(*plan, {ids_param(losers)}) != losers.size())
        throw denied(caller, "This key may not delete all of the records");
}

void Merge::update_survivor(std::vector<plan::Assignment> merged)
{
    if (!update_with(*object, survivor(), std::move(merged), caller.actor))
        throw denied(caller, "This key may not change the record that is left");
}

/* A preview shows a record that does not exist: an id of its own, and deleted. */
Answer Merge::answer(bool preview)
{
    if (preview)
        update_with(*object, survivor(),
                    {{"deleted_at",
                      model::ColumnType::Timestamp,
                      {{model::ColumnType::Timestamp}, false, "now", {}}}},
                    caller.actor);
    Records const records = read_back({survivor()}, request, caller, object);
    if (records.found == 0)
        throw record_not_found();
    Answer answer;
    open_data(answer.body, data_key(*caller.dialect, "merge", object->name_singular), records);
    std::size_t const begin = answer.body.size();
    write_record(answer.body, records, 0);
    if (preview) {
        std::string const member = "\"id\":\"" + to_string(survivor()) + '"';
        if (auto const at = answer.body.find(member, begin); at != answer.body.npos)
            answer.body.replace(at, member.size(), "\"id\":\"" + to_string(pg::make_uuid()) + '"');
    } else {
        add_entity_tag(answer, records, begin);
    }
    answer.body += "}}";
    return answer;
}

Answer Merge::work(bool preview)
{
    pg::ActAs const role(caller.role);
    std::vector<plan::MergedColumn> const columns = plan::merged_columns(*object);
    std::vector<plan::MergedRecord> const records = lock_and_read(columns);
    for (const plan::MergedRecord &record : records)
        if (record.id != survivor())
            losers.push_back(record.id);
    repoint_all();
    /* First, so that the one that is left may take over what has to be unique. */
    destroy_losers();
    update_survivor(plan::merge_values(columns, records));
    return answer(preview);
}

} // namespace

Answer merge_records(const Request &request, const Caller &caller, const ObjectPtr &object)
{
    refuse_conditions(request);
    if (!model::has_duplicate_criteria(*object))
        throw invalid("Merge is only available for objects with duplicate criteria. Object '" +
                          object->name_singular + "' does not have duplicate criteria defined.",
                      {});
    Merge merge{request, caller, object, read_body(request.body.get())};
    if (std::any_of(object->hidden.begin(), object->hidden.end(),
                    [](const model::Field &field) { return !model::is_base_field(field); }))
        throw denied(caller, "A merge needs the right to read every field: this key may not");
    if (request.dry_run || !merge.wanted.dry_run)
        return merge.work(request.dry_run);
    return dry_run([&] { return merge.work(true); });
}

} // namespace viginti::entry

#include "entry/rehearsal.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "ddl/ddl.hpp"
#include "pg/catalog_cache.hpp"
#include "pg/ddl_recorder.hpp"

#include <algorithm>
#include <map>

#include "pg/subtransaction.hpp"

namespace viginti::entry {

namespace {

/* Thrown to undo a rehearsal that has succeeded. */
struct Undo {};

using Model = std::map<Uuid, model::ObjectPtr>;

Model read_model(const std::string &workspace)
{
    Model model;
    auto const catalog = pg::catalog_of(workspace);
    if (!catalog)
        throw Error(Code::Internal, "workspace " + workspace + " does not exist");
    for (model::ObjectPtr &object : pg::all_objects(*catalog))
        model.emplace(object->id, std::move(object));
    return model;
}

/* One difference of the API: an object, or a field of one. */
struct Difference {
    std::string_view kind;  /* "added", "removed", "renamed", "changed" */
    std::string object;     /* namePlural, as it is or was */
    std::string field;      /* empty: the object itself */
    std::string from;       /* of renamed: the old name */
    std::string index = {}; /* of an index: its name */
};

bool same_field(const model::Field &a, const model::Field &b)
{
    auto const option_values = [](const model::Field &field) {
        std::string values;
        for (const model::Option &option : field.options)
            values += option.value + ',';
        return values;
    };
    return a.type == b.type && a.is_active == b.is_active && a.is_nullable == b.is_nullable &&
           a.is_unique == b.is_unique && a.default_value == b.default_value &&
           option_values(a) == option_values(b) &&
           (!a.relation || !b.relation || a.relation->on_delete == b.relation->on_delete);
}

void compare_fields(std::vector<Difference> &out, const model::Object &before,
                    const model::Object &after)
{
    for (const model::Field &field : before.fields)
        if (after.find_field_by_id(field.id) == nullptr)
            out.push_back({"removed", after.name_plural, field.name, {}});
    for (const model::Field &field : after.fields) {
        const model::Field *const old = before.find_field_by_id(field.id);
        if (old == nullptr)
            out.push_back({"added", after.name_plural, field.name, {}});
        else if (old->name != field.name)
            out.push_back({"renamed", after.name_plural, field.name, old->name});
        else if (!same_field(*old, field))
            out.push_back({"changed", after.name_plural, field.name, {}});
    }
}

void compare_indexes(std::vector<Difference> &out, const model::Object &before,
                     const model::Object &after)
{
    auto const add_missing = [&](std::string_view kind, const model::Object &from,
                                 const model::Object &in) {
        for (const model::Index &index : from.indexes)
            if (std::none_of(in.indexes.begin(), in.indexes.end(),
                             [&](const model::Index &other) { return other.id == index.id; }))
                out.push_back({kind, after.name_plural, {}, {}, ddl::index_name(from, index)});
    };
    add_missing("removed", before, after);
    add_missing("added", after, before);
}

std::vector<Difference> compare(const Model &before, const Model &after)
{
    std::vector<Difference> out;
    for (const auto &[id, object] : before)
        if (!after.contains(id))
            out.push_back({"removed", object->name_plural, {}, {}});
    for (const auto &[id, object] : after) {
        auto const found = before.find(id);
        if (found == before.end()) {
            out.push_back({"added", object->name_plural, {}, {}});
            continue;
        }
        const model::Object &old = *found->second;
        if (old.name_plural != object->name_plural)
            out.push_back({"renamed", object->name_plural, {}, old.name_plural});
        else if (old.is_active != object->is_active)
            out.push_back({"changed", object->name_plural, {}, {}});
        compare_fields(out, old, *object);
        compare_indexes(out, old, *object);
    }
    return out;
}

template <class Items, class Append>
void append_array(std::string &out, std::string_view key, const Items &items, const Append &append)
{
    append_json_key(out, key);
    out += '[';
    for (const auto &item : items) {
        if (out.back() != '[')
            out += ',';
        out += '{';
        append(item);
        out += '}';
    }
    out += ']';
}

void append_steps(std::string &out, const std::vector<pg::RecordedStep> &steps)
{
    append_array(out, "steps", steps, [&](const pg::RecordedStep &step) {
        append_json_member(out, "sql", step.text);
        append_json_key(out, "literals");
        out += '[';
        for (const std::string &literal : step.literals) {
            if (out.back() != '[')
                out += ',';
            append_json_string(out, literal);
        }
        out += ']';
        append_json_member(out, "class", name_of(step.step_class));
        append_array(out, "locks", step.locks, [&](const pg::TableLock &lock) {
            append_json_member(out, "table", lock.table);
            append_json_member(out, "mode", lock.mode);
        });
        append_json_key(out, "rows");
        out += std::to_string(step.rows);
    });
}

/* Only where a type changed. */
void append_conversions(std::string &out, const std::vector<std::string> &conversions)
{
    if (conversions.empty())
        return;
    append_json_key(out, "conversions");
    out += '[';
    for (const std::string &conversion : conversions)
        out.append(out.back() == '[' ? "" : ",").append(conversion);
    out += ']';
}

void append_differences(std::string &out, const std::vector<Difference> &differences)
{
    append_array(out, "api", differences, [&](const Difference &difference) {
        append_json_member(out, "change", difference.kind);
        append_json_member(out, "object", difference.object);
        if (!difference.field.empty())
            append_json_member(out, "field", difference.field);
        if (!difference.index.empty())
            append_json_member(out, "index", difference.index);
        if (!difference.from.empty())
            append_json_member(out, "from", difference.from);
    });
}

} // namespace

bool wants_rehearsal(const rest::QueryString &query)
{
    auto const text = query.joined("rehearse");
    if (!text || text->empty() || *text == "false")
        return false;
    if (*text != "true")
        throw Error(Code::ParameterInvalid,
                    "'rehearse=" + shorten_characters(*text, 60) +
                        "' parameter invalid. Allowed values are true, false",
                    "rehearse");
    return true;
}

Answer rehearse(const Caller &caller, const std::function<std::string()> &change)
{
    std::string body = "{\"data\":{\"rehearsal\":{";
    try {
        pg::in_subtransaction([&] {
            Model const before = read_model(caller.catalog.workspace);
            pg::DdlRecorder const recorder;
            std::string const result = change();
            append_json_key(body, "result");
            body += result;
            append_steps(body, recorder.steps());
            append_conversions(body, recorder.conversions());
            append_differences(body, compare(before, read_model(caller.catalog.workspace)));
            throw Undo{};
        });
    } catch (const Undo &) {
        /* Everything is as it was. */
    }
    return {200, body + "}}}"};
}

} // namespace viginti::entry

#include "entry/metadata_changes.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "entry/errors.hpp"
#include "entry/metadata_indexes.hpp"
#include "entry/metadata_json.hpp"
#include "entry/metadata_operations.hpp"
#include "entry/rehearsal.hpp"
#include "pg/fault_point.hpp"
#include "rest/parameters.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "pg/attempts.hpp"
#include "pg/subtransaction.hpp"

namespace viginti::entry {

namespace {

enum class Kind : std::uint8_t { Object, Field, Index };

std::string_view name_of(Kind kind)
{
    constexpr std::array<std::string_view, 3> names{"object", "field", "index"};
    return names[static_cast<std::size_t>(kind)];
}

/* One row an operation of a list: which members it takes. */
struct Row {
    std::string_view op;
    Kind kind;
    bool names_object;        /* member "object": a name or an id */
    bool names_field;         /* member "field" */
    bool takes_set;           /* member "set": the body of the single route */
    bool names_index = false; /* member "index" */
};
constexpr std::array rows{
    Row{"createObject", Kind::Object, false, false, true},
    Row{"updateObject", Kind::Object, true, false, true},
    Row{"deleteObject", Kind::Object, true, false, false},
    Row{"createField", Kind::Field, true, false, true},
    Row{"updateField", Kind::Field, true, true, true},
    Row{"deleteField", Kind::Field, true, true, false},
    Row{"createIndex", Kind::Index, true, false, true},
    Row{"deleteIndex", Kind::Index, false, false, false, true},
};

std::string op_names()
{
    std::string names;
    for (const Row &row : rows)
        names.append(names.empty() ? "" : ", ").append(row.op);
    return names;
}

/* A change refers to an object whose own change failed: it is not wrong by itself. */
struct Dependent {};

/* The list on its way: what was made, what is wrong. */
struct Run {
    Scope scope;
    std::vector<Fault> faults;
    std::set<std::string, std::less<>> failed; /* names of objects that could not be made */
    std::string results;                       /* JSON elements of the answer */
};

Error fault_at(std::string path, std::string message, std::string hint = {})
{
    return Error(Code::BodyInvalid, std::move(message), std::move(path), std::move(hint));
}

const json_t *member(const json_t *change, std::string_view key)
{
    return json_object_getn(change, key.data(), key.size());
}

std::string_view required_text(const json_t *change, std::string_view key)
{
    const json_t *const value = member(change, key);
    if (!json_is_string(value) || json_string_length(value) == 0)
        throw fault_at(pointer({}, key), std::string(key) + " must be a name or an id");
    return text_of(value);
}

const Row &row_of(const json_t *change)
{
    if (!json_is_object(change))
        throw fault_at({}, "A change must be an object");
    const json_t *const op = member(change, "op");
    for (const Row &row : rows)
        if (json_is_string(op) && text_of(op) == row.op)
            return row;
    throw fault_at("/op", "Unknown operation " + (op ? inspect(op) : std::string("undefined")),
                   "Operations are " + op_names());
}

void check_members(const Row &row, const json_t *change)
{
    const char *name;
    std::size_t length;
    json_t *value;
    json_object_keylen_foreach(const_cast<json_t *>(change), name, length, value)
    {
        std::string_view const key(name, length);
        bool const known = key == "op" || (key == "object" && row.names_object) ||
                           (key == "field" && row.names_field) ||
                           (key == "index" && row.names_index) || (key == "set" && row.takes_set);
        if (!known)
            throw fault_at(pointer({}, key), "property " + shorten(key, 60) + " should not exist");
    }
    if (row.takes_set && !json_is_object(member(change, "set")))
        throw fault_at("/set", "set must be an object: what the single route takes as its body");
}

std::optional<Uuid> id_of_object(const model::Catalog &catalog, std::string_view name)
{
    if (auto const id = parse_uuid(name))
        return find_object(catalog, *id) ? id : std::nullopt;
    for (const auto *const names : {&catalog.directory->by_singular, &catalog.directory->by_plural})
        if (auto const found = names->find(std::string(name)); found != names->end())
            return found->second;
    return std::nullopt;
}

Uuid resolve_object(const Run &run, std::string_view name, const std::string &path)
{
    if (auto const id = id_of_object(run.scope.catalog, name))
        return *id;
    if (run.failed.contains(name))
        throw Dependent{};
    throw Error(Code::ObjectMetadataNotFound, "Object " + shorten(name, 80) + " does not exist",
                path, "Name an object by its nameSingular, namePlural or id");
}

Uuid resolve_field(const Run &run, const Uuid &object, std::string_view name,
                   const std::string &path)
{
    model::ObjectPtr const owner = run.scope.catalog.by_id(object);
    auto const id = parse_uuid(name);
    const model::Field *const field = id ? owner->find_field_by_id(*id) : owner->find_field(name);
    if (field == nullptr)
        throw Error(Code::FieldMetadataNotFound,
                    "Object " + owner->name_singular + " has no field " + shorten(name, 80), path,
                    "Name a field by its name or id");
    return field->id;
}

Uuid resolve_index(const Run &run, std::string_view name)
{
    auto const id = parse_uuid(name);
    IndexPlace const place =
        id ? find_index(run.scope.catalog, *id) : find_index(run.scope.catalog, name);
    if (place.object == nullptr)
        throw Error(Code::IndexMetadataNotFound, "Index " + shorten(name, 80) + " does not exist",
                    "/index", "Name an index by its name or id");
    return place.index.id;
}

void set_text(json_t *object, std::string_view key, const std::string &text)
{
    json_object_setn_new(object, key.data(), key.size(), json_string(text.c_str()));
}

bool names_itself(const json_t *object, std::string_view name)
{
    for (const char *const key : {"nameSingular", "namePlural"})
        if (const json_t *const own = json_object_get(object, key);
            json_is_string(own) && text_of(own) == name)
            return true;
    return false;
}

/* Targets of a field's relations; `object` is the body of the object that is made, if one is. */
void resolve_targets(const Run &run, json_t *field, const json_t *object, const std::string &base)
{
    auto const resolve = [&](json_t *payload, const std::string &path) {
        const json_t *const target = json_object_get(payload, "targetObjectMetadataId");
        if (json_is_string(target) && !names_itself(object, text_of(target)))
            set_text(
                payload, "targetObjectMetadataId",
                to_string(resolve_object(run, text_of(target), path + "/targetObjectMetadataId")));
    };
    resolve(json_object_get(field, "relationCreationPayload"), base + "/relationCreationPayload");
    for (const char *const key : {"morphRelationsCreationPayload", "morphRelationsUpdatePayload"}) {
        const json_t *const payloads = json_object_get(field, key);
        for (std::size_t i = 0; i < json_array_size(payloads); ++i)
            resolve(json_array_get(payloads, i), base + '/' + key + '/' + std::to_string(i));
    }
}

/* Names in a body become the ids the single routes take. */
Json resolve_names(const Run &run, const Row &row, const json_t *set,
                   const std::optional<Uuid> &object)
{
    Json out(json_deep_copy(set));
    if (row.kind != Kind::Object && object)
        set_text(out.get(), "objectMetadataId", to_string(*object));
    if (row.kind == Kind::Field)
        resolve_targets(run, out.get(), out.get(), "/set");
    if (json_t *const fields = json_object_get(out.get(), "fields");
        row.op == "createObject" && json_is_array(fields))
        for (std::size_t i = 0; i < json_array_size(fields); ++i)
            resolve_targets(run, json_array_get(fields, i), out.get(),
                            "/set/fields/" + std::to_string(i));
    const json_t *const label = json_object_get(out.get(), "labelIdentifierFieldMetadataId");
    if (json_is_string(label) && object)
        set_text(out.get(), "labelIdentifierFieldMetadataId",
                 to_string(resolve_field(run, *object, text_of(label),
                                         "/set/labelIdentifierFieldMetadataId")));
    return out;
}

Applied apply(Run &run, const Row &row, const json_t *change)
{
    Scope &scope = run.scope;
    std::optional<Uuid> object, field;
    if (row.names_object)
        object = resolve_object(run, required_text(change, "object"), "/object");
    if (row.names_field)
        field = resolve_field(run, *object, required_text(change, "field"), "/field");
    Json const set =
        row.takes_set ? resolve_names(run, row, member(change, "set"), object) : nullptr;
    if (row.op == "createObject")
        return create_object(scope, set.get());
    if (row.op == "updateObject")
        return update_object(scope, *object, set.get());
    if (row.op == "deleteObject")
        return delete_object(scope, *object);
    if (row.op == "createField")
        return create_field(scope, set.get());
    if (row.op == "updateField")
        return update_field(scope, *field, set.get());
    if (row.op == "deleteField")
        return delete_field(scope, *field);
    if (row.op == "createIndex")
        return create_index(scope, set.get());
    return delete_index(scope, resolve_index(run, required_text(change, "index")));
}

void append_result(Run &run, const Row &row, const Applied &applied)
{
    std::string &out = run.results;
    if (!out.empty())
        out += ',';
    out += '{';
    append_json_member(out, "op", row.op);
    append_json_key(out, name_of(row.kind));
    if (!applied.deleted.empty())
        out += applied.deleted;
    else
        out += resource_of(run.scope, name_of(row.kind), applied.id);
    out += '}';
}

void note_failed_names(Run &run, const Row &row, const json_t *change)
{
    if (row.op != "createObject")
        return;
    for (std::string_view const key : {"nameSingular", "namePlural"})
        if (const json_t *const name = member(member(change, "set"), key); json_is_string(name))
            run.failed.emplace(text_of(name));
}

/* The faults of one change, their pointers made to start at the body. */
void note_faults(Run &run, const Error &error, std::size_t index, bool in_set)
{
    std::string const base = "/changes/" + std::to_string(index);
    auto const place = [&](const std::string &path) {
        constexpr std::array<std::string_view, 5> own{"/op", "/object", "/field", "/index", "/set"};
        std::string_view const member = std::string_view(path).substr(0, path.find('/', 1));
        bool const is_own = std::find(own.begin(), own.end(), member) != own.end();
        return base + (in_set && !is_own && !path.empty() ? "/set" + path : path);
    };
    std::string const code(info(error.code).name);
    if (error.faults.empty())
        run.faults.push_back({place(error.path), code, error.message});
    for (const Fault &fault : error.faults)
        run.faults.push_back(
            {place(fault.path), fault.code.empty() ? code : fault.code, fault.message});
}

/* What PostgreSQL refused, in the words of the API; what is not the request's fault goes on. */
Error translated(const pg::PgError &error, const model::Dialect &dialect)
{
    if (auto fault = translate(error, nullptr, dialect); fault && fault->status < 500)
        return *std::move(fault);
    throw;
}

void run_one(Run &run, const json_t *change, std::size_t index)
{
    const Row *row = nullptr;
    auto const note = [&](const Error &error) {
        note_faults(run, error, index, row != nullptr && row->takes_set);
        if (row != nullptr)
            note_failed_names(run, *row, change);
        refresh(run.scope);
    };
    try {
        row = &row_of(change);
        check_members(*row, change);
        Applied const applied = pg::in_subtransaction([&] { return apply(run, *row, change); });
        if (run.faults.empty())
            append_result(run, *row, applied);
    } catch (const Dependent &) {
        note_failed_names(run, *row, change);
    } catch (const pg::PgError &error) {
        note(translated(error, *run.scope.dialect));
    } catch (const Error &error) {
        if (error.status >= 500)
            throw;
        note(error);
    }
}

const json_t *read_changes(const json_t *body)
{
    const json_t *const changes = json_object_get(body, "changes");
    if (!json_is_array(changes))
        throw fault_at("/changes", "changes must be an array");
    if (json_object_size(body) != 1)
        throw fault_at({}, "The body takes the member changes only");
    if (json_array_size(changes) > limits::model_changes)
        throw Error(Code::LimitExceeded,
                    "model_changes is " + std::to_string(limits::model_changes) +
                        ", the list has " + std::to_string(json_array_size(changes)),
                    "/changes");
    return changes;
}

std::string run_changes(const json_t *body, const Caller &caller)
{
    const json_t *const changes = read_changes(body);
    Run run{begin_change(caller), {}, {}, {}};
    for (std::size_t i = 0; i < json_array_size(changes); ++i)
        run_one(run, json_array_get(changes, i), i);
    if (!run.faults.empty())
        throw refused(std::move(run.faults),
                      "None of the changes was made; violations lists all faults");
    return '[' + run.results + ']';
}

} // namespace

Answer answer_changes(std::string_view body, bool rehearsed, const Caller &caller)
{
    Json const input = rest::parse_object_body(body, false);
    auto const attempt = [&] { return run_changes(input.get(), caller); };
    if (rehearsed)
        return pg::in_attempts([&] { return rehearse(caller, attempt); });
    std::string const results = pg::in_attempts(attempt);
    pg::pass_step();
    return {200, "{\"data\":{\"changes\":" + results + "}}"};
}

} // namespace viginti::entry

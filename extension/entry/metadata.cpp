#include "entry/metadata.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "entry/metadata_changes.hpp"
#include "entry/metadata_indexes.hpp"
#include "entry/metadata_json.hpp"
#include "entry/metadata_operations.hpp"
#include "entry/rehearsal.hpp"
#include "pg/catalog_cache.hpp"
#include "pg/ddl_executor.hpp"
#include "pg/fault_point.hpp"
#include "pg/spi.hpp"
#include "rest/parameters.hpp"

#include <algorithm>

#include "pg/attempts.hpp"

namespace viginti::entry {

namespace {

using rest::Operation;

/* A run of resources in the order of their ids; the cursor is the id (spec/metadata-rest.md §4). */
struct Slice {
    std::size_t begin, end;
};

template <class Item, class IdOf>
Slice cut(const std::vector<Item> &items, const rest::MetadataPage &page, const IdOf &id_of)
{
    auto const less = [&](const Item &item, const Uuid &id) { return id_of(item) < id; };
    auto const more = [&](const Uuid &id, const Item &item) { return id < id_of(item); };
    auto const limit = static_cast<std::size_t>(page.limit);
    if (page.before) {
        auto const end = static_cast<std::size_t>(
            std::lower_bound(items.begin(), items.end(), *page.before, less) - items.begin());
        return {end > limit ? end - limit : 0, end};
    }
    std::size_t begin = 0;
    if (page.after)
        begin = static_cast<std::size_t>(
            std::upper_bound(items.begin(), items.end(), *page.after, more) - items.begin());
    return {begin, std::min(items.size(), begin + limit)};
}

void append_cursor(std::string &out, std::string_view key, const Uuid *id)
{
    if (id != nullptr)
        return append_json_member(out, key, to_string(*id));
    append_json_key(out, key);
    out += "null";
}

template <class Item, class IdOf, class Append>
Answer answer_list(std::string_view plural, const std::vector<Item> &items,
                   const rest::MetadataPage &page, const IdOf &id_of, const Append &append)
{
    Slice const slice = cut(items, page, id_of);
    std::string out = "{\"data\":{";
    append_json_key(out, plural);
    out += '[';
    for (std::size_t i = slice.begin; i < slice.end; ++i) {
        if (i > slice.begin)
            out += ',';
        append(out, items[i]);
    }
    out += "]},\"pageInfo\":{";
    append_json_key(out, "hasNextPage");
    out += slice.end < items.size() ? "true" : "false";
    append_json_key(out, "hasPreviousPage");
    out += slice.begin > 0 ? "true" : "false";
    bool const is_empty = slice.begin >= slice.end;
    Uuid const first = is_empty ? Uuid{} : id_of(items[slice.begin]);
    Uuid const last = is_empty ? Uuid{} : id_of(items[slice.end - 1]);
    append_cursor(out, "startCursor", is_empty ? nullptr : &first);
    append_cursor(out, "endCursor", is_empty ? nullptr : &last);
    return {200, out + "},\"totalCount\":" + std::to_string(items.size()) + "}"};
}

Answer list_objects(const rest::QueryString &query, const Caller &caller)
{
    rest::MetadataPage const page = rest::parse_metadata_page(query);
    return answer_list(
        "objects", pg::all_objects(caller.catalog), page,
        [](const model::ObjectPtr &object) { return object->id; },
        [&](std::string &out, const model::ObjectPtr &object) {
            append_object(out, *object, caller.catalog, *caller.dialect, Inline::Fields);
        });
}

Answer list_fields(const rest::QueryString &query, const Caller &caller)
{
    rest::MetadataPage const page = rest::parse_metadata_page(query);
    std::vector<FieldPlace> places;
    for (const model::ObjectPtr &object : pg::all_objects(caller.catalog))
        for (const model::Field &field : object->fields)
            places.push_back({object, &field});
    std::sort(places.begin(), places.end(),
              [](const FieldPlace &a, const FieldPlace &b) { return a.field->id < b.field->id; });
    return answer_list(
        "fields", places, page, [](const FieldPlace &place) { return place.field->id; },
        [&](std::string &out, const FieldPlace &place) {
            append_field(out, *place.field, *place.object, caller.catalog, *caller.dialect);
        });
}

Answer list_indexes(const rest::QueryString &query, const Caller &caller)
{
    rest::MetadataPage const page = rest::parse_metadata_page(query);
    return answer_list(
        "indexes", all_indexes(caller.catalog, rest::read_object_id(query)), page,
        [](const IndexPlace &place) { return place.index.id; },
        [&](std::string &out, const IndexPlace &place) {
            append_index(out, place, *caller.dialect);
        });
}

Answer get_object(const Caller &caller, const Uuid &id)
{
    model::ObjectPtr const object = find_object(caller.catalog, id);
    if (object == nullptr)
        throw Error(Code::ObjectMetadataNotFound, "Object metadata not found");
    std::string resource;
    append_object(resource, *object, caller.catalog, *caller.dialect, Inline::Fields);
    return {200, wrap_resource({}, "object", resource, *caller.dialect)};
}

Answer get_field(const Caller &caller, const Uuid &id)
{
    FieldPlace const place = find_field(caller.catalog, id);
    if (place.field == nullptr)
        throw Error(Code::FieldMetadataNotFound, "Field metadata not found");
    std::string resource;
    append_field(resource, *place.field, *place.object, caller.catalog, *caller.dialect);
    return {200, wrap_resource({}, "field", resource, *caller.dialect)};
}

Answer get_index(const Caller &caller, const Uuid &id)
{
    IndexPlace const place = find_index(caller.catalog, id);
    if (place.object == nullptr)
        throw Error(Code::IndexMetadataNotFound, "Index metadata not found");
    std::string resource;
    append_index(resource, place, *caller.dialect);
    return {200, wrap_resource({}, "index", resource, *caller.dialect)};
}

} // namespace

model::ObjectPtr find_object(const model::Catalog &catalog, const Uuid &id)
{
    for (const auto &[name, object] : catalog.directory->by_plural)
        if (object == id)
            return catalog.by_id(id);
    return nullptr;
}

FieldPlace find_field(const model::Catalog &catalog, const Uuid &id)
{
    std::vector<pg::Row> rows;
    {
        pg::ActAs const owner(pg::extension_owner());
        rows =
            pg::query(pg::Snapshot::Latest,
                      "SELECT object_id FROM viginti.field WHERE id = $1::uuid", {to_string(id)});
    }
    if (rows.empty())
        return {};
    FieldPlace place;
    place.object = find_object(catalog, parse_uuid(*rows.front()[0]).value());
    if (place.object != nullptr)
        place.field = place.object->find_field_by_id(id);
    return place;
}

FieldPlace written_field(const Scope &scope, const Uuid &id)
{
    FieldPlace place = find_field(scope.catalog, id);
    if (place.field == nullptr)
        throw Error(Code::Internal, "field " + to_string(id) + " is not in the catalog");
    return place;
}

void refresh(Scope &scope)
{
    auto catalog = pg::catalog_of(scope.workspace.name);
    if (!catalog)
        throw Error(Code::Internal, "workspace " + scope.workspace.name + " does not exist");
    scope.catalog = *std::move(catalog);
}

Scope begin_change(const Caller &caller)
{
    if (!caller.can_change_model)
        throw Error(Code::PermissionDenied,
                    "Entity performing the request does not have permission");
    {
        /* The login a request comes by cannot even look into the schema. */
        pg::ActAs const owner(pg::extension_owner());
        pg::lock_workspace(caller.catalog.workspace);
    }
    pg::follow_model(pg::Follow::Nothing);
    pg::pass_step();
    Scope scope{read_workspace(caller.catalog.workspace), {}, caller.dialect, caller.role};
    refresh(scope);
    return scope;
}

std::string resource_of(const Scope &scope, std::string_view kind, const Uuid &id)
{
    if (kind == "object")
        return object_resource(scope, id);
    return kind == "field" ? field_resource(scope, id) : index_resource(scope, id);
}

Error refused(std::vector<Fault> faults, std::string hint)
{
    const Fault &first = faults.front();
    Error error(Code::MetadataValidation, first.message, first.path, std::move(hint));
    error.label = "METADATA_VALIDATION_ERROR";
    error.report = "\"violations\":[";
    for (const Fault &fault : faults) {
        if (error.report.back() != '[')
            error.report += ',';
        error.report += '{';
        append_json_member(error.report, "path", fault.path);
        append_json_member(error.report, "code", fault.code);
        append_json_member(error.report, "message", fault.message);
        error.report += '}';
    }
    error.report += ']';
    error.faults = std::move(faults);
    return error;
}

std::string join(const ChangedKeys &keys)
{
    std::string text;
    for (std::string_view key : keys) {
        if (!text.empty())
            text += ", ";
        text += key;
    }
    return text;
}

namespace {

/* One row a route that changes one thing. */
struct SingleChange {
    Operation operation;
    std::string_view verb; /* as in the key of the answer: "createOneObject" */
    std::string_view kind;
    bool takes_body;
    Applied (*apply)(Scope &, const Uuid &, const json_t *);
};
constexpr SingleChange single_changes[] = {
    {Operation::CreateObject, "create", "object", true,
     [](Scope &scope, const Uuid &, const json_t *body) { return create_object(scope, body); }},
    {Operation::UpdateObject, "update", "object", true,
     [](Scope &scope, const Uuid &id, const json_t *body) {
         return update_object(scope, id, body);
     }},
    {Operation::DeleteObject, "delete", "object", false,
     [](Scope &scope, const Uuid &id, const json_t *) { return delete_object(scope, id); }},
    {Operation::CreateField, "create", "field", true,
     [](Scope &scope, const Uuid &, const json_t *body) { return create_field(scope, body); }},
    {Operation::UpdateField, "update", "field", true,
     [](Scope &scope, const Uuid &id, const json_t *body) {
         return update_field(scope, id, body);
     }},
    {Operation::DeleteField, "delete", "field", false,
     [](Scope &scope, const Uuid &id, const json_t *) { return delete_field(scope, id); }},
    {Operation::CreateIndex, "create", "index", true,
     [](Scope &scope, const Uuid &, const json_t *body) { return create_index(scope, body); }},
    {Operation::DeleteIndex, "delete", "index", false,
     [](Scope &scope, const Uuid &id, const json_t *) { return delete_index(scope, id); }},
};

Answer answer_single(const SingleChange &change, const Uuid &id, std::string_view body,
                     bool rehearsed, const Caller &caller)
{
    Json const input = change.takes_body ? rest::parse_object_body(body, false) : nullptr;
    Applied applied;
    auto const attempt = [&] {
        Scope scope = begin_change(caller);
        applied = change.apply(scope, id, input.get());
        if (change.verb == "delete")
            return applied.deleted;
        return resource_of(scope, change.kind, applied.id);
    };
    if (rehearsed)
        return pg::in_attempts([&] { return rehearse(caller, attempt); });
    std::string const resource = pg::in_attempts(attempt);
    pg::pass_step();
    if (change.verb == "delete")
        return {200, wrap_deleted(change.kind, applied.id, resource, *caller.dialect)};
    return {change.verb == "create" ? 201 : 200,
            wrap_resource(change.verb, change.kind, resource, *caller.dialect)};
}

} // namespace

Answer answer_metadata(const rest::Route &route, const rest::QueryString &query,
                       std::string_view body, const Caller &caller)
{
    for (const SingleChange &change : single_changes)
        if (change.operation == route.operation)
            return answer_single(change, route.id, body, wants_rehearsal(query), caller);
    switch (route.operation) {
    case Operation::ListObjects:
        return list_objects(query, caller);
    case Operation::GetObject:
        return get_object(caller, route.id);
    case Operation::ListFields:
        return list_fields(query, caller);
    case Operation::GetField:
        return get_field(caller, route.id);
    case Operation::ListIndexes:
        return list_indexes(query, caller);
    case Operation::GetIndex:
        return get_index(caller, route.id);
    case Operation::ChangeModel:
        return answer_changes(body, wants_rehearsal(query), caller);
    default:
        throw Error(Code::Internal, "not an operation of the metadata API");
    }
}

} // namespace viginti::entry

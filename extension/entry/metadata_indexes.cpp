#include "entry/metadata_indexes.hpp"

#include "base/json.hpp"
#include "base/limits.hpp"
#include "ddl/ddl.hpp"
#include "entry/metadata_operations.hpp"
#include "entry/unique_values.hpp"
#include "model/index_input.hpp"
#include "pg/catalog_cache.hpp"
#include "pg/identity.hpp"
#include "pg/random.hpp"
#include "pg/spi.hpp"

#include <algorithm>

namespace viginti::entry {

using model::Column;
using model::Field;
using model::Index;
using model::IndexColumn;
using model::IndexDirection;
using model::IndexType;
using model::Object;

namespace {

constexpr std::string_view kind = "index";
constexpr std::string_view invalid = "INVALID_INDEX_INPUT";

/* The same index has the same id wherever it is looked at. */
Uuid derived_id(const Field &field, std::string_view purpose)
{
    return make_name_uuid("index " + std::string(purpose) + ' ' + to_string(field.id));
}

/* The indexes an object has by its fields. */
struct Automatic {
    const model::ObjectPtr &object;
    std::vector<IndexPlace> places;

    Index &add(const Field &field, std::string_view purpose, std::string name)
    {
        IndexPlace &place = places.emplace_back();
        place.object = object;
        place.name = std::move(name);
        place.index.id = derived_id(field, purpose);
        place.index.object_id = object->id;
        place.index.created_at = field.created_at;
        place.index.updated_at = field.updated_at;
        return place.index;
    }

    static void add_column(Index &index, const Field &field, const Column &column)
    {
        index.fields.push_back(
            {field.id, std::string(column.part->name), IndexDirection::AscNullsLast});
    }

    /* Indexes that lead to single records end in the id. */
    void add_id(Index &index) const
    {
        for (const Field &field : object->fields)
            if (field.is_system && field.name == "id")
                add_column(index, field, model::columns_of(field).front());
    }

    void add_field(const Field &field)
    {
        if (field.is_system && field.name == "id") {
            Index &index = add(field, "primary", ddl::primary_key_name(*object));
            index.is_unique = true;
            add_id(index);
        }
        if (std::vector<Column> const columns = model::unique_columns(field); !columns.empty()) {
            Index &index = add(field, "unique", ddl::unique_index_name(*object, field));
            index.is_unique = true;
            for (const Column &column : columns)
                add_column(index, field, column);
        }
        if (field.is_to_one()) {
            Index &index = add(field, "foreign", ddl::foreign_index_name(*object, field));
            add_column(index, field, model::columns_of(field).front());
            add_id(index);
        }
        if (field.type == model::FieldType::TsVector) {
            Index &index = add(field, "search", ddl::search_index_name(*object));
            index.type = IndexType::Gin;
            add_column(index, field, model::columns_of(field).front());
        }
        if (field.type == model::FieldType::Position) {
            Index &index = add(field, "position", ddl::position_index_name(*object));
            add_column(index, field, model::columns_of(field).front());
            add_id(index);
        }
    }
};

std::string wire_name(const Field &field, const model::Dialect &dialect)
{
    if (field.is_to_one())
        return field.foreign_key_name();
    return dialect.uses_twenty_names && !field.twenty_name.empty() ? field.twenty_name : field.name;
}

void append_boolean(std::string &out, std::string_view key, bool value)
{
    append_json_key(out, key);
    out += value ? "true" : "false";
}

template <class Is>
IndexPlace find_place(const model::Catalog &catalog, const Is &is)
{
    for (const model::ObjectPtr &object : pg::all_objects(catalog))
        for (IndexPlace &place : indexes_of(object))
            if (is(place))
                return std::move(place);
    return {};
}

[[noreturn]] void refuse(std::string_view verb, const model::Violations &violations,
                         const std::string &name)
{
    throw model::validation_error(kind, verb, violations, {{"name", name}});
}

/* What the object cannot have besides what it has. */
void check_others(const model::ObjectPtr &object, const Index &index)
{
    for (const IndexPlace &other : indexes_of(object))
        if (model::is_same_index(other.index, index))
            refuse(
                "create",
                {{invalid, "There is such an index already: " + other.name, other.name, "fields"}},
                other.name);
    if (object->indexes.size() >= limits::indexes_per_object)
        throw Error(Code::LimitExceeded,
                    "indexes_per_object is " + std::to_string(limits::indexes_per_object) +
                        ", object " + object->name_singular + " has as many",
                    {}, "Each index is written with every record");
}

} // namespace

std::vector<IndexPlace> indexes_of(const model::ObjectPtr &object)
{
    Automatic automatic{object, {}};
    for (const Field &field : object->fields)
        automatic.add_field(field);
    for (const Index &index : object->indexes)
        automatic.places.push_back({object, index, ddl::index_name(*object, index), true});
    return std::move(automatic.places);
}

std::vector<IndexPlace> all_indexes(const model::Catalog &catalog,
                                    const std::optional<Uuid> &object_id)
{
    std::vector<IndexPlace> all;
    for (const model::ObjectPtr &object : pg::all_objects(catalog))
        if (!object_id || object->id == *object_id)
            for (IndexPlace &place : indexes_of(object))
                all.push_back(std::move(place));
    std::sort(all.begin(), all.end(),
              [](const IndexPlace &a, const IndexPlace &b) { return a.index.id < b.index.id; });
    return all;
}

IndexPlace find_index(const model::Catalog &catalog, const Uuid &id)
{
    std::vector<pg::Row> rows;
    {
        pg::ActAs const owner(pg::extension_owner());
        rows =
            pg::query(pg::Snapshot::Latest,
                      "SELECT object_id FROM viginti.index WHERE id = $1::uuid", {to_string(id)});
    }
    /* Only those without a row are looked for in all objects. */
    if (!rows.empty()) {
        model::ObjectPtr const object =
            find_object(catalog, parse_uuid(rows.front()[0].value_or("")).value_or(Uuid{}));
        if (object != nullptr)
            for (IndexPlace &place : indexes_of(object))
                if (place.index.id == id)
                    return std::move(place);
        return {};
    }
    return find_place(catalog, [&](const IndexPlace &place) { return place.index.id == id; });
}

IndexPlace find_index(const model::Catalog &catalog, std::string_view name)
{
    return find_place(catalog, [&](const IndexPlace &place) { return place.name == name; });
}

void append_index(std::string &out, const IndexPlace &place, const model::Dialect &dialect)
{
    const Index &index = place.index;
    out += '{';
    append_json_member(out, "id", to_string(index.id));
    append_json_member(out, "name", place.name);
    append_json_member(out, "objectMetadataId", to_string(index.object_id));
    append_boolean(out, "isUnique", index.is_unique);
    append_boolean(out, "isCustom", place.is_custom);
    append_json_member(out, "indexType", model::name_of(index.type));
    append_json_key(out, "indexFieldMetadataList");
    out += '[';
    int order = 0;
    for (const IndexColumn &column : model::columns_of(*place.object, index)) {
        if (!out.ends_with('['))
            out += ',';
        out += '{';
        append_json_member(out, "fieldMetadataId", to_string(column.field->id));
        append_json_member(out, "name", wire_name(*column.field, dialect));
        if (!column.part->name.empty())
            append_json_member(out, "subField", column.part->name);
        append_json_key(out, "order");
        out += std::to_string(order++);
        if (index.type == IndexType::Btree)
            append_json_member(out, "direction", model::name_of(column.direction));
        out += '}';
    }
    out += ']';
    append_json_member(out, "createdAt", index.created_at);
    append_json_member(out, "updatedAt", index.updated_at);
    out += '}';
}

Applied create_index(Scope &scope, const json_t *body)
{
    model::IndexInput const input = model::parse_index_input(body);
    model::ObjectPtr const object = find_object(scope.catalog, input.object_id);
    if (object == nullptr)
        refuse("create",
               {{"OBJECT_METADATA_NOT_FOUND", "Provided object metadata id does not exist",
                 to_string(input.object_id), "objectMetadataId"}},
               {});
    Index index;
    index.id = pg::make_uuid();
    model::Violations const violations = model::resolve_index(*object, input, index);
    if (!violations.empty())
        refuse("create", violations, {});
    check_others(object, index);

    std::vector<ddl::Change> const changes = ddl::create_index(*object, index);
    if (index.is_unique)
        run_unique(scope, *object, key_of(*object, index), changes);
    else
        run_as_owner(scope.workspace, changes);
    insert_index(index);
    refresh(scope);
    return {index.id, {}};
}

Applied delete_index(Scope &scope, const Uuid &id)
{
    IndexPlace const place = find_index(scope.catalog, id);
    if (place.object == nullptr)
        throw Error(Code::IndexMetadataNotFound, "Index metadata not found");
    if (!place.is_custom)
        refuse("delete",
               {{invalid, "Indexes that come with a field cannot be deleted", place.name, {}}},
               place.name);
    std::string resource;
    append_index(resource, place, *scope.dialect);
    run_as_owner(scope.workspace, ddl::drop_index(*place.object, place.index));
    delete_index(id);
    refresh(scope);
    return {id, std::move(resource)};
}

std::string index_resource(const Scope &scope, const Uuid &id)
{
    IndexPlace const place = find_index(scope.catalog, id);
    if (place.object == nullptr)
        throw Error(Code::Internal, "index " + to_string(id) + " is not in the catalog");
    std::string resource;
    append_index(resource, place, *scope.dialect);
    return resource;
}

} // namespace viginti::entry

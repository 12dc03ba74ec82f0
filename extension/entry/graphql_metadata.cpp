#include "entry/graphql_metadata.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "entry/graphql_metadata_page.hpp"
#include "entry/metadata.hpp"
#include "entry/metadata_indexes.hpp"
#include "entry/metadata_json.hpp"
#include "entry/metadata_operations.hpp"
#include "pg/catalog_cache.hpp"

#include <algorithm>
#include <array>

namespace viginti::entry {

namespace {

using graphql::SelectedField;
using graphql::SelectedObject;
using rest::Operation;

/* The model as it is when a field is answered: a mutation before may have changed it. */
struct Model {
    model::Catalog catalog;
    const model::Dialect &dialect;

    Json object(const model::Object &object) const;
    Json field(const model::Object &object, const model::Field &field) const;
    Json index(const IndexPlace &place) const;
    Json object_by_id(std::string_view id) const;
    Json field_by_id(std::string_view id) const;
    Json fields_of(const model::Object &object) const;
    Json indexes_of(const model::ObjectPtr &object) const;
};

Json Model::object(const model::Object &object) const
{
    std::string text;
    append_object(text, object, catalog, dialect, Inline::No);
    return parse_json(text);
}

Json Model::field(const model::Object &object, const model::Field &field) const
{
    std::string text;
    append_field(text, field, object, catalog, dialect);
    return parse_json(text);
}

Json Model::index(const IndexPlace &place) const
{
    std::string text;
    append_index(text, place, dialect);
    return parse_json(text);
}

Json Model::object_by_id(std::string_view id) const
{
    model::ObjectPtr const found = find_object(catalog, parse_uuid(id).value_or(Uuid{}));
    return found ? object(*found) : nullptr;
}

Json Model::field_by_id(std::string_view id) const
{
    FieldPlace const found = find_field(catalog, parse_uuid(id).value_or(Uuid{}));
    return found.field ? field(*found.object, *found.field) : nullptr;
}

Json Model::fields_of(const model::Object &object) const
{
    Json list(json_array());
    for (const model::Field &each : object.fields)
        json_array_append_new(list.get(), field(object, each).release());
    return list;
}

Json Model::indexes_of(const model::ObjectPtr &object) const
{
    Json list(json_array());
    for (const IndexPlace &place : entry::indexes_of(object))
        json_array_append_new(list.get(), index(place).release());
    return list;
}

std::string_view member_text(const json_t *value, const char *name)
{
    const json_t *const member = json_object_get(value, name);
    return json_is_string(member) ? text_of(member) : std::string_view();
}

model::ObjectPtr owner_of(const Model &model, const json_t *value)
{
    return find_object(model.catalog, parse_uuid(member_text(value, "id")).value_or(Uuid{}));
}

Json share(const json_t *value)
{
    return Json(json_incref(const_cast<json_t *>(value)));
}

/* Of a relation the ends are whole objects and fields, where REST has their names. */
template <bool is_object>
Json end_of(const Model &model, const json_t *relation, const SelectedField &field)
{
    std::string_view const id =
        member_text(json_object_get(relation, field.field->name.c_str()), "id");
    return is_object ? model.object_by_id(id) : model.field_by_id(id);
}

/* The relations of all fields that make one MORPH_RELATION. */
Json morph_relations(const Model &model, const json_t *value, const SelectedField &)
{
    std::string_view const morph = member_text(value, "morphId");
    model::ObjectPtr const object = find_object(
        model.catalog, parse_uuid(member_text(value, "objectMetadataId")).value_or(Uuid{}));
    if (morph.empty() || !object)
        return nullptr;
    Json list(json_array());
    for (const model::Field &each : object->fields) {
        Json const other = model.field(*object, each);
        if (member_text(other.get(), "morphId") == morph)
            json_array_append(list.get(), json_object_get(other.get(), "relation"));
    }
    return list;
}

/* What is not a member of the JSON that REST has. */
struct MadeMember {
    std::string_view type;
    std::string_view name;
    Json (*make)(const Model &, const json_t *, const SelectedField &);
};
constexpr std::array made_members{
    MadeMember{"Object", "fieldsList",
               [](const Model &model, const json_t *value, const SelectedField &) {
                   return model.fields_of(*owner_of(model, value));
               }},
    MadeMember{"Object", "fields",
               [](const Model &model, const json_t *value, const SelectedField &field) {
                   return cut_page(model.fields_of(*owner_of(model, value)), field.arguments.get());
               }},
    MadeMember{"Object", "indexMetadataList",
               [](const Model &model, const json_t *value, const SelectedField &) {
                   return model.indexes_of(owner_of(model, value));
               }},
    MadeMember{"Object", "indexMetadatas",
               [](const Model &model, const json_t *value, const SelectedField &field) {
                   return cut_page(model.indexes_of(owner_of(model, value)), field.arguments.get());
               }},
    MadeMember{"Field", "object",
               [](const Model &model, const json_t *value, const SelectedField &) {
                   return model.object_by_id(member_text(value, "objectMetadataId"));
               }},
    MadeMember{"Field", "morphRelations", morph_relations},
    MadeMember{"Relation", "sourceObjectMetadata", end_of<true>},
    MadeMember{"Relation", "targetObjectMetadata", end_of<true>},
    MadeMember{"Relation", "sourceFieldMetadata", end_of<false>},
    MadeMember{"Relation", "targetFieldMetadata", end_of<false>},
    MadeMember{"IndexField", "subFieldName",
               [](const Model &, const json_t *value, const SelectedField &) {
                   return share(json_object_get(value, "subField"));
               }},
};

Json member_of(const Model &model, const SelectedObject &selected, const json_t *value,
               const SelectedField &field)
{
    for (const MadeMember &made : made_members)
        if (made.type == selected.type->name && made.name == field.field->name)
            return made.make(model, value, field);
    return share(json_object_get(value, field.field->name.c_str()));
}

void append_value(std::string &out, const Model &model, const SelectedField &field,
                  const json_t *value)
{
    if (!value || json_is_null(value)) {
        out += "null";
    } else if (json_is_array(value) && !field.objects.empty()) {
        out += '[';
        for (std::size_t i = 0; i < json_array_size(value); ++i) {
            out += i == 0 ? "" : ",";
            append_value(out, model, field, json_array_get(value, i));
        }
        out += ']';
    } else if (field.objects.empty()) {
        /* An index that follows a field has no times of its own. */
        bool const is_no_time =
            field.type.named->name == "DateTime" && json_string_length(value) == 0;
        out += is_no_time ? "null" : dump_json(value);
    } else {
        const SelectedObject &selected = field.objects.front();
        out += '{';
        for (const SelectedField &member : selected.fields) {
            append_json_key(out, member.key);
            if (member.field->name == "__typename")
                append_json_string(out, selected.type->name);
            else
                append_value(out, model, member, member_of(model, selected, value, member).get());
        }
        out += '}';
    }
}

Model model_of(const Caller &caller)
{
    auto catalog = pg::catalog_of(caller.catalog.workspace);
    return {catalog ? *std::move(catalog) : caller.catalog, *caller.dialect};
}

Json all_resources(const Model &model, std::string_view kind)
{
    Json list(json_array());
    if (kind == "indexMetadatas")
        for (const IndexPlace &place : all_indexes(model.catalog, std::nullopt))
            json_array_append_new(list.get(), model.index(place).release());
    else
        for (const model::ObjectPtr &object : pg::all_objects(model.catalog))
            if (kind == "objects")
                json_array_append_new(list.get(), model.object(*object).release());
            else
                for (const model::Field &each : object->fields)
                    json_array_append_new(list.get(), model.field(*object, each).release());
    return list;
}

/* A root field that reads one resource or makes one change, as the REST operation it is. */
struct Row {
    std::string_view name;
    Operation operation;
    const char *payload; /* member of the input that REST takes as body; null: there is none */
    Operation read;      /* of a deletion: reads what it answers with */
};
constexpr std::array rows{
    Row{"object", Operation::GetObject, nullptr, Operation::GetObject},
    Row{"field", Operation::GetField, nullptr, Operation::GetField},
    Row{"index", Operation::GetIndex, nullptr, Operation::GetIndex},
    Row{"createOneObject", Operation::CreateObject, "object", Operation::GetObject},
    Row{"updateOneObject", Operation::UpdateObject, "update", Operation::GetObject},
    Row{"deleteOneObject", Operation::DeleteObject, nullptr, Operation::GetObject},
    Row{"createOneField", Operation::CreateField, "field", Operation::GetField},
    Row{"updateOneField", Operation::UpdateField, "update", Operation::GetField},
    Row{"deleteOneField", Operation::DeleteField, nullptr, Operation::GetField},
    Row{"createOneIndex", Operation::CreateIndex, "index", Operation::GetIndex},
    Row{"deleteOneIndex", Operation::DeleteIndex, nullptr, Operation::GetIndex},
};

/* `subFieldName` is REST's `subField`; what is null was not given. */
std::string body_of(const json_t *payload)
{
    Json const body(json_deep_copy(payload));
    json_t *const fields = json_object_get(body.get(), "fields");
    for (std::size_t i = 0; i < json_array_size(fields); ++i) {
        json_t *const item = json_array_get(fields, i);
        if (json_t *const name = json_object_get(item, "subFieldName")) {
            json_object_set(item, "subField", name);
            json_object_del(item, "subFieldName");
        }
    }
    return dump_json(body.get());
}

/* The only member of `data` of REST's answer. */
Json resource_in(const Answer &answer)
{
    Json const body = parse_json(answer.body);
    json_t *const data = json_object_get(body.get(), "data");
    return share(json_object_iter_value(json_object_iter(data)));
}

/* What a deletion answers with is gone behind it, and so is written before. */
void append_row(std::string &out, const Row &row, const SelectedField &field, const Caller &caller)
{
    const json_t *const input = json_object_get(field.arguments.get(), "input");
    const json_t *const id = json_object_get(input ? input : field.arguments.get(), "id");
    Uuid const key = json_is_string(id) ? parse_uuid(text_of(id)).value_or(Uuid{}) : Uuid{};
    auto const run = [&](Operation operation) {
        std::string const body =
            row.payload ? body_of(json_object_get(input, row.payload)) : std::string();
        return resource_in(answer_metadata({operation, {}, key}, {}, body, caller));
    };
    bool const is_deletion = row.name.starts_with("delete");
    Json const resource = run(is_deletion ? row.read : row.operation);
    append_value(out, model_of(caller), field, resource.get());
    if (is_deletion)
        run(row.operation);
}

void append_changes(std::string &out, const SelectedField &field, const Caller &caller)
{
    const json_t *const arguments = field.arguments.get();
    Json const body = make_json_object();
    json_object_set(body.get(), "changes", json_object_get(arguments, "changes"));
    rest::QueryString query;
    if (json_is_true(json_object_get(arguments, "rehearse")))
        query.parameters.push_back({"rehearse", "true"});
    Answer const answer =
        answer_metadata({Operation::ChangeModel, {}, {}}, query, dump_json(body.get()), caller);
    Json const parsed = parse_json(answer.body);
    const json_t *const data = json_object_get(parsed.get(), "data");
    out += dump_json(data ? data : parsed.get());
}

} // namespace

void append_metadata_field(std::string &out, const SelectedField &field, const Caller &caller)
{
    const std::string &name = field.field->name;
    if (name == "changeModel")
        return append_changes(out, field, caller);
    auto const row =
        std::find_if(rows.begin(), rows.end(), [&](const Row &each) { return each.name == name; });
    if (row == rows.end()) {
        Model const model = model_of(caller);
        return append_value(out, model, field,
                            cut_page(all_resources(model, name), field.arguments.get()).get());
    }
    append_row(out, *row, field, caller);
}

} // namespace viginti::entry

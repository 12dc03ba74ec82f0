#include "entry/graphql_metadata_members.hpp"

#include "base/uuid.hpp"
#include "entry/graphql_metadata_page.hpp"
#include "entry/graphql_object.hpp"
#include "entry/metadata_json.hpp"
#include "entry/metadata_operations.hpp"
#include "model/duplicates.hpp"
#include "model/search.hpp"

#include <algorithm>
#include <array>

namespace viginti::entry {

using graphql::SelectedField;
using graphql::SelectedObject;

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

namespace {

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

Json text_value(std::string_view text)
{
    return Json(json_stringn(text.data(), text.size()));
}

Json id_value(const Uuid &id)
{
    return text_value(to_string(id));
}

/* The workspace is the one application there is. */
Json application_of(const Model &model, const json_t *, const SelectedField &)
{
    return id_value(model.catalog.workspace_id);
}

/* A notion there is not here. */
Json nothing(const Model &, const json_t *, const SelectedField &)
{
    return nullptr;
}

/* Of objects all may be read and written, as far as GRANTs let a key; of fields not what is kept. */
Json writability_of(const Model &, const json_t *value, const SelectedField &)
{
    bool const is_kept = json_is_true(json_object_get(value, "isSystem")) &&
                         json_object_get(value, "objectMetadataId");
    return text_value(is_kept ? "SYSTEM" : "OPEN");
}

Json duplicate_criteria_of(const Model &model, const json_t *value, const SelectedField &)
{
    model::ObjectPtr const object = owner_of(model, value);
    if (!object || !model::has_duplicate_criteria(*object))
        return nullptr;
    Json list(json_array());
    for (const model::DuplicateCriterion &criterion : model::duplicate_criteria(*object)) {
        Json const names(json_array());
        for (const std::string &name : criterion.names)
            json_array_append_new(names.get(), text_value(name).release());
        json_array_append(list.get(), names.get());
    }
    return list;
}

/* The fields whose words the search column of an object holds. */
Json search_fields_of(const Model &model, const json_t *value, const SelectedField &)
{
    Json list(json_array());
    model::ObjectPtr const object = owner_of(model, value);
    const model::Field *const vector = object ? model::search_field(*object) : nullptr;
    if (!vector)
        return list;
    for (const Uuid &source : model::search_sources(*object)) {
        Json const item = make_json_object();
        auto const set = [&](const char *name, Json member) {
            json_object_set_new(item.get(), name, member.release());
        };
        set("id", id_value(make_name_uuid("search " + to_string(vector->id) + to_string(source))));
        set("fieldMetadataId", id_value(source));
        set("tsVectorFieldMetadataId", id_value(vector->id));
        set("position", Json(json_integer(static_cast<json_int_t>(json_array_size(list.get())))));
        set("createdAt", text_value(vector->created_at));
        set("updatedAt", text_value(vector->updated_at));
        json_array_append(list.get(), item.get());
    }
    return list;
}

Json is_searchable(const Model &model, const json_t *value, const SelectedField &)
{
    model::ObjectPtr const object = find_object(
        model.catalog, parse_uuid(member_text(value, "objectMetadataId")).value_or(Uuid{}));
    auto const id = parse_uuid(member_text(value, "id"));
    std::vector<Uuid> const sources = object ? model::search_sources(*object) : std::vector<Uuid>();
    return Json(
        json_boolean(id && std::find(sources.begin(), sources.end(), *id) != sources.end()));
}

/* The parts of an index have no rows: their ids are made of its own, and their times are its times. */
Json index_fields_of(const Model &, const json_t *value, const SelectedField &)
{
    const json_t *const fields = json_object_get(value, "indexFieldMetadataList");
    Json list(json_array());
    for (std::size_t i = 0; i < json_array_size(fields); ++i) {
        Json const item(json_copy(json_array_get(fields, i)));
        std::string const name =
            "index field " + std::string(member_text(value, "id")) + ' ' + std::to_string(i);
        json_object_set_new(item.get(), "id", id_value(make_name_uuid(name)).release());
        for (const char *const time : {"createdAt", "updatedAt"})
            json_object_set(item.get(), time, json_object_get(value, time));
        json_array_append(list.get(), item.get());
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
    MadeMember{"Object", "applicationId", application_of},
    MadeMember{"Object", "standardOverrides", nothing},
    MadeMember{"Object", "openRecordIn",
               [](const Model &, const json_t *, const SelectedField &) {
                   return text_value("USER_CHOICE");
               }},
    MadeMember{
        "Object", "readability",
        [](const Model &, const json_t *, const SelectedField &) { return text_value("OPEN"); }},
    MadeMember{"Object", "writability", writability_of},
    MadeMember{"Object", "duplicateCriteria", duplicate_criteria_of},
    MadeMember{"Object", "searchFieldMetadataList", search_fields_of},
    MadeMember{"Field", "applicationId", application_of},
    MadeMember{"Field", "standardOverrides", nothing},
    MadeMember{"Field", "writability", writability_of},
    MadeMember{"Field", "isSearchable", is_searchable},
    MadeMember{
        "Field", "isAuditLogged",
        [](const Model &, const json_t *, const SelectedField &) { return Json(json_false()); }},
    MadeMember{"Index", "indexFieldMetadataList", index_fields_of},
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

} // namespace

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
        out += dump_json(value);
    } else {
        const SelectedObject &selected = field.objects.front();
        append_selected(out, selected, [&](const SelectedField &member) {
            append_value(out, model, member, member_of(model, selected, value, member).get());
        });
    }
}

} // namespace viginti::entry

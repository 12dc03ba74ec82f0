#include "entry/metadata_json.hpp"

#include "base/json.hpp"
#include "base/text.hpp"

namespace viginti::entry {

using model::Field;
using model::Object;

namespace {

void append_optional(std::string &out, std::string_view key, const std::string &text)
{
    if (!text.empty())
        append_json_member(out, key, text);
}

void append_boolean(std::string &out, std::string_view key, bool value)
{
    append_json_key(out, key);
    out += value ? "true" : "false";
}

void append_raw(std::string &out, std::string_view key, std::string_view json)
{
    append_json_key(out, key);
    out += json;
}

std::string_view wire_name(const Field &field, const model::Dialect &dialect)
{
    return dialect.uses_twenty_names && !field.twenty_name.empty() ? field.twenty_name : field.name;
}

void append_options(std::string &out, const Field &field)
{
    append_json_key(out, "options");
    out += '[';
    for (const model::Option &option : field.options) {
        if (!out.ends_with('['))
            out += ',';
        out += '{';
        append_json_member(out, "id", to_string(option.id));
        append_json_member(out, "value", option.value);
        append_json_member(out, "label", option.label);
        append_json_key(out, "position");
        out += std::to_string(option.position);
        append_optional(out, "color", option.color);
        out += '}';
    }
    out += ']';
}

void append_settings(std::string &out, const Field &field)
{
    if (field.relation) {
        append_json_key(out, "settings");
        out += '{';
        append_json_member(out, "relationType", model::name_of(field.relation->kind));
        if (field.is_to_one()) {
            append_json_member(out, "onDelete", model::name_of(field.relation->on_delete));
            append_json_member(out, "joinColumnName", field.foreign_key_name());
        }
        out += '}';
        return;
    }
    /* The settings of a search column are its sources, which are nobody's to edit. */
    if (!field.settings.empty() && field.type != model::FieldType::TsVector)
        append_raw(out, "settings", field.settings);
}

void append_end(std::string &out, std::string_view object_key, const Object &object,
                std::string_view field_key, const Uuid &field_id, std::string_view field_name)
{
    append_json_key(out, object_key);
    out += '{';
    append_json_member(out, "id", to_string(object.id));
    append_json_member(out, "nameSingular", object.name_singular);
    append_json_member(out, "namePlural", object.name_plural);
    out += '}';
    append_json_key(out, field_key);
    out += '{';
    append_json_member(out, "id", to_string(field_id));
    append_json_member(out, "name", field_name);
    out += '}';
}

void append_relation(std::string &out, const Field &field, const Object &object,
                     const model::Catalog &catalog, const model::Dialect &dialect)
{
    if (!field.relation)
        return;
    append_json_key(out, "relation");
    out += '{';
    append_json_member(out, "type", model::name_of(field.relation->kind));
    append_end(out, "sourceObjectMetadata", object, "sourceFieldMetadata", field.id,
               wire_name(field, dialect));
    append_end(out, "targetObjectMetadata", *catalog.by_id(field.relation->target),
               "targetFieldMetadata", field.relation->inverse, field.relation->inverse_name);
    out += '}';
}

} // namespace

void append_field(std::string &out, const Field &field, const Object &object,
                  const model::Catalog &catalog, const model::Dialect &dialect)
{
    out += '{';
    append_json_member(out, "id", to_string(field.id));
    append_json_member(out, "universalIdentifier", to_string(field.id));
    append_json_member(out, "objectMetadataId", to_string(object.id));
    append_json_member(out, "workspaceId", to_string(object.workspace_id));
    append_json_member(out, "type", field.type_info().name);
    append_json_member(out, "name", wire_name(field, dialect));
    append_json_member(out, "label", field.label);
    append_optional(out, "description", field.description);
    append_optional(out, "icon", field.icon);
    append_boolean(out, "isCustom", field.is_custom);
    append_boolean(out, "isActive", field.is_active);
    append_boolean(out, "isSystem", field.is_system);
    append_boolean(out, "isUIEditable", !field.is_system);
    append_boolean(out, "isUIReadOnly", field.is_system);
    append_boolean(out, "isNullable", field.is_nullable);
    append_boolean(out, "isUnique", field.is_unique);
    append_boolean(out, "isLabelSyncedWithName", field.is_label_synced_with_name);
    if (field.is_morph())
        append_json_member(out, "morphId", to_string(*field.relation->morph));
    if (!field.default_value.empty())
        append_raw(out, "defaultValue", field.default_value);
    if (field.type_info().has_options)
        append_options(out, field);
    append_settings(out, field);
    append_relation(out, field, object, catalog, dialect);
    append_json_member(out, "createdAt", field.created_at);
    append_json_member(out, "updatedAt", field.updated_at);
    out += '}';
}

void append_object(std::string &out, const Object &object, const model::Catalog &catalog,
                   const model::Dialect &dialect, Inline fields)
{
    out += '{';
    append_json_member(out, "id", to_string(object.id));
    append_json_member(out, "universalIdentifier", to_string(object.id));
    append_json_member(out, "nameSingular", object.name_singular);
    append_json_member(out, "namePlural", object.name_plural);
    append_json_member(out, "labelSingular", object.label_singular);
    append_json_member(out, "labelPlural", object.label_plural);
    append_optional(out, "description", object.description);
    append_optional(out, "icon", object.icon);
    append_optional(out, "color", object.color);
    append_optional(out, "shortcut", object.shortcut);
    append_boolean(out, "isCustom", object.is_custom);
    append_boolean(out, "isRemote", false);
    append_boolean(out, "isActive", object.is_active);
    append_boolean(out, "isSystem", object.is_system);
    append_boolean(out, "isSearchable", object.is_searchable);
    append_boolean(out, "isUIEditable", !object.is_system);
    append_boolean(out, "isUICreatable", !object.is_system);
    append_boolean(out, "isUIReadOnly", object.is_system);
    append_boolean(out, "isLabelSyncedWithName", object.is_label_synced_with_name);
    if (object.label_identifier)
        append_json_member(out, "labelIdentifierFieldMetadataId",
                           to_string(*object.label_identifier));
    append_json_member(out, "workspaceId", to_string(object.workspace_id));
    append_json_member(out, "createdAt", object.created_at);
    append_json_member(out, "updatedAt", object.updated_at);
    if (fields == Inline::Fields) {
        append_json_key(out, "fields");
        out += '[';
        for (const Field &field : object.fields) {
            if (!out.ends_with('['))
                out += ',';
            append_field(out, field, object, catalog, dialect);
        }
        out += ']';
    }
    out += '}';
}

std::string wrap_resource(std::string_view verb, std::string_view kind, std::string_view resource,
                          const model::Dialect &dialect)
{
    std::string out = "{\"data\":{";
    append_json_key(out, dialect.verb_in_metadata_key && !verb.empty()
                             ? std::string(verb) + "One" + capitalize(kind)
                             : std::string(kind));
    out += resource;
    return out + "}}";
}

std::string wrap_deleted(std::string_view kind, const Uuid &id, std::string_view resource,
                         const model::Dialect &dialect)
{
    std::string out = "{\"data\":{";
    append_json_key(out, "deleteOne" + capitalize(kind));
    if (dialect.metadata_delete_answers_whole) {
        out += resource;
    } else {
        out += '{';
        append_json_member(out, "id", to_string(id));
        out += '}';
    }
    return out + "}}";
}

} // namespace viginti::entry

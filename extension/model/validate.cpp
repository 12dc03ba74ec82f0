#include "model/validate.hpp"

#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "model/names.hpp"

#include <algorithm>

namespace viginti::model {

namespace {

constexpr std::string_view invalid_object = "INVALID_OBJECT_INPUT";
constexpr std::string_view invalid_field = "INVALID_FIELD_INPUT";
constexpr std::string_view not_available = "NOT_AVAILABLE";
constexpr std::string_view reserved_keyword = "RESERVED_KEYWORD";

/* Labels are as long as names may be (spec §11.1). */
constexpr std::size_t label_bytes = 63;

/* PostgreSQL holds 1,600 columns in a table, dropped ones included; some room is left for those. */
constexpr std::size_t columns_per_table = 1400;

enum class NameKind : std::uint8_t { Composite, Field, JoinColumn };

struct UsedName {
    std::string name;
    NameKind kind;
};

/* Every name the field takes on the wire or, flattened, in the table. */
std::vector<UsedName> names_of_field(const Field &field)
{
    std::vector<UsedName> names{{field.name, NameKind::Field}};
    /* The fields of a morph relation are one to whoever writes them by its name. */
    if (field.is_morph())
        names.push_back({field.relation->morph_name, NameKind::Field});
    if (!field.twenty_name.empty())
        names.push_back({field.twenty_name, NameKind::Field});
    if (field.is_to_one())
        names.push_back({field.foreign_key_name(), NameKind::JoinColumn});
    if (field.type_info().composite)
        for (const Part &part : field.type_info().parts)
            names.push_back({field.name + capitalize(part.name), NameKind::Composite});
    return names;
}

Violation taken(const std::string &name, NameKind kind)
{
    std::string const quoted = "Name \"" + name + "\" is ";
    switch (kind) {
    case NameKind::Composite:
        return {reserved_keyword, quoted + "reserved composite field name", name, "name"};
    case NameKind::Field:
        return {not_available, quoted + "not available as it is already used by another field",
                name, "name"};
    case NameKind::JoinColumn:
        break;
    }
    return {not_available,
            quoted + "not available as it is already used by another join column name", name,
            "name"};
}

void add_name_rules(Violations &violations, std::string_view code, const std::string &name,
                    std::string_view key)
{
    for (std::string &message : name_violations(name))
        violations.push_back({code, std::move(message), name, key});
}

bool has_column_too_long(const Field &field)
{
    for (const Column &column : columns_of(field))
        if (column.name.size() > limits::identifier_bytes)
            return true;
    return false;
}

void add_label_rules(Violations &violations, const std::string &label, std::string_view key)
{
    if (label.size() > label_bytes)
        violations.push_back({invalid_object, "Object label is too long", label, key});
    if (label.empty())
        violations.push_back({invalid_object, "Object label is too short", label, key});
}

bool names_collide(const Directory &directory, const Object &object)
{
    for (const std::string &name : {object.name_singular, object.name_plural})
        for (auto const *names : {&directory.by_singular, &directory.by_plural}) {
            auto const found = names->find(name);
            if (found != names->end() && found->second != object.id)
                return true;
        }
    return false;
}

} // namespace

Error validation_error(std::string_view kind, std::string_view verb, const Violations &violations,
                       const Identity &identity)
{
    std::string_view const thing =
        kind == "objectMetadata" ? "object" : (kind == "fieldMetadata" ? "field" : "index");
    auto const path_of = [](const Violation &violation) {
        return violation.key.empty() ? violation.path : pointer({}, violation.key);
    };
    const Violation &first = violations.front();
    Error error(Code::MetadataValidation, first.message, path_of(first));
    error.label = "METADATA_VALIDATION_ERROR";

    std::string &out = error.report;
    std::string doing(verb.substr(0, verb.size() - 1));
    append_json_member(out, "message",
                       "Multiple validation errors occurred while " + doing + "ing " +
                           std::string(thing));
    append_json_key(out, "errors");
    out += '{';
    append_json_key(out, kind);
    out += "[{";
    append_json_member(out, "type", verb);
    append_json_member(out, "metadataName", kind);
    append_json_member(out, "status", "fail");
    append_json_key(out, "flatEntityMinimalInformation");
    out += '{';
    for (const auto &[key, text] : identity)
        append_json_member(out, key, text);
    out += '}';
    append_json_key(out, "errors");
    out += '[';
    for (const Violation &violation : violations) {
        error.faults.push_back(
            {path_of(violation), std::string(violation.code), violation.message});
        if (out.back() != '[')
            out += ',';
        out += '{';
        append_json_member(out, "code", violation.code);
        append_json_member(out, "message", violation.message);
        append_json_member(out, "userFriendlyMessage", violation.message);
        if (!violation.value.empty())
            append_json_member(out, "value", violation.value);
        out += '}';
    }
    out += "]}]}";
    append_json_key(out, "summary");
    out += "{\"totalErrors\":1";
    append_json_key(out, kind);
    out += "1}";
    append_json_member(out, "userFriendlyMessage", first.message);
    /* The report follows other members of the body, which brings the comma. */
    if (out.front() == ',')
        out.erase(0, 1);
    return error;
}

Violations check_object(const Object &object, const Directory &directory)
{
    Violations violations;
    add_name_rules(violations, invalid_object, object.name_singular, "nameSingular");
    add_name_rules(violations, invalid_object, object.name_plural, "namePlural");
    if (equal_ignoring_case(object.name_singular, object.name_plural))
        violations.push_back({invalid_object,
                              "The singular and plural names cannot be the same for an object",
                              object.name_plural, "namePlural"});
    add_label_rules(violations, object.label_singular, "labelSingular");
    add_label_rules(violations, object.label_plural, "labelPlural");
    if (!object.label_singular.empty() &&
        equal_ignoring_case(object.label_singular, object.label_plural))
        violations.push_back({invalid_object,
                              "The singular and plural labels cannot be the same for an object",
                              object.label_plural, "labelPlural"});
    if (object.is_label_synced_with_name &&
        (name_from_label(object.label_singular) != object.name_singular ||
         name_from_label(object.label_plural) != object.name_plural))
        violations.push_back(
            {invalid_object, "Names are not synced with labels", {}, "isLabelSyncedWithName"});
    if (names_collide(directory, object))
        violations.push_back({"OBJECT_ALREADY_EXISTS", "Object already exists",
                              object.name_singular, "nameSingular"});
    return violations;
}

Violations check_label_identifier(const Field *field)
{
    constexpr std::string_view key = "labelIdentifierFieldMetadataId";
    std::string const start = "labelIdentifierFieldMetadataUniversalIdentifier validation failed: ";
    if (field == nullptr)
        return {{invalid_object, start + "related field metadata not found", {}, key}};
    if (!field->type_info().can_label)
        return {{invalid_object, start + "field type not compatible", field->name, key}};
    if (!field->is_active)
        return {{invalid_object, start + "field is deactivated", field->name, key}};
    return {};
}

Violations check_field_name(const Object &object, const Field &field, Purpose purpose)
{
    std::vector<UsedName> used;
    auto const is_sibling = [&](const Field &other) {
        return field.is_morph() && other.is_morph() &&
               other.relation->morph == field.relation->morph;
    };
    for (const Field &other : object.fields)
        if (other.id != field.id)
            for (UsedName &name : names_of_field(other))
                if (!is_sibling(other) || name.name != field.relation->morph_name)
                    used.push_back(std::move(name));

    Violations violations;
    auto const report_uses = [&](const std::string &name) {
        for (NameKind kind : {NameKind::Composite, NameKind::Field, NameKind::JoinColumn})
            if (std::any_of(used.begin(), used.end(), [&](const UsedName &other) {
                    return other.kind == kind && other.name == name;
                }))
                violations.push_back(taken(name, kind));
    };
    for (const UsedName &name : names_of_field(field))
        report_uses(name.name);

    if (field.is_label_synced_with_name && name_from_label(field.label) != field.name) {
        bool const is_new = purpose == Purpose::Create;
        violations.push_back(
            {is_new ? "NAME_NOT_SYNCED_WITH_LABEL" : "FIELD_MUTATION_NOT_ALLOWED",
             is_new ? "Name is not synced with label" : "Name is not synced with label.",
             field.label, "label"});
    }
    std::size_t const before = violations.size();
    add_name_rules(violations, invalid_field, field.name, "name");
    bool const is_named_long =
        violations.size() > before && violations[before].message == "Name is too long";
    if (!is_named_long && has_column_too_long(field))
        violations.push_back({invalid_field, "Name is too long", field.name, "name"});
    return violations;
}

Violations check_creatable(std::string_view type_name, const Dialect &dialect)
{
    if (type_name == "NUMERIC" && !dialect.numeric_is_creatable)
        return {{invalid_field,
                 "Field type NUMERIC is not supported for field creation. Use NUMBER instead.",
                 "NUMERIC", "type"}};
    if (type_name == "POSITION")
        return {{invalid_field,
                 "Field type POSITION is a system type and cannot be created manually.", "POSITION",
                 "type"}};
    if (type_name == "TS_VECTOR")
        return {
            {invalid_field, "TS Vector is not supported for field creation", "TS_VECTOR", "type"}};
    const FieldTypeInfo *const type = find_field_type(type_name);
    if (type != nullptr && type->creatable)
        return {};
    std::string const shown = shorten(type_name, 60);
    return {{"UNCOVERED_FIELD_METADATA_TYPE_VALIDATION", "Unsupported field metadata type " + shown,
             shown, "type"}};
}

std::string creatable_type_names(const Dialect &dialect)
{
    std::string names;
    for (const FieldTypeInfo &type : field_types())
        if (check_creatable(type.name, dialect).empty())
            names.append(names.empty() ? "" : ", ").append(type.name);
    return names;
}

void check_size(const Object &object)
{
    if (object.fields.size() > limits::fields_per_object)
        throw Error(Code::LimitExceeded, "fields_per_object is " +
                                             std::to_string(limits::fields_per_object) +
                                             ": object " + object.name_singular + " would have " +
                                             std::to_string(object.fields.size()) + " fields");
    std::size_t columns = 0;
    for (const Field &field : object.fields)
        columns += columns_of(field).size();
    if (columns > columns_per_table)
        throw Error(Code::LimitExceeded, "columns_per_table is " +
                                             std::to_string(columns_per_table) + ": object " +
                                             object.name_singular + " would have " +
                                             std::to_string(columns) + " columns");
}

} // namespace viginti::model

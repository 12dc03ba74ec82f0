#include "base/error.hpp"
#include "base/json.hpp"
#include "entry/metadata_json.hpp"
#include "entry/metadata_operations.hpp"
#include "entry/metadata_relations.hpp"
#include "model/search.hpp"
#include "model/validate.hpp"
#include "pg/random.hpp"

#include <algorithm>

namespace viginti::entry {

using model::Field;
using model::FieldType;
using model::Object;
using model::Violations;

namespace {

constexpr std::string_view kind = "fieldMetadata";
constexpr std::string_view invalid = "INVALID_FIELD_INPUT";

/* Of an ACTOR that is given none (spec §6.2). */
constexpr std::string_view actor_default = R"({"source":"'MANUAL'","name":"'System'"})";

void append(Violations &violations, Violations more)
{
    for (model::Violation &violation : more)
        violations.push_back(std::move(violation));
}

[[noreturn]] void refuse(std::string_view verb, const Violations &violations, const Field &field,
                         const model::Dialect *dialect = nullptr)
{
    Error error = model::validation_error(kind, verb, violations, {{"name", field.name}});
    if (violations.front().key == "type" && dialect != nullptr)
        error.hint = "Types are " + model::creatable_type_names(*dialect);
    throw error;
}

std::string resource_of(const Scope &scope, const FieldPlace &place)
{
    std::string resource;
    append_field(resource, *place.field, *place.object, scope.catalog, *scope.dialect);
    return resource;
}

/* Display hints of scalar types; types whose settings follow from elsewhere have none (§10). */
std::string settings_of(const Field &field, const std::optional<std::string> &given)
{
    bool const has_none = field.relation || field.type_info().has_options;
    return has_none ? std::string() : given.value_or("");
}

bool is_relation(FieldType type)
{
    return type == FieldType::Relation || type == FieldType::MorphRelation;
}

/* The field a POST asks for, without its relation. An unknown type is read as TEXT. */
Field field_of(const model::FieldInput &input, const Object &object)
{
    const model::FieldTypeInfo *const type = model::find_field_type(input.type);
    Field field;
    field.id = pg::make_uuid();
    field.object_id = object.id;
    field.ordinal = next_ordinal(object);
    field.name = input.name.value_or("");
    field.label = input.label.value_or("");
    field.description = input.description.value_or("");
    field.icon = input.icon.value_or("");
    field.type = type && type->creatable ? type->type : FieldType::Text;
    field.is_nullable = input.is_nullable.value_or(true);
    field.is_unique = input.is_unique.value_or(false);
    field.is_label_synced_with_name = input.is_label_synced_with_name.value_or(false);
    field.default_value = input.default_value.value_or("");
    if (field.type == FieldType::Actor && field.default_value.empty())
        field.default_value = actor_default;
    if (field.type == FieldType::Rating)
        field.options = model::rating_options(pg::make_uuid);
    else if (field.type_info().has_options && input.options)
        field.options = model::make_options(*input.options, {}, pg::make_uuid);
    if (!is_relation(field.type))
        field.settings = settings_of(field, input.settings);
    return field;
}

Object with_field(const Object &object, const Field &field)
{
    Object changed = object;
    changed.fields.push_back(field);
    return changed;
}

/* The field as it is made: everything checked, nothing done. */
Field check_scalar(const Scope &scope, const Object &object, Field field,
                   const model::FieldInput &input)
{
    Violations violations;
    if (input.is_remote)
        violations.push_back({invalid, "Remote fields aren't supported", {}, "isRemoteCreation"});
    append(violations, model::check_field_name(object, field, model::Purpose::Create));
    Violations const type = model::check_creatable(input.type, *scope.dialect);
    append(violations, type);
    bool const takes_options =
        field.type == FieldType::Select || field.type == FieldType::MultiSelect;
    if (type.empty() && takes_options)
        append(violations, model::check_options(input.options));
    if (type.empty()) {
        append(violations, model::check_settings(field));
        append(violations, model::check_field_values(field));
    }
    if (input.relation)
        violations.push_back({invalid,
                              "relationCreationPayload is only supported for fields of type "
                              "RELATION",
                              {},
                              "relationCreationPayload"});
    if (input.morph)
        violations.push_back({invalid,
                              "morphRelationsCreationPayload is only supported for fields of type "
                              "MORPH_RELATION",
                              {},
                              "morphRelationsCreationPayload"});
    if (!violations.empty())
        refuse("create", violations, field, scope.dialect);
    field.default_value = model::normalize_default(field);
    model::check_size(with_field(object, field));
    return field;
}

} // namespace

Applied create_field(Scope &scope, const json_t *body)
{
    model::FieldInput const input = model::parse_field_input(body, model::Purpose::Create);
    model::ObjectPtr const object = find_object(scope.catalog, *input.object_id);
    if (object == nullptr) {
        Field named;
        named.name = input.name.value_or("");
        refuse("create",
               {{"OBJECT_METADATA_NOT_FOUND", "Provided object metadata id does not exist",
                 to_string(*input.object_id), "objectMetadataId"}},
               named);
    }
    Field const field = field_of(input, *object);
    Uuid id = field.id;
    if (is_relation(field.type)) {
        id = create_relations(scope, *object, field, input);
    } else {
        Field const made = check_scalar(scope, *object, field, input);
        run_as_owner(scope.workspace, ddl::create_field(*object, made, nullptr));
        insert_field(made);
    }

    refresh(scope);
    return {id, {}};
}

std::optional<Field> read_scalar(const Scope &scope, const Object &object, const json_t *body)
{
    model::FieldInput const input = model::parse_field_input(body, model::Purpose::Create);
    Field const field = field_of(input, object);
    if (is_relation(field.type))
        return {};
    return check_scalar(scope, object, field, input);
}

Applied delete_field(Scope &scope, const Uuid &id)
{
    FieldPlace const place = find_field(scope.catalog, id);
    if (place.field == nullptr)
        throw Error(Code::FieldMetadataNotFound, "Field metadata not found");
    const Field &field = *place.field;
    Violations violations;
    if (field.is_system)
        violations.push_back({invalid, "System fields cannot be deleted", {}, {}});
    else if (!field.is_custom)
        violations.push_back({invalid, "Standard fields cannot be deleted", {}, {}});
    if (place.object->label_identifier == id)
        violations.push_back(
            {invalid, "Cannot delete, please update the label identifier field first", {}, {}});
    if (!violations.empty())
        refuse("delete", violations, field);

    std::string resource = resource_of(scope, place);
    Object object = *place.object;
    std::vector<Uuid> sources = model::search_sources(object);
    if (std::erase(sources, id) > 0) {
        for (Field &other : object.fields)
            if (other.type == FieldType::TsVector) {
                other.settings = model::search_settings(sources);
                update_field(other);
            }
        run_as_owner(scope.workspace, ddl::rebuild_search(object));
    }
    if (field.relation) {
        delete_relation(scope, object, field);
    } else {
        run_as_owner(scope.workspace, ddl::drop_field(object, field));
        delete_field(id);
    }
    refresh(scope);
    return {id, std::move(resource)};
}

std::string field_resource(const Scope &scope, const Uuid &id)
{
    return resource_of(scope, written_field(scope, id));
}

} // namespace viginti::entry

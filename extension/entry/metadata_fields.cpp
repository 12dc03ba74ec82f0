#include "base/error.hpp"
#include "base/json.hpp"
#include "entry/metadata_json.hpp"
#include "entry/metadata_operations.hpp"
#include "model/names.hpp"
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

/* Icons of relations that are given none (spec/metadata-rest.md §13). */
constexpr std::string_view relation_icon = "IconRelationOneToMany";
constexpr std::string_view opposite_icon = "Icon123";

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

int next_ordinal(const Object &object)
{
    int ordinal = 0;
    for (const Field &field : object.fields)
        ordinal = std::max(ordinal, field.ordinal + 1);
    return ordinal;
}

std::string resource_of(const Scope &scope, const FieldPlace &place)
{
    std::string resource;
    append_field(resource, *place.field, *place.object, scope.catalog, *scope.dialect);
    return resource;
}

/* settings.onDelete of a relation, checked against the end it is given for. */
std::optional<model::OnDelete> read_on_delete(const model::FieldInput &input, bool is_to_one,
                                              Violations &violations)
{
    if (!input.settings || input.settings->empty())
        return {};
    Json const settings = parse_json(*input.settings);
    const json_t *const action = json_object_get(settings.get(), "onDelete");
    const json_t *const column = json_object_get(settings.get(), "joinColumnName");
    auto const given = [](const json_t *value) { return value != nullptr && !json_is_null(value); };
    if (!is_to_one && given(action))
        violations.push_back({invalid,
                              "On delete action is only supported for many to one relations",
                              {},
                              "settings"});
    if (!is_to_one && given(column))
        violations.push_back(
            {invalid,
             "One to many field metadata should not carry the join column name in its settings",
             {},
             "settings"});
    if (!is_to_one || !given(action))
        return {};
    auto const parsed =
        json_is_string(action) ? model::parse_on_delete(text_of(action)) : std::nullopt;
    if (!parsed)
        violations.push_back({invalid,
                              "On delete action must be one of SET_NULL, CASCADE, RESTRICT, "
                              "NO_ACTION",
                              {},
                              "settings"});
    return parsed;
}

/* Display hints of scalar types; types whose settings follow from elsewhere have none (§10). */
std::string settings_of(const Field &field, const std::optional<std::string> &given)
{
    bool const has_none = field.relation || field.type_info().has_options;
    return has_none ? std::string() : given.value_or("");
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
    if (field.type != FieldType::Relation)
        field.settings = settings_of(field, input.settings);
    return field;
}

/* Both ends of a new relation; the opposite one is named after the payload's label. */
struct Ends {
    Field source;
    Field opposite;
};

Ends relate(Field source, const Object &object, const Object &target,
            const model::RelationInput &payload, model::OnDelete on_delete)
{
    Field opposite;
    opposite.id = pg::make_uuid();
    opposite.object_id = target.id;
    opposite.ordinal = next_ordinal(target) + (target.id == object.id ? 1 : 0);
    opposite.name = model::name_from_label(payload.label).value_or("");
    opposite.label = payload.label;
    opposite.icon = payload.icon.empty() ? std::string(opposite_icon) : payload.icon;
    opposite.type = FieldType::Relation;
    if (source.icon.empty())
        source.icon = relation_icon;
    bool const is_to_one = payload.kind == model::RelationKind::ManyToOne;
    source.relation =
        model::Relation{payload.kind, target.id, opposite.id, opposite.name, on_delete};
    opposite.relation =
        model::Relation{is_to_one ? model::RelationKind::OneToMany : model::RelationKind::ManyToOne,
                        object.id, source.id, source.name, model::OnDelete::SetNull};
    return {std::move(source), std::move(opposite)};
}

Object with_field(const Object &object, const Field &field)
{
    Object changed = object;
    changed.fields.push_back(field);
    return changed;
}

/* Rules of the opposite end, on the target as it is with the source in place. */
Violations check_opposite(const Object &target, const Ends &ends,
                          const model::RelationInput &payload)
{
    if (ends.opposite.name.empty())
        return {{"FIELD_METADATA_RELATION_MALFORMED", "Invalid label: \"" + payload.label + "\"",
                 payload.label, "relationCreationPayload"}};
    Object const seen =
        target.id == ends.source.object_id ? with_field(target, ends.source) : target;
    Violations violations = model::check_field_name(seen, ends.opposite, model::Purpose::Create);
    for (model::Violation &violation : violations)
        violation.key = "relationCreationPayload";
    return violations;
}

void add_column(const Scope &scope, const Object &object, const Field &field, const Object *target)
{
    run_as_owner(scope.workspace, ddl::create_field(object, field, target));
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
    if (!violations.empty())
        refuse("create", violations, field, scope.dialect);
    field.default_value = model::normalize_default(field);
    model::check_size(with_field(object, field));
    return field;
}

void create_relation(const Scope &scope, const Object &object, const Field &field,
                     const model::FieldInput &input)
{
    Violations violations;
    if (!input.relation) {
        append(violations, model::check_field_name(object, field, model::Purpose::Create));
        violations.push_back({"FIELD_METADATA_RELATION_MALFORMED",
                              "Relation creation payload is required",
                              {},
                              "relationCreationPayload"});
        refuse("create", violations, field);
    }
    model::ObjectPtr const target = find_object(scope.catalog, input.relation->target);
    if (target == nullptr) {
        append(violations, model::check_field_name(object, field, model::Purpose::Create));
        violations.push_back({"FIELD_METADATA_RELATION_MALFORMED",
                              "Object metadata relation target not found for relation creation "
                              "payload",
                              to_string(input.relation->target), "relationCreationPayload"});
        refuse("create", violations, field);
    }
    bool const is_to_one = input.relation->kind == model::RelationKind::ManyToOne;
    auto const on_delete = read_on_delete(input, is_to_one, violations);
    Ends const ends = relate(field, object, *target, *input.relation,
                             on_delete.value_or(model::OnDelete::SetNull));
    Violations all = model::check_field_name(object, ends.source, model::Purpose::Create);
    append(all, model::check_field_values(ends.source));
    append(all, std::move(violations));
    append(all, check_opposite(*target, ends, *input.relation));
    if (!all.empty())
        refuse("create", all, ends.source);

    Object const changed = with_field(object, ends.source);
    model::check_size(target->id == object.id ? with_field(changed, ends.opposite) : changed);
    model::check_size(with_field(*target, ends.opposite));
    if (is_to_one)
        add_column(scope, object, ends.source, target.get());
    else
        add_column(scope, *target, ends.opposite, &object);
    insert_field(ends.source);
    insert_field(ends.opposite);
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
    if (field.type == FieldType::Relation)
        create_relation(scope, *object, field, input);
    else {
        Field const made = check_scalar(scope, *object, field, input);
        add_column(scope, *object, made, nullptr);
        insert_field(made);
    }

    refresh(scope);
    return {field.id, {}};
}

std::optional<Field> read_scalar(const Scope &scope, const Object &object, const json_t *body)
{
    model::FieldInput const input = model::parse_field_input(body, model::Purpose::Create);
    Field const field = field_of(input, object);
    if (field.type == FieldType::Relation)
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
    run_as_owner(scope.workspace, ddl::drop_field(object, field));
    if (field.is_to_many()) {
        model::ObjectPtr const other = scope.catalog.by_id(field.relation->target);
        if (const Field *const opposite = other->find_field_by_id(field.relation->inverse))
            run_as_owner(scope.workspace, ddl::drop_field(*other, *opposite));
    }
    delete_field(id);
    refresh(scope);
    return {id, std::move(resource)};
}

std::string field_resource(const Scope &scope, const Uuid &id)
{
    return resource_of(scope, written_field(scope, id));
}

} // namespace viginti::entry

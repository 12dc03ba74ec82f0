#include "base/error.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "entry/metadata_inline.hpp"
#include "entry/metadata_json.hpp"
#include "entry/metadata_operations.hpp"
#include "entry/metadata_relations.hpp"
#include "model/search.hpp"
#include "model/validate.hpp"
#include "pg/random.hpp"

#include <algorithm>

namespace viginti::entry {

using model::Field;
using model::Object;

namespace {

constexpr std::string_view kind = "objectMetadata";

model::Identity identity_of(const Object &object)
{
    return {{"nameSingular", object.name_singular}, {"namePlural", object.name_plural}};
}

[[noreturn]] void refuse(std::string_view verb, const model::Violations &violations,
                         const Object &object)
{
    throw model::validation_error(kind, verb, violations, identity_of(object));
}

void append(model::Violations &violations, model::Violations more)
{
    for (model::Violation &violation : more)
        violations.push_back(std::move(violation));
}

void set_search_sources(Object &object, const std::vector<Uuid> &sources)
{
    for (Field &field : object.fields)
        if (field.type == model::FieldType::TsVector)
            field.settings = model::search_settings(sources);
}

/* The object a POST asks for, with its system fields. */
Object object_of(const model::ObjectInput &input, const Workspace &workspace)
{
    Object object;
    object.id = pg::make_uuid();
    object.workspace_id = workspace.id;
    object.schema = workspace.name;
    object.name_singular = input.name_singular.value_or("");
    object.name_plural = input.name_plural.value_or("");
    object.table = to_snake(object.name_plural);
    object.label_singular = capitalize(input.label_singular.value_or(""));
    object.label_plural = capitalize(input.label_plural.value_or(""));
    object.description = input.description.value_or("");
    object.icon = input.icon.value_or("");
    object.color = input.color.value_or("");
    object.shortcut = input.shortcut.value_or("");
    object.is_searchable = input.is_searchable.value_or(true);
    object.is_label_synced_with_name = input.is_label_synced_with_name.value_or(false);

    object.fields = model::system_fields(object.id, pg::make_uuid);
    object.label_identifier = object.fields.front().id;
    if (!input.skip_name_field) {
        Field name = model::name_field(object.id, pg::make_uuid);
        name.ordinal = static_cast<int>(object.fields.size());
        object.label_identifier = name.id;
        object.fields.push_back(std::move(name));
        set_search_sources(object, {*object.label_identifier});
    } else {
        set_search_sources(object, {});
    }
    return object;
}

std::string resource_of(const Scope &scope, const Object &object, Inline fields)
{
    std::string resource;
    append_object(resource, object, scope.catalog, *scope.dialect, fields);
    return resource;
}

ChangedKeys apply(Object &object, const model::ObjectInput &input)
{
    ChangedKeys changed;
    take(changed, "nameSingular", object.name_singular, input.name_singular);
    take(changed, "namePlural", object.name_plural, input.name_plural);
    take(changed, "labelSingular", object.label_singular, input.label_singular);
    take(changed, "labelPlural", object.label_plural, input.label_plural);
    take(changed, "description", object.description, input.description);
    take(changed, "icon", object.icon, input.icon);
    take(changed, "color", object.color, input.color);
    take(changed, "isLabelSyncedWithName", object.is_label_synced_with_name,
         input.is_label_synced_with_name);
    take(changed, "isActive", object.is_active, input.is_active);
    take(changed, "isSearchable", object.is_searchable, input.is_searchable);
    if (input.label_identifier && input.label_identifier != object.label_identifier) {
        object.label_identifier = input.label_identifier;
        changed.push_back("labelIdentifierFieldMetadataId");
    }
    object.table = to_snake(object.name_plural);
    return changed;
}

/* The changed keys among those only custom objects may change. */
ChangedKeys fixed_in_standard(const ChangedKeys &changed)
{
    constexpr std::string_view fixed[] = {"nameSingular", "namePlural", "isLabelSyncedWithName",
                                          "labelIdentifierFieldMetadataId"};
    ChangedKeys keys;
    std::copy_if(changed.begin(), changed.end(), std::back_inserter(keys), [&](auto key) {
        return std::find(std::begin(fixed), std::end(fixed), key) != std::end(fixed);
    });
    return keys;
}

void check_change(const Scope &scope, const Object &before, const Object &after,
                  const model::ObjectInput &input, const ChangedKeys &changed)
{
    bool const only_activity = changed == ChangedKeys{"isActive"};
    if (after.is_system && !changed.empty() && !only_activity)
        refuse("update",
               {{"INVALID_OBJECT_INPUT",
                 "System objects cannot be updated directly. Use overrides for cosmetic changes.",
                 {},
                 changed.front()}},
               after);
    if (ChangedKeys const fixed = fixed_in_standard(changed); !after.is_custom && !fixed.empty()) {
        Error error(Code::MetadataValidation,
                    "Cannot edit standard object metadata properties: " + join(fixed),
                    "/" + std::string(fixed.front()));
        error.label = "INVALID_OBJECT_INPUT";
        throw error;
    }
    model::Violations violations;
    if (input.is_remote)
        violations.push_back(
            {"INVALID_OBJECT_INPUT", "Remote objects are not supported yet", {}, "isRemote"});
    append(violations, model::check_object(after, *scope.catalog.directory));
    for (const MorphRename &rename : morph_renames(scope, before, after)) {
        model::Violations found =
            model::check_field_name(*rename.object, rename.after, model::Purpose::Update);
        for (model::Violation &violation : found)
            violation.key = "nameSingular";
        append(violations, std::move(found));
    }
    if (input.label_identifier_is_null)
        violations.push_back({"INVALID_OBJECT_INPUT",
                              "labelIdentifierFieldMetadataId cannot be null",
                              {},
                              "labelIdentifierFieldMetadataId"});
    else if (after.label_identifier)
        append(violations,
               model::check_label_identifier(after.find_field_by_id(*after.label_identifier)));
    if (!violations.empty())
        refuse("update", violations, after);
}

/* A new label identifier is searched as well (spec §5.3); true when the sources changed. */
bool add_search_source(Object &object)
{
    std::vector<Uuid> sources = model::search_sources(object);
    const Field *const label = object.find_field_by_id(*object.label_identifier);
    bool const has_words =
        label->type == model::FieldType::Text || label->type == model::FieldType::FullName;
    if (!has_words || std::find(sources.begin(), sources.end(), label->id) != sources.end())
        return false;
    sources.push_back(label->id);
    set_search_sources(object, sources);
    return true;
}

void run_change(const Scope &scope, const Object &before, Object &after, const ChangedKeys &changed)
{
    run_as_owner(scope.workspace, ddl::rename_object(before, after));
    for (const MorphRename &rename : morph_renames(scope, before, after))
        run_rename(scope, rename);
    bool const relabelled = std::find(changed.begin(), changed.end(),
                                      "labelIdentifierFieldMetadataId") != changed.end();
    if (relabelled && add_search_source(after)) {
        run_as_owner(scope.workspace, ddl::rebuild_search(after));
        update_field(*model::search_field(after));
    }
    if (ddl::comment_of(before) != ddl::comment_of(after))
        run_as_owner(scope.workspace, ddl::comment_object(after));
    update_object(after);
}

} // namespace

void create_objects(const Workspace &workspace, const std::vector<Object> &objects)
{
    for (const Object &object : objects)
        run_as_owner(workspace, ddl::create_object(object, workspace.roles));
    for (const Object &object : objects)
        for (const Field &field : object.fields) {
            if (!field.is_to_one())
                continue;
            auto const target =
                std::find_if(objects.begin(), objects.end(), [&](const Object &other) {
                    return other.id == field.relation->target;
                });
            run_as_owner(workspace, ddl::create_relation(object, field, *target));
        }
    for (const Object &object : objects)
        insert_object(object);
    for (const Object &object : objects)
        for (const Field &field : object.fields)
            insert_field(field);
}

Applied create_object(Scope &scope, const json_t *body)
{
    model::ObjectInput const input = model::parse_object_input(body, model::Purpose::Create);
    Object object = object_of(input, scope.workspace);
    model::Violations violations;
    if (input.is_remote)
        violations.push_back(
            {"INVALID_OBJECT_INPUT", "Remote objects are not supported yet", {}, "isRemote"});
    append(violations, model::check_object(object, *scope.catalog.directory));
    if (!violations.empty())
        refuse("create", violations, object);
    if (scope.catalog.directory->by_plural.size() >= limits::objects_per_workspace)
        throw Error(Code::LimitExceeded, "objects_per_workspace is " +
                                             std::to_string(limits::objects_per_workspace) +
                                             ", all are used");

    InlineFields fields(scope, body, object);
    create_objects(scope.workspace, {object});
    refresh(scope);
    fields.finish(scope);
    return {object.id, {}};
}

Applied update_object(Scope &scope, const Uuid &id, const json_t *body)
{
    model::ObjectInput const input = model::parse_object_input(body, model::Purpose::Update);
    model::ObjectPtr const before = find_object(scope.catalog, id);
    if (before == nullptr)
        throw Error(Code::ObjectMetadataNotFound, "Object to update not found");

    Object after = *before;
    ChangedKeys const changed = apply(after, input);
    if (!changed.empty() || input.label_identifier_is_null || input.is_remote) {
        check_change(scope, *before, after, input, changed);
        run_change(scope, *before, after, changed);
        refresh(scope);
    }
    return {id, {}};
}

Applied delete_object(Scope &scope, const Uuid &id)
{
    model::ObjectPtr const object = find_object(scope.catalog, id);
    if (object == nullptr)
        throw Error(Code::ObjectMetadataNotFound, "Object metadata not found");
    model::Violations violations;
    if (!object->is_custom)
        violations.push_back(
            {"INVALID_OBJECT_INPUT", "Standard objects cannot be deleted", {}, {}});
    if (object->is_system)
        violations.push_back({"INVALID_OBJECT_INPUT", "System objects cannot be deleted", {}, {}});
    if (!violations.empty())
        refuse("delete", violations, *object);

    std::string resource = resource_of(scope, *object, Inline::No);
    for (const Field &field : object->fields)
        if (field.relation && !field.is_to_one() && field.relation->target != object->id)
            delete_relation(scope, *object, field);
    run_as_owner(scope.workspace, ddl::drop_object(*object));
    delete_object(id);
    refresh(scope);
    return {id, std::move(resource)};
}

std::string object_resource(const Scope &scope, const Uuid &id)
{
    return resource_of(scope, *scope.catalog.by_id(id), Inline::Fields);
}

} // namespace viginti::entry

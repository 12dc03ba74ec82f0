#include "base/error.hpp"
#include "base/json.hpp"
#include "entry/metadata_json.hpp"
#include "entry/metadata_operations.hpp"
#include "entry/type_change.hpp"
#include "model/standard.hpp"
#include "entry/unique_values.hpp"
#include "entry/metadata_relations.hpp"
#include "model/validate.hpp"
#include "pg/random.hpp"

#include <algorithm>

namespace viginti::entry {

using model::Field;
using model::FieldType;
using model::Violations;

namespace {

constexpr std::string_view kind = "fieldMetadata";
constexpr std::string_view invalid = "INVALID_FIELD_INPUT";

[[noreturn]] void refuse(const Violations &violations, const Field &field)
{
    throw model::validation_error(kind, "update", violations, {{"name", field.name}});
}

void append(Violations &violations, Violations more)
{
    for (model::Violation &violation : more)
        violations.push_back(std::move(violation));
}

bool same_json(const std::string &a, const std::string &b)
{
    if (a.empty() || b.empty())
        return a.empty() && b.empty();
    return json_equal(parse_json(a).get(), parse_json(b).get()) != 0;
}

/* A JSON value that came back as it was read is no change, however its members are ordered. */
void take_json(ChangedKeys &changed, std::string_view key, std::string &present,
               const std::optional<std::string> &given)
{
    if (!given || same_json(*given, present))
        return;
    present = *given;
    changed.push_back(key);
}

bool same_options(const std::vector<model::Option> &a, const std::vector<model::Option> &b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const model::Option &left, const model::Option &right) {
                          return left.id == right.id && left.value == right.value &&
                                 left.label == right.label && left.color == right.color &&
                                 left.position == right.position;
                      });
}

/* The onDelete a PATCH sets on a relation, and what it may not set. */
void take_relation_settings(ChangedKeys &changed, Field &field, const model::FieldInput &input,
                            Violations &violations)
{
    auto const action = read_on_delete(input, field.is_to_one(), violations);
    if (!action || *action == field.relation->on_delete)
        return;
    field.relation->on_delete = *action;
    changed.push_back("settings");
}

/* A morph relation is renamed as a whole, by what the names of its fields begin with. */
void take_morph_name(ChangedKeys &changed, Field &field, const std::optional<std::string> &given,
                     const model::Catalog &catalog)
{
    if (!given || *given == field.name)
        return;
    model::Relation &relation = *field.relation;
    model::ObjectPtr const target = catalog.by_id(relation.target);
    std::string const tail = model::morph_field_name({}, relation.kind, *target);
    std::string name = *given;
    if (name.size() > tail.size() && name.ends_with(tail))
        name.resize(name.size() - tail.size());
    if (name == relation.morph_name)
        return;
    relation.morph_name = name;
    field.name = model::morph_field_name(name, relation.kind, *target);
    changed.push_back("name");
}

/* The new type with what hangs on it: settings and options of the old one do not fit. */
void take_type(ChangedKeys &changed, Field &field, const model::FieldInput &input,
               Violations &violations)
{
    const model::FieldTypeInfo *const type = model::find_field_type(input.type);
    if (input.type.empty() || (type != nullptr && type->type == field.type))
        return;
    changed.push_back("type");
    Violations refused = model::check_conversion(field.type, input.type);
    if (!refused.empty())
        return append(violations, std::move(refused));
    field.type = type->type;
    field.settings.clear();
    field.rules = {};
    if (!type->has_options)
        field.options.clear();
    if (field.type == FieldType::Rating)
        field.options = model::rating_options(pg::make_uuid);
}

void take_options(ChangedKeys &changed, Field &field, const model::FieldInput &input,
                  Violations &violations)
{
    append(violations, model::check_options(input.options));
    std::vector<model::Option> options =
        model::make_options(*input.options, field.options, pg::make_uuid);
    if (same_options(options, field.options))
        return;
    field.options = std::move(options);
    changed.push_back("options");
}

ChangedKeys apply(Field &field, const model::FieldInput &input, const Scope &scope,
                  Violations &violations)
{
    ChangedKeys changed;
    const model::Dialect &dialect = *scope.dialect;
    bool const is_same_name =
        dialect.uses_twenty_names && !field.twenty_name.empty() && input.name == field.twenty_name;
    if (field.is_morph())
        take_morph_name(changed, field, input.name, scope.catalog);
    else if (!is_same_name)
        take(changed, "name", field.name, input.name);
    if (dialect.type_is_editable)
        take_type(changed, field, input, violations);
    take(changed, "label", field.label, input.label);
    take(changed, "description", field.description, input.description);
    take(changed, "icon", field.icon, input.icon);
    take(changed, "isActive", field.is_active, input.is_active);
    take(changed, "isUnique", field.is_unique, input.is_unique);
    take(changed, "isLabelSyncedWithName", field.is_label_synced_with_name,
         input.is_label_synced_with_name);
    take_json(changed, "defaultValue", field.default_value, input.default_value);
    if (field.relation)
        take_relation_settings(changed, field, input, violations);
    else if (!field.type_info().has_options && field.type != FieldType::TsVector)
        take_json(changed, "settings", field.settings, input.settings);
    bool const takes_options =
        field.type == FieldType::Select || field.type == FieldType::MultiSelect;
    if (takes_options && input.options)
        take_options(changed, field, input, violations);
    field.rules = model::rules_of(field);
    return changed;
}

/* The changed keys that are not among the allowed ones. */
ChangedKeys beyond(const ChangedKeys &changed, std::initializer_list<std::string_view> allowed)
{
    ChangedKeys keys;
    std::copy_if(changed.begin(), changed.end(), std::back_inserter(keys), [&](auto key) {
        return std::find(allowed.begin(), allowed.end(), key) == allowed.end();
    });
    return keys;
}

[[noreturn]] void forbid(std::string message, const ChangedKeys &keys)
{
    Error error(Code::MutationNotAllowed, std::move(message) + join(keys),
                "/" + std::string(keys.front()));
    error.label = "FIELD_MUTATION_NOT_ALLOWED";
    throw error;
}

/* The fields of spec/metadata-rest.md §12, which the engine itself writes and reads. */
bool is_engine_field(const Field &field)
{
    constexpr std::string_view names[] = {"id",        "createdAt", "updatedAt", "deletedAt",
                                          "createdBy", "updatedBy", "position",  "searchVector"};
    return field.is_system &&
           std::find(std::begin(names), std::end(names), field.name) != std::end(names);
}

/* Who may change what: by the text of spec §6.3. */
void check_allowed(const Field &before, const ChangedKeys &changed)
{
    if (is_engine_field(before)) {
        /* Without its id a record could not be answered at all. */
        ChangedKeys const keys = before.name == "id" ? changed : beyond(changed, {"isActive"});
        if (!keys.empty())
            forbid("Cannot edit system-managed field \"" + before.name + "\" properties: ", keys);
    } else if (before.is_system) {
        ChangedKeys const keys = beyond(changed, {"isActive"});
        if (!keys.empty())
            refuse({{invalid,
                     "System fields only allow updating: universalSettings, isActive. Forbidden "
                     "properties: " +
                         join(keys),
                     {},
                     keys.front()}},
                   before);
    } else if (!before.is_custom) {
        ChangedKeys keys;
        std::copy_if(changed.begin(), changed.end(), std::back_inserter(keys), [](auto key) {
            return key == "name" || key == "isLabelSyncedWithName" || key == "type";
        });
        if (!keys.empty())
            forbid("Cannot edit standard field metadata properties: ", keys);
    }
    if (before.relation) {
        ChangedKeys const keys = beyond(changed, {"label", "name", "description", "icon",
                                                  "isActive", "settings", "isLabelSyncedWithName"});
        if (!keys.empty())
            refuse({{invalid,
                     "Forbidden updated properties for relation field metadata: " + join(keys),
                     {},
                     keys.front()}},
                   before);
    }
}

/* What follows from a change of type or options, before the field is validated as a whole. */
void prepare(const Scope &scope, const FieldPlace &place, Field &after,
             const model::FieldInput &input, Violations &violations)
{
    const Field &before = *place.field;
    if (before.type != after.type) {
        if (!input.options_remap.empty())
            violations.push_back({invalid,
                                  "optionsRemap cannot be given together with another type",
                                  {},
                                  "optionsRemap"});
        if (violations.empty())
            prepare_type_change(place, scope, after, !input.default_value);
        return;
    }
    append(violations,
           model::check_options_remap(input.options_remap, before.options, after.options));
    if (after.type_info().has_options && !input.default_value)
        after.default_value = model::follow_options(before, after.options, input.options_remap);
}

void check_change(const model::Object &object, const Field &before, const Field &after,
                  Violations violations)
{
    bool const is_relabelled = before.name != after.name || before.label != after.label ||
                               before.is_label_synced_with_name != after.is_label_synced_with_name;
    Violations all;
    /* The names of standard fields are ours; some of them clients could not choose. */
    if (before.name != after.name || (is_relabelled && after.is_custom))
        all = model::check_field_name(object, after, model::Purpose::Update);
    append(all, std::move(violations));
    if (before.type != after.type && object.label_identifier == after.id)
        append(all, model::check_label_identifier(&after));
    if (before.is_active && !after.is_active && object.label_identifier == after.id)
        all.push_back({"LABEL_IDENTIFIER_FIELD_METADATA_ID_NOT_FOUND",
                       "Label identifier field metadata cannot be deactivated",
                       {},
                       "isActive"});
    if (!after.relation && !after.type_info().has_options && before.settings != after.settings)
        append(all, model::check_settings(after));
    append(all, model::check_field_values(after));
    if (!all.empty())
        refuse(all, after);
}

void run_change(const Scope &scope, const FieldPlace &place, const Field &after,
                const model::FieldInput &input)
{
    const Field &before = *place.field;
    Field renamed = before;
    renamed.name = after.name;
    if (before.type != after.type) {
        model::Object object = *place.object;
        for (Field &field : object.fields)
            if (field.id == after.id)
                field = renamed;
        check_type_change(scope, *place.object, before, after, input.may_lose_values);
        run_as_owner(scope.workspace, ddl::rename_field(*place.object, before, renamed));
        change_type(scope, object, renamed, after);
        update_field(after);
        return;
    }
    run_as_owner(scope.workspace, ddl::rename_field(*place.object, before, renamed));
    model::ObjectPtr const target =
        after.is_to_one() ? scope.catalog.by_id(after.relation->target) : nullptr;
    std::vector<ddl::Change> const changes =
        ddl::alter_field(*place.object, renamed, after, target.get(), input.options_remap);
    if (!before.is_unique && after.is_unique)
        run_unique(scope, *place.object, key_of(after), changes);
    else
        run_as_owner(scope.workspace, changes);
    update_field(after);
    if (!after.relation || before.is_active == after.is_active)
        return;
    /* One end of a relation without the other would lead nowhere. */
    model::ObjectPtr const other = scope.catalog.by_id(after.relation->target);
    if (const Field *const opposite = other->find_field_by_id(after.relation->inverse)) {
        Field changed = *opposite;
        changed.is_active = after.is_active;
        update_field(changed);
    }
}

/* What the fields of a morph relation share; what one has for itself stays. */
Field changed_like(const Scope &scope, const Field &sibling, const Field &before,
                   const Field &after)
{
    Field changed = sibling;
    auto const take_shared = [](std::string &own, const std::string &old, const std::string &now) {
        if (own == old)
            own = now;
    };
    take_shared(changed.label, before.label, after.label);
    take_shared(changed.description, before.description, after.description);
    take_shared(changed.icon, before.icon, after.icon);
    changed.is_active = after.is_active;
    changed.is_label_synced_with_name = after.is_label_synced_with_name;
    changed.relation->on_delete = after.relation->on_delete;
    changed.relation->morph_name = after.relation->morph_name;
    changed.name = model::morph_field_name(changed.relation->morph_name, changed.relation->kind,
                                           *scope.catalog.by_id(changed.relation->target));
    return changed;
}

/* Changes the field, and with one of a morph relation the others. */
void change_siblings(const Scope &scope, const FieldPlace &place, const Field &after,
                     const model::FieldInput &input, const Violations &violations)
{
    std::vector<const Field *> const siblings = siblings_of(*place.object, *place.field);
    model::Object object = *place.object;
    std::vector<Field> changed;
    for (const Field *const sibling : siblings)
        changed.push_back(
            sibling->id == after.id ? after : changed_like(scope, *sibling, *place.field, after));
    for (std::size_t i = 0; i < siblings.size(); ++i)
        check_change(*place.object, *siblings[i], changed[i],
                     changed[i].id == after.id ? violations : Violations());
    for (std::size_t i = 0; i < siblings.size(); ++i) {
        if (changed[i].id == after.id)
            changed[i].default_value = model::normalize_default(after);
        /* Names of indexes follow from all their fields, as they are by then. */
        auto const present = std::make_shared<const model::Object>(object);
        run_change(scope, {present, present->find_field_by_id(changed[i].id)}, changed[i], input);
        for (Field &field : object.fields)
            if (field.id == changed[i].id)
                field = changed[i];
    }
    run_as_owner(scope.workspace, ddl::change_morph_checks(*place.object, object));
}

} // namespace

Applied update_field(Scope &scope, const Uuid &id, const json_t *body)
{
    model::FieldInput const input = model::parse_field_input(body, model::Purpose::Update);
    FieldPlace const place = find_field(scope.catalog, id);
    if (place.field == nullptr) {
        Field named;
        named.name = input.name.value_or("");
        refuse(
            {{"FIELD_METADATA_NOT_FOUND", "Field metadata to update not found", to_string(id), {}}},
            named);
    }
    Field after = *place.field;
    Violations violations;
    ChangedKeys const changed = apply(after, input, scope, violations);
    if (input.morph && !after.is_morph())
        violations.push_back({invalid,
                              "morphRelationsUpdatePayload is only supported for fields of type "
                              "MORPH_RELATION",
                              {},
                              "morphRelationsUpdatePayload"});
    if (!changed.empty() || !violations.empty()) {
        check_allowed(*place.field, changed);
        prepare(scope, place, after, input, violations);
        change_siblings(scope, place, after, input, violations);
        refresh(scope);
    }
    if (input.morph) {
        add_morph_targets(scope, written_field(scope, id), *input.morph);
        refresh(scope);
    }
    return {id, {}};
}

} // namespace viginti::entry

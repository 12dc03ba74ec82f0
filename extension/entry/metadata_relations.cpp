#include "entry/metadata_relations.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "model/names.hpp"
#include "pg/random.hpp"

#include <algorithm>

namespace viginti::entry {

using model::Field;
using model::FieldType;
using model::Object;
using model::RelationInput;
using model::RelationKind;
using model::Violations;

namespace {

constexpr std::string_view invalid = "INVALID_FIELD_INPUT";
constexpr std::string_view malformed = "FIELD_METADATA_RELATION_MALFORMED";

/* Icons of relations that are given none (spec/metadata-rest.md §13). */
constexpr std::string_view relation_icon = "IconRelationOneToMany";
constexpr std::string_view opposite_icon = "Icon123";

void append(Violations &violations, Violations more)
{
    for (model::Violation &violation : more)
        violations.push_back(std::move(violation));
}

[[noreturn]] void refuse(std::string_view verb, const Violations &violations, const Field &field)
{
    throw model::validation_error("fieldMetadata", verb, violations, {{"name", field.name}});
}

/* The two ends of a new relation; the opposite one is named after the payload's label. */
struct Ends {
    Field source;
    Field opposite;
    model::ObjectPtr target;
};

/* Relations that one request makes, and the object with their sources in place. */
struct Making {
    const Scope &scope;
    const Object &before;
    Object after;
    std::string_view verb, key; /* for messages: "create", "relationCreationPayload" */
    std::vector<Ends> made = {};
    Violations violations = {};

    void add(Field source, const RelationInput &payload, model::OnDelete on_delete,
             model::ObjectPtr target);
    void check_opposite(const Ends &ends, const RelationInput &payload);
    void finish(const Field &field);
};

void Making::add(Field source, const RelationInput &payload, model::OnDelete on_delete,
                 model::ObjectPtr target)
{
    Field opposite;
    opposite.id = pg::make_uuid();
    opposite.object_id = target->id;
    opposite.ordinal = next_ordinal(*target) + (target->id == before.id ? 1 : 0);
    opposite.name = model::name_from_label(payload.label).value_or("");
    opposite.label = payload.label;
    opposite.icon = payload.icon.empty() ? std::string(opposite_icon) : payload.icon;
    opposite.type = FieldType::Relation;
    if (source.icon.empty())
        source.icon = relation_icon;
    std::optional<Uuid> const morph = source.relation ? source.relation->morph : std::nullopt;
    std::string const morph_name = source.relation ? source.relation->morph_name : std::string();
    source.ordinal = next_ordinal(after);
    source.relation =
        model::Relation{payload.kind, target->id, opposite.id, opposite.name, on_delete,
                        false,        false,      morph,       morph_name};
    opposite.relation =
        model::Relation{model::inverse_of(payload.kind), before.id, source.id, source.name};
    /* The source of a relation of one to one holds the key. */
    if (payload.kind == RelationKind::OneToOne) {
        source.is_unique = true;
        opposite.relation->is_mirror = true;
    }
    append(violations, model::check_field_name(after, source, model::Purpose::Create));
    append(violations, model::check_field_values(source));
    after.fields.push_back(source);
    made.push_back({std::move(source), std::move(opposite), std::move(target)});
    check_opposite(made.back(), payload);
}

/* Rules of the opposite end, on the target as it is with the source in place. */
void Making::check_opposite(const Ends &ends, const RelationInput &payload)
{
    if (ends.opposite.name.empty()) {
        violations.push_back(
            {malformed, "Invalid label: \"" + payload.label + "\"", payload.label, key});
        return;
    }
    const Object &seen = ends.target->id == before.id ? after : *ends.target;
    Violations found = model::check_field_name(seen, ends.opposite, model::Purpose::Create);
    for (model::Violation &violation : found)
        violation.key = key;
    append(violations, std::move(found));
}

/* Makes them all or, with a violation, none. */
void Making::finish(const Field &field)
{
    if (!violations.empty())
        refuse(verb, violations, field);
    for (const Ends &ends : made) {
        Object target = ends.target->id == before.id ? after : *ends.target;
        target.fields.push_back(ends.opposite);
        model::check_size(target);
    }
    model::check_size(after);
    for (const Ends &ends : made)
        if (ends.source.is_to_one())
            run_as_owner(scope.workspace,
                         ddl::create_field(before, ends.source, ends.target.get()));
        else
            run_as_owner(scope.workspace, ddl::create_field(*ends.target, ends.opposite, &before));
    run_as_owner(scope.workspace, ddl::change_morph_checks(before, after));
    for (const Ends &ends : made) {
        insert_field(ends.source);
        insert_field(ends.opposite);
    }
}

/* What is wrong with a list of targets as such (spec §11.4); `present` are those there already. */
Violations check_targets(const Object &object, const std::vector<RelationInput> &payloads,
                         std::vector<Uuid> present, std::string_view key)
{
    Violations violations;
    auto const add = [&](std::string_view code, std::string_view message, std::string value = {}) {
        violations.push_back({code, std::string(message), std::move(value), key});
    };
    if (payloads.empty())
        add(malformed, "Morph relation creation payloads are empty");
    bool is_repeated = false, is_mixed = false, is_self = false;
    for (const RelationInput &payload : payloads) {
        is_mixed |= payload.kind != payloads.front().kind;
        is_self |= payload.target == object.id;
        is_repeated |= std::find(present.begin(), present.end(), payload.target) != present.end();
        present.push_back(payload.target);
    }
    if (is_mixed)
        add(malformed, "Morph relation creation payloads must have the same relation type");
    if (is_repeated)
        add(malformed,
            "Morph relation creation payloads must have only relation to the same object metadata");
    if (is_self) {
        add(malformed, "Morph relation creation payloads must not target source object metadata");
        add(invalid, "Source object cannot be the target object", to_string(object.id));
    }
    return violations;
}

model::Violation unknown_target(const Uuid &id, std::string_view key)
{
    return {malformed, "Object metadata relation target not found for relation creation payload",
            to_string(id), key};
}

/* Adds a field for each target, named after it; `field` is what they have in common. */
void add_members(Making &making, const Field &field, const std::vector<RelationInput> &payloads,
                 model::OnDelete on_delete)
{
    for (const RelationInput &payload : payloads) {
        model::ObjectPtr target = find_object(making.scope.catalog, payload.target);
        if (target == nullptr) {
            making.violations.push_back(
                {malformed, "Morph relation input transpilation failed", {}, making.key});
            making.violations.push_back(unknown_target(payload.target, making.key));
            continue;
        }
        Field source = field;
        source.id = pg::make_uuid();
        source.name = model::morph_field_name(field.relation->morph_name, payload.kind, *target);
        making.add(std::move(source), payload, on_delete, std::move(target));
    }
}

Uuid create_morph(const Scope &scope, const Object &object, const Field &field,
                  const model::FieldInput &input)
{
    constexpr std::string_view key = "morphRelationsCreationPayload";
    Making making{scope, object, object, "create", key};
    std::vector<RelationInput> const payloads = input.morph.value_or(std::vector<RelationInput>());
    making.violations = check_targets(object, payloads, {}, key);
    if (input.relation)
        making.violations.push_back(
            {invalid,
             "relationCreationPayload is only supported for fields of type RELATION",
             {},
             "relationCreationPayload"});
    bool const holds_key = payloads.empty() || payloads.front().kind != RelationKind::OneToMany;
    auto const on_delete = read_on_delete(input, holds_key, making.violations);
    if (making.violations.empty()) {
        Field member = field;
        member.relation = model::Relation{};
        member.relation->morph = pg::make_uuid();
        member.relation->morph_name = field.name;
        add_members(making, member, payloads, on_delete.value_or(model::OnDelete::SetNull));
    }
    making.finish(field);
    return making.made.front().source.id;
}

Uuid create_relation(const Scope &scope, const Object &object, const Field &field,
                     const model::FieldInput &input)
{
    constexpr std::string_view key = "relationCreationPayload";
    Making making{scope, object, object, "create", key};
    model::ObjectPtr target =
        input.relation ? find_object(scope.catalog, input.relation->target) : nullptr;
    if (target == nullptr) {
        making.violations = model::check_field_name(object, field, model::Purpose::Create);
        making.violations.push_back(
            input.relation
                ? unknown_target(input.relation->target, key)
                : model::Violation{malformed, "Relation creation payload is required", {}, key});
        making.finish(field);
    }
    Violations settings;
    if (input.morph)
        settings.push_back({invalid,
                            "morphRelationsCreationPayload is only supported for fields of type "
                            "MORPH_RELATION",
                            {},
                            "morphRelationsCreationPayload"});
    bool const holds_key = input.relation->kind != RelationKind::OneToMany;
    auto const on_delete = read_on_delete(input, holds_key, settings);
    making.add(field, *input.relation, on_delete.value_or(model::OnDelete::SetNull),
               std::move(target));
    append(making.violations, std::move(settings));
    making.finish(field);
    return field.id;
}

Object without(const Object &object, const std::vector<const Field *> &gone)
{
    Object left = object;
    std::erase_if(left.fields, [&](const Field &field) {
        return std::any_of(gone.begin(), gone.end(),
                           [&](const Field *each) { return each->id == field.id; });
    });
    return left;
}

} // namespace

int next_ordinal(const Object &object)
{
    int ordinal = 0;
    for (const Field &field : object.fields)
        ordinal = std::max(ordinal, field.ordinal + 1);
    return ordinal;
}

std::optional<model::OnDelete> read_on_delete(const model::FieldInput &input, bool holds_key,
                                              Violations &violations)
{
    if (!input.settings || input.settings->empty())
        return {};
    Json const settings = parse_json(*input.settings);
    const json_t *const action = json_object_get(settings.get(), "onDelete");
    const json_t *const column = json_object_get(settings.get(), "joinColumnName");
    auto const given = [](const json_t *value) { return value != nullptr && !json_is_null(value); };
    auto const add = [&](std::string_view message) {
        violations.push_back({invalid, std::string(message), {}, "settings"});
    };
    if (!holds_key && given(action))
        add("On delete action is only supported for many to one relations");
    if (!holds_key && given(column))
        add("One to many field metadata should not carry the join column name in its settings");
    if (!holds_key || !given(action))
        return {};
    auto const parsed =
        json_is_string(action) ? model::parse_on_delete(text_of(action)) : std::nullopt;
    if (!parsed)
        add("On delete action must be one of SET_NULL, CASCADE, RESTRICT, NO_ACTION");
    return parsed;
}

Uuid create_relations(const Scope &scope, const Object &object, const Field &field,
                      const model::FieldInput &input)
{
    return field.type == FieldType::MorphRelation ? create_morph(scope, object, field, input)
                                                  : create_relation(scope, object, field, input);
}

void add_morph_targets(const Scope &scope, const FieldPlace &place,
                       const std::vector<RelationInput> &targets)
{
    constexpr std::string_view key = "morphRelationsUpdatePayload";
    const Field &field = *place.field;
    Making making{scope, *place.object, *place.object, "update", key};
    std::vector<RelationInput> payloads = targets;
    for (RelationInput &payload : payloads)
        payload.kind = field.relation->kind;
    std::vector<Uuid> present;
    for (const Field *const sibling : siblings_of(*place.object, field))
        present.push_back(sibling->relation->target);
    making.violations = check_targets(*place.object, payloads, std::move(present), key);
    if (making.violations.empty())
        add_members(making, field, payloads, field.relation->on_delete);
    making.finish(field);
}

std::vector<const Field *> siblings_of(const Object &object, const Field &field)
{
    std::vector<const Field *> siblings;
    for (const Field &other : object.fields)
        if (other.id == field.id || (field.is_morph() && other.is_morph() &&
                                     other.relation->morph == field.relation->morph))
            siblings.push_back(&other);
    return siblings;
}

void delete_relation(const Scope &scope, const Object &object, const Field &field)
{
    std::vector<const Field *> const gone = siblings_of(object, field);
    run_as_owner(scope.workspace, ddl::change_morph_checks(object, without(object, gone)));
    for (const Field *const each : gone) {
        if (each->is_to_one()) {
            run_as_owner(scope.workspace, ddl::drop_field(object, *each));
            continue;
        }
        model::ObjectPtr const other = scope.catalog.by_id(each->relation->target);
        const Field *const opposite = other->find_field_by_id(each->relation->inverse);
        if (opposite == nullptr)
            continue;
        run_as_owner(scope.workspace,
                     ddl::change_morph_checks(*other, without(*other, {opposite})));
        run_as_owner(scope.workspace, ddl::drop_field(*other, *opposite));
    }
    for (const Field *const each : gone)
        delete_field(each->id);
}

std::vector<MorphRename> morph_renames(const Scope &scope, const Object &before,
                                       const Object &after)
{
    std::vector<MorphRename> renames;
    if (before.name_singular == after.name_singular && before.name_plural == after.name_plural)
        return renames;
    for (const Field &field : before.fields) {
        if (!field.relation || field.relation->target == before.id)
            continue;
        model::ObjectPtr const other = scope.catalog.by_id(field.relation->target);
        const Field *const member = other->find_field_by_id(field.relation->inverse);
        if (member == nullptr || !member->is_morph())
            continue;
        Field renamed = *member;
        renamed.name =
            model::morph_field_name(member->relation->morph_name, member->relation->kind, after);
        /* A label that was the object's follows it. */
        if (member->label == capitalize(before.name_singular))
            renamed.label = capitalize(after.name_singular);
        /* Another field of the same object may have been renamed before it. */
        auto seen = std::make_shared<Object>(*other);
        for (const MorphRename &earlier : renames)
            if (earlier.object->id == seen->id)
                for (Field &each : seen->fields)
                    if (each.id == earlier.after.id)
                        each = earlier.after;
        renames.push_back({std::move(seen), *member, std::move(renamed)});
    }
    return renames;
}

void run_rename(const Scope &scope, const MorphRename &rename)
{
    run_as_owner(scope.workspace, ddl::rename_field(*rename.object, rename.before, rename.after));
    if (rename.before.label != rename.after.label) {
        Field named = rename.before;
        named.name = rename.after.name;
        run_as_owner(scope.workspace,
                     ddl::alter_field(*rename.object, named, rename.after, nullptr));
    }
    update_field(rename.after);
}

} // namespace viginti::entry

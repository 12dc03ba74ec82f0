#include "model/object.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace viginti::model {

namespace {

constexpr std::array<std::string_view, 3> relation_kinds{"MANY_TO_ONE", "ONE_TO_MANY",
                                                         "ONE_TO_ONE"};
constexpr std::array<std::string_view, 4> actions{"SET_NULL", "CASCADE", "RESTRICT", "NO_ACTION"};

template <class Enum, std::size_t Size>
std::optional<Enum> parse(const std::array<std::string_view, Size> &names, std::string_view name)
{
    for (std::size_t i = 0; i < Size; ++i)
        if (names[i] == name)
            return static_cast<Enum>(i);
    return {};
}

} // namespace

std::string_view name_of(RelationKind kind) noexcept
{
    return relation_kinds[static_cast<std::size_t>(kind)];
}

std::optional<RelationKind> parse_relation_kind(std::string_view name) noexcept
{
    return parse<RelationKind>(relation_kinds, name);
}

RelationKind inverse_of(RelationKind kind) noexcept
{
    switch (kind) {
    case RelationKind::ManyToOne:
        return RelationKind::OneToMany;
    case RelationKind::OneToMany:
        return RelationKind::ManyToOne;
    case RelationKind::OneToOne:
        break;
    }
    return RelationKind::OneToOne;
}

std::string_view name_of(OnDelete action) noexcept
{
    return actions[static_cast<std::size_t>(action)];
}

std::optional<OnDelete> parse_on_delete(std::string_view name) noexcept
{
    return parse<OnDelete>(actions, name);
}

std::string column_name(const Field &field, const Part &part)
{
    if (field.is_to_one())
        return to_snake(field.foreign_key_name());
    std::string name = to_snake(field.name);
    if (!part.name.empty()) {
        name += '_';
        name += to_snake(part.name);
    }
    return name;
}

bool is_not_null(const Field &field, const Part &part) noexcept
{
    if (field.is_nullable || field.relation || field.type == FieldType::TsVector)
        return false;
    return !field.type_info().composite ||
           (field.type == FieldType::Actor && part.name == "source");
}

std::vector<Column> columns_of(const Field &field)
{
    std::vector<Column> columns;
    if (field.relation && !field.is_to_one())
        return columns;
    for (const Part &part : field.type_info().parts)
        columns.push_back({column_name(field, part), &part});
    return columns;
}

std::vector<Column> unique_columns(const Field &field)
{
    std::vector<Column> columns;
    if (!field.is_unique || (field.is_system && field.name == "id"))
        return columns;
    for (Column &column : columns_of(field))
        if (column.part->in_unique_index)
            columns.push_back(std::move(column));
    return columns;
}

std::vector<MorphGroup> morph_groups(const Object &object)
{
    std::vector<MorphGroup> groups;
    for (const Field &field : object.fields) {
        if (!field.is_morph() || !field.is_to_one())
            continue;
        auto group = std::find_if(groups.begin(), groups.end(), [&](const MorphGroup &each) {
            return each.id == field.relation->morph;
        });
        if (group == groups.end())
            group =
                groups.insert(group, {*field.relation->morph, field.relation->morph_name, {}, {}});
        group->fields.push_back(field.id);
        group->columns.push_back(columns_of(field).front().name);
    }
    std::erase_if(groups, [](const MorphGroup &group) { return group.columns.size() < 2; });
    return groups;
}

std::string morph_field_name(std::string_view morph_name, RelationKind kind, const Object &target)
{
    return std::string(morph_name) +
           capitalize(kind == RelationKind::OneToMany ? target.name_plural : target.name_singular);
}

const Field *Object::find_field(std::string_view name) const
{
    for (const Field &field : fields)
        if (field.name == name || (!field.twenty_name.empty() && field.twenty_name == name))
            return &field;
    return nullptr;
}

const Field *Object::find_foreign_key(std::string_view name) const
{
    if (!name.ends_with("Id"))
        return nullptr;
    std::string_view const relation = name.substr(0, name.size() - 2);
    for (const Field &field : fields)
        if (field.is_to_one() && field.name == relation)
            return &field;
    return nullptr;
}

const Field *Object::find_field_by_id(const Uuid &id) const
{
    for (const Field &field : fields)
        if (field.id == id)
            return &field;
    return nullptr;
}

} // namespace viginti::model

#include "model/standard.hpp"

#include "base/text.hpp"
#include "model/search.hpp"
#include "model/standard_table.hpp"

#include <algorithm>

namespace viginti::model {

namespace {

using standard::FieldRow;
using standard::ObjectRow;
using standard::OptionRow;

Field make_field(const FieldRow &row, const Uuid &object_id, const NewId &new_id)
{
    Field field;
    field.id = new_id();
    field.object_id = object_id;
    field.name = row.name;
    field.twenty_name = row.twenty_name;
    field.label = row.label;
    field.description = row.description;
    field.icon = row.icon;
    field.type = row.type;
    field.is_custom = false;
    field.is_system = row.is_system;
    field.is_nullable = row.is_nullable;
    field.is_unique = row.is_unique;
    field.default_value = row.default_value;
    for (const OptionRow &option : row.options)
        field.options.push_back({new_id(), std::string(option.value), std::string(option.label),
                                 std::string(option.color),
                                 static_cast<int>(field.options.size())});
    return field;
}

void add_field(Object &object, Field field)
{
    field.object_id = object.id;
    field.ordinal = static_cast<int>(object.fields.size());
    object.fields.push_back(std::move(field));
}

Object make_object(const ObjectRow &row, const Uuid &workspace_id, std::string_view schema,
                   const NewId &new_id)
{
    Object object;
    object.id = new_id();
    object.workspace_id = workspace_id;
    object.schema = schema;
    object.table = to_snake(row.plural);
    object.name_singular = row.singular;
    object.name_plural = row.plural;
    object.label_singular = row.label_singular;
    object.label_plural = row.label_plural;
    object.description = row.description;
    object.icon = row.icon;
    object.is_custom = false;
    object.is_system = row.is_system;
    object.is_searchable = !row.search.empty();
    object.fields = system_fields(object.id, new_id);
    for (const FieldRow &field : row.fields)
        add_field(object, make_field(field, object.id, new_id));
    object.label_identifier = object.find_field(row.label_identifier)->id;

    std::vector<Uuid> sources;
    for (std::string_view name : row.search)
        sources.push_back(object.find_field(name)->id);
    for (Field &field : object.fields)
        if (field.type == FieldType::TsVector)
            field.settings = search_settings(sources);
    return object;
}

} // namespace

bool is_managed(const Object &object, const Dialect &dialect)
{
    return dialect.members_are_managed && !object.is_custom &&
           object.name_singular == member_object;
}

std::vector<Field> system_fields(const Uuid &object_id, const NewId &new_id)
{
    std::vector<Field> fields;
    for (const FieldRow &row : standard::system_rows) {
        fields.push_back(make_field(row, object_id, new_id));
        fields.back().ordinal = static_cast<int>(fields.size()) - 1;
    }
    return fields;
}

bool is_base_field(const Field &field) noexcept
{
    return field.is_system &&
           std::any_of(standard::system_rows.begin(), standard::system_rows.end(),
                       [&](const FieldRow &row) { return row.name == field.name; });
}

Field name_field(const Uuid &object_id, const NewId &new_id)
{
    Field field = make_field(standard::name_row, object_id, new_id);
    field.is_custom = true;
    return field;
}

std::vector<Option> rating_options(const NewId &new_id)
{
    std::vector<Option> options;
    for (int i = 0; i < 5; ++i) {
        std::string const label = std::to_string(i + 1);
        options.push_back({new_id(), "RATING_" + label, label, {}, i});
    }
    return options;
}

std::vector<Object> standard_objects(const Uuid &workspace_id, std::string_view schema,
                                     const NewId &new_id)
{
    std::vector<Object> made;
    for (const ObjectRow &row : standard::objects)
        made.push_back(make_object(row, workspace_id, schema, new_id));

    for (std::size_t i = 0; i < standard::objects.size(); ++i) {
        Uuid const morph = new_id();
        for (const FieldRow &row : standard::objects[i].fields) {
            if (row.target.empty())
                continue;
            auto const target = std::find_if(made.begin(), made.end(), [&](const Object &object) {
                return object.name_singular == row.target;
            });
            Field inverse;
            inverse.id = new_id();
            inverse.name = row.inverse_name;
            inverse.label = row.inverse_label;
            inverse.icon = row.inverse_icon;
            inverse.type = FieldType::Relation;
            inverse.is_custom = false;
            for (Field &field : made[i].fields)
                if (field.name == row.name) {
                    field.relation = Relation{RelationKind::ManyToOne,
                                              target->id,
                                              inverse.id,
                                              inverse.name,
                                              row.on_delete,
                                              row.follows_soft_delete};
                    if (!row.morph_name.empty()) {
                        field.relation->morph = morph;
                        field.relation->morph_name = row.morph_name;
                    }
                    inverse.relation = Relation{RelationKind::OneToMany,
                                                made[i].id,
                                                field.id,
                                                field.name,
                                                OnDelete::SetNull,
                                                row.follows_soft_delete};
                }
            add_field(*target, std::move(inverse));
        }
    }
    return made;
}

} // namespace viginti::model

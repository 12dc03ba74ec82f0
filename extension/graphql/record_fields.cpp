#include "graphql/record_fields.hpp"

#include "base/text.hpp"
#include "graphql/builder.hpp"
#include "graphql/shared_types.hpp"

#include <array>

namespace viginti::graphql {

using model::FieldType;
using model::Form;
using model::Object;

namespace {

bool is_option(const model::Field &field)
{
    return field.type_info().has_options && !field.type_info().composite;
}

bool is_list(const model::Field &field)
{
    Form const form = field.type_info().parts.front().form;
    return form == Form::OptionList || form == Form::TextList;
}

/* What settings make of a NUMBER: "Int", "BigInt", else "Float". */
std::string_view number_type(const model::Field &field)
{
    if (field.rules.number_type == "int")
        return "Int";
    return field.rules.number_type == "bigint" ? "BigInt" : "Float";
}

/* The type of one value of a scalar field, without list or '!'. */
std::string scalar_type(const RecordSchema &schema, const Object &object, const model::Field &field)
{
    if (is_option(field)) {
        std::string const name = schema.enum_name(object, field);
        return name.empty() ? "String" : name;
    }
    if (field.type == FieldType::Number)
        return std::string(number_type(field));
    return std::string(value_type(field.type_info().parts.front().form, false));
}

} // namespace

bool is_search(const model::Field &field)
{
    return field.type == FieldType::TsVector;
}

std::string value_of(const RecordSchema &schema, const Object &object, const model::Field &field)
{
    std::string const type = scalar_type(schema, object, field);
    return is_list(field) ? "[" + type + "]" : type;
}

std::string filter_of(const RecordSchema &schema, const Object &object, const model::Field &field)
{
    if (field.type_info().composite)
        return composite_name(field.type) + "FilterInput";
    if (is_option(field)) {
        std::string const name = schema.enum_name(object, field);
        return name.empty() ? "StringFilter" : name + "Filter";
    }
    if (field.type == FieldType::Number)
        return std::string(number_type(field)) + "Filter";
    return std::string(filter_type(field.type_info().parts.front().form, false));
}

std::string target_type(const RecordSchema &schema, const model::Field &field, Derived derived)
{
    return schema.names().name_of(field.relation->target, derived);
}

std::string key_name(const RecordSchema &schema, const model::Field &field)
{
    return std::string(schema.name_of(field)) + "Id";
}

std::string where_name(const RecordSchema &schema, const Object &object, const model::Field &field)
{
    return std::string(schema.names().base_of(object.id)) + capitalize(schema.name_of(field)) +
           "WhereInput";
}

bool is_served(const RecordSchema &schema, const model::Field &field)
{
    if (!field.is_active)
        return false;
    if (!field.relation)
        return true;
    model::ObjectPtr const target = schema.find_object(field.relation->target);
    if (!target)
        return false;
    if (field.relation->holds_key())
        return true;
    const model::Field *const inverse = target->find_field_by_id(field.relation->inverse);
    return inverse && inverse->is_active;
}

std::optional<Type> make_field_type(const RecordSchema &schema, const Object &object,
                                    std::string_view name)
{
    for (const model::Field &field : object.fields) {
        if (!is_served(schema, field))
            continue;
        if (is_option(field)) {
            std::string const own = schema.enum_name(object, field);
            if (!own.empty() && name == own) {
                std::vector<EnumValue> values;
                for (const model::Option &option : field.options)
                    values.push_back(make_value(option.value, option.label));
                return make_enum(own, std::move(values));
            }
            if (!own.empty() && name == own + "Filter")
                return make_enum_filter(name, own, is_list(field));
        }
        if (field.is_unique && field.type_info().composite &&
            name == where_name(schema, object, field)) {
            std::vector<InputValue> parts;
            for (const model::Part &part : field.type_info().parts)
                if (part.in_unique_index)
                    parts.push_back(make_input(part.name, value_type(part.form, true)));
            return make_input_object(name, std::move(parts));
        }
    }
    return std::nullopt;
}

std::vector<std::string> field_type_names(const RecordSchema &schema, const Object &object)
{
    std::vector<std::string> names;
    for (const model::Field &field : object.fields) {
        if (!is_served(schema, field))
            continue;
        std::string const own = is_option(field) ? schema.enum_name(object, field) : "";
        if (!own.empty()) {
            names.push_back(own);
            names.push_back(own + "Filter");
        }
        if (field.is_unique && field.type_info().composite)
            names.push_back(where_name(schema, object, field));
    }
    return names;
}

std::vector<AggregateField> aggregate_fields(const RecordSchema &schema, const Object &object)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> of_all{{
        {"countUniqueValues", "Int"},
        {"countEmpty", "Int"},
        {"countNotEmpty", "Int"},
        {"percentageEmpty", "Float"},
        {"percentageNotEmpty", "Float"},
    }};
    static constexpr std::array<std::string_view, 4> of_numbers{"min", "max", "avg", "sum"};

    std::vector<AggregateField> fields{{"totalCount", "Int"}};
    auto const add = [&](std::string_view prefix, const std::string &name, std::string_view type) {
        fields.push_back({std::string(prefix) + name, type});
    };
    for_each_key(object, [&](const model::Field &field) {
        for (auto const &[prefix, type] : of_all)
            add(prefix, capitalize(key_name(schema, field)), type);
        if (field.is_morph())
            for (auto const &[prefix, type] : of_all)
                add(prefix, capitalize(schema.name_of(field)), type);
    });
    for_each_served(schema, object, [&](const model::Field &field) {
        if (field.relation || is_search(field))
            return;
        std::string const name = capitalize(schema.name_of(field));
        for (auto const &[prefix, type] : of_all)
            add(prefix, name, type);
        for (const model::Part &part : field.type_info().parts) {
            std::string const value = name + (part.name.empty() ? "" : capitalize(part.name));
            if (part.form == Form::Boolean) {
                add("countTrue", value, "Int");
                add("countFalse", value, "Int");
            } else if (part.form == Form::Date || part.form == Form::DateTime) {
                add("min", value, "DateTime");
                add("max", value, "DateTime");
            } else if (part.form == Form::Number || part.form == Form::Integer ||
                       part.form == Form::Decimal) {
                for (std::string_view const prefix : of_numbers)
                    add(prefix, value, "Float");
            }
        }
    });
    return fields;
}

} // namespace viginti::graphql

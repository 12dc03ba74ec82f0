#include "graphql/record_types.hpp"

#include "base/text.hpp"
#include "graphql/builder.hpp"
#include "graphql/shared_types.hpp"
#include "model/groups.hpp"

#include <algorithm>
#include <array>

namespace viginti::graphql {

namespace {

using model::Field;
using model::FieldType;
using model::Form;
using model::Object;

bool is_option(const Field &field)
{
    return field.type_info().has_options && !field.type_info().composite;
}

bool is_list(const Field &field)
{
    Form const form = field.type_info().parts.front().form;
    return form == Form::OptionList || form == Form::TextList;
}

bool is_search(const Field &field)
{
    return field.type == FieldType::TsVector;
}

/* What settings make of a NUMBER: "Int", "BigInt", else "Float". */
std::string_view number_type(const Field &field)
{
    if (field.rules.number_type == "int")
        return "Int";
    return field.rules.number_type == "bigint" ? "BigInt" : "Float";
}

/* The type of one value of a scalar field, without list or '!'. */
std::string scalar_type(const RecordSchema &schema, const Object &object, const Field &field)
{
    if (is_option(field)) {
        std::string const name = schema.enum_name(object, field);
        return name.empty() ? "String" : name;
    }
    if (field.type == FieldType::Number)
        return std::string(number_type(field));
    return std::string(value_type(field.type_info().parts.front().form, false));
}

std::string value_of(const RecordSchema &schema, const Object &object, const Field &field)
{
    std::string const type = scalar_type(schema, object, field);
    return is_list(field) ? "[" + type + "]" : type;
}

std::string filter_of(const RecordSchema &schema, const Object &object, const Field &field)
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

std::string target_type(const RecordSchema &schema, const Field &field, Derived derived)
{
    return schema.names().name_of(field.relation->target, derived);
}

std::string key_name(const RecordSchema &schema, const Field &field)
{
    return std::string(schema.name_of(field)) + "Id";
}

template <class Visit>
void for_each_served(const RecordSchema &schema, const Object &object, const Visit &visit)
{
    for (const Field &field : object.fields)
        if (is_served(schema, field))
            visit(field);
}

/* A foreign key is served though the role may not read what it leads to. */
template <class Visit>
void for_each_key(const Object &object, const Visit &visit)
{
    for (const Field &field : object.fields)
        if (field.is_active && field.is_to_one())
            visit(field);
}

Type make_record(const RecordSchema &schema, const Object &object)
{
    std::vector<graphql::Field> fields;
    for (const Field &field : object.fields) {
        if (!field.is_active || is_search(field))
            continue;
        if (field.is_to_one())
            fields.push_back(make_field(key_name(schema, field), "ID"));
        if (!is_served(schema, field))
            continue;
        std::string type;
        std::vector<InputValue> arguments;
        if (field.is_to_many()) {
            type = target_type(schema, field, Derived::Connection);
            arguments = page_arguments(schema, field.relation->target);
        } else if (field.relation) {
            type = target_type(schema, field, Derived::Record);
        } else {
            type = field.type_info().composite ? composite_name(field.type)
                                               : value_of(schema, object, field);
            type += field.is_nullable ? "" : "!";
        }
        fields.push_back(
            make_field(schema.name_of(field), type, std::move(arguments), field.description));
    }
    return make_object(schema.names().name_of(object.id, Derived::Record), std::move(fields), {},
                       object.description);
}

std::vector<graphql::Field> connection_fields(const RecordSchema &schema, const Object &object)
{
    std::vector<graphql::Field> fields;
    for (const AggregateField &each : aggregate_fields(schema, object))
        fields.push_back(make_field(each.name, each.type));
    fields.push_back(
        make_field("edges", "[" + schema.names().name_of(object.id, Derived::Edge) + "!]!"));
    fields.push_back(make_field("pageInfo", "PageInfo!"));
    return fields;
}

std::vector<InputValue> make_filters(const RecordSchema &schema, const Object &object)
{
    std::vector<InputValue> inputs;
    for_each_key(object, [&](const Field &field) {
        inputs.push_back(make_input(key_name(schema, field), "UUIDFilter"));
    });
    for_each_served(schema, object, [&](const Field &field) {
        inputs.push_back(make_input(schema.name_of(field),
                                    field.relation ? target_type(schema, field, Derived::Filter)
                                                   : filter_of(schema, object, field)));
    });
    std::string const own = schema.names().name_of(object.id, Derived::Filter);
    inputs.push_back(make_input("and", "[" + own + "]"));
    inputs.push_back(make_input("or", "[" + own + "]"));
    inputs.push_back(make_input("not", own));
    return inputs;
}

/* Orders with and without groups differ in dates and in what a relation leads to. */
std::vector<InputValue> make_orders(const RecordSchema &schema, const Object &object,
                                    Derived derived)
{
    bool const grouped = derived == Derived::OrderByWithGroupBy;
    std::vector<InputValue> inputs;
    for_each_key(object, [&](const Field &field) {
        inputs.push_back(make_input(key_name(schema, field), "OrderByDirection"));
    });
    for_each_served(schema, object, [&](const Field &field) {
        if (field.is_to_many() || is_search(field) || field.type == FieldType::RawJson)
            return;
        bool const is_date = field.type == FieldType::Date || field.type == FieldType::DateTime;
        std::string type = "OrderByDirection";
        if (field.relation)
            type = target_type(schema, field, derived);
        else if (field.type_info().composite)
            type = composite_name(field.type) + "OrderByInput";
        else if (grouped && is_date)
            type = "OrderByDateGranularityInput";
        inputs.push_back(make_input(schema.name_of(field), type));
    });
    if (grouped)
        inputs.push_back(
            make_input("aggregate", schema.names().name_of(object.id, Derived::OrderByAggregate)));
    return inputs;
}

std::vector<InputValue> make_groups(const RecordSchema &schema, const Object &object)
{
    std::vector<InputValue> inputs;
    for_each_key(object, [&](const Field &field) {
        inputs.push_back(make_input(key_name(schema, field), "Boolean"));
    });
    for_each_served(schema, object, [&](const Field &field) {
        if (field.is_to_many() || (!field.relation && !model::is_groupable(field)))
            return;
        std::string type = "Boolean";
        if (field.relation)
            type = target_type(schema, field, Derived::GroupBy);
        else if (field.type_info().composite)
            type = composite_name(field.type) + "GroupByInput";
        else if (field.type == FieldType::Date || field.type == FieldType::DateTime)
            type = "GroupByDateGranularityInput";
        inputs.push_back(make_input(schema.name_of(field), type));
    });
    return inputs;
}

std::vector<InputValue> make_writes(const RecordSchema &schema, const Object &object,
                                    Derived derived)
{
    bool const creates = derived == Derived::Create;
    std::vector<InputValue> inputs;
    for_each_key(object, [&](const Field &field) {
        inputs.push_back(make_input(key_name(schema, field), "ID"));
    });
    for_each_served(schema, object, [&](const Field &field) {
        if (is_search(field))
            return;
        std::string type;
        if (field.relation)
            type = target_type(schema, field,
                               field.is_to_many() ? Derived::RelationMany : Derived::RelationOne);
        else if (field.type_info().composite)
            type = composite_name(field.type) + (creates ? "CreateInput" : "UpdateInput");
        else
            type = field.name == "id" && field.is_system ? "ID" : value_of(schema, object, field);
        bool const required = creates && !field.relation && !field.is_nullable &&
                              !field.is_system && field.default_value.empty();
        inputs.push_back(make_input(schema.name_of(field), type + (required ? "!" : ""),
                                    std::nullopt, field.description));
    });
    return inputs;
}

std::string where_name(const RecordSchema &schema, const Object &object, const Field &field)
{
    return std::string(schema.names().base_of(object.id)) + capitalize(schema.name_of(field)) +
           "WhereInput";
}

std::vector<InputValue> make_where(const RecordSchema &schema, const Object &object)
{
    std::vector<InputValue> inputs{make_input("id", "ID")};
    for_each_served(schema, object, [&](const Field &field) {
        if (field.is_unique && !field.relation && field.name != "id")
            inputs.push_back(
                make_input(schema.name_of(field), field.type_info().composite
                                                      ? where_name(schema, object, field)
                                                      : value_of(schema, object, field)));
    });
    return inputs;
}

std::vector<InputValue> make_relation_one(const RecordSchema &schema, const Object &object)
{
    auto const name = [&](Derived derived) { return schema.names().name_of(object.id, derived); };
    return {make_input("connect", name(Derived::Connect)), make_input("disconnect", "Boolean"),
            make_input("create", name(Derived::Create))};
}

} // namespace

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

std::vector<InputValue> page_arguments(const RecordSchema &schema, const Uuid &object)
{
    return {make_input("first", "Int"),
            make_input("last", "Int"),
            make_input("offset", "Int"),
            make_input("before", "String"),
            make_input("after", "String"),
            make_input("filter", schema.names().name_of(object, Derived::Filter)),
            make_input("orderBy", "[" + schema.names().name_of(object, Derived::OrderBy) + "]")};
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
        for (auto const &[prefix, type] : of_all) {
            add(prefix, capitalize(key_name(schema, field)), type);
            if (field.is_morph())
                add(prefix, capitalize(schema.name_of(field)), type);
        }
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

Type make_derived(const RecordSchema &schema, const Object &object, Derived derived)
{
    auto const name = [&](Derived which) { return schema.names().name_of(object.id, which); };
    auto const input = [&](std::vector<InputValue> inputs) {
        return make_input_object(name(derived), std::move(inputs));
    };
    switch (derived) {
    case Derived::Record:
        return make_record(schema, object);
    case Derived::Edge:
        return make_object(name(derived), {make_field("node", name(Derived::Record) + "!"),
                                           make_field("cursor", "Cursor!")});
    case Derived::Connection:
        return make_object(name(derived), connection_fields(schema, object));
    case Derived::GroupByConnection: {
        std::vector<graphql::Field> fields = connection_fields(schema, object);
        fields.push_back(make_field("groupByDimensionValues", "JSON!"));
        return make_object(name(derived), std::move(fields));
    }
    case Derived::Filter:
        return input(make_filters(schema, object));
    case Derived::OrderBy:
    case Derived::OrderByWithGroupBy:
        return input(make_orders(schema, object, derived));
    case Derived::OrderByAggregate: {
        std::vector<InputValue> inputs;
        for (const AggregateField &each : aggregate_fields(schema, object))
            inputs.push_back(make_input(each.name, "OrderByDirection"));
        return input(std::move(inputs));
    }
    case Derived::GroupBy:
        return input(make_groups(schema, object));
    case Derived::Create:
    case Derived::Update:
        return input(make_writes(schema, object, derived));
    case Derived::RelationOne:
        return input(make_relation_one(schema, object));
    case Derived::RelationMany:
        return input({make_input("create", "[" + name(Derived::Create) + "!]"),
                      make_input("connect", "[" + name(Derived::WhereUnique) + "!]"),
                      make_input("disconnect", "[" + name(Derived::WhereUnique) + "!]")});
    case Derived::Connect:
        return input({make_input("where", name(Derived::WhereUnique))});
    case Derived::WhereUnique:
        break;
    }
    return input(make_where(schema, object));
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
                return make_enum_filter(name, own);
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

} // namespace viginti::graphql

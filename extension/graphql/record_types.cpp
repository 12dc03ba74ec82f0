#include "graphql/record_types.hpp"

#include "base/text.hpp"
#include "graphql/builder.hpp"
#include "graphql/record_fields.hpp"
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

} // namespace viginti::graphql

/*
 * What the types of an object are made from: its fields as GraphQL has them, their values, filters,
 * enums and aggregates (spec/graphql.md §5, §11).
 */
#pragma once

#include "graphql/record_schema.hpp"

#include <optional>

namespace viginti::graphql {

bool is_search(const model::Field &field);

/* The type of a value of a scalar field, and of the filter of any field that is no relation. */
std::string value_of(const RecordSchema &schema, const model::Object &object,
                     const model::Field &field);
std::string filter_of(const RecordSchema &schema, const model::Object &object,
                      const model::Field &field);

/* A type of the object a relation leads to. */
std::string target_type(const RecordSchema &schema, const model::Field &field, Derived derived);
/* "companyId" */
std::string key_name(const RecordSchema &schema, const model::Field &field);
/* The input type of the unique parts of a composite. */
std::string where_name(const RecordSchema &schema, const model::Object &object,
                       const model::Field &field);

/* Fields of records that can be asked for: active, and leading to an object that can. */
bool is_served(const RecordSchema &schema, const model::Field &field);

template <class Visit>
void for_each_served(const RecordSchema &schema, const model::Object &object, const Visit &visit)
{
    for (const model::Field &field : object.fields)
        if (is_served(schema, field))
            visit(field);
}

/* A foreign key is served though the role may not read what it leads to. */
template <class Visit>
void for_each_key(const model::Object &object, const Visit &visit)
{
    for (const model::Field &field : object.fields)
        if (field.is_active && field.is_to_one())
            visit(field);
}

/* The enum of a field, its filter, or the unique parts of a composite; nothing for another name. */
std::optional<Type> make_field_type(const RecordSchema &schema, const model::Object &object,
                                    std::string_view name);
/* The names of all of these. */
std::vector<std::string> field_type_names(const RecordSchema &schema, const model::Object &object);

/* "countUniqueValuesCity" and what else a connection says of all its records, with its type. */
struct AggregateField {
    std::string name;
    std::string_view type;
};
std::vector<AggregateField> aggregate_fields(const RecordSchema &schema,
                                             const model::Object &object);

} // namespace viginti::graphql

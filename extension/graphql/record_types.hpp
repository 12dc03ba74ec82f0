/*
 * The types of one object, made from its fields (spec/graphql.md §5, §6, Appendix A).
 */
#pragma once

#include "graphql/record_schema.hpp"

#include <optional>

namespace viginti::graphql {

Type make_derived(const RecordSchema &schema, const model::Object &object, Derived derived);

/* The enum of a field, its filter, or the unique parts of a composite; nothing for another name. */
std::optional<Type> make_field_type(const RecordSchema &schema, const model::Object &object,
                                    std::string_view name);
/* The names of all of these. */
std::vector<std::string> field_type_names(const RecordSchema &schema, const model::Object &object);

/* The arguments of a connection of this object. */
std::vector<InputValue> page_arguments(const RecordSchema &schema, const Uuid &object);

/* Fields of records that can be asked for: active, and leading to an object that can. */
bool is_served(const RecordSchema &schema, const model::Field &field);

/* "countUniqueValuesCity" and what else a connection says of all its records, with its type. */
struct AggregateField {
    std::string name;
    std::string_view type;
};
std::vector<AggregateField> aggregate_fields(const RecordSchema &schema,
                                             const model::Object &object);

} // namespace viginti::graphql

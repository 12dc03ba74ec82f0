/*
 * The types of one object, made from its fields (spec/graphql.md §5, §6, Appendix A).
 */
#pragma once

#include "graphql/record_schema.hpp"

namespace viginti::graphql {

Type make_derived(const RecordSchema &schema, const model::Object &object, Derived derived);

/* The arguments of a connection of this object. */
std::vector<InputValue> page_arguments(const RecordSchema &schema, const Uuid &object);

} // namespace viginti::graphql

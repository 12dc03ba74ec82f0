/*
 * What every schema has (GraphQL, September 2025, sections 3.5, 3.13 and 4): the five scalars, the
 * types of introspection, the directives, and the fields that may be asked for anywhere.
 */
#pragma once

#include "graphql/schema.hpp"

namespace viginti::graphql {

/* Null for another name. */
const Type *find_standard_type(std::string_view name);
/* Those of introspection, in the order in which they are listed. */
std::vector<std::string> introspection_names();
std::vector<std::string> scalar_names();

/* @include, @skip, @deprecated, @specifiedBy, @oneOf. */
std::vector<DirectiveType> standard_directives();

const Field &typename_field();
const Field &schema_field();
const Field &type_field();

/* How one of the five scalars reads values; empty for another name. */
Scalar standard_scalar(std::string_view name);

} // namespace viginti::graphql

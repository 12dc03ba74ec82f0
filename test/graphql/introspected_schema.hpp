/*
 * A schema from the answer to an introspection query, so that this library and graphql-js can be
 * asked about the same one.
 */
#pragma once

#include "graphql/builder.hpp"

namespace viginti::test {

/* `schema` is the value of __schema. */
graphql::Schema load_schema(const json_t *schema);

} // namespace viginti::test

/*
 * The answers to __schema, __type and __typename (GraphQL, September 2025, section 4), written from
 * a Schema. Only the types a document asks about are looked up, so a lazy schema stays lazy.
 */
#pragma once

#include "graphql/selection_tree.hpp"

#include <string>

namespace viginti::graphql {

/* Whether a field is __schema, __type or __typename. */
bool is_introspection(const SelectedField &field) noexcept;

/*
 * Appends the value of such a field, without its key; `parent` is the type it is asked of. Throws
 * Error{LimitExceeded} beyond limits::answer_bytes.
 */
void append_introspection(std::string &out, const Schema &schema, const Type &parent,
                          const SelectedField &field);

} // namespace viginti::graphql

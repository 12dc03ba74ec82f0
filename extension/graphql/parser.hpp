/*
 * Text to an executable document (GraphQL, September 2025, sections 2.2 to 2.12). Definitions and
 * extensions of types are stepped over and kept by name: validation refuses them.
 */
#pragma once

#include "graphql/document.hpp"
#include "graphql/fault.hpp"

#include <string_view>
#include <variant>

namespace viginti::graphql {

/*
 * `source` must outlive the document. The fault is the first syntax error, located; beyond
 * limits::graphql_bytes, graphql_tokens or graphql_depth it names that limit and its value.
 */
std::variant<Document, Fault> parse(std::string_view source);

/* A literal on its own, without variables, and what its texts stand in. */
struct Literal {
    Document holder;
    Value value;
};

/* The same errors as parse(). */
std::variant<Literal, Fault> parse_literal(std::string_view source);

} // namespace viginti::graphql

/*
 * Definitions and extensions of types inside a document. No request executes one, so only their
 * names are read; what stands in them is stepped over.
 */
#pragma once

#include "graphql/parser_state.hpp"

namespace viginti::graphql {

/* "schema", "scalar", "type", …: a word a definition of types begins with, other than "extend". */
bool is_type_system_keyword(std::string_view word) noexcept;

/* From the keyword to the next definition; `at` is where the definition began. */
TypeSystemDefinition read_type_system_definition(ParserState &state, std::uint32_t at);

} // namespace viginti::graphql

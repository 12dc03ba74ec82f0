/*
 * Values as messages show them: literals as graphql-js prints them, values of variables as its
 * inspector does. Long ones are cut, so that a message never echoes a whole request.
 */
#pragma once

#include "graphql/document.hpp"

#include <jansson.h>

#include <string>

namespace viginti::graphql {

/* `{a: 1, b: ["x", $y]}`. */
std::string print_value(const Value &value);

/* A string as a literal of the language, with its quotes. */
std::string print_string(std::string_view text);

/* `{ a: 1, b: ["x", [Array]] }`; null stands for no value at all. */
std::string inspect_value(const json_t *value);

/* A number as JavaScript writes it: 1e+21, 0.1, 1e-7. */
std::string print_number(double number);

} // namespace viginti::graphql

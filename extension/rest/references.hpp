/*
 * References of one operation of a transaction to what earlier ones answered: {"$ref":"ada.id"} for
 * a whole value of a body, {ada.id} inside a path. A member $$ref stands for a member $ref that is
 * none.
 */
#pragma once

#include "base/json.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace viginti::rest {

/* A reference taken apart: "ada" and "name.firstName". */
struct Reference {
    std::string_view operation;
    std::string_view path; /* dotted; empty: the whole record */
};

/* The value a reference names, owned by another; throws Error without a path. */
using Lookup = std::function<const json_t *(const Reference &)>;

/*
 * A copy of `value` with its references replaced. `at` is its JSON Pointer, for messages. Throws
 * Error{BodyInvalid} for a malformed reference, {LimitExceeded} when the values put in exceed
 * limits::body_bytes.
 */
Json replace_references(const json_t *value, const Lookup &lookup, const std::string &at);

/*
 * The same for a path; values are put in percent-encoded. Throws Error{ParameterInvalid} for a brace
 * without its other and for a value that is no text, number or boolean.
 */
std::string replace_references(std::string_view path, const Lookup &lookup, const std::string &at);

} // namespace viginti::rest

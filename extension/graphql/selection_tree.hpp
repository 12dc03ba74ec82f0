/*
 * What an operation asks for, as a tree of its own: fragments merged in, @skip and @include decided,
 * fields of one response name put together, arguments coerced (GraphQL, September 2025, section
 * 6.3). This is the form in which a document is lowered to requests, and introspection is answered.
 */
#pragma once

#include "graphql/document.hpp"
#include "graphql/fault.hpp"
#include "graphql/schema.hpp"

#include <string_view>
#include <vector>

namespace viginti::graphql {

struct SelectedObject;

struct SelectedField {
    std::string_view key;  /* response name */
    const Field *field;    /* what the schema says of it */
    const Selection *node; /* the first of those merged here */
    TypeView type;
    Json arguments; /* an object: coerced, with defaults */
    /* One for an object; for an interface or union one for each type it may be. */
    std::vector<SelectedObject> objects;
};

struct SelectedObject {
    const Type *type;
    std::vector<SelectedField> fields; /* in the order of the answer */
};

/*
 * The tree of an operation of a valid document. Faults, located only by offsets, are those of
 * arguments that lack a variable; their path leads to the field, which is left out then.
 */
SelectedObject select(const Schema &schema, const Document &document, const Operation &operation,
                      const json_t *variables, std::vector<Fault> &faults);

/*
 * The operation to run: the one of that name, or the only one when the name is empty. Null and a
 * message in `fault` when there is none such (section 6.1.1).
 */
const Operation *find_operation(const Document &document, std::string_view name, Fault &fault);

} // namespace viginti::graphql

/*
 * Validation of a document against a schema: every rule of section 5 of the specification
 * (September 2025), all faults at once, worded and located as graphql-js 16 does. Before the rules
 * come the bounds of a document (base/limits): one that exceeds them is told so and nothing else.
 */
#pragma once

#include "graphql/document.hpp"
#include "graphql/fault.hpp"
#include "graphql/schema.hpp"

#include <string>
#include <utility>
#include <vector>

namespace viginti::graphql {

struct ValidationOptions {
    /*
     * Pairs (declared, expected) of type names a variable may be used across; they widen what the
     * specification allows.
     */
    std::vector<std::pair<std::string, std::string>> forgiven_types;
    /* A variable may lack the '!' inside its list type, and one item may stand for a list. */
    bool forgives_lists = false;
};

/*
 * No fault means that the document can be executed. At most limits::graphql_errors faults, then one
 * more that says there are too many.
 */
std::vector<Fault> validate(const Schema &schema, const Document &document,
                            const ValidationOptions &options = {});

} // namespace viginti::graphql

/*
 * The body of POST /rest/metadata/indexes as values, and what must hold of it. The body is closed: an
 * unknown key is refused.
 */
#pragma once

#include "base/json.hpp"
#include "model/validate.hpp"

#include <optional>
#include <string>
#include <vector>

namespace viginti::model {

/* One field of the index: by id, or by name or the name of its foreign key. */
struct IndexFieldInput {
    std::optional<Uuid> id;
    std::string name;
    std::string sub_field;
    IndexDirection direction = IndexDirection::AscNullsFirst;
};

struct IndexInput {
    Uuid object_id;
    std::optional<IndexType> type; /* nothing: as the fields need it */
    bool is_unique = false;
    std::vector<IndexFieldInput> fields;
};

/* Throws Error{BodyInvalid} with every fault of its form, pointers into `body`. */
IndexInput parse_index_input(const json_t *body);

/*
 * Type and fields of the index from what was given, with all that is wrong with them. `index` is
 * whole when there are no violations.
 */
Violations resolve_index(const Object &object, const IndexInput &input, Index &index);

/*
 * Whether two indexes would serve the same: a unique one has the same columns in whatever order,
 * another the same columns sorted the same way.
 */
bool is_same_index(const Index &a, const Index &b);

} // namespace viginti::model

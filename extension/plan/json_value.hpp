/*
 * One JSON value to one column: reading by the form of the part, with the texts of
 * spec/core-rest.md §4.2.
 */
#pragma once

#include "base/json.hpp"
#include "model/object.hpp"
#include "plan/param.hpp"

#include <string>

namespace viginti::plan {

/* Where a value stands, for messages: the field as the client wrote it and its JSON Pointer. */
struct ValueSite {
    std::string name; /* "emails.primaryEmail" */
    std::string path; /* "/emails/primaryEmail" */
};

/*
 * The parameter for a JSON value; JSON null and what counts as empty for the form become SQL NULL.
 * Throws Error{ValueInvalid}.
 */
Param read_json_value(const model::Field &field, const model::Part &part, const json_t *value,
                      const ValueSite &site);

} // namespace viginti::plan

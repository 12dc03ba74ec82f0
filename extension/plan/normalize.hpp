/*
 * Normal forms of composite values (spec/core-rest.md §16.3): e-mails lower-case and checked, links
 * without default port and trailing slash, rich text checked. What is stored is what filters meet.
 */
#pragma once

#include "base/json.hpp"
#include "model/object.hpp"

#include <string>
#include <string_view>

namespace viginti::plan {

struct ValueSite;

/* A text as it is stored; throws Error{ValueInvalid} for a bad e-mail, URL, country or calling code. */
std::string normalize_text(const model::Field &field, const model::Part &part,
                           std::string_view text, const ValueSite &site);

/* A list sub-field (additional e-mails, phones, links) as JSON text, its elements normalised. */
std::string normalize_list(const model::Field &field, const model::Part &part, const json_t *list,
                           const ValueSite &site);

/* Rich text: a JSON array of blocks without script URLs, else Error{ValueInvalid}. */
void check_blocks(std::string_view text, const ValueSite &site);

} // namespace viginti::plan

/*
 * Normal forms of single sub-fields (spec/core-rest.md §16.3): e-mails, links, lists of both and of
 * phones. What is stored is what filters meet. Rules that concern several sub-fields:
 * plan/composite_value.
 */
#pragma once

#include "base/json.hpp"
#include "model/object.hpp"

#include <string>
#include <string_view>

namespace viginti::plan {

struct ValueSite;

/* A text as it is stored; throws Error{ValueInvalid} for a bad e-mail or URL. */
std::string normalize_text(const model::Part &part, std::string_view text, const ValueSite &site);

/* A list sub-field (additional e-mails, phones, links) as JSON text, its elements normalised. */
std::string normalize_list(const model::Field &field, const json_t *list, const ValueSite &site);

} // namespace viginti::plan

/*
 * URLs of LINKS in their stored form (spec/core-rest.md §16.3).
 */
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace viginti::plan {

/*
 * The stored form; nothing when `text` is no plausible link. With a scheme (http or https): scheme
 * and host in lower case, the default port and one slash at the end taken off, user, path, query
 * and fragment kept. Without: a dotted host with what may follow it, kept as it is.
 */
std::optional<std::string> canonical_link(std::string_view text);

/*
 * True for a URL that runs a script or carries a document where it is opened: javascript:,
 * vbscript:, data: other than an image; however it is spaced or cased.
 */
bool is_dangerous_url(std::string_view url);

} // namespace viginti::plan

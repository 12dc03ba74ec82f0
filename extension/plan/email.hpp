/*
 * E-mail addresses in their one stored form (spec/core-rest.md §16.3): lower-case, the domain in
 * ASCII. Two spellings of one address meet in one unique key.
 */
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace viginti::plan {

/*
 * The stored form; nothing when `text` is no address. The domain's ideographic and full-width dots
 * become '.', one dot at its end goes, labels beyond ASCII become punycode (UTS 46). The check is
 * the one clients rely on, not RFC 5322: one @, something before it, a dotted domain behind it.
 */
std::optional<std::string> canonical_email(std::string_view text);

} // namespace viginti::plan

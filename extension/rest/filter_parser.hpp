/*
 * filter= and order_by= as text (spec/core-rest.md §6, §7, §10) to request values. Names are not
 * resolved here.
 */
#pragma once

#include "request/request.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viginti::rest {

/*
 * A single element stands for itself, several at the root are And. Throws Error{FilterInvalid}, and
 * OperatorInvalid for an unknown comparator, with the texts of spec §4.2, path "filter" and the
 * position of the element at fault; Error{LimitExceeded} beyond limits::filter_depth,
 * filter_predicates or in_list.
 */
request::Filter parse_filter(std::string_view text);

/*
 * Empty text is no order. A repeated leaf keeps its first direction. Throws Error{OrderInvalid}
 * with path "order_by" and the position; Error{LimitExceeded} beyond limits::order_keys.
 */
std::vector<request::OrderItem> parse_order_by(std::string_view text);

/* What is wrong with a word that is no direction. */
std::string order_direction_message(std::string_view name);

} // namespace viginti::rest

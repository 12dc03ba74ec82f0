/*
 * search=: words to a condition over the search column of an object (design.md §5).
 */
#pragma once

#include "plan/draft.hpp"

#include <string>
#include <string_view>

namespace viginti::plan {

/*
 * A text as the argument of to_tsquery: every word must be there, the last one at least as the
 * beginning of a word. Words are quoted, so nothing in them is an operator. "" without a letter or
 * digit to look for.
 */
std::string search_query(std::string_view text);

/* The same with each word as the beginning of one, between all of them `glue`: " & " or " | ". */
std::string beginnings_query(std::string_view text, std::string_view glue);

/*
 * The condition of a search on the draft's root; its `param` also ranks. Throws
 * Error{ParameterInvalid} for an object that is not searchable, Error{LimitExceeded}.
 */
Condition resolve_search(Draft &draft, std::string_view text);

} // namespace viginti::plan

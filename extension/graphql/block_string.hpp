/*
 * Block strings: the value of one as written, and the other way round.
 */
#pragma once

#include <string>
#include <string_view>

namespace viginti::graphql {

/* BlockStringValue() of the specification: common indentation and blank lines at the ends go. */
std::string dedent_block_string(std::string_view raw);

/* With its quotes, broken into lines the way graphql-js prints one. */
std::string print_block_string(std::string_view value);

} // namespace viginti::graphql

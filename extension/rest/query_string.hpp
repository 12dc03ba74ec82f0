/*
 * The query string of a REST request as named values (spec/core-rest.md §5).
 */
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viginti::rest {

struct Parameter {
    std::string name;
    std::string value;
};

/* All parameters in order, percent-decoded, '+' read as a blank. */
struct QueryString {
    std::vector<Parameter> parameters;

    /*
     * The value of a parameter given once; nothing when it is absent or, as with a client's array,
     * given twice.
     */
    std::optional<std::string_view> text(std::string_view name) const;
    bool is_repeated(std::string_view name) const;
    /* All values of a parameter with commas between, as a client's array prints. */
    std::optional<std::string> joined(std::string_view name) const;
};

/*
 * Throws Error{ParameterInvalid}: malformed percent-encoding (named with its position), bytes that
 * are not UTF-8 or hold NUL; Error{LimitExceeded} above limits::query_bytes.
 */
QueryString parse_query_string(std::string_view query);

} // namespace viginti::rest

/*
 * Inbound: one request as it arrives, strings copied out of Datums, and what its header lines say.
 */
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace viginti::entry {

struct Inbound {
    std::string method;
    std::string target;  /* path and query, undecoded */
    std::string headers; /* "name: value\n", lower-case names */
    std::string body;

    std::string_view path() const;
    std::string_view query() const; /* without the '?' */
    /* The value of a header, blanks trimmed; nothing when absent. */
    std::optional<std::string_view> find_header(std::string_view name) const;
    std::string_view header(std::string_view name) const { return find_header(name).value_or(""); }
    /* RFC 9457: the client prefers application/problem+json. */
    bool wants_problem() const;
};

} // namespace viginti::entry

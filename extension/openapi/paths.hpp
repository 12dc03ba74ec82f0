/*
 * The table of routes as a document lists it: by path, each with its methods.
 */
#pragma once

#include "rest/route.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace viginti::openapi {

struct PathRow {
    std::string pattern; /* below the server's address, "/{objects}/{id}" */
    struct Entry {
        std::string method; /* "get" */
        rest::Operation operation;
        bool is_old; /* an earlier path has the same operation */
    };
    std::vector<Entry> entries;
};

/*
 * The routes of the operations `is_described` names, in the order of their table, `server` taken off
 * their patterns. PUT does what PATCH does and is not described (spec/core-rest.md §2, row 16).
 */
std::vector<PathRow> described_paths(std::string_view server,
                                     bool (*is_described)(rest::Operation));

} // namespace viginti::openapi

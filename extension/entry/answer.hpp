/*
 * Answer: what a request that succeeded sends back. Failures are thrown, see errors.hpp.
 */
#pragma once

#include <string>
#include <string_view>

namespace viginti::entry {

struct Answer {
    int status = 200;
    std::string body = {};    /* JSON; empty for a 304 */
    std::string headers = {}; /* lines "Name: value\n" besides Content-Type */
    std::string_view content_type = "application/json; charset=utf-8";
};

} // namespace viginti::entry

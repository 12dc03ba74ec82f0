/*
 * Answer: what a request that succeeded sends back. Failures are thrown, see errors.hpp.
 */
#pragma once

#include <string>

namespace viginti::entry {

struct Answer {
    int status = 200;
    std::string body = {};    /* JSON; empty for a 304 */
    std::string headers = {}; /* lines "Name: value\n" besides Content-Type */
};

} // namespace viginti::entry

/*
 * Lines for the server log and notices for the client that do not end the request. Guarded: both may
 * be used anywhere in C++ code, catch blocks included.
 */
#pragma once

#include <string_view>

namespace viginti::pg {

/* A line in the server log only. */
void log_line(std::string_view text);
/* A NOTICE for whoever calls over SQL. */
void notice(std::string_view text);

} // namespace viginti::pg

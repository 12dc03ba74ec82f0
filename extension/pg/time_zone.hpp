/*
 * Names of time zones, as the server's own table has them.
 */
#pragma once

#include <string>

namespace viginti::pg {

/*
 * Whether the server knows a zone of this name, in any case. A POSIX rule ("XYZ+5"), which the server
 * would make a zone of, is none.
 */
bool is_time_zone(const std::string &name);

} // namespace viginti::pg

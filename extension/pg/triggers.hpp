/* Code of others that looks on when rows are written. */
#pragma once

#include <cstdint>

namespace viginti::pg {

/* Whether the table has triggers or rules besides those the server makes for foreign keys. */
bool has_own_triggers(std::uint32_t relation);

} // namespace viginti::pg

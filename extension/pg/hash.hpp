/*
 * A fast 64-bit hash by the server's own function, for entity tags: it tells contents apart, it
 * keeps no secret.
 */
#pragma once

#include <cstdint>
#include <string_view>

namespace viginti::pg {

std::uint64_t hash(std::string_view bytes) noexcept;

} // namespace viginti::pg

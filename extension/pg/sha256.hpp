/*
 * SHA-256 by the server's own library: what is stored of an API key's secret.
 */
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace viginti::pg {

std::array<std::uint8_t, 32> sha256(std::string_view bytes);

} // namespace viginti::pg

/*
 * The compression of SHA-256 (FIPS 180-4 §6.2.2): by the processor's own instructions where it has
 * them, a tenth of the time of the portable form.
 */
#pragma once

#include <array>
#include <cstdint>

namespace viginti {

using Sha256State = std::array<std::uint32_t, 8>;

/* Takes the 64 bytes of a block into the state. */
void compress_sha256(Sha256State &state, const std::uint8_t *block) noexcept;
/* The same without such instructions. */
void compress_sha256_portably(Sha256State &state, const std::uint8_t *block) noexcept;

} // namespace viginti

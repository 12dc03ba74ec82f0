/*
 * SHA-256 and HMAC (FIPS 180-4, RFC 2104) for short texts signed by the thousand: a key is prepared
 * once, then a signature costs two blocks. What is hashed once a connection goes by the server's own
 * library.
 */
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace viginti {

using Sha256 = std::array<std::uint8_t, 32>;

Sha256 hash_sha256(std::string_view bytes) noexcept;

/* A key of HMAC-SHA-256 as the states behind its two padded blocks. */
struct HmacKey {
    std::array<std::uint32_t, 8> inner{};
    std::array<std::uint32_t, 8> outer{};
};

HmacKey prepare_hmac(std::span<const std::uint8_t> secret) noexcept;
Sha256 sign_hmac(const HmacKey &key, std::string_view bytes) noexcept;

/* True when equal; takes the same time wherever they differ. Lengths are no secret. */
bool equal_in_constant_time(std::span<const std::uint8_t> a,
                            std::span<const std::uint8_t> b) noexcept;

} // namespace viginti

#include "base/sha256.hpp"

#include "base/sha256_block.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace viginti {

namespace {

using State = Sha256State;
using Block = std::array<std::uint8_t, 64>;

constexpr State initial{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

/* As a whole word: what compilers make of single bytes takes a third of a signature's time. */
void put_big_endian(std::uint8_t *to, std::uint32_t word) noexcept
{
    if constexpr (std::endian::native == std::endian::little)
        word = __builtin_bswap32(word);
    std::memcpy(to, &word, sizeof word);
}

/* The hash of what `state` has seen (`before` bytes, whole blocks) and `bytes` behind it. */
Sha256 finish(State state, std::string_view bytes, std::uint64_t before) noexcept
{
    std::uint64_t const bits = (before + bytes.size()) * 8;
    for (; bytes.size() >= 64; bytes.remove_prefix(64))
        compress_sha256(state, reinterpret_cast<const std::uint8_t *>(bytes.data()));
    Block last{};
    if (!bytes.empty())
        std::memcpy(last.data(), bytes.data(), bytes.size());
    last[bytes.size()] = 0x80;
    if (bytes.size() >= 56) {
        compress_sha256(state, last.data());
        last.fill(0);
    }
    put_big_endian(&last[56], static_cast<std::uint32_t>(bits >> 32));
    put_big_endian(&last[60], static_cast<std::uint32_t>(bits));
    compress_sha256(state, last.data());
    Sha256 hash;
    for (std::size_t i = 0; i < state.size(); ++i)
        put_big_endian(&hash[4 * i], state[i]);
    return hash;
}

std::string_view text_of(const Sha256 &hash) noexcept
{
    return {reinterpret_cast<const char *>(hash.data()), hash.size()};
}

State state_behind(const Block &secret, std::uint8_t pad) noexcept
{
    Block padded;
    std::transform(secret.begin(), secret.end(), padded.begin(),
                   [&](std::uint8_t byte) { return static_cast<std::uint8_t>(byte ^ pad); });
    State state = initial;
    compress_sha256(state, padded.data());
    return state;
}

} // namespace

Sha256 hash_sha256(std::string_view bytes) noexcept
{
    return finish(initial, bytes, 0);
}

HmacKey prepare_hmac(std::span<const std::uint8_t> secret) noexcept
{
    Block block{};
    if (secret.size() <= block.size()) {
        std::copy(secret.begin(), secret.end(), block.begin());
    } else {
        Sha256 const hash =
            hash_sha256({reinterpret_cast<const char *>(secret.data()), secret.size()});
        std::copy(hash.begin(), hash.end(), block.begin());
    }
    return {state_behind(block, 0x36), state_behind(block, 0x5c)};
}

Sha256 sign_hmac(const HmacKey &key, std::string_view bytes) noexcept
{
    return finish(key.outer, text_of(finish(key.inner, bytes, 64)), 64);
}

bool equal_in_constant_time(std::span<const std::uint8_t> a,
                            std::span<const std::uint8_t> b) noexcept
{
    if (a.size() != b.size())
        return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference |= static_cast<unsigned>(a[i] ^ b[i]);
    return difference == 0;
}

} // namespace viginti

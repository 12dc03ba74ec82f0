#include "base/sha256.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace viginti {

namespace {

using State = std::array<std::uint32_t, 8>;
using Block = std::array<std::uint8_t, 64>;

constexpr State initial{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

constexpr std::array<std::uint32_t, 64> constants{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

void compress(State &state, const std::uint8_t *block) noexcept
{
    std::array<std::uint32_t, 64> words;
    for (std::size_t i = 0; i < 16; ++i)
        words[i] = static_cast<std::uint32_t>(block[4 * i]) << 24 |
                   static_cast<std::uint32_t>(block[4 * i + 1]) << 16 |
                   static_cast<std::uint32_t>(block[4 * i + 2]) << 8 | block[4 * i + 3];
    for (std::size_t i = 16; i < 64; ++i) {
        std::uint32_t const a = words[i - 15], b = words[i - 2];
        words[i] = words[i - 16] + (std::rotr(a, 7) ^ std::rotr(a, 18) ^ a >> 3) + words[i - 7] +
                   (std::rotr(b, 17) ^ std::rotr(b, 19) ^ b >> 10);
    }
    auto [a, b, c, d, e, f, g, h] = state;
    for (std::size_t i = 0; i < 64; ++i) {
        std::uint32_t const first = h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) +
                                    ((e & f) ^ (~e & g)) + constants[i] + words[i];
        std::uint32_t const second =
            (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g;
        g = f;
        f = e;
        e = d + first;
        d = c;
        c = b;
        b = a;
        a = first + second;
    }
    State const added{a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < 8; ++i)
        state[i] += added[i];
}

/* The hash of what `state` has seen (`before` bytes, whole blocks) and `bytes` behind it. */
Sha256 finish(State state, std::string_view bytes, std::uint64_t before) noexcept
{
    std::uint64_t const bits = (before + bytes.size()) * 8;
    for (; bytes.size() >= 64; bytes.remove_prefix(64))
        compress(state, reinterpret_cast<const std::uint8_t *>(bytes.data()));
    Block last{};
    std::copy(bytes.begin(), bytes.end(), last.begin());
    last[bytes.size()] = 0x80;
    if (bytes.size() >= 56) {
        compress(state, last.data());
        last.fill(0);
    }
    for (std::size_t i = 0; i < 8; ++i)
        last[56 + i] = static_cast<std::uint8_t>(bits >> (56 - 8 * i));
    compress(state, last.data());
    Sha256 hash;
    for (std::size_t i = 0; i < 32; ++i)
        hash[i] = static_cast<std::uint8_t>(state[i / 4] >> (24 - 8 * (i % 4)));
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
    compress(state, padded.data());
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

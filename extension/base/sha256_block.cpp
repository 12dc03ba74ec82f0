#include "base/sha256_block.hpp"

#include <bit>
#include <cstddef>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace viginti {

namespace {

alignas(16) constexpr std::array<std::uint32_t, 64> constants{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/* One round; the caller renames the variables, so that none of them moves. */
inline void turn(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t &d,
                 std::uint32_t e, std::uint32_t f, std::uint32_t g, std::uint32_t &h,
                 std::uint32_t added)
{
    std::uint32_t const first =
        h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) + (g ^ (e & (f ^ g))) + added;
    d += first;
    h = first + (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) | (c & (a | b)));
}

#if defined(__x86_64__)
[[gnu::target("sha,sse4.1")]] inline __m128i load(const void *from) noexcept
{
    return _mm_loadu_si128(static_cast<const __m128i *>(from));
}

/* Four rounds by the words `w0`, and the words sixteen rounds on in their place. */
[[gnu::target("sha,sse4.1")]] inline void turn_four(__m128i &abef, __m128i &cdgh, __m128i &w0,
                                                    __m128i w1, __m128i w2, __m128i w3,
                                                    const std::uint32_t *added) noexcept
{
    __m128i const sum = _mm_add_epi32(w0, load(added));
    cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
    abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0e));
    w0 = _mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), _mm_alignr_epi8(w3, w2, 4));
    w0 = _mm_sha256msg2_epu32(w0, w3);
}

[[gnu::target("sha,sse4.1")]] void compress_by_processor(Sha256State &state,
                                                         const std::uint8_t *block) noexcept
{
    __m128i const big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i const badc = _mm_shuffle_epi32(load(&state[0]), 0xb1);
    __m128i const hgfe = _mm_shuffle_epi32(load(&state[4]), 0x1b);
    __m128i const abef_before = _mm_alignr_epi8(badc, hgfe, 8);
    __m128i const cdgh_before = _mm_blend_epi16(hgfe, badc, 0xf0);
    __m128i abef = abef_before, cdgh = cdgh_before;

    __m128i w0 = _mm_shuffle_epi8(load(block), big_endian);
    __m128i w1 = _mm_shuffle_epi8(load(block + 16), big_endian);
    __m128i w2 = _mm_shuffle_epi8(load(block + 32), big_endian);
    __m128i w3 = _mm_shuffle_epi8(load(block + 48), big_endian);
    for (std::size_t i = 0; i < constants.size(); i += 16) {
        turn_four(abef, cdgh, w0, w1, w2, w3, &constants[i]);
        turn_four(abef, cdgh, w1, w2, w3, w0, &constants[i + 4]);
        turn_four(abef, cdgh, w2, w3, w0, w1, &constants[i + 8]);
        turn_four(abef, cdgh, w3, w0, w1, w2, &constants[i + 12]);
    }
    abef = _mm_shuffle_epi32(_mm_add_epi32(abef, abef_before), 0x1b);
    cdgh = _mm_shuffle_epi32(_mm_add_epi32(cdgh, cdgh_before), 0xb1);
    _mm_storeu_si128(reinterpret_cast<__m128i *>(&state[0]), _mm_blend_epi16(abef, cdgh, 0xf0));
    _mm_storeu_si128(reinterpret_cast<__m128i *>(&state[4]), _mm_alignr_epi8(cdgh, abef, 8));
}

bool has_instructions() noexcept
{
    constexpr unsigned ssse3 = 1u << 9, sse41 = 1u << 19, sha = 1u << 29;
    unsigned eax, ebx, ecx, edx;
    if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || !(ecx & ssse3) || !(ecx & sse41))
        return false;
    return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) && (ebx & sha);
}
#endif

} // namespace

void compress_sha256_portably(Sha256State &state, const std::uint8_t *block) noexcept
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
    for (std::size_t i = 0; i < 64; i += 8) {
        turn(a, b, c, d, e, f, g, h, constants[i] + words[i]);
        turn(h, a, b, c, d, e, f, g, constants[i + 1] + words[i + 1]);
        turn(g, h, a, b, c, d, e, f, constants[i + 2] + words[i + 2]);
        turn(f, g, h, a, b, c, d, e, constants[i + 3] + words[i + 3]);
        turn(e, f, g, h, a, b, c, d, constants[i + 4] + words[i + 4]);
        turn(d, e, f, g, h, a, b, c, constants[i + 5] + words[i + 5]);
        turn(c, d, e, f, g, h, a, b, constants[i + 6] + words[i + 6]);
        turn(b, c, d, e, f, g, h, a, constants[i + 7] + words[i + 7]);
    }
    Sha256State const added{a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < 8; ++i)
        state[i] += added[i];
}

void compress_sha256(Sha256State &state, const std::uint8_t *block) noexcept
{
#if defined(__x86_64__)
    static bool const is_fast = has_instructions();
    if (is_fast)
        return compress_by_processor(state, block);
#endif
    compress_sha256_portably(state, block);
}

} // namespace viginti

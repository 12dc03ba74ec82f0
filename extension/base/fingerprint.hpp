/*
 * Fingerprint: 64 bits that stand for a sequence of texts, the same in every process and on every
 * machine (FNV-1a). For telling things apart, not for proving them: what must not be forged is
 * signed besides.
 */
#pragma once

#include <cstdint>
#include <string_view>

namespace viginti {

struct Fingerprint {
    std::uint64_t value = 0xcbf29ce484222325u;

    /* Appends a text and its end, so that "ab","c" differs from "a","bc". */
    void add(std::string_view text) noexcept
    {
        for (char c : text)
            step(static_cast<unsigned char>(c));
        step(0x100);
    }

  private:
    void step(std::uint64_t symbol) noexcept { value = (value ^ symbol) * 0x100000001b3u; }
};

} // namespace viginti

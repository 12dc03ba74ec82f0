#include "base/sha256.hpp"
#include "base/sha256_block.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace {

using viginti::equal_in_constant_time;
using viginti::hash_sha256;
using viginti::prepare_hmac;
using viginti::sign_hmac;

std::string hex(const viginti::Sha256 &hash)
{
    std::string out;
    for (std::uint8_t const byte : hash) {
        out += "0123456789abcdef"[byte >> 4];
        out += "0123456789abcdef"[byte & 15];
    }
    return out;
}

std::string hmac(const std::vector<std::uint8_t> &secret, std::string_view text)
{
    return hex(sign_hmac(prepare_hmac(secret), text));
}

TEST(Sha256, VectorsOfFips180)
{
    EXPECT_EQ(hex(hash_sha256("")),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hex(hash_sha256("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex(hash_sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(hex(hash_sha256(std::string(1000000, 'a'))),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, HmacVectorsOfRfc4231)
{
    EXPECT_EQ(hmac(std::vector<std::uint8_t>(20, 0x0b), "Hi There"),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(hmac({'J', 'e', 'f', 'e'}, "what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(hmac(std::vector<std::uint8_t>(20, 0xaa), std::string(50, '\xdd')),
              "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    EXPECT_EQ(hmac(std::vector<std::uint8_t>(131, 0xaa),
                   "Test Using Larger Than Block-Size Key - Hash Key First"),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Sha256, TheProcessorCompressesAsThePortableFormDoes)
{
    std::mt19937 random(256);
    for (int round = 0; round < 1000; ++round) {
        viginti::Sha256State one;
        for (auto &word : one)
            word = static_cast<std::uint32_t>(random());
        viginti::Sha256State other = one;
        std::vector<std::uint8_t> block(64);
        for (auto &byte : block)
            byte = static_cast<std::uint8_t>(random());
        viginti::compress_sha256(one, block.data());
        viginti::compress_sha256_portably(other, block.data());
        EXPECT_EQ(one, other) << round;
    }
}

TEST(Sha256, EqualInEveryByte)
{
    std::vector<std::uint8_t> const one{1, 2, 255};
    EXPECT_TRUE(equal_in_constant_time(one, one));
    EXPECT_TRUE(equal_in_constant_time({}, {}));
    EXPECT_FALSE(equal_in_constant_time(one, std::vector<std::uint8_t>{1, 2}));
    for (std::size_t i = 0; i < one.size(); ++i) {
        std::vector<std::uint8_t> other = one;
        other[i] ^= 0x80;
        EXPECT_FALSE(equal_in_constant_time(one, other));
    }
}

} // namespace

#include "request/cursor.hpp"

#include "fault_of.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

namespace {

using namespace std::string_literals;
using viginti::Code;
using viginti::Error;
using viginti::parse_uuid;
using viginti::request::Cursor;
using viginti::request::decode_base64;
using viginti::request::encode_base64;
using viginti::request::parse_cursor;
using viginti::request::write_cursor;

constexpr const char *id = "018f3b1c-7d2e-7abc-8def-0123456789ab";

const viginti::HmacKey key = viginti::prepare_hmac(std::array<std::uint8_t, 3>{1, 2, 3});

void expect_same(const Cursor &a, const Cursor &b)
{
    EXPECT_EQ(a.id, b.id);
    EXPECT_EQ(a.keys, b.keys);
    EXPECT_EQ(a.order, b.order);
    EXPECT_EQ(a.asked, b.asked);
}

Error fault(const std::string &text)
{
    Error error = viginti::test::fault_of([&] { parse_cursor(text, "ending_before"); });
    EXPECT_EQ(error.code, Code::CursorInvalid) << text;
    EXPECT_EQ(error.path, "ending_before");
    return error;
}

TEST(Base64, VectorsOfRfc4648)
{
    const char *const vectors[][2] = {{"", ""},
                                      {"f", "Zg=="},
                                      {"fo", "Zm8="},
                                      {"foo", "Zm9v"},
                                      {"foob", "Zm9vYg=="},
                                      {"fooba", "Zm9vYmE="},
                                      {"foobar", "Zm9vYmFy"}};
    for (auto const &[bytes, text] : vectors) {
        EXPECT_EQ(encode_base64(bytes), text);
        EXPECT_EQ(decode_base64(text), bytes);
    }
}

TEST(Base64, BothAlphabetsBlanksAndNoPadding)
{
    std::string const bytes = "\xfb\xff\xfe\x3e";
    EXPECT_EQ(encode_base64(bytes), "+//+Pg==");
    for (const char *text : {"+//+Pg==", "-__-Pg==", "-__-Pg", " // Pg=="})
        EXPECT_EQ(decode_base64(text), bytes) << text;
}

TEST(Base64, MalformedTextsAreNone)
{
    for (const char *text : {"A", "AAAAA", "A=A=", "Zg===", "Zh==", "Zm9=", "Zm9v\n", "Z*9v", "ä"})
        EXPECT_FALSE(decode_base64(text)) << text;
}

TEST(Cursor, AnIdAloneIsShort)
{
    EXPECT_EQ(write_cursor({.id = *parse_uuid(id)}, key).size(), 68u);
}

TEST(Cursor, WhatItHoldsComesBack)
{
    Cursor const cursor{.id = *parse_uuid(id),
                        .keys = {"O'Brien \"ä\"\n", std::nullopt, "", std::string(40000, 'x')},
                        .order = 77,
                        .asked = ~0ull};
    Cursor const again = parse_cursor(write_cursor(cursor, key), "starting_after");
    expect_same(again, cursor);
    EXPECT_FALSE(again.by_hand);
    EXPECT_TRUE(is_genuine(again, key));
}

TEST(Cursor, AnotherKeyHasNotSignedIt)
{
    Cursor const cursor = parse_cursor(write_cursor({.id = *parse_uuid(id)}, key), "");
    EXPECT_FALSE(is_genuine(cursor, viginti::prepare_hmac(std::array<std::uint8_t, 1>{1})));
}

TEST(Cursor, NoBitOfItCanBeChanged)
{
    Cursor const cursor{.id = *parse_uuid(id), .keys = {"4", std::nullopt}, .order = 5, .asked = 6};
    std::string const bytes = decode_base64(write_cursor(cursor, key)).value();
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        std::string changed = bytes;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ 1 << bit % 8);
        try {
            EXPECT_FALSE(is_genuine(parse_cursor(encode_base64(changed), "after"), key)) << bit;
        } catch (const Error &error) {
            EXPECT_EQ(error.code, Code::CursorInvalid);
        }
    }
}

TEST(Cursor, AnIdMadeByHandIsReadAndNotGenuine)
{
    std::string text = encode_base64(R"( { "id" : ")"s + id + R"(" } )");
    while (text.ends_with('='))
        text.pop_back();
    Cursor const cursor = parse_cursor(text, "starting_after");
    EXPECT_EQ(to_string(cursor.id), id);
    EXPECT_TRUE(cursor.by_hand);
    EXPECT_FALSE(is_genuine(cursor, key));
}

TEST(Cursor, OtherTextsAreInvalid)
{
    EXPECT_EQ(fault("nonsense!").message, "Invalid cursor: nonsense!");
    for (const std::string json :
         {"", "1", "null", "[]", "{}", "{\"id\":1}", "{\"id\":\"x\"}", "{\"k\":[]}",
          R"({"id":"018f3b1c-7d2e-7abc-8def-0123456789ab","position":1})",
          R"({"id":"018f3b1c-7d2e-7abc-8def-0123456789ab","id":"x"})", "\x01", "\x02"})
        fault(encode_base64(json));
    std::string const whole = decode_base64(write_cursor({.id = *parse_uuid(id)}, key)).value();
    for (std::size_t size = 0; size < whole.size(); ++size)
        fault(encode_base64(whole.substr(0, size)));
    /* Keys beyond the limit, a length that runs past the end, one with a second form. */
    std::string const head = whole.substr(0, whole.size() - 16), tail(16, 'x');
    fault(encode_base64(head + std::string(9, '\0') + tail));
    fault(encode_base64(head + "\x7f" + tail));
    fault(encode_base64(head + "\xff\xff\xff\xff\xff" + tail));
    fault(encode_base64(head + "\x80"s + '\0' + tail));
    fault(encode_base64(std::string(50000, '[')));
    EXPECT_LT(fault(std::string(60000, 'x')).message.size(), 300u);
}

TEST(Cursor, TheFaultQuotesTheTextThatCame)
{
    Cursor const cursor{.id = *parse_uuid(id), .keys = {"1"}};
    std::string const text = write_cursor(cursor, key);
    EXPECT_EQ(invalid_cursor(parse_cursor(text, ""), "starting_after").message,
              "Invalid cursor: " + text);
}

TEST(Cursor, EveryCursorComesBack)
{
    std::mt19937 random(20);
    for (int round = 0; round < 2000; ++round) {
        Cursor cursor;
        for (auto &byte : cursor.id.bytes)
            byte = static_cast<std::uint8_t>(random());
        for (unsigned i = random() % 9; i > 0; --i) {
            std::optional<std::string> key;
            if (random() % 4 != 0) {
                key.emplace();
                for (unsigned j = random() % 12; j > 0; --j)
                    *key += random() % 5 == 0 ? "ä" : std::string(1, char(1 + random() % 127));
            }
            cursor.keys.push_back(std::move(key));
        }
        cursor.order = random();
        cursor.asked = random() * 0x100000001ull;
        Cursor const again = parse_cursor(write_cursor(cursor, key), "starting_after");
        expect_same(again, cursor);
        EXPECT_TRUE(is_genuine(again, key));
    }
}

} // namespace

#include "request/cursor.hpp"

#include "fault_of.hpp"

#include <gtest/gtest.h>

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

void expect_same(const Cursor &a, const Cursor &b)
{
    EXPECT_EQ(a.id, b.id);
    EXPECT_EQ(a.keys, b.keys);
    EXPECT_EQ(a.order, b.order);
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
    Cursor const cursor{*parse_uuid(id), {}, {}};
    EXPECT_EQ(decode_base64(write_cursor(cursor)), R"({"id":")"s + id + R"("})");
    expect_same(parse_cursor(write_cursor(cursor), "starting_after"), cursor);
}

TEST(Cursor, KeysAndOrderComeBack)
{
    Cursor const cursor{*parse_uuid(id), {"O'Brien \"ä\"\n", std::nullopt, ""}, "name.firstName0,"};
    EXPECT_EQ(decode_base64(write_cursor(cursor)),
              R"({"id":")"s + id + R"(","k":["O'Brien \"ä\"\n",null,""],"o":"name.firstName0,"})");
    expect_same(parse_cursor(write_cursor(cursor), "starting_after"), cursor);
}

TEST(Cursor, HandMadeFormsAreRead)
{
    std::string const json = R"( { "o":"", "k" : [], "id" : ")"s + id + R"(" } )";
    std::string text = encode_base64(json);
    while (text.ends_with('='))
        text.pop_back();
    EXPECT_EQ(to_string(parse_cursor(text, "starting_after").id), id);
}

TEST(Cursor, OtherTextsAreInvalid)
{
    EXPECT_EQ(fault("nonsense!").message, "Invalid cursor: nonsense!");
    for (
        const std::string json :
        {"", "1", "null", "[]", "{}", "{\"id\":1}", "{\"id\":\"x\"}", "{\"k\":[]}",
         R"({"id":"018f3b1c-7d2e-7abc-8def-0123456789ab","k":1})",
         R"({"id":"018f3b1c-7d2e-7abc-8def-0123456789ab","k":[1]})",
         R"({"id":"018f3b1c-7d2e-7abc-8def-0123456789ab","k":["1","2","3","4","5","6","7","8","9"]})",
         R"({"id":"018f3b1c-7d2e-7abc-8def-0123456789ab","o":1})",
         R"({"id":"018f3b1c-7d2e-7abc-8def-0123456789ab","position":1})",
         R"({"id":"018f3b1c-7d2e-7abc-8def-0123456789ab","o":"\u0000"})"})
        fault(encode_base64(json));
    fault(encode_base64(std::string(50000, '[')));
    EXPECT_LT(fault(std::string(60000, 'x')).message.size(), 300u);
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
        if (random() % 2 == 0)
            cursor.order = "name" + std::to_string(random());
        expect_same(parse_cursor(write_cursor(cursor), "starting_after"), cursor);
    }
}

} // namespace

#include "base/json_plain.hpp"

#include "base/error.hpp"

#include <gtest/gtest.h>

namespace {

using viginti::dump_json;
using viginti::Json;
using viginti::read_plain_json;

Json read_by_jansson(std::string_view text)
{
    json_error_t error;
    return Json(
        json_loadb(text.data(), text.size(), JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error));
}

TEST(PlainJson, IsReadAsJanssonReadsIt)
{
    for (const char *const text :
         {"{}", "[]", " [ ] ", "\t{\r\n} ", "1", "0", "-1", "999999999999999999",
          "-999999999999999999", "\"\"", "true", "false", "null",
          R"({"a":1,"b":[true,false,null,{"c":"d"}],"c":{}})", "[\"\u00e4\u20ac\U0001f600\"]",
          "{ \"a\" : [ 1 , 2 ] }"}) {
        Json const plain = read_plain_json(text);
        ASSERT_TRUE(plain) << text;
        EXPECT_EQ(dump_json(plain.get()), dump_json(read_by_jansson(text).get())) << text;
        EXPECT_TRUE(json_equal(plain.get(), read_by_jansson(text).get())) << text;
    }
}

TEST(PlainJson, TheRestIsLeftToJansson)
{
    for (const char *const text : {"",
                                   " ",
                                   "1.5",
                                   "1e3",
                                   "-0",
                                   "01",
                                   "1234567890123456789",
                                   "-",
                                   "+1",
                                   ".5",
                                   R"("a\n")",
                                   R"({"\u0061":1})",
                                   "\"a\tb\"",
                                   R"({"a":1,"a":2})",
                                   R"({"a":1,})",
                                   "[1,]",
                                   "[1 2]",
                                   "{1:2}",
                                   R"({"a"})",
                                   R"({"a":})",
                                   "{\"a\":1",
                                   "[1",
                                   "\"a",
                                   "tru",
                                   "nul",
                                   "nulls",
                                   "{} {}",
                                   "1 1",
                                   "]",
                                   "'a'"})
        EXPECT_FALSE(read_plain_json(text)) << text;
}

} // namespace

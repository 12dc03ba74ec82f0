#include "base/datetime.hpp"
#include "base/text.hpp"
#include "plan/email.hpp"
#include "plan/link.hpp"
#include "value_fixture.hpp"

#include <gtest/gtest.h>

namespace {

using namespace viginti;
using fixture::fault_of_body;
using fixture::stored;

struct Row {
    std::string in;
    std::string out;
};

TEST(Values, EmailsTakeOneForm)
{
    for (const auto &[in, out] : std::vector<Row>{
             {"Ada@LAB.example", "ada@lab.example"},
             {"ÉVA@lab.example", "éva@lab.example"},
             {"a@MÜNCHEN｡DE.", "a@xn--mnchen-3ya.de"},
             {"a@bücher．example", "a@xn--bcher-kva.example"},
             {"a@faß.example", "a@xn--fa-hia.example"},
             {"a+b.c'd@sub.lab.example", "a+b.c'd@sub.lab.example"},
             {"a@例え。テスト", "a@xn--r8jz45g.xn--zckzah"},
             {"abc", ""},
             {"@lab.example", ""},
             {"a@lab", ""},
             {"a@.example", ""},
             {"a@lab..example", ""},
             {"a@lab.example..", ""},
             {"a@b@lab.example", ""},
             {"a b@lab.example", ""},
             {"a@lab.example\n", ""},
             {std::string(65, 'a') + "@lab.example", ""},
             {"a@" + std::string(64, 'b') + ".example", ""},
         })
        EXPECT_EQ(plan::canonical_email(in).value_or(""), out) << in;
    EXPECT_EQ(stored(R"({"emails":{"additionalEmails":["B@Ü.DE","",  "c@d.example"]}})",
                     "emails_additional_emails"),
              R"(["b@xn--tda.de","c@d.example"])");
    EXPECT_EQ(
        stored(R"({"emails":{"additionalEmails":"[\"B@c.de\"]"}})", "emails_additional_emails"),
        R"(["b@c.de"])");
    EXPECT_EQ(fault_of_body(R"({"emails":{"additionalEmails":["a@b.c","abc"]}})"),
              "/emails/additionalEmails/1 Invalid string value 'abc' for email field "
              "\"emails.additionalEmails\"");
}

TEST(Values, LinksTakeOneForm)
{
    for (const auto &[in, out] : std::vector<Row>{
             {"https://X.Example/", "https://x.example"},
             {"HTTP://x.example:80/A/?Q#F", "http://x.example/A/?Q#F"},
             {"https://x.example:443", "https://x.example"},
             {"https://x.example:80/", "https://x.example:80"},
             {"https://x.example//", "https://x.example/"},
             {"https://User:PW@X.example/p/", "https://User:PW@x.example/p"},
             {"https://ÄB.example", "https://äb.example"},
             {"http://localhost:3000/a", "http://localhost:3000/a"},
             {"http://[::1]:80/", "http://[::1]"},
             {"Example.com", "Example.com"},
             {"example.com:8080/Path/", "example.com:8080/Path/"},
             {"example", ""},
             {"no link", ""},
             {"https://", ""},
             {"https:///x", ""},
             {"https://x.example:99999", ""},
             {"https://x..example", ""},
             {"https://x.example/<b>", ""},
             {"ftp://x.example", ""},
             {"javascript:alert(1)", ""},
             {"JavaScript://x.example/%0aalert(1)", ""},
             {"mailto:a@b.example", ""},
             {".example", ""},
             {"x.example:-1", ""},
         })
        EXPECT_EQ(plan::canonical_link(in).value_or(""), out) << in;
    EXPECT_TRUE(plan::is_dangerous_url(" java\tscript:x"));
    EXPECT_TRUE(plan::is_dangerous_url("DATA:text/html,x"));
    EXPECT_FALSE(plan::is_dangerous_url("data:image/png;base64,AA"));
    EXPECT_FALSE(plan::is_dangerous_url("https://x.example/?q=javascript:"));
}

TEST(Values, TheFirstLinkThatRemainsIsThePrimaryOne)
{
    std::string const promoted = R"({"links":{"primaryLinkUrl":"","primaryLinkLabel":"gone",
        "secondaryLinks":[{"url":null,"label":"n"},{"url":"https://A.example/","label":"A"},
                          {"url":"","label":"e"},{"url":"b.example"}]}})";
    EXPECT_EQ(stored(promoted, "links_primary_link_url"), "https://a.example");
    EXPECT_EQ(stored(promoted, "links_primary_link_label"), "A");
    EXPECT_EQ(stored(promoted, "links_secondary_links"), R"([{"url":"b.example","label":""}])");

    std::string const text = R"({"links":{"secondaryLinks":"[{\"url\":\"a.example\"}]"}})";
    EXPECT_EQ(stored(text, "links_primary_link_url"), "a.example");
    EXPECT_EQ(stored(text, "links_secondary_links"), "NULL");
    EXPECT_EQ(stored(R"({"links":{"primaryLinkLabel":"x"}})", "links_primary_link_label"), "NULL");
    EXPECT_EQ(stored(R"({"links":{}})", "links_primary_link_url", false), "NULL");

    EXPECT_EQ(fault_of_body(R"({"links":{"secondaryLinks":[{"url":"a.example"},{"url":"x"}]}})"),
              "/links/secondaryLinks/0/url The URL of the link is not valid");
    EXPECT_EQ(fault_of_body(R"({"links":{"secondaryLinks":["a.example"]}})"),
              "/links/secondaryLinks/0 Invalid object value 'a.example' for field "
              "\"links.secondaryLinks\"");
    EXPECT_EQ(fault_of_body(R"({"links":{"primaryLinkUrl":5}})"),
              "/links/primaryLinkUrl Invalid string value 5 for text field "
              "\"links.primaryLinkUrl\"");
    EXPECT_EQ(fault_of_body(R"({"links":{"secondaryLinks":"no json"}})"),
              "/links/secondaryLinks Invalid object value 'no json' for field "
              "\"links.secondaryLinks\"");
}

std::string phone_body(const std::string &number, const std::string &country,
                       const std::string &calling)
{
    std::string out = "{\"phones\":{";
    append_json_member(out, "primaryPhoneNumber", number);
    append_json_member(out, "primaryPhoneCountryCode", country);
    append_json_member(out, "primaryPhoneCallingCode", calling);
    return out + "}}";
}

TEST(Values, PhonesAreStoredNationallyWithTheirCodes)
{
    struct Phone {
        const char *number, *country, *calling, *stored;
    };
    for (const auto &[number, country, calling, expected] : std::vector<Phone>{
             {"+33612345678", "", "", "612345678 FR +33"},
             {"+33 6 12 34 56 78", "FR", "+33", "612345678 FR +33"},
             {"06 12 34 56 78", "FR", "", "612345678 FR +33"},
             {"612345678", "", "+33", "612345678 FR +33"},
             {"612345678", "", "33", "612345678 FR +33"},
             {"0033612345678", "FR", "", "612345678 FR +33"},
             {"(206) 555-0101", "US", "+1", "2065550101 US +1"},
             {"+1 204 234 5678", "", "", "2042345678 CA +1"},
             {"204-234-5678", "CA", "+1", "2042345678 CA +1"},
             {"020 7946 0958", "GB", "", "2079460958 GB +44"},
             {"+39 02 1234567", "", "", "021234567 IT +39"},
             {"+800 1234 5678", "", "", "12345678 NULL +800"},
             {"12", "FR", "", "12 FR +33"},
             {"", "FR", "+33", "NULL FR +33"},
             {"", "FR", "", "NULL FR NULL"},
             {"", "", "33", "NULL NULL +33"},
             {"", "", "", "NULL NULL NULL"},
         }) {
        std::string const body = phone_body(number, country, calling);
        EXPECT_EQ(stored(body, "phones_primary_phone_number") + " " +
                      stored(body, "phones_primary_phone_country_code") + " " +
                      stored(body, "phones_primary_phone_calling_code"),
                  expected)
            << body;
    }
}

TEST(Values, PhonesThatContradictThemselvesAreRefused)
{
    std::string const at = "/phones/primaryPhone";
    for (const auto &[body, fault] : std::vector<Row>{
             {phone_body("", "XX", ""), at + "CountryCode Invalid country code XX"},
             {phone_body("", "fr", ""), at + "CountryCode Invalid country code fr"},
             {phone_body("", "", "+999"), at + "CallingCode Invalid calling code +999"},
             {phone_body("", "", "x"), at + "CallingCode Invalid calling code x"},
             {phone_body("", "FR", "+1"),
              at + "CallingCode Provided country code and calling code are conflicting"},
             {phone_body("12", "", ""), at + "Number Provided phone number is invalid 12"},
             {phone_body("abc", "FR", "+33"), at + "Number Provided phone number is invalid abc"},
             {phone_body("1", "FR", "+33"), at + "Number Provided phone number is invalid 1"},
             {phone_body(std::string(300, '1'), "FR", ""),
              at + "Number Provided phone number is invalid " + std::string(60, '1') + "…"},
             {phone_body("+33612345678", "US", ""),
              at + "CountryCode Provided and inferred country code are conflicting"},
             {phone_body("+33612345678", "", "+1"),
              at + "CallingCode Provided and inferred calling code are conflicting"},
             {R"({"phones":{"primaryPhoneNumber":612345678}})",
              at + "Number Invalid string value 612345678 for text field "
                   "\"phones.primaryPhoneNumber\""},
         })
        EXPECT_EQ(fault_of_body(body), fault) << body;
}

TEST(Values, AdditionalPhonesFollowTheSameRules)
{
    std::string const column = "phones_additional_phones";
    EXPECT_EQ(stored(R"({"phones":{"additionalPhones":[{"number":"+33612345678"}]}})", column),
              R"([{"number":"612345678","countryCode":"FR","callingCode":"+33"}])");
    EXPECT_EQ(
        stored(
            R"({"phones":{"additionalPhones":"[{\"number\":\"06 12345678\",\"countryCode\":\"FR\"}]"}})",
            column),
        R"([{"number":"612345678","countryCode":"FR","callingCode":"+33"}])");
    EXPECT_EQ(fault_of_body(R"({"phones":{"additionalPhones":[{"number":"12"}]}})"),
              "/phones/additionalPhones/0/number Provided phone number is invalid 12");
    EXPECT_EQ(fault_of_body(R"({"phones":{"additionalPhones":[{"number":12}]}})"),
              "/phones/additionalPhones/0/number Invalid string value 12 for text field "
              "\"phones.additionalPhones\"");
    EXPECT_EQ(fault_of_body(R"({"phones":{"additionalPhones":["12"]}})"),
              "/phones/additionalPhones/0 Invalid object value '12' for field "
              "\"phones.additionalPhones\"");
}

TEST(Values, AnUpdatedPhoneKeepsTheCodesItDoesNotName)
{
    std::string const codes = R"({"phones":{"primaryPhoneCallingCode":"+33"}})";
    EXPECT_EQ(stored(codes, "phones_primary_phone_number", false), "-");
    EXPECT_EQ(stored(codes, "phones_primary_phone_country_code", false), "-");
    EXPECT_EQ(stored(codes, "phones_primary_phone_calling_code", false), "+33");
    EXPECT_EQ(stored(codes, "phones_additional_phones", false), "NULL");
    std::string const number = R"({"phones":{"primaryPhoneNumber":"+80012345678"}})";
    EXPECT_EQ(stored(number, "phones_primary_phone_country_code", false), "NULL");
    EXPECT_EQ(stored(number, "phones_primary_phone_calling_code", false), "+800");
}

TEST(Values, MicrosAreWholeNumbersOf64BitsWithoutLoss)
{
    for (const auto &[in, out] : std::vector<Row>{
             {"9223372036854775807", "9223372036854775807"},
             {"-9223372036854775808", "-9223372036854775808"},
             {"\"9223372036854775807\"", "9223372036854775807"},
             {"9007199254740993", "9007199254740993"},
             {"\"9007199254740993.0\"", "9007199254740993"},
             {"\" +12 \"", "12"},
             {"\"1.5e1\"", "15"},
             {"\"-9.223372036854775808e18\"", "-9223372036854775808"},
             {"1e3", "1000"},
             {"-0.0", "0"},
             {"\"\"", "NULL"},
             {"null", "NULL"},
         })
        EXPECT_EQ(stored("{\"amount\":{\"amountMicros\":" + in + "}}", "amount_amount_micros"), out)
            << in;
    for (const auto &[in, shown] : std::vector<Row>{
             {"1.5", "1.5"},
             {"9007199254740993.0", "9007199254740992.0"},
             {"1e19", "1e19"},
             {"\"9223372036854775808\"", "'9223372036854775808'"},
             {"\"1e99999999999\"", "'1e99999999999'"},
             {"\"12abc\"", "'12abc'"},
             {"\"0x10\"", "'0x10'"},
             {"\"NaN\"", "'NaN'"},
             {"true", "true"},
         })
        EXPECT_TRUE(fault_of_body("{\"amount\":{\"amountMicros\":" + in + "}}")
                        .starts_with("/amount/amountMicros Invalid number value "))
            << in << fault_of_body("{\"amount\":{\"amountMicros\":" + in + "}}");
    EXPECT_THROW(parse_json("{\"amount\":{\"amountMicros\":9223372036854775808}}"), Error);
}

TEST(Values, NumbersAreFiniteDoubles)
{
    for (const auto &[in, out] : std::vector<Row>{{"-0.0", "0"},
                                                  {"1e308", "1e+308"},
                                                  {"5e-324", "5e-324"},
                                                  {"9007199254740993", "9007199254740993"},
                                                  {"0.1", "0.1"}})
        EXPECT_EQ(stored("{\"count\":" + in + "}", "count"), out) << in;
    EXPECT_EQ(fault_of_body(R"({"count":"12"})"),
              "/count Invalid number value '12' for field \"count\"");
    EXPECT_THROW(parse_json("1e309"), Error);
    EXPECT_THROW(parse_json("NaN"), Error);
}

std::string filtered(const char *field_name, const char *part_name, const std::string &text)
{
    const model::Field &field = *fixture::things().find_field(field_name);
    const model::Part *part = &field.type_info().parts.front();
    for (const model::Part &other : field.type_info().parts)
        if (other.name == part_name)
            part = &other;
    try {
        return plan::filter_value(field, *part, field_name, text);
    } catch (const Error &error) {
        return error.message;
    }
}

TEST(Values, FiltersReadTheLongestNumericPrefix)
{
    for (const auto &[in, out] : std::vector<Row>{
             {"12", "12"},
             {"12abc", "12"},
             {" 12", "12"},
             {"+1.5e3x", "1.5e3"},
             {"-.5", "-.5"},
             {"1e", "1"},
             {"0x10", "0"},
             {"true", "Invalid number value NaN for field \"count\""},
             {"", "Invalid number value NaN for field \"count\""},
             {"abc12", "Invalid number value NaN for field \"count\""},
             {"-", "Invalid number value NaN for field \"count\""},
             {".e5", "Invalid number value NaN for field \"count\""},
             {"Infinity", "Invalid number value NaN for field \"count\""},
             {"1e999", "Invalid number value 1e999 for field \"count\""},
         })
        EXPECT_EQ(filtered("count", "", in), out) << in;
    for (const auto &[in, out] : std::vector<Row>{
             {"9223372036854775807", "9223372036854775807"},
             {"9007199254740993.0x", "9007199254740993"},
             {"12abc", "12"},
             {"1.5", "Invalid number value 1.5 for field \"amount\""},
             {"9223372036854775808",
              "Invalid number value 9223372036854775808 for field \"amount\""},
             {"x", "Invalid number value NaN for field \"amount\""},
         })
        EXPECT_EQ(filtered("amount", "amountMicros", in), out) << in;
}

TEST(Values, DateTimesOfEveryForm)
{
    for (const auto &[in, out] : std::vector<Row>{
             {"2026-01-31T09:00:00Z", "2026-01-31T09:00:00.000Z"},
             {"2026-01-31T09:00:00.5+02:00", "2026-01-31T07:00:00.500Z"},
             {"2026-01-31T09:00:00.123999Z", "2026-01-31T09:00:00.123Z"},
             {"2026-01-31T09:00:00", "2026-01-31T09:00:00.000Z"},
             {"2026-01-31 09:00", "2026-01-31T09:00:00.000Z"},
             {"2026-01-31T09", "2026-01-31T09:00:00.000Z"},
             {"20260131T090102Z", "2026-01-31T09:01:02.000Z"},
             {"20260131T0901+0130", "2026-01-31T07:31:00.000Z"},
             {"2026-01-31T09:00:00+15:59", "2026-01-30T17:01:00.000Z"},
             {"2026-01-31T09:00:00-15:59", "2026-02-01T00:59:00.000Z"},
             {"2026-01-31T09:00:00-08", "2026-01-31T17:00:00.000Z"},
             {"2026-01-31", "2026-01-31T00:00:00.000Z"},
             {"20260131", "2026-01-31T00:00:00.000Z"},
             {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"},
             {"9999-12-31T23:59:59.9999Z", "9999-12-31T23:59:59.999Z"},
             {"2026.01.31", "2026-01-31T00:00:00.000Z"},
             {"2026/01/31", "2026-01-31T00:00:00.000Z"},
             {"01-31-2026", "2026-01-31T00:00:00.000Z"},
             {"01/31/2026", "2026-01-31T00:00:00.000Z"},
             {"01.31.2026", "2026-01-31T00:00:00.000Z"},
             {"January 31, 2026", "2026-01-31T00:00:00.000Z"},
             {"Jan 31, 2026", "2026-01-31T00:00:00.000Z"},
             {"31 January 2026", "2026-01-31T00:00:00.000Z"},
             {"3 Feb 2026", "2026-02-03T00:00:00.000Z"},
             {"31-Jan-2026", "2026-01-31T00:00:00.000Z"},
             {"2026-Jan-31", "2026-01-31T00:00:00.000Z"},
         }) {
        EXPECT_EQ(parse_date_time(in).value_or("refused"), out) << in;
        EXPECT_EQ(filtered("dueAt", "", in), out) << in;
        EXPECT_EQ(stored("{\"dueAt\":\"" + in + "\"}", "due_at"), out) << in;
    }
    EXPECT_EQ(parse_date("2026-01-31T23:00:00-05:00"), "2026-01-31");
}

TEST(Values, DatesBeyondTheCalendarAreRefused)
{
    for (const char *text : {"infinity",
                             "-infinity",
                             "now",
                             "today",
                             "epoch",
                             "1735689600000",
                             "0044-03-15 BC",
                             "-0044-03-15",
                             "0000-01-01",
                             "+12026-01-31",
                             "12026-01-31",
                             "2026-02-29",
                             "1900-02-29",
                             "2026-13-01",
                             "2026-00-10",
                             "2026-01-00",
                             "2026-01-31T24:00:00Z",
                             "2026-01-31T23:59:60Z",
                             "2026-01-31T23:60:00Z",
                             "2026-01-31T09:00:00+16:00",
                             "2026-01-31T09:00:00+02:60",
                             "2026-01-31T09:00:00.Z",
                             "2026-01-31T",
                             "2026-01-31T09:00 ",
                             "2026-01-31T09:00:00 Europe/Paris",
                             "2026-01-31x",
                             " 2026-01-31",
                             "31/01/2026",
                             "0001-01-01T00:00:00+10:00",
                             "9999-12-31T23:00:00-02:00",
                             "Januar 31, 2026",
                             ""}) {
        std::string const shown = "Invalid value " + inspect(std::string_view(text)) +
                                  " for date-time field \"dueAt\". Expected format: "
                                  "'YYYY-MM-DDTHH:mm:ssZ'";
        EXPECT_EQ(filtered("dueAt", "", text), shown);
        EXPECT_EQ(fault_of_body("{\"dueAt\":\"" + std::string(text) + "\"}"), "/dueAt " + shown);
    }
    EXPECT_EQ(fault_of_body("{\"dueAt\":1735689600000}"),
              "/dueAt Invalid value 1735689600000 for date-time field \"dueAt\". Expected format: "
              "'YYYY-MM-DDTHH:mm:ssZ'");
    EXPECT_EQ(fault_of_body("{\"day\":\"infinity\"}"),
              "/day Invalid value 'infinity' for date field \"day\". Expected format: "
              "'YYYY-MM-DD'");
}

TEST(Values, WhatEachTypeTakesAndRefuses)
{
    for (const auto &[body, column, out] :
         std::vector<std::tuple<std::string, std::string, std::string>>{
             {R"({"text":""})", "text", "NULL"},
             {R"({"text":" a "})", "text", " a "},
             {R"({"isOpen":true})", "is_open", "true"},
             {R"({"words":"one"})", "words", "{one}"},
             {R"({"words":["a",""]})", "words", "{a|}"},
             {R"({"words":[]})", "words", "NULL"},
             {R"({"tags":"NEW"})", "tags", "{NEW}"},
             {R"({"tags":["OLD","NEW"]})", "tags", "{OLD|NEW}"},
             {R"({"tags":[]})", "tags", "NULL"},
             {R"({"extra":{}})", "extra", "NULL"},
             {R"({"extra":"{}"})", "extra", "NULL"},
             {R"({"extra":"{\"a\":[1]}"})", "extra", R"({"a":[1]})"},
             {R"({"extra":[]})", "extra", "[]"},
             {R"({"aUuid":"0F9E8D7C-0000-4000-8000-00000000AAAA"})", "a_uuid",
              "0f9e8d7c-0000-4000-8000-00000000aaaa"},
             {R"({"amount":{"currencyCode":""}})", "amount_currency_code", ""},
             {R"({"address":{"addressLat":-90.5}})", "address_address_lat", "-90.5"},
         })
        EXPECT_EQ(stored(body, column), out) << body;
    for (const auto &[body, fault] : std::vector<Row>{
             {R"({"isOpen":"true"})", "/isOpen Invalid boolean value 'true' for field \"isOpen\""},
             {R"({"isOpen":1})", "/isOpen Invalid boolean value 1 for field \"isOpen\""},
             {R"({"stage":""})",
              "/stage Invalid value \"\" for field \"stage\". Valid values are: NEW, OLD"},
             {R"({"stage":1})", "/stage Invalid string value 1 for text field \"stage\""},
             {R"({"tags":["NEW","X"]})",
              "/tags Invalid value [ 'NEW', 'X' ] for multi select field \"tags\""},
             {R"({"tags":"X"})", "/tags Invalid value 'X' for multi select field \"tags\""},
             {R"({"words":1})",
              "/words Invalid value 1 for field \"words - Array values need to be string\""},
             {R"({"extra":"5"})", "/extra Invalid object value '5' for field \"extra\""},
             {R"({"extra":true})", "/extra Invalid object value true for field \"extra\""},
             {R"({"text":"it's"  ,"count":"it's"})",
              "/count Invalid number value \"it's\" for field \"count\""},
             {R"({"count":{"a":1}})", "/count Invalid number value { a: 1 } for field \"count\""},
             {R"({"count":["a","b"]})",
              "/count Invalid number value [ 'a', 'b' ] for field \"count\""},
             {R"({"position":null})",
              "/position Invalid position value null for field \"position\""},
             {R"({"createdBy":{"source":"X"}})",
              "/createdBy/source Invalid value \"X\" for field \"createdBy.source\". Valid values "
              "are: EMAIL, CALENDAR, WORKFLOW, AGENT, API, IMPORT, MANUAL, SYSTEM, WEBHOOK, "
              "APPLICATION"},
         })
        EXPECT_EQ(fault_of_body(body), fault) << body;
}

TEST(Values, OfAnActorWithoutNameOnlyTheSourceIsKept)
{
    std::string const member = "0c6f3a52-7c1d-4a7e-9f0e-000000000001";
    std::string const whole = "{\"createdBy\":{\"source\":\"IMPORT\",\"name\":\"Eve\","
                              "\"workspaceMemberId\":\"" +
                              member + "\",\"context\":{\"a\":1}}}";
    EXPECT_EQ(stored(whole, "created_by_name"), "Eve");
    EXPECT_EQ(stored(whole, "created_by_source"), "IMPORT");
    EXPECT_EQ(stored(whole, "created_by_workspace_member_id"), member);
    EXPECT_EQ(stored(whole, "created_by_context"), "{\"a\":1}");
    EXPECT_EQ(stored(whole, "updated_by_name"), "key");

    std::string const nameless = "{\"createdBy\":{\"source\":\"EMAIL\",\"name\":\"\","
                                 "\"workspaceMemberId\":\"" +
                                 member + "\",\"context\":{\"a\":1}}}";
    EXPECT_EQ(stored(nameless, "created_by_name"), "key");
    EXPECT_EQ(stored(nameless, "created_by_source"), "EMAIL");
    EXPECT_EQ(stored(nameless, "created_by_workspace_member_id"), "NULL");
    EXPECT_EQ(stored(nameless, "created_by_context"), "{}");
    EXPECT_EQ(stored(R"({"updatedBy":{"name":"Eve"}})", "updated_by_name"), "key");
    EXPECT_EQ(stored(R"({"updatedBy":{"name":"Eve"}})", "updated_by_name", false), "key");
    EXPECT_EQ(stored(R"({"createdBy":{"name":"Eve"}})", "created_by_name", false), "Eve");
}

TEST(Values, WholeNumbersAreReadDigitByDigit)
{
    EXPECT_EQ(parse_whole_number("922337203685477580.7e1"), 9223372036854775807LL);
    EXPECT_EQ(parse_whole_number("-9223372036854775808"), -9223372036854775807LL - 1);
    EXPECT_EQ(parse_whole_number("0e9999999"), 0);
    EXPECT_EQ(parse_whole_number("100e-2"), 1);
    for (const char *text : {"", " 1", "1 ", "9223372036854775808", "-9223372036854775809", "1e19",
                             "1e9999999", "1e-1", "0.5", ".", "+", "1e", "0x1", "1,5"})
        EXPECT_EQ(parse_whole_number(text), std::nullopt) << text;
}

TEST(Values, DecimalsAreExact)
{
    for (const auto &[in, out] : std::vector<Row>{
             {"0.1", "0.1"},
             {"-12", "-12"},
             {"1.50", "1.5"},
             {"9007199254740993", "9007199254740993"},
             {"1e20", "1e+20"},
             {"123456789012.345", "123456789012.345"},
             {R"("1.50")", "1.50"},
             {R"(" +12345678901234567890.123456789 ")", "12345678901234567890.123456789"},
             {R"("-.5e-3")", "-.5e-3"},
             {R"("")", "NULL"},
             {"null", "NULL"},
         })
        EXPECT_EQ(stored("{\"exact\":" + in + "}", "exact"), out) << in;
    std::string const thousand(1000, '9');
    EXPECT_EQ(stored("{\"exact\":\"" + thousand + "." + thousand + "\"}", "exact"),
              thousand + "." + thousand);
    for (const std::string &in :
         {std::string("0.1234567890123456"), std::string(R"("12abc")"), std::string(R"("NaN")"),
          std::string(R"("Infinity")"), std::string(R"("1e1000")"), std::string(R"("1e-1001")"),
          std::string(R"("1e99999999999")"), std::string(R"("0x10")"), std::string("true"),
          "\"" + thousand + "9\""})
        EXPECT_TRUE(
            fault_of_body("{\"exact\":" + in + "}").starts_with("/exact Invalid number value "))
            << in;
    EXPECT_EQ(filtered("exact", "", "12345678901234567890.5kg"), "12345678901234567890.5");
    EXPECT_EQ(filtered("exact", "", "+1.50"), "1.50");
}

TEST(Values, SettingsBoundHowManyAndHowWhole)
{
    EXPECT_EQ(stored(R"({"few":["a","b"]})", "few"), "{a|b}");
    EXPECT_EQ(fault_of_body(R"({"few":["a","b","c"]})"),
              "/few Too many values for field \"few\": 3");
    EXPECT_EQ(stored(R"({"mails":{"primaryEmail":"a@b.c","additionalEmails":["d@e.f"]}})",
                     "mails_additional_emails"),
              R"(["d@e.f"])");
    EXPECT_EQ(fault_of_body(R"({"mails":{"additionalEmails":["d@e.f","g@h.i"]}})"),
              "/mails/additionalEmails Too many values for field \"mails.additionalEmails\": 3");
    EXPECT_EQ(stored(R"({"whole":7.0})", "whole"), "7");
    EXPECT_EQ(fault_of_body(R"({"whole":7.5})"),
              "/whole Invalid number value 7.5 for field \"whole\"");
    EXPECT_EQ(fault_of_body(R"({"whole":2147483648})"),
              "/whole Invalid number value 2147483648 for field \"whole\"");
}

TEST(Values, AnActorHasASourceAndAContextAlways)
{
    EXPECT_EQ(stored(R"({"approver":null})", "approver_source", false), "MANUAL");
    EXPECT_EQ(stored(R"({"approver":null})", "approver_context", false), "{}");
    EXPECT_EQ(stored(R"({"approver":null})", "approver_name", false), "NULL");
    EXPECT_EQ(stored(R"({"approver":{"source":"EMAIL","name":"Ada"}})", "approver_source"),
              "EMAIL");
    EXPECT_EQ(stored(R"({"approver":{"name":"Ada"}})", "approver_source"), "-");
    EXPECT_TRUE(fault_of_body(R"({"approver":{"source":"FAX"}})").starts_with("/approver/source"));
}

} // namespace

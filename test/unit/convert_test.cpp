#include "plan/convert.hpp"

#include "base/limits.hpp"
#include "model/validate.hpp"
#include "model_fixture.hpp"
#include "plan/convert_words.hpp"

#include <gtest/gtest.h>

using namespace viginti;
using model::Field;
using model::FieldType;
using plan::Cells;

namespace {

Field typed(FieldType type)
{
    Field field = fixture::field(9, "x", type);
    if (type == FieldType::Select || type == FieldType::MultiSelect)
        field.options = {{fixture::number(1), "NEW", "New one", "red", 0},
                         {fixture::number(2), "OLD", "Old", "red", 1}};
    if (type == FieldType::Rating)
        for (int i = 1; i <= 5; ++i)
            field.options.push_back({fixture::number(i), "RATING_" + std::to_string(i),
                                     std::to_string(i), "red", i - 1});
    return field;
}

/* The columns joined by '|', "~" for NULL, lists in braces; "!" behind it when something is lost. */
std::string shown(const plan::Converted &converted)
{
    std::string text;
    for (std::size_t i = 0; i < converted.values.size(); ++i) {
        const plan::Param &param = converted.values[i];
        text += i > 0 ? "|" : "";
        if (param.is_null) {
            text += '~';
        } else if (param.type.is_array) {
            text += '{';
            for (std::size_t item = 0; item < param.items.size(); ++item)
                text += (item > 0 ? "," : "") + *param.items[item];
            text += '}';
        } else {
            text += param.text;
        }
    }
    return text + (converted.is_kept ? "" : "!");
}

std::string converted(FieldType from, FieldType to, Cells cells)
{
    return shown(plan::convert_value(typed(from), typed(to), cells));
}

struct Row {
    FieldType from, to;
    Cells cells;
    std::string out;
};

void check(const std::vector<Row> &rows)
{
    for (const auto &[from, to, cells, out] : rows)
        EXPECT_EQ(converted(from, to, cells), out)
            << info(from).name << " to " << info(to).name << ": " << cells.front().value_or("~");
}

using enum FieldType;

TEST(Convert, text_becomes_numbers_where_it_is_one)
{
    check({{Text, Number, {"12.50"}, "12.5"},
           {Text, Number, {" -7 "}, "-7"},
           {Text, Number, {"12abc"}, "~!"},
           {Text, Number, {"0.30000000000000004"}, "0.30000000000000004"},
           {Text, Number, {"0.3000000000000000444"}, "0.30000000000000004!"},
           {Text, Number, {"9007199254740993"}, "9007199254740992!"},
           {Text, Number, {"1e400"}, "~!"},
           {Text, Number, {"  "}, "~"},
           {Text, Number, {std::nullopt}, "~"},
           {Text, Numeric, {"12345678901234567890.10"}, "12345678901234567890.10"},
           {Text, Numeric, {"NaN"}, "~!"},
           {Text, Rating, {"3"}, "RATING_3"},
           {Text, Rating, {"RATING_5"}, "RATING_5"},
           {Text, Rating, {"6"}, "~!"},
           {Text, Currency, {"12.5"}, "12500000|~"},
           {Text, Currency, {"-0.000001 EUR"}, "-1|EUR"},
           {Text, Currency, {"12.0000001"}, "~|~!"},
           {Text, Currency, {"12 euros"}, "~|~!"}});
}

TEST(Convert, numbers_become_each_other_and_text)
{
    check({{Number, Text, {"12.5"}, "12.5"},
           {Number, Numeric, {"1e+20"}, "1e+20"},
           {Number, Numeric, {"NaN"}, "~!"},
           {Number, Boolean, {"1"}, "true"},
           {Number, Boolean, {"2"}, "~!"},
           {Number, Rating, {"4"}, "RATING_4"},
           {Number, Rating, {"4.5"}, "~!"},
           {Number, Currency, {"1.25"}, "1250000|~"},
           {Number, Select, {"3"}, "~!"},
           {Numeric, Number, {"1.50"}, "1.5"},
           {Numeric, Number, {"12345678901234567890"}, "12345678901234567168!"},
           {Numeric, Text, {"1.50"}, "1.50"},
           {Boolean, Number, {"true"}, "1"},
           {Boolean, Numeric, {"false"}, "0"},
           {Boolean, Text, {"false"}, "false"},
           {Rating, Number, {"RATING_2"}, "2"},
           {Rating, Text, {"RATING_2"}, "2"},
           {Currency, Number, {"1250000", std::nullopt}, "1.25"},
           {Currency, Number, {"1250000", "EUR"}, "1.25!"},
           {Currency, Numeric, {"-1", std::nullopt}, "-0.000001"},
           {Currency, Text, {"12000000", "EUR"}, "12 EUR"},
           {Currency, Text, {std::nullopt, "EUR"}, "~!"}});
}

TEST(Convert, dates_are_read_as_clients_write_them)
{
    check({{Text, Date, {"31 January 2024"}, "2024-01-31"},
           {Text, Date, {"2024-01-31T10:00:00Z"}, "2024-01-31!"},
           {Text, Date, {"2024-02-30"}, "~!"},
           {Text, DateTime, {"2024-01-31"}, "2024-01-31T00:00:00.000Z"},
           {Date, DateTime, {"2024-01-31"}, "2024-01-31T00:00:00.000Z"},
           {Date, Text, {"2024-01-31"}, "2024-01-31"},
           {Date, DateTime, {"infinity"}, "~!"},
           {Date, Text, {"infinity"}, "infinity"},
           {DateTime, Date, {"2024-01-31T00:00:00.000Z"}, "2024-01-31"},
           {DateTime, Date, {"2024-01-31T23:59:59.000Z"}, "2024-01-31!"}});
}

TEST(Convert, truth_has_several_words)
{
    for (const char *const word : {"true", "YES", "on", "1", "t", " y "})
        EXPECT_EQ(converted(Text, Boolean, {word}), "true") << word;
    for (const char *const word : {"false", "No", "off", "0", "f", "n"})
        EXPECT_EQ(converted(Text, Boolean, {word}), "false") << word;
    EXPECT_EQ(converted(Text, Boolean, {"maybe"}), "~!");
}

TEST(Convert, options_are_found_by_value_or_label)
{
    check({{Text, Select, {"NEW"}, "NEW"},
           {Text, Select, {"new  ONE"}, "NEW"},
           {Text, Select, {"old"}, "OLD"},
           {Text, Select, {"O'); DROP TABLE x; --"}, "~!"},
           {Text, MultiSelect, {"Old, new one,Old"}, "{OLD,NEW}"},
           {Text, MultiSelect, {"Old, odd"}, "{OLD}!"},
           {Select, Text, {"NEW"}, "New one"},
           {Select, MultiSelect, {"NEW"}, "{NEW}"},
           {Select, Array, {"NEW"}, "{New one}"},
           {MultiSelect, Select, {R"(["OLD"])"}, "OLD"},
           {MultiSelect, Select, {R"(["OLD","NEW"])"}, "OLD!"},
           {MultiSelect, Text, {R"(["OLD","NEW"])"}, "Old, New one"},
           {MultiSelect, Array, {"[]"}, "~"},
           {Array, MultiSelect, {R"(["new one","x"])"}, "{NEW}!"},
           {Array, Select, {R"(["Old"])"}, "OLD"}});
}

TEST(Convert, labels_that_two_options_share_lose_which)
{
    Field from = typed(Select);
    from.options[1].label = "new ONE";
    EXPECT_EQ(shown(plan::convert_value(from, typed(Text), {"NEW"})), "New one!");
}

TEST(Convert, lists_and_composites_take_their_stored_form)
{
    check({{Text, Array, {"a, b"}, "{a, b}"},
           {Array, Text, {R"(["a","b"])"}, "a, b"},
           {Array, RawJson, {R"(["a","b"])"}, R"(["a","b"])"},
           {Text, RawJson, {R"({"a": 1})"}, R"({"a":1})"},
           {Text, RawJson, {"plain"}, "~!"},
           {RawJson, Text, {R"({"a": 1})"}, R"({"a":1})"},
           {Text,
            Uuid,
            {"0C6F3A52-7c1d-4a7e-9f0e-0000000000aa"},
            "0c6f3a52-7c1d-4a7e-9f0e-0000000000aa"},
           {Text, Uuid, {"1"}, "~!"},
           {Text, Emails, {" Ada@LAB.example "}, "ada@lab.example|~"},
           {Text, Emails, {"ada"}, "~|~!"},
           {Array, Emails, {R"(["a@b.example","C@d.example"])"}, R"(a@b.example|["c@d.example"])"},
           {Emails, Array, {"a@b.example", R"(["c@d.example"])"}, "{a@b.example,c@d.example}"},
           {Emails, Text, {"a@b.example", std::nullopt}, "a@b.example"},
           {Text, Links, {"HTTPS://X.Example/"}, "~|https://x.example|~"},
           {Links, Text, {"Home", "https://x.example", std::nullopt}, "https://x.example!"},
           {Text, Phones, {"+33 6 12 34 56 78"}, "612345678|FR|+33|~"},
           {Phones, Text, {"612345678", "FR", "+33", std::nullopt}, "+33612345678"},
           {Text, FullName, {"Ada King Lovelace"}, "Ada King|Lovelace"},
           {FullName, Text, {"Ada", std::nullopt}, "Ada"},
           {Address,
            Text,
            {"1 Main St", std::nullopt, "Porto", std::nullopt, std::nullopt, "Portugal",
             std::nullopt, std::nullopt},
            "1 Main St, Porto, Portugal"},
           {RichText, Text, {"[]", "**a**"}, "**a**"}});
    EXPECT_EQ(converted(Text, Address, {"1 Main St"}).substr(0, 11), "1 Main St|~");
    EXPECT_TRUE(converted(Text, RichText, {"*a*"}).ends_with("|*a*"));
}

TEST(Convert, what_a_field_may_not_hold_is_lost)
{
    Field to = typed(Array);
    to.rules.max_values = 1;
    EXPECT_EQ(shown(plan::convert_value(typed(MultiSelect), to, {R"(["OLD","NEW"])"})), "~!");
}

/* A value of each type that converts to something in every type of its row. */
Cells sample(FieldType from, FieldType to)
{
    switch (from) {
    case Number:
    case Numeric:
        return {to == Boolean ? "1" : "3"};
    case Boolean:
        return {"true"};
    case Date:
        return {"2024-01-31"};
    case DateTime:
        return {"2024-01-31T00:00:00.000Z"};
    case Select:
        return {"NEW"};
    case MultiSelect:
        return {R"(["NEW"])"};
    case Rating:
        return {"RATING_3"};
    case Array:
        return {to == Emails   ? R"(["a@b.example"])"
                : to == Links  ? R"(["https://a.example"])"
                : to == Phones ? R"(["+33612345678"])"
                               : R"(["NEW"])"};
    case RawJson:
        return {R"({"a":1})"};
    case Currency:
        return {"3000000", std::nullopt};
    case Emails:
        return {"a@b.example", std::nullopt};
    case Phones:
        return {"612345678", "FR", "+33", std::nullopt};
    case Links:
        return {std::nullopt, "https://a.example", std::nullopt};
    case FullName:
        return {"Ada", "Lovelace"};
    case Address:
        return {"1 Main St", {}, {}, {}, {}, {}, {}, {}};
    case RichText:
        return {"[]", "a"};
    case Uuid:
        return {"0c6f3a52-7c1d-4a7e-9f0e-0000000000aa"};
    default:
        return {to == Number || to == Numeric || to == Rating || to == Currency ? "3"
                : to == Uuid     ? "0c6f3a52-7c1d-4a7e-9f0e-0000000000aa"
                : to == Boolean  ? "yes"
                : to == Date     ? "2024-01-31"
                : to == DateTime ? "2024-01-31"
                : to == RawJson  ? "[1]"
                : to == Emails   ? "a@b.example"
                : to == Phones   ? "+33612345678"
                : to == Links    ? "https://a.example"
                                 : "NEW"};
    }
}

TEST(Convert, every_pair_of_the_table_converts)
{
    int pairs = 0;
    for (const model::FieldTypeInfo &from : model::field_types())
        for (const model::FieldTypeInfo &to : model::field_types()) {
            if ((from.conversions & bit(to.type)) == 0)
                continue;
            ++pairs;
            Field target = typed(to.type);
            if (to.type == Select)
                for (const char *const label : {"3", "true"})
                    target.options.push_back(
                        {fixture::number(30), plan::option_value_of(label), label, "red", 9});
            Field source = typed(from.type);
            if (from.type == Select && to.type != Text && to.type != MultiSelect &&
                to.type != Array)
                source.options[0].label = to.type == Boolean ? "yes" : "3";
            auto const made = plan::convert_value(source, target, sample(from.type, to.type));
            EXPECT_TRUE(made.is_kept) << from.name << " to " << to.name << ": " << shown(made);
        }
    EXPECT_GT(pairs, 60);
}

TEST(Convert, no_system_type_and_no_relation_takes_part)
{
    for (FieldType const type : {Position, TsVector, Actor, Relation}) {
        EXPECT_EQ(info(type).conversions, 0u);
        for (const model::FieldTypeInfo &from : model::field_types())
            EXPECT_EQ(from.conversions & bit(type), 0u) << from.name;
    }
}

TEST(ConvertDefault, literals_follow_the_type)
{
    auto const follow = [](FieldType from, FieldType to, std::string json) {
        Field field = typed(from);
        field.default_value = std::move(json);
        return plan::convert_default(field, typed(to));
    };
    EXPECT_EQ(follow(Text, Number, R"("'7'")"), "7");
    EXPECT_EQ(follow(Text, Number, R"("'seven'")"), "");
    EXPECT_EQ(follow(Number, Text, "7.5"), R"("'7.5'")");
    EXPECT_EQ(follow(Number, Numeric, "7.5"), R"("'7.5'")");
    EXPECT_EQ(follow(Text, Select, R"("'old'")"), R"("'OLD'")");
    EXPECT_EQ(follow(Select, MultiSelect, R"("'OLD'")"), R"(["'OLD'"])");
    EXPECT_EQ(follow(MultiSelect, Select, R"(["'OLD'"])"), R"("'OLD'")");
    EXPECT_EQ(follow(DateTime, Date, R"("now")"), R"("now")");
    EXPECT_EQ(follow(DateTime, Text, R"("now")"), "");
    EXPECT_EQ(follow(Boolean, Text, "true"), R"("'true'")");
    EXPECT_EQ(follow(Text, Emails, R"("'a@b.example'")"), "");
    EXPECT_EQ(follow(FullName, Text, R"({"firstName":"'A'"})"), "");
    EXPECT_EQ(follow(Text, Number, ""), "");
}

TEST(TextOfDouble, says_the_number_in_few_digits)
{
    EXPECT_EQ(plan::text_of_double("40f86a0000000000"), "100000");
    EXPECT_EQ(plan::text_of_double("3fd3333333333334"), "0.30000000000000004");
    EXPECT_EQ(plan::text_of_double("c000000000000000"), "-2");
    EXPECT_EQ(plan::text_of_double("7e37e43c8800759c"), "1e+300");
    EXPECT_EQ(plan::text_of_double("7ff0000000000000"), "Infinity");
    EXPECT_EQ(plan::text_of_double("7ff8000000000000"), "NaN");
}

TEST(OptionValue, is_upper_snake_of_what_can_be_spelt)
{
    EXPECT_EQ(plan::option_value_of("In progress"), "IN_PROGRESS");
    EXPECT_EQ(plan::option_value_of("  Größe-2/x "), "GROSSE_2_X");
    EXPECT_EQ(plan::option_value_of("3"), "_3");
    EXPECT_EQ(plan::option_value_of("日本"), "");
    EXPECT_EQ(plan::option_value_of("a'b\"; --"), "A_B");
}

TEST(ShowValue, texts_are_joined_and_cut)
{
    EXPECT_EQ(plan::show_value(typed(Array), {R"(["a","b"])"}), "a, b");
    EXPECT_LT(plan::show_value(typed(Text), {std::string(500, 'x')}).size(), 100u);
}

} // namespace

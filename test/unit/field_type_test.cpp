#include "model/field_type.hpp"

#include "model/object.hpp"

#include <gtest/gtest.h>

#include <set>

using namespace viginti::model;

namespace {

Field field(FieldType type, std::string name)
{
    Field made;
    made.type = type;
    made.name = std::move(name);
    return made;
}

std::vector<std::string> column_names(const Field &made)
{
    std::vector<std::string> names;
    for (const Column &column : columns_of(made))
        names.push_back(column.name);
    return names;
}

using Names = std::vector<std::string>;

TEST(FieldType, every_wire_name_finds_its_row)
{
    for (int i = 0; i <= static_cast<int>(FieldType::Relation); ++i) {
        FieldTypeInfo const &row = info(static_cast<FieldType>(i));
        EXPECT_EQ(find_field_type(row.name), &row) << row.name;
    }
    EXPECT_EQ(find_field_type("RICH_TEXT_V2"), &info(FieldType::RichText));
    EXPECT_EQ(find_field_type("FILES"), nullptr);
    EXPECT_EQ(find_field_type("text"), nullptr);
}

TEST(FieldType, every_setting_says_what_it_may_be)
{
    for (FieldTypeInfo const &row : field_types())
        for (Setting const &setting : row.settings) {
            EXPECT_EQ(setting.kind == Setting::Kind::Word, !setting.words.empty()) << setting.name;
            EXPECT_EQ(setting.kind == Setting::Kind::Count, setting.most > setting.least)
                << setting.name;
        }
}

TEST(FieldType, operators_read_and_print_the_same)
{
    EXPECT_EQ(parse_operator("containsAny"), Operator::ContainsAny);
    EXPECT_EQ(parse_operator("ilike"), Operator::Ilike);
    EXPECT_EQ(parse_operator("containsIlike"), Operator::ContainsIlike);
    EXPECT_EQ(parse_operator("matches"), std::nullopt);
    EXPECT_TRUE(is_refused(*parse_operator("regex")) && is_refused(*parse_operator("iregex")));
    EXPECT_TRUE(takes_list(Operator::ContainsExactly) && !takes_list(Operator::ContainsIlike));
    EXPECT_EQ(name_of(Operator::StartsWith), "startsWith");
    EXPECT_TRUE(operator_names().starts_with("eq, neq, in, containsAny, is, gt"));
}

TEST(FieldType, operators_fit_the_specification)
{
    Part const &list = info(FieldType::MultiSelect).parts.front();
    EXPECT_EQ(list.operators,
              bit(Operator::ContainsAny) | bit(Operator::ContainsExactly) | bit(Operator::Is));
    EXPECT_EQ(list.operators_text, "containsAny, is, isEmptyArray");
    Part const &flag = info(FieldType::Boolean).parts.front();
    EXPECT_EQ(flag.operators, bit(Operator::Eq) | bit(Operator::Is));
    EXPECT_EQ(info(FieldType::TsVector).parts.front().operators, 0);
}

TEST(FieldType, columns_are_named_after_field_and_part)
{
    EXPECT_EQ(column_names(field(FieldType::Text, "jobTitle")), Names{"job_title"});
    EXPECT_EQ(column_names(field(FieldType::FullName, "name")),
              (Names{"name_first_name", "name_last_name"}));
    EXPECT_EQ(column_names(field(FieldType::Currency, "annualRecurringRevenue")),
              (Names{"annual_recurring_revenue_amount_micros",
                     "annual_recurring_revenue_currency_code"}));
}

TEST(FieldType, a_relation_is_one_column_on_its_to_one_end)
{
    Field made = field(FieldType::Relation, "accountOwner");
    made.relation = Relation{};
    made.relation->kind = RelationKind::ManyToOne;
    EXPECT_EQ(column_names(made), Names{"account_owner_id"});
    EXPECT_EQ(made.foreign_key_name(), "accountOwnerId");
    made.relation->kind = RelationKind::OneToMany;
    EXPECT_EQ(column_names(made), Names{});
}

TEST(FieldType, of_a_composite_only_indispensable_parts_are_not_null)
{
    Field actor = field(FieldType::Actor, "createdBy");
    actor.is_nullable = false;
    std::vector<bool> required;
    for (const Column &column : columns_of(actor))
        required.push_back(is_not_null(actor, *column.part));
    EXPECT_EQ(required, (std::vector<bool>{true, false, false, false}));

    Field text = field(FieldType::Text, "x");
    EXPECT_FALSE(is_not_null(text, text.type_info().parts.front()));
    text.is_nullable = false;
    EXPECT_TRUE(is_not_null(text, text.type_info().parts.front()));
}

TEST(FieldType, a_field_is_found_by_either_dialects_name)
{
    Object object;
    object.fields.push_back(field(FieldType::RichText, "body"));
    object.fields.back().twenty_name = "bodyV2";
    EXPECT_EQ(object.find_field("body"), &object.fields[0]);
    EXPECT_EQ(object.find_field("bodyV2"), &object.fields[0]);
    EXPECT_EQ(object.find_field(""), nullptr);
}

} // namespace

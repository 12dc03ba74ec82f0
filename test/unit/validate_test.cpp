#include "model/validate.hpp"

#include "base/json.hpp"
#include "base/limits.hpp"
#include "model_fixture.hpp"

#include <gtest/gtest.h>

using namespace viginti;
using namespace viginti::model;

namespace {

FieldInput field_input(std::string_view body, Purpose purpose)
{
    return parse_field_input(parse_json(body).get(), purpose);
}

using Texts = std::vector<std::string>;

Texts texts(const Violations &violations)
{
    Texts all;
    for (const Violation &violation : violations)
        all.push_back(violation.message);
    return all;
}

Object boat()
{
    Object object;
    object.id = fixture::number(1);
    object.name_singular = "boat";
    object.name_plural = "boats";
    object.label_singular = "Boat";
    object.label_plural = "Boats";
    return object;
}

Directory directory()
{
    Directory names;
    names.by_singular["person"] = fixture::number(7);
    names.by_plural["people"] = fixture::number(7);
    return names;
}

TEST(CheckObject, a_good_one_passes)
{
    EXPECT_EQ(texts(check_object(boat(), directory())), Texts{});
}

TEST(CheckObject, names_collide_across_singular_and_plural)
{
    Object object = boat();
    object.name_singular = "people";
    EXPECT_EQ(texts(check_object(object, directory())), Texts{"Object already exists"});
    object.id = fixture::number(7);
    EXPECT_EQ(texts(check_object(object, directory())), Texts{});
}

TEST(CheckObject, all_broken_rules_are_reported_in_order)
{
    Object object = boat();
    object.name_singular = object.name_plural = "user";
    object.label_plural = "boat";
    object.is_label_synced_with_name = true;
    std::string const reserved = "This name is reserved. Use a different name or the system will "
                                 "add \"Custom\" suffix.";
    EXPECT_EQ(
        texts(check_object(object, directory())),
        (Texts{reserved, reserved, "The singular and plural names cannot be the same for an object",
               "The singular and plural labels cannot be the same for an object",
               "Names are not synced with labels"}));
}

Object ship()
{
    Object object = boat();
    object.fields = {fixture::field(2, "salary", FieldType::Currency),
                     fixture::field(3, "title", FieldType::Text),
                     fixture::relation(4, "owner", RelationKind::ManyToOne, 7, 8, "fleet")};
    return object;
}

Texts name_texts(std::string name, FieldType type = FieldType::Text)
{
    return texts(
        check_field_name(ship(), fixture::field(9, std::move(name), type), Purpose::Create));
}

TEST(CheckFieldName, names_of_columns_are_taken)
{
    EXPECT_EQ(name_texts("salaryAmountMicros"),
              Texts{"Name \"salaryAmountMicros\" is reserved composite field name"});
    EXPECT_EQ(name_texts("title"),
              Texts{"Name \"title\" is not available as it is already used by another field"});
    EXPECT_EQ(
        name_texts("ownerId"),
        Texts{
            "Name \"ownerId\" is not available as it is already used by another join column name"});
    EXPECT_EQ(name_texts("owners"), Texts{});
}

TEST(CheckFieldName, columns_of_the_new_field_are_looked_at_too)
{
    Object object = ship();
    object.fields.push_back(fixture::field(5, "mailPrimaryEmail", FieldType::Text));
    EXPECT_EQ(
        texts(check_field_name(object, fixture::field(9, "mail", FieldType::Emails),
                               Purpose::Create)),
        Texts{"Name \"mailPrimaryEmail\" is not available as it is already used by another field"});

    object.fields.push_back(fixture::field(6, "crewId", FieldType::Uuid));
    EXPECT_EQ(texts(check_field_name(
                  object, fixture::relation(9, "crew", RelationKind::ManyToOne, 7, 8, "x"),
                  Purpose::Create)),
              Texts{"Name \"crewId\" is not available as it is already used by another field"});
}

TEST(CheckFieldName, a_composites_longest_column_must_fit)
{
    EXPECT_EQ(name_texts(std::string(50, 'a'), FieldType::Phones), Texts{"Name is too long"});
    EXPECT_EQ(name_texts(std::string(50, 'a')), Texts{});
}

TEST(CheckFieldName, a_synced_name_follows_its_label)
{
    Field field = fixture::field(9, "crewSize", FieldType::Number);
    field.label = "Crew size";
    field.is_label_synced_with_name = true;
    EXPECT_EQ(texts(check_field_name(ship(), field, Purpose::Create)), Texts{});
    field.label = "Crew";
    EXPECT_EQ(texts(check_field_name(ship(), field, Purpose::Create)),
              Texts{"Name is not synced with label"});
    EXPECT_EQ(texts(check_field_name(ship(), field, Purpose::Update)),
              Texts{"Name is not synced with label."});
}

TEST(CheckCreatable, refusals_name_the_type)
{
    Dialect const &standard = dialects[0], &twenty = dialects[1];
    for (const char *const type : {"TEXT", "RICH_TEXT_V2", "ACTOR"})
        for (Dialect const &dialect : dialects)
            EXPECT_EQ(texts(check_creatable(type, dialect)), Texts{}) << type;
    EXPECT_EQ(texts(check_creatable("NUMERIC", standard)), Texts{});
    EXPECT_EQ(texts(check_creatable("NUMERIC", twenty)),
              Texts{"Field type NUMERIC is not supported for field creation. Use NUMBER instead."});
    EXPECT_EQ(texts(check_creatable("POSITION", standard)),
              Texts{"Field type POSITION is a system type and cannot be created manually."});
    EXPECT_EQ(texts(check_creatable("TS_VECTOR", standard)),
              Texts{"TS Vector is not supported for field creation"});
    EXPECT_EQ(texts(check_creatable("FILES", standard)),
              Texts{"Unsupported field metadata type FILES"});
}

TEST(CheckCreatable, the_hint_lists_what_the_dialect_lets_create)
{
    EXPECT_NE(creatable_type_names(dialects[0]).find("NUMBER, NUMERIC, BOOLEAN"),
              std::string::npos);
    EXPECT_NE(creatable_type_names(dialects[1]).find("NUMBER, BOOLEAN"), std::string::npos);
}

Texts settings_texts(FieldType type, std::string settings)
{
    Field field = fixture::field(9, "x", type);
    field.settings = std::move(settings);
    return texts(check_settings(field));
}

TEST(CheckSettings, section_10_known_keys_pass)
{
    for (auto const &[type, settings] : std::initializer_list<std::pair<FieldType, const char *>>{
             {FieldType::Number, R"({"dataType":"int","decimals":0,"type":"percentage"})"},
             {FieldType::Number, R"({"dataType":null})"},
             {FieldType::Currency, R"({"format":"short","decimals":2})"},
             {FieldType::Text, R"({"displayedMaxRows":3})"},
             {FieldType::Date, R"({"displayFormat":"CUSTOM","customUnicodeDateFormat":"yy"})"},
             {FieldType::DateTime, R"({"displayFormat":"RELATIVE"})"},
             {FieldType::Address, R"({"subFields":["addressCity","addressLat"]})"},
             {FieldType::Phones, R"({"maxNumberOfValues":1})"},
             {FieldType::Emails, R"({"maxNumberOfValues":1000})"},
             {FieldType::Links, R"({"maxNumberOfValues":2})"},
             {FieldType::Array, R"({"maxNumberOfValues":2})"},
             {FieldType::Boolean, "{}"}})
        EXPECT_EQ(settings_texts(type, settings), Texts{}) << settings;
}

TEST(CheckSettings, section_10_others_are_refused_with_what_is_allowed)
{
    EXPECT_EQ(settings_texts(FieldType::Number, R"({"datatype":"int","decimals":16})"),
              (Texts{"Setting datatype does not exist for fields of type NUMBER. Allowed settings "
                     "are dataType, decimals, type",
                     "Setting decimals must be a whole number from 0 to 15, got 16"}));
    EXPECT_EQ(settings_texts(FieldType::Number, R"({"dataType":"double"})"),
              Texts{"Setting dataType must be one of float, int, bigint, got 'double'"});
    EXPECT_EQ(settings_texts(FieldType::Array, R"({"maxNumberOfValues":0})"),
              Texts{"Setting maxNumberOfValues must be a whole number from 1 to 1000, got 0"});
    EXPECT_EQ(settings_texts(FieldType::Array, R"({"maxNumberOfValues":"3"})").size(), 1u);
    EXPECT_EQ(settings_texts(FieldType::Address, R"({"subFields":["city"]})").size(), 1u);
    EXPECT_EQ(settings_texts(FieldType::Boolean, R"({"a":1})"),
              Texts{"Setting a does not exist for fields of type BOOLEAN, which have no settings"});
}

TEST(RulesOf, settings_say_what_values_must_be)
{
    Field field = fixture::field(9, "x", FieldType::Number);
    field.settings = R"({"dataType":"int"})";
    EXPECT_EQ(rules_of(field).whole_limit, 2147483647.0);
    field.settings = R"({"dataType":"float"})";
    EXPECT_EQ(rules_of(field), ValueRules{});
    field.type = FieldType::Links;
    field.settings = R"({"maxNumberOfValues":3})";
    EXPECT_EQ(rules_of(field).max_values, 3);
}

std::vector<OptionInput> options_of(std::string_view json)
{
    FieldInput const input =
        field_input(std::string(R"({"objectMetadataId":"0b000000-0000-4000-8000-000000000001",
                        "type":"SELECT","name":"a","label":"A","options":)") +
                        std::string(json) + "}",
                    Purpose::Create);
    return *input.options;
}

TEST(CheckOptions, every_rule_has_its_text)
{
    EXPECT_EQ(texts(check_options(std::nullopt)), Texts{"Options are required for enum fields"});
    EXPECT_EQ(texts(check_options(options_of("[]"))),
              Texts{"Options are required for enum fields"});
    EXPECT_EQ(texts(check_options(options_of(R"([{"value":"A_1","label":"A"}])"))), Texts{});
    EXPECT_EQ(texts(check_options(options_of(R"([{"value":"draft","label":"a,b"},{"label":""}])"))),
              (Texts{"Value must be in UPPER_CASE and follow snake_case \"draft\"",
                     "Label must not contain a comma", "Option value is required",
                     "Label must not be empty"}));
    EXPECT_EQ(
        texts(check_options(options_of(
            R"([{"value":"A","label":"A","position":1},{"value":"A","label":"A","position":1}])"))),
        (Texts{"Duplicated option position", "Duplicated option value"}));
}

TEST(MakeOptions, an_option_without_id_is_the_one_of_its_value)
{
    std::vector<Option> const existing{{fixture::number(1), "A", "A", "red", 0},
                                       {fixture::number(2), "B", "B", "sky", 1}};
    int next = 10;
    auto const new_id = [&] { return fixture::number(next++); };
    auto const options = make_options(
        options_of(R"([{"value":"B","label":"Bee"},{"value":"C","label":"C","position":5},
                       {"id":"00000000-0000-0000-0000-000000000001","value":"Z","label":"Z","position":2}])"),
        existing, new_id);
    ASSERT_EQ(options.size(), 3u);
    EXPECT_EQ(options[0].id, fixture::number(2));
    EXPECT_EQ(options[0].color, "sky");
    EXPECT_EQ(options[1].id, fixture::number(1));
    EXPECT_EQ(options[1].value, "Z");
    EXPECT_EQ(options[2].id, fixture::number(10));
}

Option option(int id, std::string value)
{
    return {fixture::number(id), value, value, "red", id};
}

TEST(CheckOptionsRemap, deleted_options_go_to_ones_that_stay)
{
    std::vector<Option> const before{option(1, "A"), option(2, "B"), option(3, "C")};
    std::vector<Option> const after{option(1, "ALPHA"), option(4, "D")};
    EXPECT_EQ(texts(check_options_remap({{"B", "ALPHA"}, {"C", std::nullopt}}, before, after)),
              Texts{});
    EXPECT_EQ(texts(check_options_remap({{"A", "D"}, {"X", "D"}, {"B", "A"}}, before, after)),
              (Texts{"optionsRemap names \"A\", which is not deleted",
                     "optionsRemap names \"X\", which is no option of the field",
                     "optionsRemap puts \"A\" in the place of another option, but it is not "
                     "among the options"}));
}

TEST(FollowOptions, a_default_goes_where_the_records_go)
{
    Field field = fixture::field(9, "x", FieldType::Select);
    field.options = {option(1, "A"), option(2, "B"), option(3, "C")};
    std::vector<Option> const after{option(1, "ALPHA"), option(4, "D")};
    field.default_value = R"("'A'")";
    EXPECT_EQ(follow_options(field, after, {}), R"("'ALPHA'")");
    field.default_value = R"("'B'")";
    EXPECT_EQ(follow_options(field, after, {{"B", "D"}}), R"("'D'")");
    EXPECT_EQ(follow_options(field, after, {}), R"("'B'")");
    field.type = FieldType::MultiSelect;
    field.default_value = R"(["'A'","'B'","'C'"])";
    EXPECT_EQ(follow_options(field, after, {{"B", "ALPHA"}, {"C", "D"}}), R"(["'ALPHA'","'D'"])");
}

TEST(CheckConversion, refusals_list_what_the_type_may_become)
{
    EXPECT_EQ(texts(check_conversion(FieldType::Text, "NUMBER")), Texts{});
    EXPECT_EQ(texts(check_conversion(FieldType::Date, "NUMBER")),
              Texts{"Fields of type DATE cannot become NUMBER. They may become TEXT, DATE_TIME"});
    EXPECT_EQ(texts(check_conversion(FieldType::Actor, "TEXT")),
              Texts{"Fields of type ACTOR cannot become TEXT"});
    EXPECT_EQ(texts(check_conversion(FieldType::Text, "POSITION")).size(), 1u);
    EXPECT_EQ(texts(check_conversion(FieldType::Text, "TEXTS")),
              Texts{"Unsupported field metadata type TEXTS"});
}

Texts default_texts(FieldType type, std::string json)
{
    Field field = fixture::field(9, "x", type);
    field.options = {{fixture::number(1), "DRAFT", "Draft", "gray", 0}};
    field.default_value = std::move(json);
    return texts(check_field_values(field));
}

TEST(CheckDefault, the_grammar_of_literals)
{
    EXPECT_EQ(default_texts(FieldType::Text, R"("'Hello'")"), Texts{});
    EXPECT_EQ(default_texts(FieldType::Text, R"("Hello")"),
              Texts{"Invalid string default value \"Hello\" should be single quoted"});
    EXPECT_EQ(default_texts(FieldType::Uuid, R"("uuid")"), Texts{});
    EXPECT_EQ(default_texts(FieldType::DateTime, R"("now")"), Texts{});
    EXPECT_EQ(default_texts(FieldType::Date, R"("'2024-01-31'")"), Texts{});
    EXPECT_EQ(default_texts(FieldType::Date, R"("'soon'")").size(), 1u);
    EXPECT_EQ(default_texts(FieldType::Number, "7.5"), Texts{});
    EXPECT_EQ(default_texts(FieldType::Number, R"("'7'")").size(), 1u);
    for (const char *const good : {"7.25", "7", R"("'12345678901234567890.10'")"})
        EXPECT_EQ(default_texts(FieldType::Numeric, good), Texts{}) << good;
    EXPECT_EQ(default_texts(FieldType::Numeric, R"("'seven'")"),
              Texts{"Default value must be a number got \"'seven'\""});
    EXPECT_EQ(default_texts(FieldType::Numeric, "true").size(), 1u);
    EXPECT_EQ(default_texts(FieldType::Currency, R"({"amountMicros":null,"currencyCode":"'EUR'"})"),
              Texts{});
    EXPECT_EQ(default_texts(FieldType::Currency, R"({"cents":1})"),
              Texts{"Invalid subfield cents for currency field \"x\""});
    EXPECT_EQ(default_texts(FieldType::Array, R"(["'a'"])"), Texts{});
    EXPECT_EQ(default_texts(FieldType::RawJson, R"({"a":1})"), Texts{});
}

TEST(CheckDefault, options_must_exist)
{
    EXPECT_EQ(default_texts(FieldType::Select, R"("'DRAFT'")"), Texts{});
    EXPECT_EQ(default_texts(FieldType::Select, R"("DRAFT")"),
              Texts{"Default value should be as quoted string"});
    EXPECT_EQ(default_texts(FieldType::Select, R"("'X'")"),
              Texts{"Default value \"X\" must be one of the option values"});
    EXPECT_EQ(default_texts(FieldType::Select, "7"),
              Texts{"Default value for select must be a string got 7"});
    EXPECT_EQ(default_texts(FieldType::MultiSelect, R"(["'DRAFT'","'DRAFT'"])"),
              Texts{"Default values must be unique"});
    EXPECT_EQ(default_texts(FieldType::MultiSelect, "[]"),
              Texts{"If defined default value must contain at least one value"});
}

TEST(CheckValues, a_required_field_needs_a_default)
{
    Field field = fixture::field(9, "x", FieldType::Text);
    field.is_nullable = false;
    EXPECT_EQ(texts(check_field_values(field)),
              Texts{"Default value cannot be null for non-nullable fields"});
}

TEST(CheckValues, what_has_no_key_cannot_be_unique)
{
    Field field = fixture::field(9, "x", FieldType::Boolean);
    field.is_unique = true;
    EXPECT_EQ(texts(check_field_values(field)), Texts{"Fields of type BOOLEAN cannot be unique"});
    field.type = FieldType::Emails;
    EXPECT_EQ(texts(check_field_values(field)), Texts{});
}

TEST(NormalizeDefault, an_empty_composite_is_no_default)
{
    Field field = fixture::field(9, "x", FieldType::FullName);
    field.default_value = R"({"firstName":"''","lastName":null})";
    EXPECT_EQ(normalize_default(field), "");
    field.default_value = R"({"firstName":"'A'","lastName":"''"})";
    EXPECT_EQ(normalize_default(field), R"({"firstName":"'A'","lastName":null})");
}

TEST(ValidationError, the_report_has_the_shape_of_the_specification)
{
    Error const error =
        validation_error("objectMetadata", "create",
                         {{"INVALID_OBJECT_INPUT", "Name is too long", "x", "nameSingular"},
                          {"INVALID_OBJECT_INPUT", "Second", "", ""}},
                         {{"nameSingular", "x"}});
    EXPECT_EQ(error.status, 400);
    EXPECT_EQ(error.message, "Name is too long");
    EXPECT_EQ(error.path, "/nameSingular");
    Json const report = parse_json("{" + error.report + "}");
    EXPECT_EQ(text_of(json_object_get(report.get(), "message")),
              "Multiple validation errors occurred while creating object");
    const json_t *const failures =
        json_object_get(json_object_get(report.get(), "errors"), "objectMetadata");
    const json_t *const failure = json_array_get(failures, 0);
    EXPECT_EQ(json_array_size(json_object_get(failure, "errors")), 2u);
    EXPECT_EQ(json_integer_value(
                  json_object_get(json_object_get(report.get(), "summary"), "totalErrors")),
              1);
}

TEST(CheckSize, columns_are_counted)
{
    Object object = boat();
    for (int i = 0; i < 400; ++i)
        object.fields.push_back(fixture::field(100, "f" + std::to_string(i), FieldType::Phones));
    EXPECT_THROW(check_size(object), Error);
    object.fields.resize(300);
    EXPECT_NO_THROW(check_size(object));
}

} // namespace

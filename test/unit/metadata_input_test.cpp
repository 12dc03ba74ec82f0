#include "model/metadata_input.hpp"

#include "base/error.hpp"

#include <gtest/gtest.h>

using namespace viginti;
using namespace viginti::model;

namespace {

ObjectInput object_input(std::string_view body, Purpose purpose)
{
    return parse_object_input(parse_json(body).get(), purpose);
}

FieldInput field_input(std::string_view body, Purpose purpose)
{
    return parse_field_input(parse_json(body).get(), purpose);
}

template <class Call>
Error error_of(const Call &call)
{
    try {
        call();
    } catch (const Error &error) {
        return error;
    }
    ADD_FAILURE() << "no error";
    return Error(Code::Internal, "no error");
}

Error object_error(std::string_view body, Purpose purpose = Purpose::Create)
{
    return error_of([&] { object_input(body, purpose); });
}

Error field_error(std::string_view body, Purpose purpose = Purpose::Create)
{
    return error_of([&] { field_input(body, purpose); });
}

TEST(ObjectInput, reads_all_keys_and_collapses_blanks)
{
    ObjectInput const input = object_input(
        R"({"nameSingular":" boat ","namePlural":"boats","labelSingular":"a   boat",
            "labelPlural":"Boats","icon":"IconSailboat","isLabelSyncedWithName":true,
            "skipNameField":true,"description":null})",
        Purpose::Create);
    EXPECT_EQ(input.name_singular, "boat");
    EXPECT_EQ(input.label_singular, "a boat");
    EXPECT_EQ(input.icon, "IconSailboat");
    EXPECT_EQ(input.description, "");
    EXPECT_EQ(input.color, std::nullopt);
    EXPECT_EQ(input.is_label_synced_with_name, true);
    EXPECT_TRUE(input.skip_name_field);
}

TEST(ObjectInput, names_every_missing_or_empty_text)
{
    Error const error = object_error(R"({"namePlural":"","labelSingular":"Boat"})");
    EXPECT_EQ(error.status, 400);
    EXPECT_EQ(error.message, "nameSingular should not be empty");
    EXPECT_EQ(error.path, "/nameSingular");
    EXPECT_EQ(error.report,
              R"("message":["nameSingular should not be empty",)"
              R"("namePlural should not be empty","labelPlural should not be empty"])");
}

TEST(ObjectInput, on_update_nothing_is_required_but_nothing_may_be_emptied)
{
    EXPECT_EQ(object_input("{}", Purpose::Update).name_singular, std::nullopt);
    EXPECT_EQ(object_error(R"({"nameSingular":null})", Purpose::Update).message,
              "nameSingular should not be empty");
}

TEST(ObjectInput, an_unknown_key_is_refused_with_the_allowed_ones)
{
    Error const error = object_error(R"({"nameSingular":"a","namePlural":"b","labelSingular":"A",
                                         "labelPlural":"B","iconn":"x"})");
    EXPECT_EQ(error.message, "property iconn should not exist");
    EXPECT_EQ(error.path, "/iconn");
    EXPECT_NE(error.hint.find("nameSingular, namePlural"), std::string::npos);
}

TEST(ObjectInput, wrong_types_are_named)
{
    EXPECT_EQ(object_error(R"({"isActive":"yes"})", Purpose::Update).message,
              "isActive must be a boolean value");
    EXPECT_EQ(object_error(R"({"icon":7})", Purpose::Update).message, "icon must be a string");
}

TEST(FieldInput, a_field_needs_object_type_name_and_label)
{
    Error const error = field_error("{}");
    EXPECT_EQ(error.message, "objectMetadataId should not be empty");
    EXPECT_NE(error.report.find("type should not be empty"), std::string::npos);
    EXPECT_NE(error.report.find("label should not be empty"), std::string::npos);
    EXPECT_EQ(field_error(R"({"objectMetadataId":"x"})").message,
              "objectMetadataId must be a UUID");
}

constexpr std::string_view start =
    R"({"objectMetadataId":"0b000000-0000-4000-8000-000000000001","name":"stage","label":"Stage",)";

TEST(FieldInput, reads_options_and_default_as_they_came)
{
    FieldInput const input =
        field_input(std::string(start) + R"("type":"SELECT","defaultValue":"'DRAFT'","options":[
            {"label":" Draft ","value":"DRAFT","position":0,"color":"gray"},
            {"id":"nonsense","label":7}]})",
                    Purpose::Create);
    ASSERT_TRUE(input.options);
    ASSERT_EQ(input.options->size(), 2u);
    EXPECT_EQ((*input.options)[0].label, "Draft");
    EXPECT_TRUE((*input.options)[1].id_is_invalid);
    EXPECT_FALSE((*input.options)[1].label_is_text);
    EXPECT_EQ((*input.options)[1].value, std::nullopt);
    EXPECT_EQ(input.default_value, R"("'DRAFT'")");
}

TEST(FieldInput, reads_a_relation_without_icon)
{
    FieldInput const input = field_input(
        std::string(start) + R"("type":"RELATION","relationCreationPayload":{"type":"MANY_TO_ONE",
            "targetObjectMetadataId":"0b000000-0000-4000-8000-000000000002",
            "targetFieldLabel":"Fleet"}})",
        Purpose::Create);
    ASSERT_TRUE(input.relation);
    EXPECT_EQ(input.relation->kind, RelationKind::ManyToOne);
    EXPECT_EQ(input.relation->label, "Fleet");
    EXPECT_EQ(input.relation->icon, "");
}

TEST(FieldInput, a_malformed_relation_lists_its_faults)
{
    Error const error = field_error(std::string(start) +
                                    R"("type":"RELATION","relationCreationPayload":{"type":"X"}})");
    EXPECT_EQ(error.message,
              "Relation creation payload is invalid: type must be one of the following values: "
              "MANY_TO_ONE, ONE_TO_MANY, ONE_TO_ONE, targetObjectMetadataId must be a UUID, "
              "targetFieldLabel "
              "must be a string, targetFieldLabel should not be empty");
    EXPECT_EQ(error.status, 400);
}

TEST(FieldInput, a_morph_relation_has_a_list_of_targets)
{
    std::string const one =
        R"({"type":"MANY_TO_ONE","targetObjectMetadataId":"0b000000-0000-4000-8000-000000000002",
            "targetFieldLabel":"Logs","targetFieldIcon":"IconX"})";
    std::string const key = R"("type":"MORPH_RELATION","morphRelationsCreationPayload":)";
    FieldInput const input =
        field_input(std::string(start) + key + "[" + one + "," + one + "]}", Purpose::Create);
    ASSERT_TRUE(input.morph);
    EXPECT_EQ(input.morph->size(), 2u);
    EXPECT_EQ(input.morph->back().icon, "IconX");
    Error const error = field_error(std::string(start) + key + "[" + one + R"(,{"type":"X"}]})");
    EXPECT_EQ(error.path, "/morphRelationsCreationPayload/1");
    EXPECT_EQ(error.message.rfind("Morph relation input transpilation failed: type must be", 0),
              0u);
    EXPECT_EQ(field_error(std::string(start) + key + "{}}").message,
              "Morph relation input transpilation failed: morphRelationsCreationPayload must be an "
              "array");
}

TEST(FieldInput, what_answers_hold_may_be_sent_back)
{
    EXPECT_NO_THROW(field_input(
        R"({"id":"x","isSystem":false,"isCustom":true,"workspaceId":"y","createdAt":"z",
            "relation":{},"isNullable":true,"type":"TEXT"})",
        Purpose::Update));
}

} // namespace

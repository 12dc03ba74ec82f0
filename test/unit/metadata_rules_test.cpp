/* The catalogue of spec/metadata-rest.md §11, row by row: each broken rule and its text. */
#include "model/validate.hpp"

#include "base/json.hpp"
#include "model_fixture.hpp"

#include <gtest/gtest.h>

using namespace viginti;
using namespace viginti::model;

namespace {

using Texts = std::vector<std::string>;

/* "CODE message", of each violation. */
Texts shown(const Violations &violations)
{
    Texts all;
    for (const Violation &violation : violations)
        all.push_back(std::string(violation.code) + ' ' + violation.message);
    return all;
}

constexpr const char *pattern =
    "Name is not valid: it must start with lowercase letter and contain only alphanumeric letters";
constexpr const char *reserved =
    "This name is reserved. Use a different name or the system will add \"Custom\" suffix.";

Directory directory()
{
    Directory names;
    names.by_singular["person"] = fixture::number(7);
    names.by_plural["people"] = fixture::number(7);
    return names;
}

Texts object_texts(const std::function<void(Object &)> &spoil)
{
    Object object;
    object.id = fixture::number(1);
    object.name_singular = "boat";
    object.name_plural = "boats";
    object.label_singular = "Boat";
    object.label_plural = "Boats";
    spoil(object);
    return shown(check_object(object, directory()));
}

TEST(Section11_1, names_and_labels_of_objects)
{
    std::string const code = "INVALID_OBJECT_INPUT ";
    EXPECT_EQ(object_texts([](Object &) {}), Texts{});
    EXPECT_EQ(object_texts([](Object &o) { o.name_singular = std::string(64, 'a'); }),
              Texts{code + "Name is too long"});
    EXPECT_EQ(object_texts([](Object &o) { o.name_singular = " "; }),
              (Texts{code + "Name is too short", code + pattern}));
    EXPECT_EQ(object_texts([](Object &o) { o.name_plural = "a a"; }), Texts{code + pattern});
    EXPECT_EQ(object_texts([](Object &o) { o.name_singular = "user"; }), Texts{code + reserved});
    EXPECT_EQ(object_texts([](Object &o) { o.name_plural = o.name_singular; }),
              Texts{code + "The singular and plural names cannot be the same for an object"});
    EXPECT_EQ(object_texts([](Object &o) { o.label_singular = std::string(64, 'A'); }),
              Texts{code + "Object label is too long"});
    EXPECT_EQ(object_texts([](Object &o) { o.label_singular = ""; }),
              Texts{code + "Object label is too short"});
    EXPECT_EQ(object_texts([](Object &o) { o.label_plural = "BOAT"; }),
              Texts{code + "The singular and plural labels cannot be the same for an object"});
    EXPECT_EQ(object_texts([](Object &o) {
                  o.is_label_synced_with_name = true;
                  o.name_plural = "fleet";
              }),
              Texts{code + "Names are not synced with labels"});
    for (const char *const taken : {"person", "people"})
        EXPECT_EQ(object_texts([&](Object &o) { o.name_singular = taken; }),
                  Texts{"OBJECT_ALREADY_EXISTS Object already exists"});
}

TEST(Section11_1, the_label_identifier)
{
    std::string const start =
        "INVALID_OBJECT_INPUT labelIdentifierFieldMetadataUniversalIdentifier "
        "validation failed: ";
    EXPECT_EQ(shown(check_label_identifier(nullptr)),
              Texts{start + "related field metadata not found"});
    for (const FieldTypeInfo &type : field_types()) {
        bool const labels = type.type == FieldType::Text || type.type == FieldType::FullName ||
                            type.type == FieldType::Uuid;
        Field const field = fixture::field(9, "x", type.type);
        EXPECT_EQ(shown(check_label_identifier(&field)),
                  labels ? Texts{} : Texts{start + "field type not compatible"})
            << type.name;
    }
}

Object ship()
{
    Object object;
    object.fields = {fixture::field(2, "salary", FieldType::Currency),
                     fixture::field(3, "title", FieldType::Text),
                     fixture::relation(4, "owner", RelationKind::ManyToOne, 7, 8, "fleet")};
    return object;
}

Texts name_texts(std::string name, Purpose purpose = Purpose::Create,
                 const std::string &synced_label = {})
{
    Field field = fixture::field(9, std::move(name), FieldType::Text);
    if (!synced_label.empty()) {
        field.label = synced_label;
        field.is_label_synced_with_name = true;
    }
    return shown(check_field_name(ship(), field, purpose));
}

TEST(Section11_2, names_of_fields)
{
    std::string const invalid = "INVALID_FIELD_INPUT ";
    EXPECT_EQ(
        name_texts("salaryAmountMicros"),
        Texts{"RESERVED_KEYWORD Name \"salaryAmountMicros\" is reserved composite field name"});
    EXPECT_EQ(name_texts("title"), Texts{"NOT_AVAILABLE Name \"title\" is not available as it is "
                                         "already used by another field"});
    EXPECT_EQ(name_texts("ownerId"), Texts{"NOT_AVAILABLE Name \"ownerId\" is not available as it "
                                           "is already used by another join column name"});
    EXPECT_EQ(name_texts("mast", Purpose::Create, "Main mast"),
              Texts{"NAME_NOT_SYNCED_WITH_LABEL Name is not synced with label"});
    EXPECT_EQ(name_texts("mast", Purpose::Update, "Main mast"),
              Texts{"FIELD_MUTATION_NOT_ALLOWED Name is not synced with label."});
    EXPECT_EQ(name_texts(std::string(64, 'a')), Texts{invalid + "Name is too long"});
    EXPECT_EQ(name_texts(" "), (Texts{invalid + "Name is too short", invalid + pattern}));
    EXPECT_EQ(name_texts("Mast"), Texts{invalid + pattern});
    EXPECT_EQ(name_texts("event"), Texts{invalid + reserved});
}

TEST(Section11_2, types_of_fields)
{
    struct Row {
        const char *type;
        const char *text;
    };
    for (const Row &row : std::initializer_list<Row>{
             {"NUMERIC", "INVALID_FIELD_INPUT Field type NUMERIC is not supported for field "
                         "creation. Use NUMBER instead."},
             {"POSITION", "INVALID_FIELD_INPUT Field type POSITION is a system type and cannot be "
                          "created manually."},
             {"TS_VECTOR", "INVALID_FIELD_INPUT TS Vector is not supported for field creation"},
             {"X", "UNCOVERED_FIELD_METADATA_TYPE_VALIDATION Unsupported field metadata type X"}})
        EXPECT_EQ(shown(check_creatable(row.type, dialects[1])), Texts{row.text});
    EXPECT_EQ(check_creatable("NUMERIC", dialects[1]).front().value, "NUMERIC");
}

Texts option_texts(const std::string &options)
{
    Json const body =
        parse_json(R"({"objectMetadataId":"0b000000-0000-4000-8000-000000000001","type":"SELECT",)"
                   R"("name":"a","label":"A","options":)" +
                   options + "}");
    Texts all;
    for (const Violation &violation :
         check_options(parse_field_input(body.get(), Purpose::Create).options)) {
        EXPECT_EQ(violation.code, "INVALID_FIELD_INPUT");
        all.push_back(violation.message);
    }
    return all;
}

TEST(Section11_3, options)
{
    std::string const long_text(64, 'A');
    auto const one = [](const std::string &members) { return option_texts("[{" + members + "}]"); };
    EXPECT_EQ(option_texts("null"), Texts{"Options are required for enum fields"});
    EXPECT_EQ(option_texts("[]"), Texts{"Options are required for enum fields"});
    EXPECT_EQ(one(R"("id":"x","value":"A","label":"A")"), Texts{"Option id is invalid"});
    EXPECT_EQ(one(R"("label":"A")"), Texts{"Option value is required"});
    for (const char *const value : {R"("")", "7"})
        EXPECT_EQ(one(R"("label":"A","value":)" + std::string(value)),
                  Texts{"Option value must be a string of at least one character"});
    EXPECT_EQ(one(R"("label":"A","value":")" + long_text + "\""),
              Texts{"Option value exceeds 63 characters"});
    EXPECT_EQ(one(R"("label":"A","value":"a b")"),
              Texts{"Value must be in UPPER_CASE and follow snake_case \"a b\""});
    EXPECT_EQ(one(R"("value":"A")"), Texts{"Option label is required"});
    EXPECT_EQ(one(R"("value":"A","label":7)"),
              Texts{"Option label must be a string of at least one character"});
    EXPECT_EQ(one(R"("value":"A","label":")" + long_text + "\""),
              Texts{"Option label exceeds 63 characters"});
    EXPECT_EQ(one(R"("value":"A","label":"a,b")"), Texts{"Label must not contain a comma"});
    EXPECT_EQ(one(R"("value":"A","label":" ")"), Texts{"Label must not be empty"});
    std::string const id = R"("id":"0b000000-0000-4000-8000-000000000002",)";
    EXPECT_EQ(
        option_texts("[{" + id + R"("value":"A","label":"A","position":1},{)" + id +
                     R"("value":"A","label":"A","position":1}])"),
        (Texts{"Duplicated option position", "Duplicated option id", "Duplicated option value"}));
}

Texts default_texts(FieldType type, std::string json)
{
    Field field = fixture::field(9, "x", type);
    field.options = {{fixture::number(1), "A", "A", "gray", 0},
                     {fixture::number(2), "B", "B", "gray", 1}};
    field.default_value = std::move(json);
    Texts all;
    for (const Violation &violation : check_field_values(field))
        all.push_back(violation.message);
    return all;
}

TEST(Section11_3, defaults_of_options)
{
    for (FieldType const type : {FieldType::Select, FieldType::Rating}) {
        EXPECT_EQ(default_texts(type, "7"),
                  Texts{"Default value for select must be a string got 7"});
        EXPECT_EQ(default_texts(type, R"("A")"), Texts{"Default value should be as quoted string"});
        EXPECT_EQ(default_texts(type, R"("'C'")"),
                  Texts{"Default value \"C\" must be one of the option values"});
        EXPECT_EQ(default_texts(type, "null"), Texts{});
    }
    EXPECT_EQ(default_texts(FieldType::MultiSelect, R"("'A'")"),
              Texts{"Default value for multi-select must be an array got \"'A'\""});
    EXPECT_EQ(default_texts(FieldType::MultiSelect, "[]"),
              Texts{"If defined default value must contain at least one value"});
    EXPECT_EQ(default_texts(FieldType::MultiSelect, R"(["'A'","'A'"])"),
              Texts{"Default values must be unique"});
    EXPECT_EQ(default_texts(FieldType::MultiSelect, R"(["'C'","A"])"),
              (Texts{"Default value \"C\" must be one of the option values",
                     "Default value should be as quoted string"}));
    EXPECT_EQ(default_texts(FieldType::MultiSelect, "null"), Texts{});
}

TEST(Section6_3, what_a_change_of_values_may_not_leave)
{
    Field field = fixture::field(9, "x", FieldType::Text);
    field.is_nullable = false;
    EXPECT_EQ(shown(check_field_values(field)),
              Texts{"INVALID_FIELD_INPUT Default value cannot be null for non-nullable fields"});
}

} // namespace

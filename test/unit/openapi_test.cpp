/* The self-descriptions against the tables they describe; what they say to clients is tested over HTTP. */
#include "openapi/document.hpp"

#include "base/limits.hpp"
#include "fault_of.hpp"
#include "model/metadata_input.hpp"
#include "model_fixture.hpp"
#include "openapi/metadata.hpp"
#include "openapi/operations.hpp"
#include "openapi/transaction.hpp"
#include "openapi/parameters.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace {

using namespace viginti;
using openapi::Described;
using openapi::View;
using rest::Operation;

Described whole(model::ObjectPtr object)
{
    std::vector<bool> const all(object->fields.size(), true);
    return {std::move(object), true, true, true, false, all, all, true};
}

View fixture_view()
{
    model::Catalog const catalog = fixture::catalog();
    View view;
    view.may_change_model = true;
    view.objects = {whole(catalog.by_plural("companies")), whole(catalog.by_plural("people"))};
    return view;
}

/* `count` objects like the fixture's people, each with `fields` more text fields. */
View wide_view(int count, int fields)
{
    View view;
    for (int i = 0; i < count; ++i) {
        auto object = std::make_shared<model::Object>(*fixture::catalog().by_plural("people"));
        object->id.bytes[0] = static_cast<std::uint8_t>(i >> 8);
        object->id.bytes[1] = static_cast<std::uint8_t>(i);
        object->id.bytes[2] = 1;
        object->name_singular = "thing" + std::to_string(i);
        object->name_plural = "things" + std::to_string(i);
        for (int j = 0; j < fields; ++j)
            object->fields.push_back(
                fixture::field(j, "field" + std::to_string(j), model::FieldType::Text));
        view.objects.push_back(whole(object));
    }
    return view;
}

bool is_description(Operation operation)
{
    return operation == Operation::DescribeCore || operation == Operation::DescribeMetadata;
}

TEST(OpenApi, EveryRouteIsDescribedAndEveryDescriptionHasARoute)
{
    std::set<Operation> routed;
    for (const rest::RouteRow &route : rest::routes()) {
        routed.insert(route.operation);
        EXPECT_EQ(openapi::is_record_operation(route.operation) +
                      openapi::is_metadata_operation(route.operation) +
                      (route.operation == openapi::transaction_operation) +
                      is_description(route.operation),
                  1)
            << route.method << ' ' << route.pattern;
    }
    for (int i = 0; i < 256; ++i) {
        auto const operation = static_cast<Operation>(i);
        bool const is_described =
            openapi::is_record_operation(operation) || openapi::is_metadata_operation(operation);
        EXPECT_TRUE(!is_described || routed.contains(operation)) << "operation " << i;
    }
}

TEST(OpenApi, EveryParameterAnOperationTakesIsDescribed)
{
    for (const rest::RouteRow &route : rest::routes()) {
        bool const on_records = openapi::is_record_operation(route.operation);
        int const takes = on_records ? rest::shape_of(route.operation).takes : 0;
        EXPECT_EQ(takes & ~openapi::described_groups(), 0) << route.method << ' ' << route.pattern;
    }
}

/* The keys a parser lists when it is given one it does not know. */
template <class Parse>
std::set<std::string> accepted_keys(const Parse &parse)
{
    Error const error = test::fault_of(parse);
    constexpr std::string_view start = "Allowed properties are ";
    EXPECT_EQ(error.hint.substr(0, start.size()), start);
    std::set<std::string> keys;
    std::string rest = error.hint.substr(start.size()) + ", ";
    for (std::size_t end; (end = rest.find(", ")) != rest.npos; rest.erase(0, end + 2))
        keys.insert(rest.substr(0, end));
    return keys;
}

std::set<std::string> described_keys(const json_t *document, const char *schema)
{
    const json_t *const found = json_object_get(
        json_object_get(json_object_get(document, "components"), "schemas"), schema);
    std::set<std::string> keys;
    const char *key;
    json_t *value;
    json_object_foreach(json_object_get(found, "properties"), key, value) keys.insert(key);
    return keys;
}

TEST(OpenApi, BodiesOfTheMetadataApiHaveTheKeysItsParserTakes)
{
    using model::Purpose;
    Json const document = parse_json(openapi::metadata_document(fixture_view()));
    std::string const unknown = R"({"zzz":1})";
    EXPECT_EQ(described_keys(document.get(), "ObjectMetadataForUpdate"), accepted_keys([&] {
                  model::parse_object_input(parse_json(unknown).get(), Purpose::Update);
              }));
    EXPECT_EQ(described_keys(document.get(), "FieldMetadataForUpdate"), accepted_keys([&] {
                  model::parse_field_input(parse_json(unknown).get(), Purpose::Update);
              }));
    std::string const object =
        R"({"zzz":1,"nameSingular":"a","namePlural":"b","labelSingular":"c","labelPlural":"d"})";
    EXPECT_EQ(described_keys(document.get(), "ObjectMetadataInput"), accepted_keys([&] {
                  model::parse_object_input(parse_json(object).get(), Purpose::Create);
              }));
    std::string const field =
        R"({"zzz":1,"objectMetadataId":"018f3b1c-7d2e-7abc-8def-0123456789ab",)"
        R"("type":"TEXT","name":"e","label":"f"})";
    EXPECT_EQ(described_keys(document.get(), "FieldMetadataInput"), accepted_keys([&] {
                  model::parse_field_input(parse_json(field).get(), Purpose::Create);
              }));
}

TEST(OpenApi, TheSameViewGivesTheSameText)
{
    EXPECT_EQ(openapi::core_document(fixture_view()), openapi::core_document(fixture_view()));
    for (const model::Dialect &dialect : model::dialects) {
        View view = fixture_view();
        view.dialect = &dialect;
        EXPECT_NO_THROW(parse_json(openapi::core_document(view))) << dialect.name;
        EXPECT_NO_THROW(parse_json(openapi::metadata_document(view))) << dialect.name;
    }
}

TEST(OpenApi, HasNothingToSayOfAnEmptyWorkspace)
{
    EXPECT_NO_THROW(parse_json(openapi::core_document({})));
    EXPECT_NO_THROW(parse_json(openapi::metadata_document({})));
}

TEST(OpenApi, FiveHundredObjectsOrFieldsStayBelowTheLimitOfAnAnswer)
{
    EXPECT_LT(openapi::core_document(wide_view(500, 10)).size(), limits::answer_bytes);
    EXPECT_LT(openapi::core_document(wide_view(1, 500)).size(), limits::answer_bytes);
}

TEST(OpenApi, ADocumentBeyondTheLimitSaysHowToAskForLess)
{
    View view = wide_view(1000, 200);
    Error const error = test::fault_of([&] { openapi::core_document(view); });
    EXPECT_EQ(error.code, Code::LimitExceeded);
    EXPECT_EQ(error.path, "objects");
    EXPECT_NE(error.hint.find("objects="), std::string::npos);
    for (std::size_t i = 2; i < view.objects.size(); ++i)
        view.objects[i].is_chosen = false;
    EXPECT_LT(openapi::core_document(view).size(), std::size_t{1} << 20);
}

} // namespace

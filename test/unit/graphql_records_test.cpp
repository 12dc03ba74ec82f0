#include "base/error.hpp"
#include "graphql/lower.hpp"
#include "graphql/parser.hpp"
#include "graphql/record_schema.hpp"
#include "graphql/selection_tree.hpp"
#include "graphql/validation.hpp"
#include "model_fixture.hpp"
#include "plan/read_plan.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace {

using namespace viginti;
using namespace viginti::graphql;

/* The request a query of people is lowered to. */
request::Request lowered(const std::string &source)
{
    RecordSchema const schema(fixture::catalog(), false);
    auto const parsed = parse(source);
    const Document &document = std::get<Document>(parsed);
    auto const faults = validate(schema.schema(), document);
    if (!faults.empty())
        throw std::runtime_error(faults.front().message);
    std::vector<graphql::Fault> more;
    SelectedObject const root =
        select(schema.schema(), document, std::get<Operation>(document.definitions.front()),
               make_json_object().get(), more);
    auto const found = schema.find_root(OperationKind::Query, root.fields.front().field->name);
    return lower_page(schema, root.fields.front(), *schema.find_object(found->object), 60);
}

std::string message_of(const std::string &source)
{
    try {
        lowered(source);
    } catch (const Error &error) {
        return error.message;
    } catch (const std::runtime_error &error) {
        return error.what();
    }
    return "";
}

TEST(GraphqlRecords, LoadsTheObjectsADocumentIsAbout)
{
    model::Catalog catalog = fixture::catalog();
    auto rocket = std::make_shared<model::Object>();
    rocket->id = fixture::number(999);
    rocket->name_singular = "rocket";
    rocket->name_plural = "rockets";
    auto directory = std::make_shared<model::Directory>(*catalog.directory);
    directory->by_singular["rocket"] = directory->by_plural["rockets"] = rocket->id;
    catalog.directory = directory;
    std::set<std::string> loaded;
    catalog.load = [&loaded, rocket, others = catalog.load](const Uuid &id) {
        model::ObjectPtr const object = id == rocket->id ? rocket : others(id);
        loaded.insert(object->name_singular);
        return object;
    };
    RecordSchema const schema(catalog, false);
    auto const parsed = parse("{ a: people { totalCount } person(filter: {}) { id } }");
    EXPECT_TRUE(validate(schema.schema(), std::get<Document>(parsed)).empty());
    EXPECT_FALSE(loaded.contains("rocket"));

    const Type *const query = schema.schema().find_type("Query");
    EXPECT_NE(find_field(schema.schema(), *query, "peopleGroupBy"), nullptr);
    EXPECT_EQ(find_field(schema.schema(), *query, "createPerson"), nullptr);
    EXPECT_EQ(find_field(schema.schema(), *query, "GroupBy"), nullptr);
    for (const Field &field : fields_of(schema.schema(), *query))
        EXPECT_NE(find_field(schema.schema(), *query, field.name), nullptr) << field.name;
    EXPECT_TRUE(loaded.contains("rocket"));
}

TEST(GraphqlRecords, NamesInPascalCase)
{
    EXPECT_EQ(pascal_case("rkt1a2b"), "Rkt1A2B");
    EXPECT_EQ(pascal_case("opportunityForRelation"), "OpportunityForRelation");
    EXPECT_EQ(pascal_case("house12"), "House12");
}

TEST(GraphqlRecords, NamesThatClashAreKeptApart)
{
    model::Directory directory;
    int n = 0;
    for (const char *const name : {"plane", "planeEdge", "planeFilterInput", "pageInfo", "query",
                                   "xUrl", "links", "string", "planeStatusEnum"}) {
        directory.by_singular[name] = fixture::number(++n);
        directory.by_plural[std::string(name) + "s"] = fixture::number(n);
    }
    RecordNames const names(directory);
    std::set<std::string> all;
    for (const RecordNames::Object &object : names.objects())
        for (int i = 0; i <= static_cast<int>(Derived::WhereUnique); ++i) {
            std::string const name = names.name_of(object.id, static_cast<Derived>(i));
            EXPECT_TRUE(all.insert(name).second) << name;
            EXPECT_FALSE(is_shared_name(name)) << name;
            auto const found = names.find(name);
            ASSERT_TRUE(found) << name;
            EXPECT_EQ(found->object, object.id) << name;
            EXPECT_EQ(static_cast<int>(found->derived), i) << name;
        }
    EXPECT_TRUE(all.contains("PlaneEdgeRecord"));
    EXPECT_TRUE(all.contains("QueryRecord"));
    EXPECT_TRUE(all.contains("PlaneStatusEnumRecord"));
}

TEST(GraphqlRecords, EveryTypeThatIsNamedIsThere)
{
    RecordSchema const records(fixture::catalog(), true);
    const Schema &schema = records.schema();
    std::set<std::string> listed;
    for (const std::string &name : schema.type_names()) {
        EXPECT_TRUE(listed.insert(name).second) << name;
        const Type *const type = schema.find_type(name);
        ASSERT_NE(type, nullptr) << name;
        auto const known = [&](const TypeUse &use) {
            EXPECT_NE(schema.find_type(use.name), nullptr) << use.name << " of " << name;
        };
        for (const Field &field : type->fields) {
            known(field.type);
            for (const InputValue &argument : field.arguments)
                known(argument.type);
        }
        for (const InputValue &input : type->inputs)
            known(input.type);
    }
    EXPECT_TRUE(listed.contains("PersonStageEnumFilter"));
    EXPECT_NE(find_field(*schema.find_type("Person"), "bodyV2"), nullptr);
    EXPECT_EQ(schema.find_type("PersonNothing"), nullptr);
}

TEST(GraphqlRecords, FiltersBecomePredicates)
{
    auto const request = lowered(R"({ people(filter: {age: {gte: 1, lt: 5},
        company: {name: {eq: null}}, not: {tags: {isEmptyArray: true}}}) { totalCount } })");
    const auto &all = request.filter->children;
    ASSERT_EQ(all.size(), 4u);
    EXPECT_EQ(all[0].predicate.op, model::Operator::Gte);
    EXPECT_EQ(all[1].predicate.values.front(), "5");
    EXPECT_EQ(all[2].children.at(0).predicate.path.size(), 2u);
    EXPECT_EQ(all[3].kind, request::Filter::Kind::Not);
}

TEST(GraphqlRecords, AnEmptyFilterAsksForAll)
{
    EXPECT_FALSE(lowered("{ people(filter: {}) { totalCount } }").filter);
    EXPECT_FALSE(lowered("{ people(filter: {and: [{}, {name: {}}]}) { totalCount } }").filter);
    EXPECT_NE(message_of("{ people(filter: {not: {}}) { totalCount } }"), "");
    EXPECT_NE(message_of("{ people(filter: {or: [{}, {age: {eq: 1}}]}) { totalCount } }"), "");
}

TEST(GraphqlRecords, PagesAndTheirConflicts)
{
    auto const last = lowered("{ people(last: 3) { totalCount } }");
    EXPECT_TRUE(last.page.from_end);
    EXPECT_EQ(last.page.limit, 3);
    EXPECT_EQ(message_of("{ people(first: 1, last: 1) { totalCount } }"),
              "Cannot provide both first and last");
    EXPECT_EQ(message_of("{ people(last: -1) { totalCount } }"),
              "Last argument must be non-negative");
    EXPECT_EQ(lowered("{ people(offset: 900000) { totalCount } }").page.offset, 900000);
    EXPECT_NE(message_of("{ people(first: 10001) { totalCount } }").find("graphql_page"),
              std::string::npos);
}

TEST(GraphqlRecords, AllOfItResolves)
{
    auto const catalog = fixture::catalog();
    auto const request = lowered(R"({ companies(first: 2, orderBy: [{name: AscNullsLast}]) {
        totalCount sumRevenueAmountMicros edges { cursor node { id revenue { currencyCode }
        people(first: 1) { edges { node { name { firstName } company { name } } } } } }
        pageInfo { endCursor } } })");
    auto const plan = plan::resolve_read(request, catalog, catalog.by_plural("companies"), false);
    EXPECT_EQ(plan.content->children.size(), 1u);
    EXPECT_EQ(plan.content->aggregates.size(), 2u);
}

} // namespace

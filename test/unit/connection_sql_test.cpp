#include "base/error.hpp"
#include "model_fixture.hpp"
#include "plan/read_plan.hpp"
#include "rest/filter_parser.hpp"
#include "sql/connection.hpp"
#include "sql/read.hpp"
#include "sql/write.hpp"

#include <gtest/gtest.h>

namespace {

using namespace viginti;
using request::Asked;
using request::FrameStep;

Asked scalar(std::string name, std::string key = {})
{
    return {key.empty() ? name : std::move(key), name, {}, {}, {}};
}

Asked record(std::string name, std::vector<Asked> members, std::string key = {})
{
    return {key.empty() ? name : std::move(key), name, {}, std::move(members), {}};
}

Asked type_name(std::string value)
{
    return {"__typename", {}, std::move(value), {}, {}};
}

request::Request page_of(std::string object, std::vector<Asked> node, int limit = 60)
{
    request::Request request;
    request.verb = request::Verb::FindMany;
    request.object = std::move(object);
    request.page.limit = limit;
    request.connection = request::Connection{{{FrameStep::Kind::Literal, "{\"edges\":", 0},
                                              {FrameStep::Kind::Edges, {}, 0},
                                              {FrameStep::Kind::Literal, "}", 0}},
                                             {{record("node", std::move(node))}}};
    return request;
}

Asked children(std::string name, request::Request page)
{
    return {name, name, {}, {}, std::make_shared<const request::Request>(std::move(page))};
}

plan::ReadPlan resolve(const request::Request &request)
{
    static const model::Catalog catalog = fixture::catalog();
    return plan::resolve_read(request, catalog, catalog.by_plural(request.object), true);
}

/* What the program writes where every value is V, a splice S and a mark M. */
std::string program_of(const sql::ReadStatement &statement)
{
    std::string text;
    for (const plan::Emit &emit : statement.program) {
        switch (emit.step) {
        case plan::Emit::Step::Literal:
            text += emit.text;
            break;
        case plan::Emit::Step::NullUnless:
            text += '?';
            break;
        case plan::Emit::Step::Splice:
            text += 'S';
            break;
        case plan::Emit::Step::Mark:
            text += 'M';
            break;
        default:
            text += 'V';
        }
    }
    return text;
}

TEST(ConnectionSql, MembersComeInTheOrderOfTheDocumentUnderTheirNames)
{
    auto const statement = sql::compile_read(resolve(
        page_of("people", {scalar("jobTitle", "title"), scalar("id"), type_name("Person"),
                           record("name", {scalar("lastName"), scalar("firstName", "given")})})));
    EXPECT_EQ(
        program_of(statement),
        R"({"node":{"title":V,"id":V,"__typename":"Person","name":{"lastName":V,"given":V}}})");
    EXPECT_EQ(statement.statement.text,
              "SELECT t0.\"job_title\", t0.\"id\", t0.\"name_last_name\", t0.\"name_first_name\""
              " FROM \"demo\".\"people\" t0 WHERE t0.\"deleted_at\" IS NULL"
              " ORDER BY t0.\"id\" ASC LIMIT 61");
}

TEST(ConnectionSql, AForeignKeyIsThatOfTheRecordShownBesideIt)
{
    auto const alone = sql::compile_read(resolve(page_of("people", {scalar("companyId")})));
    EXPECT_EQ(alone.statement.text.find("JOIN"), std::string::npos);
    auto const both = sql::compile_read(
        resolve(page_of("people", {scalar("companyId"), record("company", {scalar("name")}),
                                   record("company", {scalar("id")}, "again")})));
    EXPECT_EQ(program_of(both),
              R"({"node":{"companyId":V,"company":?{"name":V},"again":?{"id":V}}})");
    EXPECT_EQ(both.statement.text,
              "SELECT t1.\"id\", t1.\"name\", t0.\"id\" FROM (SELECT t0.\"id\", t0.\"company_id\""
              " FROM \"demo\".\"people\" t0 WHERE t0.\"deleted_at\" IS NULL"
              " ORDER BY t0.\"id\" ASC LIMIT 61) t0 LEFT JOIN \"demo\".\"companies\" t1"
              " ON t1.\"id\" = t0.\"company_id\" AND t1.\"deleted_at\" IS NULL"
              " ORDER BY t0.\"id\" ASC");
}

TEST(ConnectionSql, AWriteReturnsMembersThatStandInItsRow)
{
    static const model::Catalog catalog = fixture::catalog();
    auto const written = [](std::string_view object, std::vector<Asked> members) {
        request::Request request;
        request.members = std::move(members);
        return plan::plan_records({fixture::number(1)}, request, catalog, catalog.by_plural(object),
                                  true);
    };
    plan::ReadPlan const flat =
        written("people",
                {scalar("jobTitle", "title"), type_name("Person"), scalar("companyId"),
                 record("name", {scalar("lastName"), type_name("FullName")}), scalar("jobTitle")});
    ASSERT_TRUE(sql::is_of_one_row(flat));
    auto const statement = sql::compile_returning(flat, sql::compile_update(*flat.object, {}));
    EXPECT_EQ(
        program_of(statement),
        R"({"title":V,"__typename":"Person","companyId":V,"name":{"lastName":V,"__typename":"FullName"},"jobTitle":V})");
    EXPECT_EQ(statement.statement.text,
              "UPDATE \"demo\".\"people\" t0 SET \"updated_at\" = now() WHERE t0.\"id\" = $1 "
              "RETURNING \"job_title\", \"company_id\", \"name_last_name\", \"id\", xmin, ctid");
    EXPECT_EQ(statement.version_column, 4);
    EXPECT_TRUE(sql::is_of_one_row(written("people", {type_name("Person")})));
    EXPECT_FALSE(sql::is_of_one_row(written("people", {record("company", {scalar("name")})})));
    EXPECT_FALSE(sql::is_of_one_row(
        written("companies", {children("people", page_of("people", {scalar("id")}))})));
}

TEST(ConnectionSql, EdgesInTwoPlacesAreOneStatement)
{
    request::Request request = page_of("people", {scalar("id")});
    request.connection->edges.push_back({scalar("cursor"), type_name("PersonEdge")});
    EXPECT_EQ(program_of(sql::compile_read(resolve(request))),
              R"({"node":{"id":V}}M{"cursor":M,"__typename":"PersonEdge"})");
}

TEST(ConnectionSql, APageOfEachParentIsOneStatement)
{
    request::Request people = page_of("people", {scalar("jobTitle")}, 2);
    people.filter = rest::parse_filter("age[gt]:3");
    people.order = rest::parse_order_by("age[DescNullsLast]");
    people.page.offset = 4;
    plan::ReadPlan const plan =
        resolve(page_of("companies", {scalar("name"), children("people", std::move(people))}));
    auto const statement = sql::compile_read(plan);
    EXPECT_EQ(program_of(statement), R"({"node":{"name":V,"people":S}})");
    ASSERT_EQ(statement.children.size(), 1u);
    const sql::ReadStatement &child = statement.children.front();
    EXPECT_EQ(
        child.statement.text,
        "SELECT p.ordinal, t0.\"job_title\", t0.\"id\", t0.\"_k0\""
        " FROM unnest($1) WITH ORDINALITY AS p(id, ordinal) CROSS JOIN LATERAL"
        " (SELECT t0.\"id\", t0.\"job_title\", t0.\"age\" AS \"_k0\" FROM \"demo\".\"people\" t0"
        " WHERE t0.\"company_id\" = p.id AND t0.\"deleted_at\" IS NULL AND t0.\"age\" > $2"
        " ORDER BY t0.\"age\" DESC NULLS LAST, t0.\"id\" ASC LIMIT 3 OFFSET 4) t0"
        " ORDER BY p.ordinal, t0.\"_k0\" DESC NULLS LAST, t0.\"id\" ASC");
    EXPECT_EQ(child.for_one_parent.text,
              "SELECT 1::bigint, t0.\"job_title\", t0.\"id\", t0.\"_k0\" FROM"
              " (SELECT t0.\"id\", t0.\"job_title\", t0.\"age\" AS \"_k0\" FROM \"demo\".\"people\""
              " t0 WHERE t0.\"company_id\" = $1 AND t0.\"deleted_at\" IS NULL AND t0.\"age\" > $2"
              " ORDER BY t0.\"age\" DESC NULLS LAST, t0.\"id\" ASC LIMIT 3 OFFSET 4) t0"
              " ORDER BY t0.\"_k0\" DESC NULLS LAST, t0.\"id\" ASC");
    EXPECT_EQ(child.statement.params,
              (std::vector<plan::ParamType>{{model::ColumnType::Uuid, true},
                                            {model::ColumnType::Float8, false}}));
    EXPECT_FALSE(child.for_one_parent.params.front().is_array);
    EXPECT_EQ(child.key_columns, (std::vector<std::uint16_t>{3, 2}));
}

TEST(ConnectionSql, AggregatesAreOverAllThatMatches)
{
    request::Request request = page_of("companies", {scalar("id")});
    request.filter = rest::parse_filter("name[eq]:\"a\"");
    request.page.offset = 7;
    for (const char *name : {"totalCount", "maxRevenueAmountMicros", "totalCount"})
        request.connection->frame.push_back({FrameStep::Kind::Aggregate, name, 0});
    plan::ReadPlan const plan = resolve(request);
    ASSERT_EQ(plan.content->aggregates.size(), 2u);
    EXPECT_EQ(plan.content->frame.back().index, 0u);
    auto const statement = sql::compile_aggregates(plan);
    EXPECT_EQ(statement.statement.text,
              "SELECT count(*) AS a0, CASE WHEN count(*) > 0 THEN"
              " max(t0.\"revenue_amount_micros\") END AS a1 FROM \"demo\".\"companies\" t0"
              " WHERE t0.\"deleted_at\" IS NULL AND t0.\"name\" = $1");
    EXPECT_EQ(statement.statement.params.size(), 1u);
    EXPECT_EQ(program_of(statement), "VMV");
}

TEST(ConnectionSql, AggregatesOfChildrenAreOneStatement)
{
    request::Request people = page_of("people", {scalar("id")});
    people.connection->frame = {{FrameStep::Kind::Aggregate, "totalCount", 0}};
    plan::ReadPlan const plan =
        resolve(page_of("companies", {children("people", std::move(people))}));
    EXPECT_EQ(sql::compile_aggregates(*plan.content->children.front()).statement.text,
              "SELECT p.ordinal, c.a0 FROM unnest($1) WITH ORDINALITY AS p(id, ordinal)"
              " CROSS JOIN LATERAL (SELECT count(*) AS a0 FROM \"demo\".\"people\" t0"
              " WHERE t0.\"company_id\" = p.id AND t0.\"deleted_at\" IS NULL) c"
              " ORDER BY p.ordinal");
}

TEST(ConnectionSql, ContentServesOtherQuestions)
{
    static const model::Catalog catalog = fixture::catalog();
    request::Request request =
        page_of("companies", {scalar("id"), children("people", page_of("people", {scalar("id")}))});
    request.connection->frame.push_back({FrameStep::Kind::Aggregate, "totalCount", 0});
    model::ObjectPtr const object = catalog.by_plural("companies");
    plan::ContentPtr const content = plan::resolve_content(request, catalog, object, true);
    for (const char *filter : {"name[eq]:\"a\"", "name[like]:\"b\""}) {
        request.filter = rest::parse_filter(filter);
        plan::ReadPlan const whole = plan::resolve_read(request, catalog, object, true);
        request::Request bare;
        bare.verb = request.verb;
        bare.filter = request.filter;
        plan::ReadPlan const plan = plan::resolve_read(bare, catalog, object, true, content);
        EXPECT_EQ(plan.content, content);
        EXPECT_EQ(plan.shape, whole.shape);
        EXPECT_EQ(plan.aggregate_shape, whole.aggregate_shape);
        EXPECT_EQ(sql::compile_read(plan).statement.text, sql::compile_read(whole).statement.text);
        EXPECT_EQ(sql::compile_aggregates(plan).statement.text,
                  sql::compile_aggregates(whole).statement.text);
    }
}

TEST(ConnectionSql, TheEndOfAllIsReadBackwards)
{
    request::Request request = page_of("people", {scalar("id")}, 2);
    request.page.from_end = true;
    plan::ReadPlan const plan = resolve(request);
    EXPECT_TRUE(plan.backward);
    EXPECT_NE(sql::compile_read(plan).statement.text.find("ORDER BY t0.\"id\" DESC LIMIT 3"),
              std::string::npos);
}

TEST(ConnectionSql, WhatIsWrittenIsPartOfTheShapeAndValuesAreNot)
{
    auto const shape = [](const request::Request &request) { return resolve(request).shape; };
    auto const filtered = [](const char *filter) {
        request::Request people = page_of("people", {scalar("id")});
        people.filter = rest::parse_filter(filter);
        return page_of("companies", {children("people", std::move(people))});
    };
    std::string const plain = shape(page_of("people", {scalar("id")}));
    EXPECT_NE(plain, shape(page_of("people", {scalar("id", "key")})));
    EXPECT_NE(plain, shape(page_of("people", {scalar("id"), scalar("age")})));
    EXPECT_NE(plain, shape(page_of("people", {type_name("id")})));
    EXPECT_EQ(shape(filtered("age[gt]:1")), shape(filtered("age[gt]:2")));
    EXPECT_NE(shape(filtered("age[gt]:1")), shape(filtered("age[lt]:1")));
}

TEST(ConnectionSql, NamesThatAreNotThereAreRefused)
{
    EXPECT_THROW(resolve(page_of("people", {scalar("nope")})), Error);
    EXPECT_THROW(resolve(page_of("people", {record("name", {scalar("x")})})), Error);
    EXPECT_THROW(
        resolve(page_of("companies", {children("people", page_of("people", {scalar("nope")}))})),
        Error);
    request::Request request = page_of("people", {scalar("id")});
    request.connection->frame.push_back({FrameStep::Kind::Aggregate, "sumJobTitle", 0});
    EXPECT_THROW(resolve(request), Error);
}

} // namespace

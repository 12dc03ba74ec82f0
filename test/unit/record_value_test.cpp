#include "base/datetime.hpp"
#include "base/error.hpp"
#include "model_fixture.hpp"
#include "plan/read_plan.hpp"
#include "plan/record_value.hpp"
#include "sql/read.hpp"
#include "sql/write.hpp"

#include <gtest/gtest.h>

namespace {

using namespace viginti;

const plan::Actor actor{"API", "ci"};

std::map<std::string, plan::Param> values_of(const std::string &json, bool creating = true)
{
    static const model::Catalog catalog = fixture::catalog();
    Json const body = parse_json(json);
    auto const people = catalog.by_plural("people");
    plan::RecordValues const values = creating
                                          ? plan::read_new_record(*people, body.get(), actor, "")
                                          : plan::read_changes(*people, body.get(), actor);
    std::map<std::string, plan::Param> map;
    for (const plan::Assignment &assignment : values.assignments)
        map[assignment.column] = assignment.value;
    return map;
}

std::string fault_of(const std::string &json)
{
    try {
        values_of(json);
    } catch (const Error &error) {
        return error.path + " " + error.message;
    }
    return "no error";
}

TEST(RecordValue, EmptyTextIsNull)
{
    EXPECT_TRUE(values_of(R"({"jobTitle":""})").at("job_title").is_null);
    EXPECT_EQ(values_of(R"({"jobTitle":" a "})").at("job_title").text, " a ");
}

TEST(RecordValue, CompositeSetsOnlyWhatIsGivenUnlessRewrittenWhole)
{
    auto const values =
        values_of(R"({"name":{"firstName":"X"},"emails":{"primaryEmail":"A@B.c"}})", false);
    EXPECT_EQ(values.at("name_first_name").text, "X");
    EXPECT_FALSE(values.contains("name_last_name"));
    EXPECT_EQ(values.at("emails_primary_email").text, "a@b.c");
    EXPECT_TRUE(values.at("emails_additional_emails").is_null);
}

TEST(RecordValue, NewRecordGoesFirst)
{
    EXPECT_TRUE(values_of("{}").at("position").is_null);
    EXPECT_EQ(values_of(R"({"position":2.5})").at("position").text, "2.5");
}

TEST(RecordValue, RelationByKeyOrConnect)
{
    std::string const id = "0c6f3a52-7c1d-4a7e-9f0e-000000000001";
    EXPECT_EQ(values_of("{\"companyId\":\"" + id + "\"}").at("company_id").text, id);
    /* What is to be connected is looked up later. */
    EXPECT_TRUE(values_of("{\"company\":{\"connect\":{\"where\":{\"id\":\"" + id + "\"}}}}")
                    .at("company_id")
                    .is_null);
    EXPECT_TRUE(values_of(R"({"company":{"disconnect":true}})").at("company_id").is_null);
    EXPECT_EQ(fault_of(R"({"company":{"name":"x"}})"),
              "/company Relation \"company\" requires connect or disconnect operation");
    EXPECT_EQ(fault_of(R"({"companyId":null,"company":{"disconnect":true}})"),
              "/company company and companyId cannot be both provided.");
}

TEST(RecordValue, FaultsCarryTextAndPointer)
{
    EXPECT_EQ(fault_of(R"({"foo":1})"), "/foo Object person doesn't have any \"foo\" field.");
    EXPECT_EQ(fault_of(R"({"jobTitle":1})"),
              "/jobTitle Invalid string value 1 for text field \"jobTitle\"");
    EXPECT_EQ(fault_of(R"({"age":"12"})"), "/age Invalid number value '12' for field \"age\"");
    EXPECT_EQ(fault_of(R"({"name":"x"})"), "/name Invalid object value 'x' for field \"name\"");
    EXPECT_EQ(fault_of(R"({"name":{"x":1}})"),
              "/name/x Invalid subfield x for full name field \"name\"");
    EXPECT_EQ(fault_of(R"({"emails":{"primaryEmail":"abc"}})"),
              "/emails/primaryEmail Invalid string value 'abc' for email field "
              "\"emails.primaryEmail\"");
    EXPECT_EQ(fault_of(R"({"stage":"X"})"),
              "/stage Invalid value \"X\" for field \"stage\". Valid values are: NEW, OLD");
    EXPECT_EQ(fault_of(R"({"tags":["X"]})"),
              "/tags Invalid value [ 'X' ] for multi select field \"tags\"");
    EXPECT_EQ(fault_of(R"({"companyId":"x"})"),
              "/companyId Invalid UUID value 'x' for field \"companyId\"");
    EXPECT_EQ(fault_of(R"({"id":"x"})"), "/id Value \"x\" is not a valid UUID");
    EXPECT_EQ(fault_of(R"({"extra":"no json"})"),
              "/extra Invalid object value 'no json' for field \"extra\"");
}

TEST(WriteSql, BatchTextDoesNotDependOnTheNumberOfRecords)
{
    static const model::Catalog catalog = fixture::catalog();
    auto const people = catalog.by_plural("people");
    Json const body = parse_json(R"({"jobTitle":"a","tags":["NEW"]})");
    plan::RecordValues const values = plan::read_new_record(*people, body.get(), actor, "");
    EXPECT_EQ(
        sql::compile_insert_many(*people, values.assignments).text,
        "INSERT INTO \"demo\".\"people\" (\"id\", \"job_title\", \"position\", \"tags\") SELECT "
        "v0.\"c1\", v0.\"c2\", coalesce(least($3, (SELECT min(x.position) FROM "
        "\"demo\".\"people\" x)), 1) - v0.n, v0.\"c4\"::text[] FROM unnest($1, $2, $4) WITH "
        "ORDINALITY AS v0(\"c1\", \"c2\", \"c4\", n)");
    sql::NewRecord const record{fixture::number(1), values.assignments};
    auto const params = sql::insert_many_params({&record, &record});
    EXPECT_TRUE(params[2].is_null);
    EXPECT_EQ(params[3].items[1], "{\"NEW\"}");
}

TEST(WriteSql, UpdateStampsTheTime)
{
    static const model::Catalog catalog = fixture::catalog();
    auto const people = catalog.by_plural("people");
    EXPECT_EQ(sql::compile_update(*people, {}).text,
              "UPDATE \"demo\".\"people\" t0 SET \"updated_at\" = now() WHERE t0.\"id\" = $1");
}

TEST(WriteSql, TheVersionsARecordMayHaveStandInTheWhere)
{
    static const model::Catalog catalog = fixture::catalog();
    auto const people = catalog.by_plural("people");
    auto const statement = sql::compile_update(*people, {}, true);
    EXPECT_EQ(statement.text,
              "UPDATE \"demo\".\"people\" t0 SET \"updated_at\" = now() WHERE t0.\"id\" = $1 AND "
              "(t0.\"xmin\"::text || t0.\"ctid\"::text) = ANY ($2)");
    std::vector<std::string> const versions{"7(0,1)"};
    auto const params = sql::update_params(fixture::number(1), {}, versions);
    EXPECT_EQ(statement.params.size(), params.size());
    EXPECT_EQ(params[1].items.front(), "7(0,1)");
}

TEST(WriteSql, AWriteReturnsTheRecordWhereItsRowSaysAll)
{
    static const model::Catalog catalog = fixture::catalog();
    auto const people = catalog.by_plural("people");
    request::Request request;
    request.fields = {{"jobTitle"}, {"companyId"}};
    request.depth = 0;
    auto const plan = [&] {
        return plan::plan_records({fixture::number(1)}, request, catalog, people, false);
    };
    ASSERT_TRUE(sql::is_of_one_row(plan()));
    auto const returning = sql::compile_returning(plan(), sql::compile_update(*people, {}));
    EXPECT_EQ(returning.statement.text,
              "UPDATE \"demo\".\"people\" t0 SET \"updated_at\" = now() WHERE t0.\"id\" = $1 "
              "RETURNING \"id\", \"job_title\", \"company_id\", xmin, ctid");
    EXPECT_EQ(returning.version_column, 3);
    request.fields.reset();
    request.depth = 1;
    EXPECT_FALSE(sql::is_of_one_row(plan()));
}

TEST(DateTime, FormsOfTheSpecification)
{
    EXPECT_EQ(parse_date_time("2026-01-31T09:00:00.5+02:00"), "2026-01-31T07:00:00.500Z");
    EXPECT_EQ(parse_date_time("2026-01-31"), "2026-01-31T00:00:00.000Z");
    EXPECT_EQ(parse_date_time("20260131"), "2026-01-31T00:00:00.000Z");
    EXPECT_EQ(parse_date_time("January 31, 2026"), "2026-01-31T00:00:00.000Z");
    EXPECT_EQ(parse_date("31-Jan-2026"), "2026-01-31");
    EXPECT_EQ(parse_date("01/31/2026"), "2026-01-31");
    EXPECT_EQ(parse_date("2026-02-29"), std::nullopt);
    EXPECT_EQ(parse_date_time("2024-02-29T23:59:60Z"), std::nullopt);
    EXPECT_EQ(parse_date_time("0001-01-01T00:00:00+10:00"), std::nullopt);
    EXPECT_EQ(parse_date_time("1735689600000"), std::nullopt);
}

} // namespace

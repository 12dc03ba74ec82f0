#include "sql/group.hpp"

#include "fault_of.hpp"
#include "model_fixture.hpp"
#include "rest/parameters.hpp"
#include "sql/read.hpp"

#include <gtest/gtest.h>

namespace {

using namespace viginti;

/* The workspace of the other tests, and in people a date, a boolean and a system field more. */
const model::Catalog &catalog()
{
    static const model::Catalog made = [] {
        using model::FieldType;
        model::Catalog catalog = fixture::catalog();
        auto people = std::make_shared<model::Object>(*catalog.by_plural("people"));
        people->fields.push_back(fixture::field(39, "birthday", FieldType::Date));
        people->fields.push_back(fixture::field(40, "active", FieldType::Boolean));
        people->fields.push_back(fixture::field(41, "salary", FieldType::Currency));
        people->fields.push_back(fixture::field(42, "home", FieldType::Address));
        people->fields.push_back(fixture::system_field(43, "avatarUrl", FieldType::Text, true));
        people->fields.push_back(
            fixture::system_field(44, "searchVector", FieldType::TsVector, true));
        auto const load = catalog.load;
        catalog.load = [load, people](const Uuid &id) -> model::ObjectPtr {
            return id == people->id ? people : load(id);
        };
        return catalog;
    }();
    return made;
}

plan::GroupPlan resolve(const std::string &object, const std::string &query)
{
    request::Request const request =
        rest::parse_record_request(rest::Route{rest::Operation::GroupBy, object, {}},
                                   rest::parse_query_string(query), "", model::dialects[1]);
    return plan::resolve_group(request, catalog(), catalog().by_plural(object));
}

std::string sql_of(const std::string &query)
{
    return sql::compile_group(resolve("people", query)).statement.text;
}

std::string group(const std::string &dimension)
{
    return "group_by=[" + dimension + "]";
}

Error fault(const std::string &query)
{
    return test::fault_of([&] { resolve("people", query); });
}

const std::string by_stage = group("{\"stage\":true}");
constexpr char people[] = " FROM \"demo\".\"people\" t0 WHERE t0.\"deleted_at\" IS NULL";

/* What stands for the first key. */
std::string key_of(const std::string &dimension)
{
    std::string const text = sql_of(group(dimension));
    std::string const key = text.substr(7, text.find(" FROM \"demo\"") - 7);
    return key;
}

TEST(GroupSql, OneStatementOfPlainColumns)
{
    EXPECT_EQ(sql_of(by_stage + "&aggregate=[\"totalCount\",\"maxAge\"]&limit=7"),
              "SELECT count(*), max(t0.\"age\"), t0.\"stage\"" + std::string(people) +
                  " GROUP BY t0.\"stage\" ORDER BY array_position($1, t0.\"stage\") ASC NULLS "
                  "FIRST LIMIT 7");
}

TEST(GroupSql, EmptyTextIsNoValue)
{
    EXPECT_EQ(key_of("{\"jobTitle\":true}"), "NULLIF(t0.\"job_title\", '')");
    EXPECT_EQ(key_of("{\"name\":{\"firstName\":true}}"), "NULLIF(t0.\"name_first_name\", '')");
    EXPECT_EQ(key_of("{\"tags\":true}"), "NULLIF(t0.\"tags\", '{}')");
}

TEST(GroupSql, PeriodsAreCutInAZoneThatIsAParameter)
{
    auto const key = [](const std::string &granularity, const std::string &more = "") {
        return key_of("{\"createdAt\":{\"granularity\":\"" + granularity +
                      "\",\"timeZone\":\"Asia/Tokyo\"" + more + "}}");
    };
    std::string const moment = "timezone($1, t0.\"created_at\")";
    EXPECT_EQ(key("DAY"), moment + "::date");
    EXPECT_EQ(key("WEEK"), "date_trunc('week', " + moment + ")::date");
    EXPECT_EQ(key("WEEK", ",\"weekStartDay\":\"MONDAY\""), key("WEEK"));
    EXPECT_EQ(key("WEEK", ",\"weekStartDay\":\"SUNDAY\""),
              "(date_trunc('week', " + moment + " + interval '1 day')::date - 1)");
    EXPECT_EQ(key("WEEK", ",\"weekStartDay\":\"SATURDAY\""),
              "(date_trunc('week', " + moment + " + interval '2 days')::date - 2)");
    EXPECT_EQ(key("MONTH"), "date_trunc('month', " + moment + ")::date");
    EXPECT_EQ(key("QUARTER"), "date_trunc('quarter', " + moment + ")::date");
    EXPECT_EQ(key("YEAR"), "date_trunc('year', " + moment + ")::date");
    EXPECT_EQ(key("QUARTER_OF_THE_YEAR"), "'Q' || extract(quarter FROM " + moment + ")::int");
    EXPECT_EQ(key("NONE"), "t0.\"created_at\"");

    auto const plan = resolve("people", group("{\"createdAt\":{\"granularity\":\"DAY\","
                                              "\"timeZone\":\"x') OR true --\"}}"));
    EXPECT_EQ(plan.records.params.front().text, "x') OR true --");
    EXPECT_EQ(sql::compile_group(plan).statement.text.find("true --"), std::string::npos);
    EXPECT_EQ(plan.shape.find("true --"), std::string::npos);
}

TEST(GroupSql, DatesNeedNoZoneAndPlacesInTheYearTakeUtc)
{
    EXPECT_EQ(key_of("{\"birthday\":{\"granularity\":\"MONTH\"}}"),
              "date_trunc('month', t0.\"birthday\"::timestamp)::date");
    auto const plan =
        resolve("people", group("{\"createdAt\":{\"granularity\":\"DAY_OF_THE_WEEK\"}}"));
    EXPECT_EQ(plan.records.params.front().text, "UTC");
    std::string const text = sql::compile_group(plan).statement.text;
    EXPECT_NE(text.find("'Sunday'])[extract(isodow FROM timezone($1, t0.\"created_at\"))::int]"),
              std::string::npos);
    EXPECT_NE(text.find("ORDER BY extract(isodow FROM "), std::string::npos);
    EXPECT_EQ(fault(group("{\"createdAt\":{\"granularity\":\"DAY\"}}")).message,
              "Time zone should be specified for a group by date on Day, Week, Month, Quarter or "
              "Year");
}

TEST(GroupSql, ZonesNamedLikeAbbreviationsKeepTheirSummerTime)
{
    auto const plan = resolve("people", group("{\"createdAt\":{\"granularity\":\"DAY\","
                                              "\"timeZone\":\"cet\"}}"));
    EXPECT_EQ(plan.records.params.front().text, "Europe/Brussels");
    EXPECT_EQ(plan.time_zones.front().given, "cet");
}

TEST(GroupSql, ForeignKeysAndRelatedFields)
{
    EXPECT_EQ(key_of("{\"companyId\":true}"), "t0.\"company_id\"");
    EXPECT_EQ(key_of("{\"company\":{\"id\":true}}"), "t0.\"company_id\"");
    std::string const text = sql_of(group("{\"company\":{\"name\":true}},{\"company\":{\"revenue\":"
                                          "{\"currencyCode\":true}}}") +
                                    "&filter=company.name[is]:NOT_NULL");
    EXPECT_NE(text.find("SELECT NULLIF(f1.\"name\", ''), f1.\"revenue_currency_code\" FROM "
                        "\"demo\".\"people\" t0 LEFT JOIN \"demo\".\"companies\" f1 ON f1.\"id\" "
                        "= t0.\"company_id\" WHERE "),
              std::string::npos)
        << text;
}

TEST(GroupSql, UnnestHasARowForEveryRecord)
{
    std::string const text =
        sql_of(group("{\"tags\":{\"unnest\":true}}") + "&aggregate=[\"totalCount\"]");
    EXPECT_EQ(text, "SELECT count(*), u1.\"item\" FROM \"demo\".\"people\" t0 LEFT JOIN LATERAL "
                    "(SELECT DISTINCT e.item FROM unnest(t0.\"tags\") AS e(item)) u1 ON true WHERE "
                    "t0.\"deleted_at\" IS NULL GROUP BY u1.\"item\" ORDER BY array_position($1, "
                    "u1.\"item\") ASC NULLS FIRST LIMIT 50");
}

/* The SQL of one aggregate over people. */
std::string aggregate(const std::string &name)
{
    std::string const text = sql_of(by_stage + "&aggregate=[\"" + name + "\"]");
    return text.substr(7, text.find(", t0.\"stage\" FROM ") - 7);
}

TEST(GroupSql, EveryAggregate)
{
    EXPECT_EQ(aggregate("totalCount"), "count(*)");
    EXPECT_EQ(
        aggregate("countUniqueValuesJobTitle"),
        "count(DISTINCT NULLIF(t0.\"job_title\", '')) FILTER (WHERE (NULLIF(t0.\"job_title\", "
        "'') IS NOT NULL))");
    EXPECT_EQ(
        aggregate("countUniqueValuesName"),
        "count(DISTINCT ROW(NULLIF(t0.\"name_first_name\", ''), NULLIF(t0.\"name_last_name\", "
        "''))) FILTER (WHERE (NULLIF(t0.\"name_first_name\", '') IS NOT NULL OR "
        "NULLIF(t0.\"name_last_name\", '') IS NOT NULL))");
    EXPECT_EQ(aggregate("countEmptySalary"),
              "count(*) FILTER (WHERE (t0.\"salary_amount_micros\" IS NULL AND "
              "t0.\"salary_currency_code\" IS NULL))");
    EXPECT_EQ(aggregate("countNotEmptyId"), "count(*) FILTER (WHERE (t0.\"id\" IS NOT NULL))");
    EXPECT_EQ(aggregate("percentageEmptyAge"),
              "(count(*) FILTER (WHERE (t0.\"age\" IS NULL)))::numeric / count(*)");
    EXPECT_EQ(aggregate("percentageNotEmptyTags"),
              "(count(*) FILTER (WHERE (NULLIF(t0.\"tags\", '{}') IS NOT NULL)))::numeric / "
              "count(*)");
    EXPECT_EQ(aggregate("countTrueActive"), "count(*) FILTER (WHERE t0.\"active\")");
    EXPECT_EQ(aggregate("countFalseActive"), "count(*) FILTER (WHERE NOT t0.\"active\")");
    EXPECT_EQ(aggregate("minCreatedAt"), "min(t0.\"created_at\")");
    EXPECT_EQ(aggregate("maxBirthday"), "max(t0.\"birthday\")");
    EXPECT_EQ(aggregate("avgAge"), "avg(t0.\"age\")");
    EXPECT_EQ(aggregate("sumSalaryAmountMicros"), "sum(t0.\"salary_amount_micros\")");
    EXPECT_EQ(aggregate("avgHomeAddressLat"), "avg(t0.\"home_address_lat\")");
    EXPECT_EQ(aggregate("countUniqueValuesCompanyId"),
              "count(DISTINCT t0.\"company_id\") FILTER (WHERE (t0.\"company_id\" IS NOT NULL))");
    EXPECT_EQ(aggregate("countEmptyBodyV2"), aggregate("countEmptyBody"));
    EXPECT_EQ(aggregate("countEmptyBody"),
              "count(*) FILTER (WHERE (t0.\"body_blocknote\" IS NULL AND "
              "NULLIF(t0.\"body_markdown\", '') IS NULL))");
}

TEST(GroupSql, UnknownAggregatesAreNamedTogether)
{
    Error const error = fault(
        by_stage + "&aggregate=[\"totalCount\",\"sumJobTitle\",\"totalCountX\",\"minActive\","
                   "\"countTrueAge\",\"countEmpty\",\"countEmptycompany\",\"countEmptyCompany\","
                   "\"countEmptySearchVector\",\"sumSalary\",\"sumSalaryCurrencyCode\","
                   "\"countEmptyPeople\",\"minPosition\",\"\"]");
    EXPECT_EQ(
        error.message,
        "Unknown aggregate field(s): sumJobTitle, totalCountX, minActive, countTrueAge, "
        "countEmpty, countEmptycompany, countEmptyCompany, countEmptySearchVector, sumSalary, "
        "sumSalaryCurrencyCode, countEmptyPeople, minPosition, ");
    EXPECT_EQ(error.path, "aggregate");
}

TEST(GroupSql, OrdersEndInTheKeys)
{
    std::string const text =
        sql_of(group("{\"age\":true},{\"jobTitle\":true}") +
               "&order_by=[{\"aggregate\":{\"totalCount\":\"DescNullsLast\"}},{\"jobTitle\":"
               "\"DescNullsFirst\"}]");
    EXPECT_NE(text.find("ORDER BY count(*) DESC NULLS LAST, NULLIF(t0.\"job_title\", '') DESC "
                        "NULLS FIRST, t0.\"age\" ASC NULLS FIRST LIMIT 50"),
              std::string::npos)
        << text;
    EXPECT_EQ(text.find("SELECT t0.\"age\", NULLIF"), 0u)
        << "an aggregate that is only ordered by is not in the answer";
}

TEST(GroupSql, OrdersNameWhatIsGrouped)
{
    std::string const by_month = group("{\"createdAt\":{\"granularity\":\"MONTH\",\"timeZone\":"
                                       "\"UTC\"}},{\"company\":{\"name\":true}},{\"companyId\":"
                                       "true}");
    auto const order = [&](const std::string &item) {
        return by_month + "&order_by=[" + item + "]";
    };
    for (const char *const good :
         {"{\"createdAt\":{\"orderBy\":\"AscNullsLast\",\"granularity\":\"MONTH\"}}",
          "{\"createdAt\":\"AscNullsLast\"}", "{\"company\":{\"name\":\"AscNullsLast\"}}",
          "{\"company\":{\"id\":\"AscNullsLast\"}}", "{\"companyId\":\"AscNullsLast\"}"})
        EXPECT_NO_THROW(resolve("people", order(good))) << good;
    EXPECT_EQ(fault(order("{\"createdAt\":{\"orderBy\":\"AscNullsLast\",\"granularity\":\"DAY\"}}"))
                  .message,
              "Cannot order by a date granularity that is not in groupBy criteria: DAY");
    for (const std::string name : {"jobTitle", "nothing", "name", "company", "extra"})
        EXPECT_EQ(fault(order("{\"" + name + "\":\"AscNullsLast\"}")).message,
                  "Cannot order by a field that is not an aggregate nor in groupBy criteria: " +
                      name + ".");
    Error const unknown = fault(order("{\"aggregate\":{\"sumFoo\":\"AscNullsLast\"}}"));
    EXPECT_EQ(unknown.message,
              "Cannot order by a field that is not an aggregate nor in groupBy criteria: sumFoo.");
    EXPECT_EQ(unknown.path, "order_by");
}

TEST(GroupSql, WhatCannotBeGroupedBy)
{
    for (const std::string name :
         {"extra", "position", "searchVector", "id", "deletedAt", "avatarUrl"})
        EXPECT_EQ(fault(group("{\"" + name + "\":true}")).message,
                  "Field \"" + name + "\" is not supported in groupBy");
    EXPECT_EQ(test::fault_of([] {
                  resolve("companies", group("{\"people\":{\"jobTitle\":true}}"));
              }).message,
              "Field \"people\" is not supported in groupBy");
    EXPECT_EQ(fault(group("{\"foo\":true}")).message, "Unidentified field in groupBy: foo");
    EXPECT_EQ(fault(group("{\"company\":{\"foo\":true}}")).message,
              "Unidentified field in groupBy: company.foo");
    EXPECT_EQ(fault(group("{\"name\":{\"middleName\":true}}")).message,
              "Composite subfield \"middleName\" is not supported in groupBy for \"name\"");
    EXPECT_EQ(fault(group("{\"emails\":{\"additionalEmails\":true}}")).message,
              "Composite subfield \"additionalEmails\" is not supported in groupBy for \"emails\"");
    for (const std::string definition :
         {"\"name\":true", "\"company\":true", "\"jobTitle\":{\"x\":true}",
          "\"jobTitle\":{\"granularity\":\"DAY\"}", "\"age\":{\"unnest\":true}"}) {
        std::string const name = definition.substr(1, definition.find('"', 1) - 1);
        EXPECT_EQ(fault(group("{" + definition + "}")).message,
                  "Invalid groupBy definition for field \"" + name + "\"")
            << definition;
    }
}

TEST(GroupSql, SamplesComeFromTheSamePass)
{
    auto const statement = sql::compile_group(
        resolve("people", group("{\"age\":true}") +
                              "&aggregate=[\"sumSalaryAmountMicros\"]&include_records_sample=true&"
                              "order_by_for_records=jobTitle[DescNullsLast],age"));
    EXPECT_EQ(statement.statement.text,
              "SELECT sum(t0.\"salary_amount_micros\"), t0.\"_g0\", array_agg(t0.\"id\" ORDER BY "
              "t0.\"_n\") FILTER (WHERE t0.\"_n\" <= 10) FROM (SELECT t0.\"id\", "
              "t0.\"salary_amount_micros\", t0.\"age\" AS \"_g0\", row_number() OVER (PARTITION BY "
              "t0.\"age\" ORDER BY lower(t0.\"job_title\") DESC NULLS LAST, t0.\"age\" ASC NULLS "
              "FIRST, t0.\"id\" ASC) AS \"_n\"" +
                  std::string(people) +
                  ") t0 GROUP BY t0.\"_g0\" ORDER BY t0.\"_g0\" ASC NULLS FIRST LIMIT 50");
    EXPECT_EQ(statement.sample_column, (std::vector<std::uint16_t>{2}));
    Error const error = fault(by_stage + "&include_records_sample=true&order_by_for_records=foo");
    EXPECT_EQ(error.path, "order_by_for_records");
    EXPECT_EQ(error.message, "Field \"foo\" does not exist or is not sortable");
}

TEST(GroupSql, SamplesMayPassOverRecords)
{
    auto const compile = [](int offset) {
        request::Request request = rest::parse_record_request(
            rest::Route{rest::Operation::GroupBy, "people", {}},
            rest::parse_query_string(by_stage + "&include_records_sample=true"), "",
            model::dialects[1]);
        request.group->sample_offset = offset;
        auto const plan = plan::resolve_group(request, catalog(), catalog().by_plural("people"));
        return std::pair(sql::compile_group(plan).statement.text, plan.shape);
    };
    EXPECT_NE(compile(7).first.find("FILTER (WHERE t0.\"_n\" <= 10 + $1 AND t0.\"_n\" > $1)"),
              std::string::npos)
        << compile(7).first;
    EXPECT_EQ(compile(7), compile(8));
    EXPECT_NE(compile(7).second, compile(0).second);
}

TEST(GroupSql, SamplesOfAllGroupsAreReadAtOnce)
{
    auto const plan = plan::plan_samples({fixture::number(7), fixture::number(8)}, catalog(),
                                         catalog().by_plural("companies"), false);
    EXPECT_EQ(plan.params.front().items.size(), 2u);
    std::string const text = sql::compile_read(plan).statement.text;
    EXPECT_NE(text.find(" FROM \"demo\".\"companies\" t0 WHERE t0.\"id\" = ANY ($1) ORDER BY "
                        "t0.\"id\" ASC"),
              std::string::npos)
        << text;
    EXPECT_EQ(text.find("LIMIT"), std::string::npos);
    EXPECT_EQ(plan.shape, plan::plan_samples({fixture::number(9)}, catalog(),
                                             catalog().by_plural("companies"), false)
                              .shape);
}

TEST(GroupSql, TheShapeIsAllThatShapesTheText)
{
    auto const shape = [](const std::string &query) { return resolve("people", query).shape; };
    auto const month = [](const std::string &zone) {
        return group("{\"createdAt\":{\"granularity\":\"MONTH\",\"timeZone\":\"" + zone + "\"}}");
    };
    EXPECT_EQ(shape(month("UTC")), shape(month("Asia/Tokyo")));
    EXPECT_EQ(shape(by_stage + "&filter=age[gt]:1"), shape(by_stage + "&filter=age[gt]:2"));
    const std::string queries[] = {
        by_stage,
        by_stage + "&limit=3",
        by_stage + "&include_records_sample=true",
        by_stage + "&aggregate=[\"totalCount\"]",
        by_stage + "&order_by=[{\"aggregate\":{\"totalCount\":\"AscNullsLast\"}}]",
        by_stage + "&order_by=[{\"stage\":\"AscNullsLast\"}]",
        by_stage + "&order_by=[{\"stage\":\"DescNullsLast\"}]",
        by_stage + "&filter=age[gt]:1",
        group("{\"tags\":true}"),
        group("{\"tags\":{\"unnest\":true}}"),
        month("UTC"),
        group("{\"createdAt\":{\"granularity\":\"WEEK\",\"timeZone\":\"UTC\"}}"),
        group("{\"createdAt\":{\"granularity\":\"WEEK\",\"timeZone\":\"UTC\",\"weekStartDay\":"
              "\"SUNDAY\"}}"),
        group("{\"companyId\":true}"),
        group("{\"company\":{\"name\":true}}"),
        group("{\"stage\":true},{\"stage\":true}"),
    };
    for (const std::string &a : queries)
        for (const std::string &b : queries)
            EXPECT_EQ(shape(a) == shape(b), sql_of(a) == sql_of(b)) << a << '\n' << b;
}

} // namespace

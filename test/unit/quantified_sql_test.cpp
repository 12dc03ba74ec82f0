#include "base/error.hpp"
#include "model_fixture.hpp"
#include "plan/read_plan.hpp"
#include "rest/filter_parser.hpp"
#include "sql/read.hpp"

#include "fault_of.hpp"

#include <gtest/gtest.h>

namespace {

using namespace viginti;

plan::ReadPlan resolve(const std::string &object, const std::string &filter)
{
    static const model::Catalog catalog = fixture::catalog();
    request::Request request;
    request.verb = request::Verb::FindMany;
    request.object = object;
    request.filter = rest::parse_filter(filter);
    return plan::resolve_read(request, catalog, catalog.by_plural(object), false);
}

/* What the filter adds to the WHERE clause behind "deleted_at IS NULL AND ". */
std::string where(const std::string &object, const std::string &filter)
{
    std::string const text = sql::compile_count(resolve(object, filter)).text;
    std::string const live = "t0.\"deleted_at\" IS NULL AND ";
    return text.substr(text.find(live) + live.size());
}

Error fault(const std::string &object, const std::string &filter)
{
    return test::fault_of([&] { resolve(object, filter); });
}

const std::string children = "(SELECT FROM \"demo\".\"people\" q1 WHERE q1.\"company_id\" = "
                             "t0.\"id\" AND q1.\"deleted_at\" IS NULL";

TEST(QuantifiedSql, SomeAndNoneAreSemiJoinsOverLiveRecords)
{
    EXPECT_EQ(where("companies", "people.some(jobTitle[eq]:x)"),
              "EXISTS " + children + " AND (q1.\"job_title\" = $1))");
    EXPECT_EQ(where("companies", "people.none(jobTitle[eq]:x,age[gt]:1)"),
              "NOT EXISTS " + children + " AND ((q1.\"job_title\" = $1 AND q1.\"age\" > $2)))");
}

TEST(QuantifiedSql, EveryIsThatNoneFails)
{
    EXPECT_EQ(where("companies", "people.every(age[gt]:1)"),
              "NOT EXISTS " + children + " AND (q1.\"age\" > $1) IS NOT TRUE)");
}

TEST(QuantifiedSql, WithoutConditionsItAsksForAnyRecord)
{
    EXPECT_EQ(where("companies", "people.some()"), "EXISTS " + children + ")");
    EXPECT_EQ(where("companies", "people.none()"), "NOT EXISTS " + children + ")");
    EXPECT_EQ(where("companies", "people.every()"), "true");
}

TEST(QuantifiedSql, ToOneHopsInsideAndInFrontAreJoinsOfTheirScope)
{
    EXPECT_EQ(where("companies", "people.some(company.name[eq]:x)"),
              "EXISTS (SELECT FROM \"demo\".\"people\" q1 LEFT JOIN \"demo\".\"companies\" f1 ON "
              "f1.\"id\" = q1.\"company_id\" WHERE q1.\"company_id\" = t0.\"id\" AND "
              "q1.\"deleted_at\" IS NULL AND (f1.\"name\" = $1))");
    EXPECT_EQ(where("people", "company.people.some(age[gt]:1)"),
              "EXISTS (SELECT FROM \"demo\".\"people\" q1 WHERE q1.\"company_id\" = f1.\"id\" AND "
              "q1.\"deleted_at\" IS NULL AND (q1.\"age\" > $1))");
}

TEST(QuantifiedSql, NestedScopesHaveAliasesOfTheirOwn)
{
    std::string const text =
        where("companies", "people.some(company.people.none(company.name[eq]:x)),name[eq]:y");
    EXPECT_NE(text.find("q1 LEFT JOIN \"demo\".\"companies\" f1 ON f1.\"id\" = q1.\"company_id\""),
              std::string::npos);
    EXPECT_NE(text.find("q2 LEFT JOIN \"demo\".\"companies\" f2 ON f2.\"id\" = q2.\"company_id\" "
                        "WHERE q2.\"company_id\" = f1.\"id\""),
              std::string::npos)
        << text;
    EXPECT_NE(text.find(" AND t0.\"name\" = $2"), std::string::npos) << text;
}

TEST(QuantifiedSql, DeletedAtOfARelatedRecordLeavesTheRootsClause)
{
    EXPECT_TRUE(resolve("companies", "people.some(deletedAt[is]:NULL)").live_only);
    EXPECT_FALSE(resolve("companies", "people.some(),deletedAt[is]:NULL").live_only);
}

TEST(QuantifiedSql, TheShapeTellsQuantifiersAndNestingApart)
{
    auto const shape = [](const std::string &filter) { return resolve("companies", filter).shape; };
    EXPECT_EQ(shape("people.some(age[gt]:1)"), shape("people.some(age[gt]:2)"));
    EXPECT_NE(shape("people.some(age[gt]:1)"), shape("people.none(age[gt]:1)"));
    EXPECT_NE(shape("people.some()"), shape("people.every()"));
    EXPECT_NE(shape("people.some(),name[eq]:x"), shape("people.some(jobTitle[eq]:x)"));
}

TEST(QuantifiedSql, FaultsNameWhatIsWrong)
{
    EXPECT_EQ(fault("companies", "people.jobTitle[eq]:x").message,
              "Cannot filter or order through people: only to-one relations are supported");
    EXPECT_EQ(fault("companies", "people.jobTitle[eq]:x").hint,
              "Use people.some(…), people.none(…) or people.every(…)");
    EXPECT_EQ(fault("people", "company.some(name[eq]:x)").message,
              "'some' needs a to-many relation; \"company\" of person is none");
    EXPECT_EQ(fault("people", "age.every()").message,
              "'every' needs a to-many relation; \"age\" of person is none");
    EXPECT_EQ(fault("companies", "crew.some()").message,
              "Object company doesn't have any \"crew\" field.");
    EXPECT_EQ(fault("companies", "people.some(foo[eq]:1)").message,
              "Object person doesn't have any \"foo\" field.");
    EXPECT_EQ(fault("companies", "people.some(foo[eq]:1)").position, 12u);
    EXPECT_EQ(fault("companies", "people.people.some()").message,
              "Cannot filter or order through people: only to-one relations are supported");
    EXPECT_EQ(fault("people", "company.people.company.people.some()").message,
              "Cannot filter or order through people: only to-one relations are supported");
}

} // namespace

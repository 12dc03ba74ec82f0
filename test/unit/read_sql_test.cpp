#include "base/error.hpp"
#include "model_fixture.hpp"
#include "plan/read_plan.hpp"
#include "rest/filter_parser.hpp"
#include "sql/read.hpp"

#include <gtest/gtest.h>

#include <set>

namespace {

using namespace viginti;

struct Question {
    std::string filter = {};
    std::string order = {};
    int depth = 0;
    std::optional<request::Cursor> after = {};
    std::optional<request::Cursor> before = {};
    request::Layout layout = request::Layout::Page;
    bool all = false;
};

plan::ReadPlan resolve(const Question &question)
{
    static const model::Catalog catalog = fixture::catalog();
    request::Request request;
    request.verb = request::Verb::FindMany;
    request.object = "people";
    request.depth = question.depth;
    request.layout = question.layout;
    request.page.all = question.all;
    if (!question.filter.empty())
        request.filter = rest::parse_filter(question.filter);
    request.order = rest::parse_order_by(question.order);
    request.page.after = question.after;
    request.page.before = question.before;
    return plan::resolve_read(request, catalog, catalog.by_plural("people"), false);
}

std::string sql_of(const Question &question)
{
    return sql::compile_read(resolve(question)).statement.text;
}

/* The part of a one-level statement behind its FROM. */
std::string tail_of(const Question &question)
{
    std::string const text = sql_of(question);
    return text.substr(text.find(" FROM "));
}

std::string message_of(const Question &question)
{
    try {
        resolve(question);
    } catch (const Error &error) {
        return error.message;
    }
    return "no error";
}

constexpr char head[] = " FROM \"demo\".\"people\" t0 WHERE t0.\"deleted_at\" IS NULL";

TEST(ReadSql, PlainPageIsOneSelectOfPlainColumns)
{
    EXPECT_EQ(sql_of({}),
              "SELECT t0.\"id\", t0.\"created_at\", t0.\"deleted_at\", t0.\"position\", "
              "t0.\"name_first_name\", t0.\"name_last_name\", t0.\"job_title\", t0.\"age\", "
              "t0.\"stage\", t0.\"tags\", t0.\"emails_primary_email\", "
              "t0.\"emails_additional_emails\", t0.\"extra\", t0.\"body_blocknote\", "
              "t0.\"body_markdown\", t0.\"company_id\"" +
                  std::string(head) + " ORDER BY t0.\"id\" ASC LIMIT 61");
}

TEST(ReadSql, ValuesAreParametersNeverText)
{
    plan::ReadPlan const plan = resolve({.filter = "jobTitle[eq]:\"x'; DROP TABLE people --\""});
    EXPECT_EQ(sql::compile_read(plan).statement.text.find("DROP"), std::string::npos);
    EXPECT_EQ(plan.params.front().text, "x'; DROP TABLE people --");
    EXPECT_EQ(plan.shape.find("DROP"), std::string::npos);
}

TEST(ReadSql, SameShapeForOtherValues)
{
    EXPECT_EQ(resolve({.filter = "age[gt]:1"}).shape, resolve({.filter = "age[gt]:200"}).shape);
    EXPECT_NE(resolve({.filter = "age[gt]:1"}).shape, resolve({.filter = "age[lt]:1"}).shape);
    EXPECT_NE(resolve({.filter = "jobTitle[eq]:\"\""}).shape,
              resolve({.filter = "jobTitle[eq]:\"a\""}).shape);
    EXPECT_NE(resolve({.depth = 0}).shape, resolve({.depth = 1}).shape);
}

TEST(ReadSql, FilterOperators)
{
    std::string const end = " ORDER BY t0.\"id\" ASC LIMIT 61";
    std::string const begin = std::string(head) + " AND ";
    EXPECT_EQ(tail_of({.filter = "age[gte]:5"}), begin + "t0.\"age\" >= $1" + end);
    EXPECT_EQ(tail_of({.filter = "age[in]:[1,2]"}), begin + "t0.\"age\" = ANY ($1)" + end);
    EXPECT_EQ(tail_of({.filter = "jobTitle[startsWith]:a"}),
              begin + "t0.\"job_title\" ^@ $1" + end);
    EXPECT_EQ(tail_of({.filter = "jobTitle[endsWith]:a"}),
              begin + "right(t0.\"job_title\", length($1)) = $1" + end);
    EXPECT_EQ(tail_of({.filter = "tags[containsAny]:[NEW]"}), begin + "t0.\"tags\" && $1" + end);
    EXPECT_EQ(tail_of({.filter = "tags[containsExactly]:[NEW]"}),
              begin + "(t0.\"tags\" @> $1 AND t0.\"tags\" <@ $1)" + end);
    EXPECT_EQ(tail_of({.filter = "extra[like]:x"}), begin + "t0.\"extra\"::text LIKE $1" + end);
    EXPECT_EQ(tail_of({.filter = "name.firstName[eq]:\"\""}),
              begin + "(t0.\"name_first_name\" = $1 OR t0.\"name_first_name\" IS NULL)" + end);
    EXPECT_EQ(tail_of({.filter = "not(age[is]:NULL)"}).find("NOT (t0.\"age\" IS NULL)") !=
                  std::string::npos,
              true);
    EXPECT_EQ(tail_of({.filter = "stage[gt]:NEW"}),
              begin + "array_position($1, t0.\"stage\") > $2 ORDER BY t0.\"id\" ASC LIMIT 61");
}

TEST(ReadSql, MentioningDeletedAtDropsTheLiveClause)
{
    EXPECT_EQ(tail_of({.filter = "deletedAt[is]:NOT_NULL"}),
              " FROM \"demo\".\"people\" t0 WHERE t0.\"deleted_at\" IS NOT NULL ORDER BY "
              "t0.\"id\" ASC LIMIT 61");
}

TEST(ReadSql, OrderWritesIdLast)
{
    EXPECT_NE(sql_of({.order = "age[DescNullsLast],jobTitle"})
                  .find("ORDER BY t0.\"age\" DESC NULLS LAST, t0.\"job_title\" ASC NULLS FIRST, "
                        "t0.\"id\" ASC LIMIT"),
              std::string::npos);
}

TEST(ReadSql, OrderOfANotNullColumnTakesTheFormOfAnIndex)
{
    EXPECT_NE(sql_of({.order = "createdAt[AscNullsFirst]"}).find("ASC NULLS LAST"),
              std::string::npos);
    EXPECT_NE(sql_of({.order = "createdAt[DescNullsLast]"}).find("DESC NULLS FIRST"),
              std::string::npos);
}

/* A cursor as a page of this question would write it. */
request::Cursor cursor(const Question &question, std::vector<std::optional<std::string>> keys)
{
    plan::ReadPlan const plan = resolve(question);
    request::Cursor const made{.id = fixture::number(7),
                               .keys = std::move(keys),
                               .order = plan.order_fingerprint,
                               .asked = plan.asked_fingerprint};
    return request::parse_cursor(write_cursor(made, plan.cursor_key), "starting_after");
}

TEST(ReadSql, KeysetOverIdAlone)
{
    EXPECT_EQ(tail_of({.after = cursor({}, {})}),
              std::string(head) + " AND ((t0.\"id\" > $1)) ORDER BY t0.\"id\" ASC LIMIT 61");
    EXPECT_EQ(tail_of({.before = cursor({}, {})}),
              std::string(head) + " AND ((t0.\"id\" < $1)) ORDER BY t0.\"id\" DESC LIMIT 61");
}

TEST(ReadSql, KeysetOverANullableKeyKeepsNulls)
{
    Question const ordered{.order = "age[AscNullsLast]"};
    auto const sql_after = [&](std::optional<std::string> age) {
        return sql_of({.order = ordered.order, .after = cursor(ordered, {std::move(age)})});
    };
    EXPECT_NE(sql_after("4").find("(((t0.\"age\" > $1 OR t0.\"age\" IS NULL)) OR (t0.\"age\" = "
                                  "$1 AND t0.\"id\" > $2))"),
              std::string::npos);
    EXPECT_NE(sql_after(std::nullopt).find("((false) OR (t0.\"age\" IS NULL AND t0.\"id\" > $1))"),
              std::string::npos);
    EXPECT_NE(sql_of({.order = ordered.order, .before = cursor(ordered, {std::nullopt})})
                  .find("((t0.\"age\" IS NOT NULL) OR (t0.\"age\" IS NULL AND t0.\"id\" < $1))"),
              std::string::npos);
}

TEST(ReadSql, CursorOfAnotherOrderIsRefused)
{
    std::string const text =
        "Cursor is missing the value for orderBy field \"age\": it was encoded "
        "for a different orderBy. Restart pagination without a cursor.";
    EXPECT_EQ(message_of({.order = "age", .after = cursor({}, {})}), text);
    EXPECT_EQ(message_of({.order = "age,jobTitle", .after = cursor({.order = "age"}, {"1"})}),
              text);
    EXPECT_EQ(message_of({.order = "age[DescNullsLast]", .after = cursor({.order = "age"}, {"1"})}),
              text);
    EXPECT_EQ(message_of({.order = "age", .after = request::Cursor{.by_hand = true}}), text);
    EXPECT_EQ(message_of({.after = request::Cursor{.by_hand = true}}), "no error");
    EXPECT_EQ(message_of({.order = "age", .after = cursor({.order = "age[AscNullsFirst]"}, {"1"})}),
              "no error");
}

TEST(ReadSql, CursorOfAnotherFilterIsRefused)
{
    std::string const text = "Cursor was encoded for a different object, filter or search. Restart "
                             "pagination without a cursor.";
    auto const with = [](const std::string &filter, const std::string &other) {
        return message_of({.filter = filter, .after = cursor({.filter = other}, {})});
    };
    EXPECT_EQ(with("age[gt]:1", "age[gt]:1"), "no error");
    for (const char *other : {"", "age[gt]:2", "age[gte]:1", "or(age[gt]:1)", "not(age[gt]:1)",
                              "age[gt]:1,age[gt]:1", "age[in]:[1]"})
        EXPECT_EQ(with("age[gt]:1", other), text) << other;
    EXPECT_EQ(with("age[in]:[1,23]", "age[in]:[12,3]"), text);
}

TEST(ReadSql, CursorThatIsNotSignedIsInvalid)
{
    EXPECT_EQ(message_of({.after = request::Cursor{}}).rfind("Invalid cursor: AQAAAA", 0), 0u);
}

TEST(ReadSql, DepthOneJoinsToThePageThatIsCutFirst)
{
    sql::ReadStatement const read = sql::compile_read(resolve({.depth = 1}));
    EXPECT_NE(
        read.statement.text.find("LIMIT 61) t0 LEFT JOIN \"demo\".\"companies\" t1 ON "
                                 "t1.\"id\" = t0.\"company_id\" AND t1.\"deleted_at\" IS NULL "
                                 "ORDER BY t0.\"id\" ASC"),
        std::string::npos)
        << read.statement.text;
    EXPECT_TRUE(read.children.empty());
}

TEST(ReadSql, ToManyComesByOneStatementForAllParents)
{
    sql::ReadStatement const read = sql::compile_read(resolve({.depth = 2}));
    ASSERT_EQ(read.children.size(), 1u);
    EXPECT_NE(read.children[0].statement.text.find(
                  "FROM unnest($1) WITH ORDINALITY AS p(id, ordinal) CROSS JOIN LATERAL (SELECT "),
              std::string::npos);
    EXPECT_NE(read.children[0].statement.text.find(
                  "WHERE c0.\"company_id\" = p.id AND c0.\"deleted_at\" IS NULL ORDER BY c0.\"id\" "
                  "LIMIT 60) t0 ORDER BY p.ordinal, t0.\"id\""),
              std::string::npos)
        << read.children[0].statement.text;
    EXPECT_NE(read.children[0].for_one_parent.text.find(
                  "WHERE c0.\"company_id\" = $1 AND c0.\"deleted_at\" IS NULL ORDER BY c0.\"id\" "
                  "LIMIT 60) t0 ORDER BY t0.\"id\""),
              std::string::npos)
        << read.children[0].for_one_parent.text;
}

TEST(ReadSql, FilterOverAToOneRelationJoinsOnce)
{
    std::string const text =
        sql_of({.filter = "company.name[eq]:a,company.revenue.currencyCode[eq]:EUR"});
    EXPECT_NE(text.find("t0 LEFT JOIN \"demo\".\"companies\" f1 ON f1.\"id\" = t0.\"company_id\" "
                        "WHERE t0.\"deleted_at\" IS NULL AND (f1.\"name\" = $1 AND "
                        "f1.\"revenue_currency_code\" = $2)"),
              std::string::npos)
        << text;
}

TEST(ReadSql, CountTakesTheFilterAlone)
{
    plan::ReadPlan const plan = resolve({.filter = "age[gt]:1", .order = "age"});
    sql::Statement const count = sql::compile_count(plan);
    EXPECT_EQ(count.text, "SELECT count(*) FROM \"demo\".\"people\" t0 WHERE t0.\"deleted_at\" IS "
                          "NULL AND t0.\"age\" > $1");
    EXPECT_EQ(count.params.size(), 1u);
}

TEST(ReadSql, FaultsNameWhatIsWrong)
{
    EXPECT_EQ(message_of({.filter = "foo[eq]:1"}), "Object person doesn't have any \"foo\" field.");
    EXPECT_EQ(message_of({.filter = "name.foo[eq]:1"}),
              "Sub field \"foo\" not found for composite type: FULL_NAME");
    EXPECT_EQ(message_of({.filter = "name[eq]:1"}),
              "Sub field \"eq\" not found for composite type: FULL_NAME");
    EXPECT_EQ(message_of({.filter = "company[eq]:1"}),
              "Object company doesn't have any \"eq\" field.");
    EXPECT_EQ(message_of({.filter = "tags[eq]:1"}),
              "Operator \"eq\" is not valid for field \"tags\" of type MULTI_SELECT - Allowed "
              "operators: containsAny, is, isEmptyArray");
    EXPECT_EQ(message_of({.filter = "companyId[eq]:x"}),
              "Invalid UUID value 'x' for field \"companyId\"");
    EXPECT_EQ(message_of({.filter = "age[eq]:abc"}), "Invalid number value NaN for field \"age\"");
    EXPECT_EQ(message_of({.filter = "stage[eq]:X"}).rfind("invalid input value for enum", 0), 0u);
    EXPECT_EQ(message_of({.filter = "age[is]:x"}),
              "Invalid filter value for \"is\" operator. Expected \"NULL\" or \"NOT_NULL\"");
    EXPECT_EQ(message_of({.order = "foo"}), "Field \"foo\" does not exist or is not sortable");
    EXPECT_EQ(message_of({.order = "name"}),
              "Composite field \"name\" requires subfield ordering (e.g., { name: { subFieldName: "
              "'AscNullsFirst' } })");
    EXPECT_EQ(message_of({.order = "company.foo"}),
              "Nested field \"foo\" not found in target object \"company\"");
}

TEST(ReadSql, OneRecordIsReadWithItsVersionWhereTheRoleMay)
{
    model::Catalog const catalog = fixture::catalog();
    auto const version_of = [&](bool is_versioned, int depth) {
        auto object = std::make_shared<model::Object>(*catalog.by_plural("people"));
        object->is_versioned = is_versioned;
        request::Request request;
        request.depth = depth;
        return sql::compile_read(
            plan::plan_records({fixture::number(1)}, request, catalog, object, false));
    };
    auto const flat = version_of(true, 0);
    ASSERT_GT(flat.version_column, 0);
    EXPECT_NE(flat.statement.text.find(", t0.\"xmin\" AS _x, t0.\"ctid\" AS _c FROM"),
              std::string::npos);
    auto const joined = version_of(true, 1);
    EXPECT_NE(joined.statement.text.find(", t0._x, t0._c FROM (SELECT"), std::string::npos);
    auto const without = version_of(false, 0);
    EXPECT_EQ(without.version_column, -1);
    EXPECT_EQ(without.statement.text.find("xmin"), std::string::npos);
}

TEST(ReadSql, AStreamOfAllHasNoLimit)
{
    EXPECT_EQ(tail_of({.layout = request::Layout::Csv, .all = true}),
              std::string(head) + " ORDER BY t0.\"id\" ASC");
    EXPECT_EQ(tail_of({.layout = request::Layout::Lines}),
              std::string(head) + " ORDER BY t0.\"id\" ASC LIMIT 60");
}

TEST(ReadSql, CsvHasACellForEachSubFieldAndForeignKey)
{
    sql::ReadStatement const read = sql::compile_read(resolve({.layout = request::Layout::Csv}));
    EXPECT_EQ(read.header,
              "id,createdAt,deletedAt,position,name.firstName,name.lastName,jobTitle,age,stage,"
              "tags,emails.primaryEmail,emails.additionalEmails,extra,body.blocknote,"
              "body.markdown,companyId\r\n");
    EXPECT_EQ(read.program.front().step, plan::Emit::Step::Cell);
    EXPECT_EQ(read.program.back().text, "\r\n");
}

TEST(ReadSql, PagesAndStreamsNeverShareAStatement)
{
    std::set<std::string> shapes;
    for (auto const layout : {request::Layout::Page, request::Layout::Lines, request::Layout::Csv})
        for (bool const all : {false, true})
            if (layout != request::Layout::Page || !all)
                shapes.insert(resolve({.layout = layout, .all = all}).shape);
    EXPECT_EQ(shapes.size(), 5u);
}

} // namespace

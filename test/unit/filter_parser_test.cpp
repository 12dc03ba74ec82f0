#include "rest/filter_parser.hpp"

#include "base/limits.hpp"
#include "fault_of.hpp"
#include "filter_text.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace {

using viginti::Code;
using viginti::Error;
using viginti::model::Operator;
using viginti::request::Filter;
using viginti::request::Quantifier;
using viginti::rest::parse_filter;
using viginti::test::print;
using Kind = viginti::request::Filter::Kind;

Error fault(const std::string &text, Code code = Code::FilterInvalid)
{
    Error error = viginti::test::fault_of([&] { parse_filter(text); });
    EXPECT_EQ(error.code, code) << text.substr(0, 200);
    EXPECT_EQ(error.status, 400);
    EXPECT_EQ(error.path, "filter");
    EXPECT_TRUE(error.position.has_value());
    return error;
}

std::string printed(const std::string &text)
{
    return print(parse_filter(text));
}

std::string value_of(const std::string &text)
{
    Filter const filter = parse_filter(text);
    EXPECT_EQ(filter.kind, Kind::Predicate) << text;
    EXPECT_EQ(filter.predicate.values.size(), 1u);
    return filter.predicate.values.empty() ? "" : filter.predicate.values.front();
}

std::string repeated(const std::string &text, std::size_t times)
{
    std::string out;
    for (std::size_t i = 0; i < times; ++i)
        out += text;
    return out;
}

TEST(Filter, APredicateHasPathOperatorAndValue)
{
    Filter const filter = parse_filter("name.firstName[ilike]:\"%ada%\"");
    EXPECT_EQ(filter.kind, Kind::Predicate);
    EXPECT_EQ(filter.predicate.path, (std::vector<std::string>{"name", "firstName"}));
    EXPECT_EQ(filter.predicate.op, Operator::Ilike);
    EXPECT_EQ(filter.predicate.values, std::vector<std::string>{"%ada%"});
}

TEST(Filter, WhatClientsSendIsRead)
{
    struct Case {
        const char *text, *printed;
    };
    const Case cases[] = {
        {"or(name.firstName[ilike]:%ada%,emails.primaryEmail[ilike]:\"%ada%\")",
         "or(name.firstName[ilike]:\"%ada%\",emails.primaryEmail[ilike]:\"%ada%\")"},
        {"and(status[in]:[\"TODO\",\"IN_PROGRESS\"],dueAt[lt]:\"2026-01-31T00:00:00Z\")",
         "and(status[in]:[\"TODO\",\"IN_PROGRESS\"],dueAt[lt]:\"2026-01-31T00:00:00Z\")"},
        {"createdAt[gte]:2026-01-01,not(companyId[is]:NULL)",
         "and(createdAt[gte]:\"2026-01-01\",not(companyId[is]:NULL))"},
        {"a[in]:[x,'y',\"z\"]", "a[in]:[\"x\",\"y\",\"z\"]"},
        {"a[containsAny]:[A]", "a[containsAny]:[\"A\"]"},
        {"a[in]:[]", "a[in]:[\"\"]"},
        {"a[eq]:1 , b[eq]:2", "and(a[eq]:\"1\",b[eq]:\"2\")"},
        {" and( a[eq]:1 , or( b[eq]:2 ) ) ", "and(a[eq]:\"1\",or(b[eq]:\"2\"))"},
    };
    for (const Case &row : cases)
        EXPECT_EQ(printed(row.text), row.printed) << row.text;
}

TEST(Filter, SiblingConjunctionsAtTheRootAreAnd)
{
    EXPECT_EQ(printed("or(a[eq]:1,b[eq]:2),and(c[eq]:3)"),
              "and(or(a[eq]:\"1\",b[eq]:\"2\"),and(c[eq]:\"3\"))");
}

TEST(Filter, NamesMayBeginWithAConjunction)
{
    for (const char *name :
         {"orderDate", "android", "notes", "or", "and", "not", "order.and", "notOr"}) {
        std::string const text = std::string(name) + "[eq]:\"x\"";
        EXPECT_EQ(printed(text), text);
        EXPECT_EQ(printed("or(" + text + "," + text + ")"), "or(" + text + "," + text + ")");
        EXPECT_EQ(printed("not(" + text + ")"), "not(" + text + ")");
    }
}

TEST(Filter, OnePairOfQuotesIsRemoved)
{
    EXPECT_EQ(value_of("a[eq]:\"x\""), "x");
    EXPECT_EQ(value_of("a[eq]:'x\""), "x");
    EXPECT_EQ(value_of("a[eq]:\"\""), "");
    EXPECT_EQ(value_of("a[eq]:\"\"x\"\""), "\"x\"");
    EXPECT_EQ(value_of("a[eq]:\"O'Brien\""), "O'Brien");
    EXPECT_EQ(value_of("a[eq]:O'Brien"), "O'Brien");
    EXPECT_EQ(value_of("a[eq]:\""), "\"");
    EXPECT_EQ(value_of("a[is]:\"NULL\""), "\"NULL\"");
}

TEST(Filter, ValuesMayHoldDelimiters)
{
    EXPECT_EQ(value_of("a[eq]:x:y]z.w[0]:"), "x:y]z.w[0]:");
    EXPECT_EQ(value_of("a[eq]:\"x, y\""), "x, y");
    EXPECT_EQ(value_of("a[eq]:'x, y'"), "x, y");
    EXPECT_EQ(value_of("a[eq]:Acme (UK, EU)"), "Acme (UK, EU)");
    EXPECT_EQ(value_of("a[eq]:\"(\\\" or \\\")\""), "(\\\" or \\\")");
    EXPECT_EQ(value_of("a[eq]: x"), " x");
    EXPECT_EQ(value_of("a[eq]:\"日本 😀\""), "日本 😀");
    EXPECT_EQ(printed("a[eq]:\"x[y\",b[eq]:2"), "and(a[eq]:\"x[y\",b[eq]:\"2\")");
    EXPECT_EQ(printed("or(a[eq]:Acme (UK),b[eq]:2)"), "or(a[eq]:\"Acme (UK)\",b[eq]:\"2\")");
}

TEST(Filter, ALoneApostropheSwallowsCommas)
{
    EXPECT_EQ(printed("or(a[eq]:O'Brien,b[eq]:2)"), "or(a[eq]:\"O'Brien,b[eq]:2\")");
    EXPECT_EQ(printed("or(a[eq]:\"O'Brien\",b[eq]:2)"), "or(a[eq]:\"O'Brien\",b[eq]:\"2\")");
    EXPECT_EQ(printed("a[in]:[O'Brien,x],b[eq]:2"), "and(a[in]:[\"O'Brien\",\"x\"],b[eq]:\"2\")");
}

TEST(Filter, OtherTextsAreNoPredicates)
{
    for (const char *text : {"name", "[eq]:x", "name[]:x", "name[eq]", "name[eq]x", "name[eq:x",
                             "name[eq]:", "name eq x", "name[eq] :x", "()", "AND", "1"})
        EXPECT_EQ(fault(text).message,
                  "'filter' invalid for '" + std::string(text) + "'. eg: price[gte]:10");
    EXPECT_EQ(fault("").message, "'filter' invalid for 'and()'. eg: price[gte]:10");
    EXPECT_EQ(fault("  ").message, "'filter' invalid for 'and()'. eg: price[gte]:10");
    EXPECT_EQ(fault("and()").message, "'filter' invalid for 'and()'. eg: price[gte]:10");
    EXPECT_EQ(fault("a[eq]:1,").message, "'filter' invalid for ''. eg: price[gte]:10");
    EXPECT_EQ(fault("a[eq]:1,,b[eq]:1").message, "'filter' invalid for ''. eg: price[gte]:10");
    EXPECT_EQ(fault("or(a[eq]:1)x").message,
              "'filter' invalid for 'or(a[eq]:1)x'. eg: price[gte]:10");
    EXPECT_EQ(fault("or(a[eq]:1))(").message, "'filter' invalid for ')('. eg: price[gte]:10");
}

TEST(Filter, PositionsCountCharacters)
{
    EXPECT_EQ(fault("name[eq]:\"ä😀\", bad").position, 15u);
    EXPECT_EQ(fault("and(a[eq]:1,or(b[eq]:2,not(c)))").position, 27u);
    Filter const filter = parse_filter("or(a[eq]:ä, b[eq]:2)");
    EXPECT_EQ(filter.children[0].predicate.position, 3u);
    EXPECT_EQ(filter.children[1].predicate.position, 12u);
}

TEST(Filter, RoundBracketsMustBalance)
{
    EXPECT_EQ(fault("and(a[eq]:1").message,
              "'filter' invalid. 1 close bracket is missing in the query");
    EXPECT_EQ(fault("and(or(a[eq]:1").message,
              "'filter' invalid. 2 close brackets are missing in the query");
    EXPECT_EQ(fault("and(a[eq]:1))").message,
              "'filter' invalid. 1 open bracket is missing in the query");
    EXPECT_EQ(fault("and(a[eq]:1))").position, 12u);
    EXPECT_EQ(fault("name[eq]:\"a)\"").message,
              "'filter' invalid. 1 open bracket is missing in the query");
}

TEST(Filter, NotTakesOneCondition)
{
    EXPECT_EQ(fault("a[eq]:1,not(b[eq]:1,c[eq]:2)").message,
              "'filter' invalid. 'not' conjunction should contain only 1 condition. eg: "
              "not(field[eq]:1)");
    EXPECT_EQ(fault("a[eq]:1,not(b[eq]:1,c[eq]:2)").position, 8u);
}

TEST(Filter, UnknownComparatorsNameTheKnown)
{
    Error const error = fault("jobTitle[regex]:\"x\"", Code::OperatorInvalid);
    EXPECT_EQ(error.message,
              "'filter' invalid for 'jobTitle[regex]:\"x\"', comparator regex not in eq, neq, in, "
              "containsAny, is, gt, gte, lt, lte, startsWith, endsWith, like, ilike");
    fault("a[EQ]:1", Code::OperatorInvalid);
    fault("a[ eq]:1", Code::OperatorInvalid);
}

TEST(Filter, ListsNeedBrackets)
{
    EXPECT_EQ(fault("a[in]:x").message,
              "'filter' invalid for 'in' operator. Received 'x' but array value expected eg: "
              "'field[in]:[value_1,value_2]'");
    fault("a[containsAny]:\"x\"");
    fault("a[in]:[");
    fault("a[in]:[x");
}

TEST(Filter, AQuantifierStandsWhereAConditionMay)
{
    struct Case {
        const char *text, *printed;
    };
    const Case cases[] = {
        {"people.some(a[eq]:1)", "people.some(a[eq]:\"1\")"},
        {"people.some()", "people.some()"},
        {"people.none( )", "people.none()"},
        {"people.every(a[eq]:1,b[in]:[x,y])", "people.every(a[eq]:\"1\",b[in]:[\"x\",\"y\"])"},
        {"company.people.some(a[eq]:1)", "company.people.some(a[eq]:\"1\")"},
        {"a[eq]:1, people.some( b[eq]:(x) ) ,c[eq]:2",
         "and(a[eq]:\"1\",people.some(b[eq]:\"(x)\"),c[eq]:\"2\")"},
        {"or(not(people.none(a[eq]:1)),people.some(or(a[eq]:1,notes.every(b[is]:NULL))))",
         "or(not(people.none(a[eq]:\"1\")),people.some(or(a[eq]:\"1\",notes.every(b[is]:NULL))))"},
    };
    for (const Case &row : cases)
        EXPECT_EQ(printed(row.text), row.printed) << row.text;
    Filter const filter = parse_filter("ä[eq]:1,people.some(b[eq]:2)").children[1];
    EXPECT_EQ(filter.kind, Kind::Quantified);
    EXPECT_EQ(filter.predicate.position, 8u);
    EXPECT_EQ(filter.children[0].predicate.position, 20u);
}

TEST(Filter, AQuantifierNeedsARelationAndItsWord)
{
    EXPECT_EQ(value_of("people.some[eq]:x"), "x");
    EXPECT_EQ(value_of("some[eq]:\"a.some(x)\""), "a.some(x)");
    for (const char *text : {"people.any()", "some()", ".some()", "people.some ()", "people.Some()",
                             "people.some()x", "people()"})
        EXPECT_EQ(fault(text).message,
                  "'filter' invalid for '" + std::string(text) + "'. eg: price[gte]:10");
    EXPECT_EQ(fault("a.some(b[eq]:1,)").message, "'filter' invalid for ''. eg: price[gte]:10");
    EXPECT_EQ(fault("a.some(b)").position, 7u);
    auto const deep = [](std::size_t levels) {
        return repeated("a.some(", levels) + repeated(")", levels);
    };
    EXPECT_EQ(parse_filter(deep(viginti::limits::filter_depth)).kind, Kind::Quantified);
    EXPECT_EQ(fault(deep(viginti::limits::filter_depth + 1), Code::LimitExceeded).message,
              "'filter' exceeds the limit filter_depth: at most 32 levels of nesting");
    fault("a.some()" + repeated(",a.some()", viginti::limits::filter_predicates),
          Code::LimitExceeded);
}

TEST(Filter, LimitsAreNamed)
{
    auto const depth = viginti::limits::filter_depth;
    auto const deep = [](std::size_t levels) {
        return repeated("and(", levels) + "a[eq]:1" + repeated(")", levels);
    };
    EXPECT_EQ(parse_filter(deep(depth)).kind, Kind::And);
    EXPECT_EQ(fault(deep(depth + 1), Code::LimitExceeded).message,
              "'filter' exceeds the limit filter_depth: at most 32 levels of nesting");
    fault(deep(100000), Code::LimitExceeded);
    fault(repeated("not(", 100000));
    fault(repeated(")", 100000));
    fault(repeated("(", 100000) + repeated(")", 100000));

    auto const many = viginti::limits::filter_predicates;
    EXPECT_EQ(parse_filter("a[eq]:1" + repeated(",a[eq]:1", many - 1)).children.size(), many);
    fault("a[eq]:1" + repeated(",a[eq]:1", many), Code::LimitExceeded);

    auto const items = viginti::limits::in_list;
    EXPECT_EQ(parse_filter("a[in]:[1" + repeated(",1", items - 1) + "]").predicate.values.size(),
              items);
    fault("a[in]:[1" + repeated(",1", items) + "]", Code::LimitExceeded);
}

TEST(Filter, LongTextsAreNotEchoed)
{
    EXPECT_LT(fault(std::string(60000, 'x')).message.size(), 300u);
    EXPECT_LT(fault("a[" + std::string(60000, 'x') + "]:1", Code::OperatorInvalid).message.size(),
              500u);
    EXPECT_LT(fault("a[in]:" + std::string(60000, 'x')).message.size(), 400u);
}

/* Random filters that the grammar can write. */
struct Generator {
    std::mt19937 random{13414};

    std::size_t below(std::size_t bound) { return random() % bound; }

    std::string value(bool of_list)
    {
        static const char *const pieces[] = {"a",  "Z", "0", " ", "ä", "😀", ":",  ".",   "%",
                                             "\\", "'", "[", "&", "=", "-", "or", "and", "NULL"};
        std::string out;
        for (std::size_t i = below(8); i > 0; --i)
            out += pieces[below(std::size(pieces))];
        return of_list || below(3) != 0 ? out : out + ",]" + out;
    }

    Filter predicate()
    {
        static const char *const names[] = {"name", "orderDate", "android", "notes", "or",
                                            "and",  "not",       "x",       "a1"};
        Filter out;
        out.kind = Kind::Predicate;
        for (std::size_t i = 1 + below(3); i > 0; --i)
            out.predicate.path.push_back(names[below(std::size(names))]);
        out.predicate.op = static_cast<Operator>(below(13));
        bool const list = viginti::test::is_list(out.predicate.op);
        if (out.predicate.op == Operator::Is)
            out.predicate.values.push_back(below(2) ? "NULL" : "NOT_NULL");
        else
            for (std::size_t i = list ? 1 + below(4) : 1; i > 0; --i)
                out.predicate.values.push_back(value(list));
        return out;
    }

    Filter filter(int depth)
    {
        if (depth == 0 || below(3) == 0)
            return predicate();
        Filter out;
        constexpr Kind kinds[] = {Kind::And, Kind::Or, Kind::Not, Kind::Quantified};
        out.kind = kinds[below(4)];
        if (out.kind == Kind::Quantified) {
            out.predicate.path = predicate().predicate.path;
            out.quantifier = static_cast<Quantifier>(below(3));
        }
        std::size_t const least = out.kind == Kind::Quantified ? 0 : 1;
        for (std::size_t i = out.kind == Kind::Not ? 1 : least + below(4); i > 0; --i)
            out.children.push_back(filter(depth - 1));
        return out;
    }
};

TEST(Filter, EveryFilterComesBackFromItsText)
{
    Generator generator;
    for (int round = 0; round < 10000; ++round) {
        Filter const filter = generator.filter(4);
        ASSERT_TRUE(viginti::test::is_printable(filter));
        std::string const text = print(filter);
        ASSERT_TRUE(viginti::test::equal(parse_filter(text), filter)) << text;
    }
}

} // namespace

#include "plan/merge.hpp"

#include "model/duplicates.hpp"
#include "model_fixture.hpp"
#include "sql/duplicates.hpp"
#include "sql/merge.hpp"

#include <gtest/gtest.h>

#include <map>

namespace {

using namespace viginti;

using Texts = std::map<std::string, std::string>; /* by column; the others are NULL */

model::ObjectPtr people()
{
    static const model::Catalog catalog = fixture::catalog();
    return catalog.by_plural("people");
}

/* The columns a merge of these records sets: "column=text", "column" for NULL. */
std::vector<std::string> merged(const std::vector<Texts> &texts)
{
    auto const columns = plan::merged_columns(*people());
    std::vector<plan::MergedRecord> records;
    for (const Texts &record : texts) {
        records.push_back({fixture::number(static_cast<int>(records.size()) + 1), {}});
        for (const plan::MergedColumn &column : columns) {
            auto const found = record.find(column.name);
            records.back().values.push_back(found == record.end() ? std::nullopt
                                                                  : std::optional(found->second));
        }
    }
    std::vector<std::string> out;
    for (const plan::Assignment &assignment : plan::merge_values(columns, records)) {
        std::string text = assignment.column;
        if (!assignment.value.is_null)
            text += '=' + assignment.value.text;
        for (const auto &item : assignment.value.items)
            text += '|' + item.value_or("NULL");
        out.push_back(std::move(text));
    }
    return out;
}

using Lines = std::vector<std::string>;

TEST(Merge, ThePreferredRecordKeepsWhatItHas)
{
    EXPECT_EQ(merged({{{"age", "1"}}, {{"age", "2"}}}), Lines{});
    EXPECT_EQ(merged({{}, {}, {{"age", "3"}}, {{"age", "2"}}}), Lines{"age=3"});
}

TEST(Merge, CompositesAreTakenWhole)
{
    EXPECT_EQ(merged({{{"name_first_name", "A"}}, {{"name_last_name", "B"}}}), Lines{});
    EXPECT_EQ(merged({{}, {{"name_last_name", "B"}}}), Lines{"name_last_name=B"});
}

TEST(Merge, ListsAreUnited)
{
    EXPECT_EQ(merged({{{"tags", R"(["OLD"])"}}, {{"tags", R"(["NEW","OLD"])"}}}),
              Lines{"tags=|OLD|NEW"});
    EXPECT_EQ(merged({{{"tags", R"(["OLD"])"}}, {{"tags", "[]"}}}), Lines{});
}

TEST(Merge, OtherPrimaryValuesBecomeAdditional)
{
    EXPECT_EQ(merged({{{"emails_primary_email", "a"}},
                      {{"emails_primary_email", "b"}, {"emails_additional_emails", R"(["a","c"])"}},
                      {{"emails_primary_email", "a"}}}),
              Lines{R"(emails_additional_emails=["b","c"])"});
    EXPECT_EQ(merged({{{"emails_additional_emails", R"(["b"])"}}, {{"emails_primary_email", "b"}}}),
              (Lines{"emails_primary_email=b", "emails_additional_emails=[]"}));
}

TEST(Merge, ARelationAmongTheMergedEnds)
{
    auto const id = [](int number) { return to_string(fixture::number(number)); };
    EXPECT_EQ(merged({{{"company_id", id(2)}}, {}}), Lines{"company_id"});
    EXPECT_EQ(merged({{{"company_id", id(2)}}, {{"company_id", id(9)}}}),
              Lines{"company_id=" + id(9)});
}

TEST(Merge, BaseFieldsAreLeftAlone)
{
    for (const plan::MergedColumn &column : plan::merged_columns(*people()))
        for (const char *const base : {"id", "created_at", "deleted_at", "position"})
            EXPECT_NE(column.name, base);
}

TEST(MergeSql, LocksInOrderOfId)
{
    auto const columns = plan::merged_columns(*people());
    std::string const text = sql::compile_merge_read(*people(), columns).statement.text;
    EXPECT_NE(text.find("to_jsonb(t0.\"tags\")::text"), text.npos);
    EXPECT_TRUE(text.ends_with(" WHERE t0.\"id\" = ANY ($1) AND t0.\"deleted_at\" IS NULL ORDER BY "
                               "t0.\"id\" FOR UPDATE"));
}

TEST(Duplicates, BelongToStandardObjectsOnly)
{
    auto standard = std::make_shared<model::Object>(*people());
    EXPECT_FALSE(model::has_duplicate_criteria(*standard));
    standard->is_custom = false;
    for (model::Field &field : standard->fields)
        field.is_custom = false;
    EXPECT_TRUE(model::has_duplicate_criteria(*standard));
    auto const criteria = model::duplicate_criteria(*standard);
    ASSERT_EQ(criteria.size(), 2u); /* the fixture has no LinkedIn */
    EXPECT_EQ(sql::duplicate_columns(criteria),
              (Lines{"name_first_name", "name_last_name", "emails_primary_email"}));
    std::string const text = sql::compile_duplicates(*standard, criteria).statement.text;
    EXPECT_NE(text.find("ON t0.\"name_first_name\" = v0.\"c2\" AND t0.\"name_last_name\" = "
                        "v0.\"c3\" WHERE"),
              text.npos);
    EXPECT_NE(text.find(" UNION SELECT v0.n, t0.\"id\" FROM unnest($1, $2, $3, $4)"), text.npos);
}

} // namespace

#include "plan/import_reader.hpp"

#include "base/error.hpp"
#include "fault_of.hpp"
#include "model_fixture.hpp"

#include <gtest/gtest.h>

namespace {

using namespace viginti;
using plan::ImportReader;
using request::Layout;

const model::Object &people()
{
    static const model::Catalog catalog = fixture::catalog();
    static const model::ObjectPtr object = catalog.by_plural("people");
    return *object;
}

/* All records as JSON, a fault as its message, each behind its line. */
std::vector<std::string> read_all(std::string_view body, Layout layout = Layout::Csv)
{
    ImportReader reader(people(), layout, body);
    std::vector<std::string> out;
    while (true) {
        std::string text;
        try {
            const json_t *const record = reader.next();
            if (!record)
                break;
            text = dump_json(record);
        } catch (const Error &error) {
            text = error.message;
        }
        out.push_back(std::to_string(reader.line()) + ' ' + text);
    }
    EXPECT_EQ(reader.position(), body.size());
    return out;
}

using Texts = std::vector<std::string>;

std::string header_fault(std::string_view header)
{
    return test::fault_of([&] { read_all(header); }).message;
}

TEST(ImportReader, CellsBecomeTheValuesAClientWouldSend)
{
    EXPECT_EQ(read_all("name.firstName,age,tags,extra,companyId,bodyV2.markdown\r\n"
                       "Ada,1.5,\"[\"\"NEW\"\"]\",{},x,*y*\r\n"
                       ",old,NEW,,,\r\n"),
              (Texts{R"(2 {"name":{"firstName":"Ada"},"age":1.5,"tags":["NEW"],"extra":"{}",)"
                     R"("companyId":"x","bodyV2":{"markdown":"*y*"}})",
                     R"(3 {"name":{"firstName":null},"age":"old","tags":"NEW","extra":null,)"
                     R"("companyId":null,"bodyV2":{"markdown":null}})"}));
}

TEST(ImportReader, AnEmptyCellIsNullAQuotedOneTheEmptyText)
{
    EXPECT_EQ(read_all("id,position,jobTitle,age\n,,,\n\"\",\"\",\"\",\"\"\n"),
              (Texts{R"(2 {"jobTitle":null,"age":null})", R"(3 {"jobTitle":"","age":null})"}));
}

TEST(ImportReader, NumbersAndBooleansComeAsWhatTheyAre)
{
    EXPECT_EQ(read_all("age,position\n-3,first\n1e3,2\n007x,2.5\n"),
              (Texts{R"(2 {"age":-3,"position":"first"})", R"(3 {"age":1000,"position":2})",
                     R"(4 {"age":"007x","position":2.5})"}));
}

TEST(ImportReader, BlankLinesAreSkippedWrongCountsAreNot)
{
    EXPECT_EQ(read_all("jobTitle,age\n\na,1\nb\nc,2,3\n\n"),
              (Texts{R"(3 {"jobTitle":"a","age":1})",
                     "4 Line 4: there are 1 cells, and 2 columns in the header",
                     "5 Line 5: there are 3 cells, and 2 columns in the header"}));
    EXPECT_EQ(read_all("jobTitle\n\na\n"),
              (Texts{R"(2 {"jobTitle":null})", R"(3 {"jobTitle":"a"})"}));
}

TEST(ImportReader, AHeaderHasOnlyNamesThatCanBeSetAndEachOnce)
{
    EXPECT_EQ(header_fault("foo\n"), "Line 1: the column \"foo\" is no field of person");
    EXPECT_EQ(header_fault("age,age\n"), "Line 1: the column \"age\" stands twice");
    EXPECT_EQ(header_fault("name\n"), "Line 1: the column \"name\" needs a sub-field");
    EXPECT_EQ(header_fault("age.x\n"), "Line 1: the column \"age.x\" has no sub-fields");
    EXPECT_EQ(header_fault("name.x\n"), "Line 1: the column \"name.x\" names no sub-field of name");
    EXPECT_EQ(header_fault("company\n"),
              "Line 1: the column \"company\" is a relation, set by the column companyId");
    EXPECT_EQ(header_fault(""), "Line 1: the header line is missing");
    EXPECT_EQ(header_fault("a\"b\n").substr(0, 17), "Line 1, column 2:");
}

TEST(ImportReader, LinesOfJsonAreRecordsAndBlankOnesNothing)
{
    EXPECT_EQ(read_all("\xEF\xBB\xBF{\"age\":1}\r\n\n  \n{\"age\":2}", Layout::Lines),
              (Texts{R"(1 {"age":1})", R"(4 {"age":2})"}));
    Texts const faulty = read_all("[]\n{\"a\":\n{}\n", Layout::Lines);
    ASSERT_EQ(faulty.size(), 3u);
    EXPECT_EQ(faulty[0], "1 Line 1: a JSON object is expected");
    EXPECT_EQ(faulty[1].substr(0, 10), "2 Line 2: ");
    EXPECT_EQ(faulty[2], "3 {}");
}

TEST(ImportReader, AFaultOfJsonHasItsPlaceInTheBody)
{
    ImportReader reader(people(), Layout::Lines, "{}\n  {\"a\":x}\n");
    reader.next();
    Error const error = test::fault_of([&] { reader.next(); });
    EXPECT_EQ(error.path, "/lines/2");
    ASSERT_TRUE(error.position);
    EXPECT_GE(*error.position, 5u);
    EXPECT_LE(*error.position, 12u);
}

} // namespace

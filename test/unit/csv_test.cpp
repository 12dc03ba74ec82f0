#include "rest/csv.hpp"

#include "base/error.hpp"
#include "fault_of.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using viginti::rest::append_csv_cell;
using viginti::rest::CsvCell;
using viginti::rest::CsvReader;

using Rows = std::vector<std::vector<std::string>>;

/* Cells as texts; what was not there at all reads as <absent>. */
Rows read_all(std::string_view text)
{
    CsvReader reader(text);
    std::vector<CsvCell> cells;
    Rows rows;
    while (reader.next(cells)) {
        rows.emplace_back();
        for (const CsvCell &cell : cells)
            rows.back().push_back(cell.is_absent() ? "<absent>" : cell.text);
    }
    return rows;
}

viginti::Error fault(std::string_view text)
{
    return viginti::test::fault_of([&] { read_all(text); });
}

std::string written(std::string_view text)
{
    std::string out;
    append_csv_cell(out, text);
    return out;
}

TEST(Csv, ReadsLinesThatEndInCrlfInLfOrNotAtAll)
{
    Rows const rows{{"a", "b"}, {"c", "d"}};
    EXPECT_EQ(read_all("a,b\r\nc,d\r\n"), rows);
    EXPECT_EQ(read_all("a,b\nc,d"), rows);
    EXPECT_EQ(read_all("a,b\r\nc,d\r"), rows);
    EXPECT_EQ(read_all(""), Rows{});
}

TEST(Csv, TellsAnEmptyTextFromNothing)
{
    EXPECT_EQ(read_all("a,,\"\"\n,\n"), (Rows{{"a", "<absent>", ""}, {"<absent>", "<absent>"}}));
    EXPECT_EQ(read_all("\n"), (Rows{{"<absent>"}}));
}

TEST(Csv, QuotesHoldCommasBreaksAndQuotes)
{
    EXPECT_EQ(read_all("\"a,\r\nb\",\"say \"\"x\"\"\"\n"), (Rows{{"a,\r\nb", "say \"x\""}}));
    EXPECT_EQ(read_all(" a , b\n"), (Rows{{" a ", " b"}}));
    EXPECT_EQ(read_all("\"\"\"\"\n"), (Rows{{"\""}}));
}

TEST(Csv, SkipsAByteOrderMarkAtTheStartOnly)
{
    EXPECT_EQ(read_all("\xEF\xBB\xBFid,x\n"), (Rows{{"id", "x"}}));
    EXPECT_EQ(read_all("a\n\xEF\xBB\xBF"), (Rows{{"a"}, {"\xEF\xBB\xBF"}}));
}

TEST(Csv, NamesLineColumnAndPositionOfAFault)
{
    viginti::Error const bare = fault("a,b\nc,d\"e\n");
    EXPECT_EQ(bare.code, viginti::Code::BodyInvalid);
    EXPECT_EQ(bare.message.substr(0, 18), "Line 2, column 4: ");
    EXPECT_EQ(bare.path, "/lines/2");
    EXPECT_EQ(bare.position, 7u);
    EXPECT_NE(fault("\"a\"b\n").message.find("column 4: Text stands behind"), std::string::npos);
    EXPECT_NE(fault("x\n\"a\nb").message.find("Line 2, column 1: The quote that opens"),
              std::string::npos);
}

TEST(Csv, RefusesBytesThatAreNoText)
{
    EXPECT_EQ(fault(std::string_view("a,\0b\n", 5)).position, 2u);
    EXPECT_EQ(fault("ok\n\"x\n\xFFy\"\n").message.substr(0, 18), "Line 3, column 1: ");
    EXPECT_EQ(fault("ok\n\"x\n\xFFy\"\n").path, "/lines/2");
}

TEST(Csv, GoesOnAtTheNextLineAfterAFault)
{
    CsvReader reader("a\"b\n\"c\"d\n\"\xFF\n\"\ne,f\n");
    std::vector<CsvCell> cells;
    for (int faults = 0; faults < 3; ++faults)
        EXPECT_THROW(reader.next(cells), viginti::Error);
    ASSERT_TRUE(reader.next(cells));
    EXPECT_EQ(cells.size(), 2u);
    EXPECT_EQ(cells[0].text, "e");
    EXPECT_EQ(reader.line(), 5u);
    EXPECT_FALSE(reader.next(cells));
}

TEST(Csv, CountsTheLinesInsideQuotes)
{
    CsvReader reader("\"a\n\nb\"\nc\n");
    std::vector<CsvCell> cells;
    ASSERT_TRUE(reader.next(cells));
    EXPECT_EQ(reader.line(), 1u);
    ASSERT_TRUE(reader.next(cells));
    EXPECT_EQ(reader.line(), 4u);
}

TEST(Csv, WritesWhatReadsBack)
{
    EXPECT_EQ(written("plain text"), "plain text");
    EXPECT_EQ(written(""), "\"\"");
    EXPECT_EQ(written("a,b"), "\"a,b\"");
    EXPECT_EQ(written("=1+1"), "=1+1");
    for (const std::string text : {"", "a\"b", "\r", "\n", ",", "\"\"", " ", "x\r\ny", "é"}) {
        std::string line = written(text) + ',' + written(text) + "\r\n";
        EXPECT_EQ(read_all(line), (Rows{{text, text}}));
    }
}

} // namespace

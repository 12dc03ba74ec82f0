/*
 * CSV from arbitrary bytes: what is read, written again, reads as the same cells; a fault has a place
 * in the text, and reading goes on behind it to the end.
 */
#include "base/error.hpp"
#include "base/text.hpp"
#include "rest/csv.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

using viginti::rest::CsvCell;
using viginti::rest::CsvReader;

void require(bool good)
{
    if (!good)
        std::abort();
}

void check_again(const std::vector<CsvCell> &cells)
{
    std::string line;
    for (const CsvCell &cell : cells) {
        if (&cell != &cells.front())
            line += ',';
        if (!cell.is_absent())
            viginti::rest::append_csv_cell(line, cell.text);
    }
    line += "\r\n";
    CsvReader reader(line);
    std::vector<CsvCell> again;
    /* A byte order mark inside a cell is text; one that opens the line would be skipped. */
    if (line.starts_with("\xEF\xBB\xBF"))
        return;
    require(reader.next(again) && again.size() == cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i)
        require(again[i].text == cells[i].text && again[i].is_absent() == cells[i].is_absent() &&
                viginti::is_storable_text(cells[i].text));
    require(!reader.next(again));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    std::string_view const text(reinterpret_cast<const char *>(data), size);
    CsvReader reader(text);
    std::vector<CsvCell> cells;
    std::size_t line = 0;
    std::size_t position = 0;
    while (true) {
        try {
            if (!reader.next(cells))
                break;
            check_again(cells);
        } catch (const viginti::Error &error) {
            require(error.code == viginti::Code::BodyInvalid && error.position &&
                    *error.position <= size && viginti::is_storable_text(error.message));
        }
        require(reader.line() > line && reader.position() > position);
        line = reader.line();
        position = reader.position();
    }
    require(reader.position() == size);
    return 0;
}

#include "rest/csv.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <optional>

namespace viginti::rest {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

} // namespace

CsvReader::CsvReader(std::string_view text) : text_(text)
{
    if (text_.starts_with(byte_order_mark))
        at_ = line_start_ = byte_order_mark.size();
}

CsvReader::Place CsvReader::place_of(std::size_t at) const
{
    return {at, next_line_, at - line_start_ + 1};
}

void CsvReader::fail(const Place &place, const std::string &what)
{
    Error error(Code::BodyInvalid,
                "Line " + std::to_string(place.line) + ", column " + std::to_string(place.column) +
                    ": " + what,
                "/lines/" + std::to_string(line_),
                "CSV is read as RFC 4180 has it: a cell with a comma, a quote or a line break "
                "stands in double quotes, a quote inside it is doubled");
    skip_line();
    throw error.at(place.position);
}

void CsvReader::skip_line()
{
    std::size_t const end = text_.find('\n', at_);
    at_ = end == text_.npos ? text_.size() : end + 1;
    line_start_ = at_;
    ++next_line_;
}

bool CsvReader::at_line_end() const
{
    return text_[at_] == '\n' ||
           (text_[at_] == '\r' && (at_ + 1 == text_.size() || text_[at_ + 1] == '\n'));
}

void CsvReader::read_bare(CsvCell &cell)
{
    std::size_t const begin = at_;
    for (; at_ < text_.size() && text_[at_] != ',' && !at_line_end(); ++at_)
        if (text_[at_] == '"')
            fail(place_of(at_), "A quote stands inside a cell that does not begin with one");
    cell.text.assign(text_.substr(begin, at_ - begin));
    if (std::size_t const bad = find_unstorable(cell.text); bad != cell.text.npos)
        fail(place_of(begin + bad), "The text is not UTF-8 or holds U+0000");
}

void CsvReader::read_quoted(CsvCell &cell)
{
    Place const open = place_of(at_++);
    std::optional<Place> bad;
    cell.quoted = true;
    cell.text.clear();
    while (true) {
        std::size_t const end = text_.find('"', at_);
        if (end == text_.npos) {
            at_ = text_.size();
            fail(open, "The quote that opens here is never closed");
        }
        std::string_view const part = text_.substr(at_, end - at_);
        std::size_t const fault = bad ? part.npos : find_unstorable(part);
        for (std::size_t i = 0; i < part.size(); ++i) {
            if (i == fault)
                bad = place_of(at_ + i);
            if (part[i] == '\n') {
                ++next_line_;
                line_start_ = at_ + i + 1;
            }
        }
        cell.text += part;
        at_ = end + 1;
        if (at_ == text_.size() || text_[at_] != '"')
            break;
        cell.text += '"';
        ++at_;
    }
    if (bad)
        fail(*bad, "The text is not UTF-8 or holds U+0000");
    if (at_ < text_.size() && text_[at_] != ',' && !at_line_end())
        fail(place_of(at_), "Text stands behind the quote that closes a cell");
}

bool CsvReader::next(std::vector<CsvCell> &cells)
{
    line_ = next_line_;
    if (at_ >= text_.size())
        return false;
    std::size_t count = 0;
    while (true) {
        if (count == cells.size())
            cells.emplace_back();
        CsvCell &cell = cells[count++];
        cell.quoted = false;
        cell.column = at_ - line_start_ + 1;
        if (at_ < text_.size() && text_[at_] == '"')
            read_quoted(cell);
        else
            read_bare(cell);
        if (at_ == text_.size() || text_[at_] != ',')
            break;
        ++at_;
    }
    cells.resize(count);
    if (at_ < text_.size())
        skip_line(); /* the line's own end: a bare cell and a quoted one stop there */
    return true;
}

bool csv_needs_quotes(std::string_view text) noexcept
{
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return c == '"' || c == ',' || c == '\n' || c == '\r'; });
}

void append_csv_cell(std::string &out, std::string_view text)
{
    if (!text.empty() && !csv_needs_quotes(text)) {
        out += text;
        return;
    }
    out += '"';
    for (char c : text) {
        if (c == '"')
            out += '"';
        out += c;
    }
    out += '"';
}

} // namespace viginti::rest

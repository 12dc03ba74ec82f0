/*
 * CSV as RFC 4180 has it: comma, quotes doubled inside quotes, lines that end in CRLF (a bare LF is
 * taken too). Reading tells a quoted cell from a bare one, so that the empty text "" and nothing at
 * all stay two values. Nothing else is interpreted: a cell is the bytes between its delimiters.
 */
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace viginti::rest {

struct CsvCell {
    std::string text;
    bool quoted = false;
    std::size_t column = 1; /* of its first character in its line, in bytes, from 1 */

    /* Nothing between two delimiters. */
    bool is_absent() const { return text.empty() && !quoted; }
};

/* Reads one record after the other; the text outlives the reader. */
class CsvReader {
  public:
    /* A byte order mark at the start is skipped. */
    explicit CsvReader(std::string_view text);

    /*
     * The next record into `cells`, whose memory is used again. False at the end of the text.
     * Throws Error{BodyInvalid} with line, column and position for a quote inside a bare cell, text
     * behind a closing quote, a quote that is never closed, and bytes that are no storable text;
     * the record that follows on the next line can be read all the same.
     */
    bool next(std::vector<CsvCell> &cells);

    /* The line the last record began on, from 1. */
    std::size_t line() const { return line_; }
    /* Bytes read so far. */
    std::size_t position() const { return at_; }

  private:
    void read_bare(CsvCell &cell);
    void read_quoted(CsvCell &cell);
    bool at_line_end() const;
    void skip_line();

    /* Where a fault is: offset in the text, line and column from 1. */
    struct Place {
        std::size_t position, line, column;
    };
    Place place_of(std::size_t at) const;
    /* Goes on to the next line and throws. */
    [[noreturn]] void fail(const Place &place, const std::string &what);

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t line_ = 0;      /* of the record */
    std::size_t next_line_ = 1; /* of `at_` */
    std::size_t line_start_ = 0;
};

/* Whether a text that is not empty must stand in quotes. */
bool csv_needs_quotes(std::string_view text) noexcept;

/* Appends a cell that reads back as this text; the empty text is a pair of quotes. */
void append_csv_cell(std::string &out, std::string_view text);

} // namespace viginti::rest

/*
 * The records of an imported body, one at a time: CSV by its header line, or NDJSON. Each becomes the
 * JSON object a client would send to create it, so that the same checks apply. Only one record is
 * held at a time.
 */
#pragma once

#include "base/error.hpp"
#include "base/json.hpp"
#include "model/object.hpp"
#include "request/request.hpp"
#include "rest/csv.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace viginti::plan {

class ImportReader {
  public:
    /*
     * Of CSV reads the header line: names of fields, "field.subField" of composites, foreign keys, in
     * either dialect's names. Throws Error{FieldUnknown, SubFieldUnknown, BodyInvalid} for a name that
     * is none, stands twice or cannot be set. Object and body outlive the reader.
     */
    ImportReader(const model::Object &object, request::Layout layout, std::string_view body);

    /*
     * The next record; null at the end. An Error{BodyInvalid} names the line; what follows it can be
     * read all the same. Blank lines are skipped. An empty cell is NULL, a quoted one the empty text
     * where the column has text; an empty id or position is as if it were not there.
     */
    const json_t *next();

    /* The line the last record, good or bad, began on, from 1. */
    std::size_t line() const { return line_; }
    /* Bytes read so far. */
    std::size_t position() const;

  private:
    struct Column {
        std::string key;     /* of the record */
        std::string sub_key; /* of a composite, else empty */
        model::Form form{};
        bool may_be_null = true; /* else an empty cell is left out */
    };

    void read_header();
    Column resolve(const std::string &name) const;
    [[noreturn]] void refuse_name(Code code, const std::string &name, std::string message) const;
    const json_t *next_row();
    const json_t *next_line();

    const model::Object &object_;
    request::Layout layout_;
    std::string_view body_;
    rest::CsvReader csv_;
    std::vector<rest::CsvCell> cells_;
    std::vector<Column> columns_;
    std::size_t at_ = 0; /* of NDJSON */
    std::size_t line_ = 0;
    Json record_;
};

} // namespace viginti::plan

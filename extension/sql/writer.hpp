/*
 * Writer: the only place that turns identifiers and parameter numbers into SQL text. It takes no
 * values.
 */
#pragma once

#include <string>
#include <string_view>

namespace viginti::sql {

class Writer {
  public:
    /* Fixed SQL of this code. */
    Writer &raw(std::string_view text);
    /* A quoted identifier; always quoted, inner quotes doubled. */
    Writer &name(std::string_view identifier);
    /* "schema"."name" */
    Writer &qualified(std::string_view schema, std::string_view identifier);
    /* t0."column" */
    Writer &column(char alias, int number, std::string_view identifier);
    Writer &alias(char letter, int number);
    /* $n, from 1 */
    Writer &param(int number);
    Writer &number(long long value);

    std::string take() { return std::move(text_); }
    const std::string &text() const { return text_; }

  private:
    std::string text_;
};

} // namespace viginti::sql

/*
 * The texts a stored value stands for, which is how it travels from one type to another, and small
 * readings of texts that only conversions make.
 */
#pragma once

#include "plan/convert.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viginti::plan {

struct Words {
    std::vector<std::string> texts; /* none: the value is empty */
    bool is_list = false;
    bool is_exact = true; /* else something of the value has no text here */
};

Words words_of(const model::Field &from, const model::Field &to, const Cells &cells);

/* The texts of a value that name options of `to`: a plain text is a list with commas. */
std::vector<std::string> option_words(const model::Field &from, const model::Field &to,
                                      const Words &words);

/* A value for an option with this label: UPPER_CASE of its letters and digits, "" without any. */
std::string option_value_of(std::string_view label);

/* Whether two decimal numbers are equal, to the last digit. */
bool same_decimal(std::string_view a, std::string_view b);

/* A decimal number times a million, where that is whole and fits 64 bits. */
std::optional<long long> in_millionths(std::string_view text);
/* The reverse, without zeros at the end. */
std::string from_millionths(std::string_view micros);

/* The currency code of a CURRENCY's default, or "". */
std::string default_code(const model::Field &field);

} // namespace viginti::plan

#include "plan/filter_value.hpp"

#include "base/datetime.hpp"
#include "base/error.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/uuid.hpp"

namespace viginti::plan {

namespace {

using model::ColumnType;
using model::Form;

Error invalid(std::string message, std::string hint = {})
{
    return Error(Code::ValueInvalid, std::move(message), "filter", std::move(hint));
}

std::string of_field(std::string_view name)
{
    return " for field \"" + std::string(name) + "\"";
}

/* The number a text begins with, as the reference reads it: "12abc" is 12, "true" is none. */
std::string_view leading_number(std::string_view text, std::string_view name)
{
    std::string_view prefix = numeric_prefix(text);
    if (prefix.empty())
        throw invalid("Invalid number value NaN" + of_field(name), "Received " + inspect(text));
    if (prefix.front() == '+')
        prefix.remove_prefix(1);
    return prefix;
}

std::string number_text(std::string_view text, std::string_view name)
{
    std::string_view const number = leading_number(text, name);
    if (!parse_number(number))
        throw invalid("Invalid number value " + shorten(number, 60) + of_field(name),
                      "A double-precision number does not hold it");
    return std::string(number);
}

std::string decimal_text(std::string_view text, std::string_view name)
{
    std::string_view const number = leading_number(text, name);
    auto value = parse_decimal(number);
    if (!value)
        throw invalid("Invalid number value " + shorten(number, 60) + of_field(name),
                      "At most " + std::to_string(limits::decimal_digits) +
                          " digits may stand on either side of the point");
    return *std::move(value);
}

std::string integer_text(std::string_view text, std::string_view name)
{
    std::string_view const number = leading_number(text, name);
    auto const value = parse_whole_number(number);
    if (!value)
        throw invalid("Invalid number value " + shorten(number, 60) + of_field(name),
                      "A whole number of at most 64 bits is expected");
    return std::to_string(*value);
}

} // namespace

ParamType param_type(ColumnType type) noexcept
{
    if (type == ColumnType::TextArray)
        return {ColumnType::Text, true};
    return {type, false};
}

std::vector<std::string_view> option_list(const model::Field &field)
{
    if (field.type == model::FieldType::Actor)
        return {model::actor_sources().begin(), model::actor_sources().end()};
    std::vector<std::string_view> values;
    for (const model::Option &option : field.options)
        values.push_back(option.value);
    return values;
}

std::string option_values(const model::Field &field)
{
    std::string list;
    for (std::string_view const value : option_list(field)) {
        list += list.empty() ? "Valid values are: " : ", ";
        list += value;
    }
    return list;
}

std::string filter_value(const model::Field &field, const model::Part &part, std::string_view name,
                         std::string_view text)
{
    auto const shown = [text] { return inspect(text); };
    switch (part.form) {
    case Form::Uuid: {
        auto const uuid = parse_uuid(text);
        if (!uuid)
            throw invalid("Invalid UUID value " + shown() + of_field(name));
        return to_string(*uuid);
    }
    case Form::Number:
    case Form::Position:
        return number_text(text, name);
    case Form::Integer:
        return integer_text(text, name);
    case Form::Decimal:
        return decimal_text(text, name);
    case Form::Boolean:
        if (text != "true" && text != "false")
            throw invalid("Invalid boolean value " + shown() + of_field(name),
                          "Allowed values are true, false");
        return std::string(text);
    case Form::Date: {
        auto date = parse_date(text);
        if (!date)
            throw invalid("Invalid value " + shown() + " for date field \"" + std::string(name) +
                          "\". Expected format: 'YYYY-MM-DD'");
        return *std::move(date);
    }
    case Form::DateTime: {
        auto instant = parse_date_time(text);
        if (!instant)
            throw invalid("Invalid value " + shown() + " for date-time field \"" +
                          std::string(name) + "\". Expected format: 'YYYY-MM-DDTHH:mm:ssZ'");
        return *std::move(instant);
    }
    case Form::Option:
        for (std::string_view const value : option_list(field))
            if (value == text)
                return std::string(text);
        throw invalid("invalid input value for enum " + std::string(name) + ": \"" +
                          shorten(text, 60) + "\"",
                      option_values(field));
    case Form::Text:
    case Form::NullableText:
    case Form::OptionList:
    case Form::TextList:
    case Form::JsonList:
    case Form::Json:
    case Form::Blocks:
    case Form::Hidden:
        break;
    }
    return std::string(text);
}

} // namespace viginti::plan

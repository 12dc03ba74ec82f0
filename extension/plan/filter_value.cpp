#include "plan/filter_value.hpp"

#include "base/datetime.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "base/uuid.hpp"

#include <cmath>

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

std::string integer_text(std::string_view text, std::string_view name)
{
    if (parse_integer(text))
        return std::string(text);
    auto const number = parse_number(text);
    if (!number || std::nearbyint(*number) != *number || std::fabs(*number) >= 9.2e18)
        throw invalid("Invalid number value NaN" + of_field(name), "A whole number is expected");
    return std::to_string(static_cast<long long>(*number));
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
    std::string const shown = inspect(text);
    switch (part.form) {
    case Form::Uuid: {
        auto const uuid = parse_uuid(text);
        if (!uuid)
            throw invalid("Invalid UUID value " + shown + of_field(name));
        return to_string(*uuid);
    }
    case Form::Number:
    case Form::Position:
        if (!parse_number(text))
            throw invalid("Invalid number value NaN" + of_field(name), "Received " + shown);
        return std::string(text);
    case Form::Integer:
        return integer_text(text, name);
    case Form::Boolean:
        if (text != "true" && text != "false")
            throw invalid("Invalid boolean value " + shown + of_field(name),
                          "Allowed values are true, false");
        return std::string(text);
    case Form::Date: {
        auto date = parse_date(text);
        if (!date)
            throw invalid("Invalid value " + shown + " for date field \"" + std::string(name) +
                          "\". Expected format: 'YYYY-MM-DD'");
        return *std::move(date);
    }
    case Form::DateTime: {
        auto instant = parse_date_time(text);
        if (!instant)
            throw invalid("Invalid value " + shown + " for date-time field \"" + std::string(name) +
                          "\". Expected format: 'YYYY-MM-DDTHH:mm:ssZ'");
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

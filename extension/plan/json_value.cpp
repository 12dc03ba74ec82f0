#include "plan/json_value.hpp"

#include "base/datetime.hpp"
#include "base/error.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "plan/filter_value.hpp"
#include "plan/normalize.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace viginti::plan {

namespace {

using model::ColumnType;
using model::FieldType;
using model::Form;

Error invalid(const ValueSite &site, std::string message, std::string hint = {})
{
    return Error(Code::ValueInvalid, std::move(message), site.path, std::move(hint));
}

Param null_of(const model::Part &part)
{
    return {param_type(part.column), true, {}, {}};
}

Param text_param(const model::Part &part, std::string text)
{
    return {param_type(part.column), false, std::move(text), {}};
}

std::string quoted(const ValueSite &site)
{
    return "field \"" + site.name + "\"";
}

std::string number_text(double value)
{
    char buffer[32];
    auto const end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    return std::string(buffer, end);
}

Param read_text(const model::Field &field, const model::Part &part, const json_t *value,
                const ValueSite &site)
{
    if (!json_is_string(value))
        throw invalid(site, "Invalid string value " + inspect(value) + " for text " + quoted(site));
    std::string text = normalize_text(part, text_of(value), site);
    if (text.empty() && part.form == Form::Text && field.is_nullable)
        return null_of(part);
    return text_param(part, std::move(text));
}

/* Settings that ask for whole numbers are kept, though the column could hold more. */
void check_whole(const model::Field &field, double value, const ValueSite &site)
{
    double const most = field.rules.whole_limit;
    /* 32 bits hold one more below zero. */
    double const least = field.rules.number_type == "int" ? -most - 1 : -most;
    bool const fits = std::nearbyint(value) == value && value >= least && value <= most;
    if (most == 0 || fits)
        return;
    std::string number = number_text(value);
    throw invalid(site, "Invalid number value " + number + " for " + quoted(site),
                  "A whole number up to " + number_text(field.rules.whole_limit) +
                      " is expected: settings.dataType is " + std::string(field.rules.number_type));
}

Param read_number(const model::Field &field, const model::Part &part, const json_t *value,
                  const ValueSite &site)
{
    if (json_is_number(value))
        check_whole(field, json_number_value(value), site);
    if (json_is_integer(value))
        return text_param(part, std::to_string(json_integer_value(value)));
    if (!json_is_real(value))
        throw invalid(site, "Invalid number value " + inspect(value) + " for " + quoted(site),
                      "A JSON number is expected");
    /* Zero has one sign: -0.0 + 0.0 is 0.0. */
    return text_param(part, number_text(json_real_value(value) + 0.0));
}

Param read_integer(const model::Part &part, const json_t *value, const ValueSite &site)
{
    if (json_is_integer(value))
        return text_param(part, std::to_string(json_integer_value(value)));
    if (json_is_real(value)) {
        /* A double was rounded on its way in where not every whole number has one of its own. */
        constexpr double exact = 9007199254740992.0;
        double const number = json_real_value(value);
        if (std::nearbyint(number) == number && std::fabs(number) < exact)
            return text_param(part, std::to_string(static_cast<long long>(number)));
    }
    if (json_is_string(value)) {
        std::string_view const text = trim_blanks(text_of(value));
        if (text.empty())
            return null_of(part);
        if (auto const number = parse_whole_number(text))
            return text_param(part, std::to_string(*number));
    }
    throw invalid(
        site, "Invalid number value " + inspect(value) + " for " + quoted(site),
        "A whole number of at most 64 bits is expected, in digits or as a text of digits");
}

/* Exact: digits a reader may have rounded on their way in are refused. */
Param read_decimal(const model::Part &part, const json_t *value, const ValueSite &site)
{
    std::optional<std::string> text;
    if (json_is_string(value)) {
        std::string_view const given = trim_blanks(text_of(value));
        if (given.empty())
            return null_of(part);
        text = parse_decimal(given);
    } else if (auto const digits = digits_of(value)) {
        text = parse_decimal(*digits);
    }
    if (!text)
        throw invalid(site, "Invalid number value " + inspect(value) + " for " + quoted(site),
                      "A decimal number is expected, with at most " +
                          std::to_string(limits::decimal_digits) +
                          " digits on either side of its point; beyond 15 digits as a text");
    return text_param(part, *std::move(text));
}

bool has_option(const model::Field &field, std::string_view value)
{
    auto const values = option_list(field);
    return std::find(values.begin(), values.end(), value) != values.end();
}

Param read_option(const model::Field &field, const model::Part &part, const json_t *value,
                  const ValueSite &site)
{
    if (!json_is_string(value))
        throw invalid(site, "Invalid string value " + inspect(value) + " for text " + quoted(site));
    std::string_view const text = text_of(value);
    if (has_option(field, text))
        return text_param(part, std::string(text));
    throw invalid(site, "Invalid value \"" + shorten(text, 60) + "\" for " + quoted(site) + ". " +
                            option_values(field));
}

void check_count(const model::Field &field, std::size_t count, const ValueSite &site)
{
    auto const most = static_cast<std::size_t>(field.rules.max_values);
    if (most != 0 && count > most)
        throw invalid(site, "Too many values for " + quoted(site) + ": " + std::to_string(count),
                      "At most " + std::to_string(most) +
                          " are allowed: settings.maxNumberOfValues");
}

/* MULTI_SELECT and ARRAY: an array of strings, or one string. */
Param read_list(const model::Field &field, const model::Part &part, const json_t *value,
                const ValueSite &site)
{
    bool const options = part.form == Form::OptionList;
    auto const fault = [&] {
        return options ? invalid(site,
                                 "Invalid value " + inspect(value) + " for multi select " +
                                     quoted(site),
                                 option_values(field))
                       : invalid(site, "Invalid value " + inspect(value) + " for field \"" +
                                           site.name + " - Array values need to be string\"");
    };
    Param param{param_type(part.column), false, {}, {}};
    auto const add = [&](const json_t *item) {
        if (!json_is_string(item) || (options && !has_option(field, text_of(item))))
            throw fault();
        param.items.emplace_back(text_of(item));
    };
    if (json_is_array(value))
        for (std::size_t i = 0; i < json_array_size(value); ++i)
            add(json_array_get(value, i));
    else
        add(value);
    check_count(field, param.items.size(), site);
    param.is_null = param.items.empty();
    return param;
}

Param read_json(const model::Field &field, const model::Part &part, const json_t *value,
                const ValueSite &site)
{
    bool const list = part.form == Form::JsonList;
    auto const fault = [&, given = value] {
        return invalid(site, "Invalid object value " + inspect(given) + " for " + quoted(site),
                       list ? "An array is expected" : "A JSON object or array is expected");
    };
    Json parsed;
    if (json_is_string(value)) {
        try {
            parsed = parse_json(text_of(value));
        } catch (const Error &) {
            throw fault();
        }
        value = parsed.get();
    }
    if (list ? !json_is_array(value) : !json_is_object(value) && !json_is_array(value))
        throw fault();
    if (list) {
        /* The primary value counts, which has a place of its own. */
        if (json_array_size(value) > 0)
            check_count(field, json_array_size(value) + 1, site);
        std::string text = normalize_list(field, value, site);
        return text == "[]" ? null_of(part) : text_param(part, std::move(text));
    }
    if (json_is_object(value) && json_object_size(value) == 0 && field.type == FieldType::RawJson)
        return null_of(part);
    return text_param(part, dump_json(value));
}

Param read_blocks(const model::Part &part, const json_t *value, const ValueSite &site)
{
    if (!json_is_string(value))
        throw invalid(site, "Invalid string value " + inspect(value) + " for text " + quoted(site));
    if (text_of(value).empty())
        return null_of(part);
    return text_param(part, std::string(text_of(value)));
}

} // namespace

Param read_json_value(const model::Field &field, const model::Part &part, const json_t *value,
                      const ValueSite &site)
{
    if (json_is_null(value))
        return null_of(part);
    switch (part.form) {
    case Form::Uuid: {
        auto const uuid = json_is_string(value) ? parse_uuid(text_of(value)) : std::nullopt;
        if (!uuid)
            throw invalid(site, "Invalid UUID value " + inspect(value) + " for " + quoted(site));
        return text_param(part, to_string(*uuid));
    }
    case Form::Text:
    case Form::NullableText:
        return read_text(field, part, value, site);
    case Form::Number:
        return read_number(field, part, value, site);
    case Form::Integer:
        return read_integer(part, value, site);
    case Form::Decimal:
        return read_decimal(part, value, site);
    case Form::Position:
        if (!json_is_number(value))
            throw invalid(site, "Invalid position value " + inspect(value) + " for " + quoted(site),
                          "A number, \"first\" or \"last\" is expected");
        return read_number(field, part, value, site);
    case Form::Boolean:
        if (!json_is_boolean(value))
            throw invalid(site, "Invalid boolean value " + inspect(value) + " for " + quoted(site));
        return text_param(part, json_is_true(value) ? "true" : "false");
    case Form::Date: {
        auto date = json_is_string(value) ? parse_date(text_of(value)) : std::nullopt;
        if (!date)
            throw invalid(site, "Invalid value " + inspect(value) + " for date " + quoted(site) +
                                    ". Expected format: 'YYYY-MM-DD'");
        return text_param(part, *std::move(date));
    }
    case Form::DateTime: {
        auto instant = json_is_string(value) ? parse_date_time(text_of(value)) : std::nullopt;
        if (!instant)
            throw invalid(site, "Invalid value " + inspect(value) + " for date-time " +
                                    quoted(site) + ". Expected format: 'YYYY-MM-DDTHH:mm:ssZ'");
        return text_param(part, *std::move(instant));
    }
    case Form::Option:
        return read_option(field, part, value, site);
    case Form::OptionList:
    case Form::TextList:
        return read_list(field, part, value, site);
    case Form::JsonList:
    case Form::Json:
        return read_json(field, part, value, site);
    case Form::Blocks:
        return read_blocks(part, value, site);
    case Form::Hidden:
        break;
    }
    throw invalid(site, site.name + " " + std::string(field.type_info().name) +
                            "-typed field does not support write operations");
}

} // namespace viginti::plan

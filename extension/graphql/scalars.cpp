#include "graphql/standard_types.hpp"

#include "base/text.hpp"
#include "graphql/print.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

namespace viginti::graphql {

namespace {

Coerced refuse(std::string_view what, const std::string &value)
{
    return {nullptr, std::string(what) + ": " + value};
}

Coerced take(const json_t *value)
{
    return {Json(json_incref(const_cast<json_t *>(value))), {}};
}

Coerced take_text(std::string_view text)
{
    return {Json(json_stringn(text.data(), text.size())), {}};
}

bool is_whole(const json_t *value)
{
    return json_is_integer(value) ||
           (json_is_real(value) && std::trunc(json_real_value(value)) == json_real_value(value));
}

constexpr std::string_view no_integer = "Int cannot represent non-integer value";
constexpr std::string_view no_32_bit = "Int cannot represent non 32-bit signed integer value";

Coerced make_int(double number, const std::string &shown)
{
    bool const fits = number >= std::numeric_limits<std::int32_t>::min() &&
                      number <= std::numeric_limits<std::int32_t>::max();
    if (!fits)
        return refuse(no_32_bit, shown);
    return {Json(json_integer(static_cast<json_int_t>(number))), {}};
}

Coerced int_from_json(const json_t *value)
{
    return is_whole(value) ? make_int(json_number_value(value), inspect_value(value))
                           : refuse(no_integer, inspect_value(value));
}

/* Digits beyond the range of a double are infinite, and so refused. */
double number_of(std::string_view digits)
{
    return parse_number(digits).value_or(std::numeric_limits<double>::infinity());
}

Coerced int_from_literal(const Value &literal, const json_t *)
{
    return literal.kind == Value::Kind::Int
               ? make_int(number_of(literal.text), shorten(literal.text, 100))
               : refuse(no_integer, print_value(literal));
}

constexpr std::string_view no_number = "Float cannot represent non numeric value";

Coerced float_from_json(const json_t *value)
{
    return json_is_number(value) ? take(value) : refuse(no_number, inspect_value(value));
}

Coerced float_from_literal(const Value &literal, const json_t *)
{
    bool const is_number = literal.kind == Value::Kind::Int || literal.kind == Value::Kind::Float;
    if (!is_number)
        return refuse(no_number, print_value(literal));
    if (auto const whole = parse_integer(literal.text))
        return {Json(json_integer(*whole)), {}};
    double const number = number_of(literal.text);
    if (!std::isfinite(number))
        return refuse("Float cannot represent a value beyond double precision",
                      shorten(literal.text, 100));
    return {Json(json_real(number)), {}};
}

constexpr std::string_view no_string = "String cannot represent a non string value";

Coerced string_from_json(const json_t *value)
{
    return json_is_string(value) ? take(value) : refuse(no_string, inspect_value(value));
}

Coerced string_from_literal(const Value &literal, const json_t *)
{
    return literal.kind == Value::Kind::String ? take_text(literal.text)
                                               : refuse(no_string, print_value(literal));
}

constexpr std::string_view no_boolean = "Boolean cannot represent a non boolean value";

Coerced boolean_from_json(const json_t *value)
{
    return json_is_boolean(value) ? take(value) : refuse(no_boolean, inspect_value(value));
}

Coerced boolean_from_literal(const Value &literal, const json_t *)
{
    return literal.kind == Value::Kind::Boolean
               ? Coerced{Json(json_boolean(literal.text == "true")), {}}
               : refuse(no_boolean, print_value(literal));
}

Coerced id_from_json(const json_t *value)
{
    if (json_is_string(value))
        return take(value);
    return is_whole(value) ? take_text(inspect_value(value))
                           : refuse("ID cannot represent value", inspect_value(value));
}

Coerced id_from_literal(const Value &literal, const json_t *)
{
    bool const is_id = literal.kind == Value::Kind::String || literal.kind == Value::Kind::Int;
    return is_id ? take_text(literal.text)
                 : refuse("ID cannot represent a non-string and non-integer value",
                          print_value(literal));
}

struct ScalarRow {
    std::string_view name;
    Coerced (*from_json)(const json_t *);
    Coerced (*from_literal)(const Value &, const json_t *);
};

constexpr std::array rows{
    ScalarRow{"Int", int_from_json, int_from_literal},
    ScalarRow{"Float", float_from_json, float_from_literal},
    ScalarRow{"String", string_from_json, string_from_literal},
    ScalarRow{"Boolean", boolean_from_json, boolean_from_literal},
    ScalarRow{"ID", id_from_json, id_from_literal},
};

} // namespace

Scalar standard_scalar(std::string_view name)
{
    for (const ScalarRow &row : rows)
        if (row.name == name)
            return {row.from_json, row.from_literal};
    return {};
}

} // namespace viginti::graphql

#include "graphql/values.hpp"

#include "base/text.hpp"
#include "graphql/parser.hpp"
#include "graphql/print.hpp"
#include "graphql/suggestions.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace viginti::graphql {

namespace {

const json_t *variable_value(const json_t *variables, std::string_view name)
{
    return json_object_getn(variables, name.data(), name.size());
}

Json shared(const json_t *value)
{
    return Json(json_incref(const_cast<json_t *>(value)));
}

void set_member(const Json &object, std::string_view key, Json value)
{
    json_object_setn_new_nocheck(object.get(), key.data(), key.size(), value.release());
}

const Argument *find_argument(const std::vector<Argument> &arguments, std::string_view name)
{
    for (const Argument &argument : arguments)
        if (argument.name.text == name)
            return &argument;
    return nullptr;
}

constexpr std::string_view no_such_number =
    " cannot represent a number beyond 64 bits or double precision: ";

/* A number nothing could hold, in a literal of a scalar that takes any: it would be another one. */
const Value *find_lost_number(const Value &literal)
{
    if (literal.kind == Value::Kind::Int)
        return parse_integer(literal.text) ? nullptr : &literal;
    if (literal.kind == Value::Kind::Float)
        return std::isfinite(parse_number(literal.text).value_or(HUGE_VAL)) ? nullptr : &literal;
    for (const Value &item : literal.items)
        if (const Value *const found = find_lost_number(item))
            return found;
    for (const ObjectField &field : literal.fields)
        if (const Value *const found = find_lost_number(field.value))
            return found;
    return nullptr;
}

/* The last one counts, where names repeat: validation has refused that already. */
const Value *find_member(const Value &object, std::string_view name)
{
    const Value *found = nullptr;
    for (const ObjectField &field : object.fields)
        if (field.name.text == name)
            found = &field.value;
    return found;
}

bool is_missing(const Value &value, const json_t *variables)
{
    return value.kind == Value::Kind::Variable && !variable_value(variables, value.text);
}

Coerced take_enum_value(std::string_view name)
{
    return {Json(json_stringn(name.data(), name.size())), {}};
}

std::string suggest_value(const Type &type, std::string_view word)
{
    return did_you_mean(suggest(word, names_of(type.values)), "the enum value");
}

std::string no_enum_value(const Type &type, const std::string &text)
{
    return "Value \"" + text + "\" does not exist in \"" + type.name + "\" enum." +
           suggest_value(type, text);
}

std::optional<Json> coerce_list(const Schema &schema, TypeView item, const Value &literal,
                                const json_t *variables)
{
    Json list(json_array());
    for (const Value &value : literal.items) {
        std::optional<Json> coerced;
        if (!is_missing(value, variables))
            coerced = coerce_literal(schema, item, value, variables);
        else if (!item.is_non_null())
            coerced = Json(json_null());
        if (!coerced)
            return std::nullopt;
        json_array_append_new(list.get(), coerced->release());
    }
    return list;
}

std::optional<Json> coerce_object(const Schema &schema, const Type &type, const Value &literal,
                                  const json_t *variables)
{
    if (literal.kind != Value::Kind::Object)
        return std::nullopt;
    Json object = make_json_object();
    for (const InputValue &input : type.inputs) {
        const Value *const value = find_member(literal, input.name);
        bool const is_given = value && !is_missing(*value, variables);
        /* Filters have an input for each field, of which few are given: types are looked up for these. */
        if (!is_given && !input.default_value && !is_required(input))
            continue;
        std::optional<Json> coerced =
            is_given ? coerce_literal(schema, view(schema, input.type), *value, variables)
                     : default_of(schema, input);
        if (!coerced)
            return std::nullopt;
        set_member(object, input.name, std::move(*coerced));
    }
    if (type.is_one_of && (json_object_size(object.get()) != 1 ||
                           json_is_null(json_object_iter_value(json_object_iter(object.get())))))
        return std::nullopt;
    return object;
}

/* A variable of a type that validation let pass where a list is expected is its only item. */
Json in_lists(TypeView type, Json value)
{
    type = type.nullable();
    if (!type.is_list() || json_is_array(value.get()) || json_is_null(value.get()))
        return value;
    Json list(json_array());
    json_array_append_new(list.get(), in_lists(type.inner(), std::move(value)).release());
    return list;
}

} // namespace

Coerced coerce_leaf(const Type &type, const json_t *value)
{
    if (type.kind == TypeKind::Scalar)
        return type.scalar.from_json ? type.scalar.from_json(value) : Coerced{shared(value), {}};
    if (!json_is_string(value)) {
        std::string const shown = inspect_value(value);
        return {nullptr, "Enum \"" + type.name + "\" cannot represent non-string value: " + shown +
                             '.' + suggest_value(type, shown)};
    }
    std::string_view const text = text_of(value);
    return find_value(type, text) ? take_enum_value(text)
                                  : Coerced{nullptr, no_enum_value(type, shorten(text, 1000))};
}

Coerced coerce_leaf(const Type &type, const Value &literal, const json_t *variables)
{
    if (type.kind == TypeKind::Scalar && type.scalar.from_literal)
        return type.scalar.from_literal(literal, variables);
    if (type.kind == TypeKind::Scalar) {
        if (const Value *const lost = find_lost_number(literal))
            return {nullptr, type.name + std::string(no_such_number) + shorten(lost->text, 100)};
        return {untyped_value(literal, variables), {}};
    }
    std::string const shown = print_value(literal);
    if (literal.kind != Value::Kind::Enum)
        return {nullptr, "Enum \"" + type.name + "\" cannot represent non-enum value: " + shown +
                             '.' + suggest_value(type, shown)};
    return find_value(type, literal.text) ? take_enum_value(literal.text)
                                          : Coerced{nullptr, no_enum_value(type, shown)};
}

Json untyped_value(const Value &literal, const json_t *variables)
{
    switch (literal.kind) {
    case Value::Kind::Variable: {
        const json_t *const value = variable_value(variables, literal.text);
        return value ? shared(value) : Json(json_null());
    }
    case Value::Kind::Int:
        if (auto const whole = parse_integer(literal.text))
            return Json(json_integer(*whole));
        [[fallthrough]];
    case Value::Kind::Float:
        return Json(
            json_real(parse_number(literal.text).value_or(std::numeric_limits<double>::max())));
    case Value::Kind::Boolean:
        return Json(json_boolean(literal.text == "true"));
    case Value::Kind::Null:
        return Json(json_null());
    case Value::Kind::List: {
        Json list(json_array());
        for (const Value &item : literal.items)
            json_array_append_new(list.get(), untyped_value(item, variables).release());
        return list;
    }
    case Value::Kind::Object: {
        Json object = make_json_object();
        for (const ObjectField &field : literal.fields)
            if (!is_missing(field.value, variables))
                set_member(object, field.name.text, untyped_value(field.value, variables));
        return object;
    }
    default:
        return Json(json_stringn(literal.text.data(), literal.text.size()));
    }
}

std::optional<Json> coerce_literal(const Schema &schema, TypeView type, const Value &literal,
                                   const json_t *variables)
{
    if (literal.kind == Value::Kind::Variable) {
        const json_t *const value = variable_value(variables, literal.text);
        if (!value || (json_is_null(value) && type.is_non_null()))
            return std::nullopt;
        return in_lists(type, shared(value));
    }
    if (literal.kind == Value::Kind::Null)
        return type.is_non_null() ? std::nullopt : std::optional(Json(json_null()));
    type = type.nullable();
    if (type.is_list()) {
        if (literal.kind == Value::Kind::List)
            return coerce_list(schema, type.inner(), literal, variables);
        std::optional<Json> item = coerce_literal(schema, type.inner(), literal, variables);
        if (!item)
            return std::nullopt;
        Json list(json_array());
        json_array_append_new(list.get(), item->release());
        return list;
    }
    if (!type || type.named->kind == TypeKind::InputObject)
        return type ? coerce_object(schema, *type.named, literal, variables) : std::nullopt;
    Coerced coerced = coerce_leaf(*type.named, literal, variables);
    return coerced.value ? std::optional(std::move(coerced.value)) : std::nullopt;
}

std::optional<Json> default_of(const Schema &schema, const InputValue &input)
{
    if (!input.default_value)
        return std::nullopt;
    auto const parsed = parse_literal(*input.default_value);
    auto const *const literal = std::get_if<Literal>(&parsed);
    return literal ? coerce_literal(schema, view(schema, input.type), literal->value, nullptr)
                   : std::nullopt;
}

Json coerce_arguments(const Schema &schema, const std::vector<InputValue> &declared,
                      const std::vector<Argument> &given, const json_t *variables, std::uint32_t at,
                      std::vector<Fault> &faults)
{
    Json arguments = make_json_object();
    auto const refuse = [&](const InputValue &input, std::string what, std::uint32_t place) {
        Fault fault;
        fault.message = "Argument \"" + input.name + "\" " + std::move(what);
        fault.offsets = {place};
        faults.push_back(std::move(fault));
        return Json();
    };
    for (const InputValue &input : declared) {
        const Argument *const argument = find_argument(given, input.name);
        TypeView const type = view(schema, input.type);
        auto const shown = [&] { return to_string(input.type.name, input.type.wrappers); };
        if (!argument || is_missing(argument->value, variables)) {
            if (auto value = default_of(schema, input))
                set_member(arguments, input.name, std::move(*value));
            else if (type.is_non_null() && !argument)
                return refuse(input, "of required type \"" + shown() + "\" was not provided.", at);
            else if (type.is_non_null())
                return refuse(input,
                              "of required type \"" + shown() + "\" was provided the variable \"$" +
                                  std::string(argument->value.text) +
                                  "\" which was not provided a runtime value.",
                              argument->value.at);
            continue;
        }
        const Value &literal = argument->value;
        bool const is_null = literal.kind == Value::Kind::Null ||
                             (literal.kind == Value::Kind::Variable &&
                              json_is_null(variable_value(variables, literal.text)));
        if (is_null && type.is_non_null())
            return refuse(input, "of non-null type \"" + shown() + "\" must not be null.",
                          literal.at);
        auto value = coerce_literal(schema, type, literal, variables);
        if (!value)
            return refuse(input, "has invalid value " + print_value(literal) + '.', literal.at);
        set_member(arguments, input.name, std::move(*value));
    }
    return arguments;
}

} // namespace viginti::graphql

#include "graphql/values.hpp"

#include "base/limits.hpp"
#include "graphql/print.hpp"
#include "graphql/suggestions.hpp"

#include <utility>

namespace viginti::graphql {

namespace {

/* Thrown once no further fault is wanted. */
struct TooMany {};

/*
 * One variable: its value is walked along its type, and each fault names the variable, the value
 * and the path to it. The value's nesting is bounded by limits::json_depth.
 */
class Coercion {
  public:
    Coercion(const Schema &schema, const VariableDefinition &variable, std::vector<Fault> &faults)
        : schema_(schema), variable_(variable), faults_(faults)
    {}

    /* Null after a fault. */
    Json coerce(const json_t *value, TypeView type);

  private:
    Json coerce_list(const json_t *value, TypeView item);
    Json coerce_object(const json_t *value, const Type &type);
    void refuse(const json_t *value, std::string message);
    std::string shown_path() const;

    const Schema &schema_;
    const VariableDefinition &variable_;
    std::vector<Fault> &faults_;
    Path path_;
};

void add_fault(std::vector<Fault> &faults, std::string message, std::uint32_t at)
{
    Fault fault;
    fault.message = std::move(message);
    fault.offsets = {at};
    if (faults.size() >= limits::graphql_variable_errors) {
        fault.message = "Too many errors processing variables, error limit reached. Execution "
                        "aborted.";
        fault.offsets.clear();
    }
    faults.push_back(std::move(fault));
    if (faults.size() > limits::graphql_variable_errors)
        throw TooMany();
}

std::string Coercion::shown_path() const
{
    std::string out;
    for (const PathItem &item : path_)
        if (auto const *key = std::get_if<std::string>(&item))
            out += '.' + *key;
        else
            out += '[' + std::to_string(std::get<std::size_t>(item)) + ']';
    return out;
}

void Coercion::refuse(const json_t *value, std::string message)
{
    std::string const name(variable_.name.text);
    std::string text = "Variable \"$" + name + "\" got invalid value " + inspect_value(value);
    if (!path_.empty())
        text += " at \"" + name + shown_path() + '"';
    add_fault(faults_, text + "; " + std::move(message), variable_.at);
}

Json Coercion::coerce(const json_t *value, TypeView type)
{
    if (type.is_non_null() && json_is_null(value)) {
        refuse(value, "Expected non-nullable type \"" + to_string(type) + "\" not to be null.");
        return nullptr;
    }
    type = type.nullable();
    if (json_is_null(value))
        return Json(json_null());
    if (type.is_list())
        return coerce_list(value, type.inner());
    if (type.named->kind == TypeKind::InputObject)
        return coerce_object(value, *type.named);
    Coerced coerced = coerce_leaf(*type.named, value);
    if (!coerced.value)
        refuse(value, coerced.message.empty() ? "Expected type \"" + type.named->name + "\"."
                                              : std::move(coerced.message));
    return std::move(coerced.value);
}

Json Coercion::coerce_list(const json_t *value, TypeView item)
{
    Json list(json_array());
    if (!json_is_array(value)) {
        json_array_append_new(list.get(), coerce(value, item).release());
        return list;
    }
    for (std::size_t i = 0; i < json_array_size(value); ++i) {
        path_.emplace_back(i);
        json_array_append_new(list.get(), coerce(json_array_get(value, i), item).release());
        path_.pop_back();
    }
    return list;
}

Json Coercion::coerce_object(const json_t *value, const Type &type)
{
    if (!json_is_object(value)) {
        refuse(value, "Expected type \"" + type.name + "\" to be an object.");
        return nullptr;
    }
    Json object = make_json_object();
    std::size_t keys = 0;
    const InputValue *null_key = nullptr; /* the first key, if its value is null */
    for (const InputValue &input : type.inputs) {
        const json_t *const member = json_object_get(value, input.name.c_str());
        TypeView const use = view(schema_, input.type);
        Json coerced;
        if (member) {
            path_.emplace_back(input.name);
            coerced = coerce(member, use);
            path_.pop_back();
        } else if (auto given = default_of(schema_, input)) {
            coerced = std::move(*given);
        } else if (use.is_non_null()) {
            refuse(value, "Field \"" + input.name + "\" of required type \"" + to_string(use) +
                              "\" was not provided.");
        }
        bool const is_key = member || input.default_value;
        if (is_key && keys++ == 0 && json_is_null(coerced.get()))
            null_key = &input;
        if (coerced)
            json_object_set_new_nocheck(object.get(), input.name.c_str(), coerced.release());
    }
    const char *key;
    std::size_t length;
    json_t *member;
    json_object_keylen_foreach(const_cast<json_t *>(value), key, length, member)
    {
        std::string_view const name(key, length);
        if (!find_input(type, name))
            refuse(value, "Field \"" + std::string(name) + "\" is not defined by type \"" +
                              type.name + "\"." +
                              did_you_mean(suggest(name, names_of(type.inputs))));
    }
    if (type.is_one_of && keys != 1)
        refuse(value, "Exactly one key must be specified for OneOf type \"" + type.name + "\".");
    if (type.is_one_of && null_key) {
        path_.emplace_back(null_key->name);
        Json const null(json_null());
        refuse(null.get(), "Field \"" + null_key->name + "\" must be non-null.");
        path_.pop_back();
    }
    return object;
}

void coerce_variable(const Schema &schema, const VariableDefinition &variable, const json_t *sent,
                     const Json &values, std::vector<Fault> &faults)
{
    std::string const name(variable.name.text);
    TypeView const type = view(schema, variable.type);
    std::string const shown = to_string(variable.type.name.text, variable.type.wrappers);
    if (!type || !is_input(*type.named))
        return add_fault(faults,
                         "Variable \"$" + name + "\" expected value of type \"" + shown +
                             "\" which cannot be used as an input type.",
                         variable.type.at);
    const json_t *const value = json_object_get(sent, name.c_str());
    Json coerced;
    if (!value && variable.has_default) {
        if (auto given = coerce_literal(schema, type, variable.default_value, nullptr))
            coerced = std::move(*given);
    } else if (!value && type.is_non_null()) {
        add_fault(faults,
                  "Variable \"$" + name + "\" of required type \"" + shown + "\" was not provided.",
                  variable.at);
    } else if (value && json_is_null(value) && type.is_non_null()) {
        add_fault(faults,
                  "Variable \"$" + name + "\" of non-null type \"" + shown + "\" must not be null.",
                  variable.at);
    } else if (value) {
        coerced = Coercion(schema, variable, faults).coerce(value, type);
    }
    if (coerced)
        json_object_set_new_nocheck(values.get(), name.c_str(), coerced.release());
}

} // namespace

Json coerce_variables(const Schema &schema, const Operation &operation, const json_t *sent,
                      std::vector<Fault> &faults)
{
    Json values = make_json_object();
    std::vector<Fault> found;
    try {
        for (const VariableDefinition &variable : operation.variables)
            coerce_variable(schema, variable, sent, values, found);
    } catch (const TooMany &) {
        /* The last fault says so. */
    }
    for (Fault &fault : found)
        faults.push_back(std::move(fault));
    return values;
}

} // namespace viginti::graphql

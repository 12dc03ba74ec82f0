#include "model/validate.hpp"

#include "base/datetime.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace viginti::model {

namespace {

constexpr std::string_view invalid = "INVALID_FIELD_INPUT";

/* Option values and labels are as long as identifiers (spec §11.3). */
constexpr std::size_t option_bytes = 63;

constexpr std::array<std::string_view, 10> colors{
    "green", "turquoise", "sky", "blue", "purple", "pink", "red", "orange", "yellow", "gray"};

/* The inside of 'text', or nothing when it is not in single quotes. */
std::optional<std::string_view> unquoted(std::string_view text)
{
    if (text.size() < 2 || text.front() != '\'' || text.back() != '\'')
        return {};
    return text.substr(1, text.size() - 2);
}

struct DefaultCheck {
    Violations &violations;

    void add(std::string message)
    {
        violations.push_back({invalid, std::move(message), {}, "defaultValue"});
    }

    /* The text of a quoted default; reports one that is no string or not quoted. */
    std::optional<std::string_view> quoted(const json_t *value)
    {
        if (!json_is_string(value)) {
            add("Default value must be a string got " + inspect(value));
            return {};
        }
        auto const text = unquoted(text_of(value));
        if (!text)
            add("Invalid string default value \"" + shorten(text_of(value), 60) +
                "\" should be single quoted");
        return text;
    }

    void check_part(const json_t *value, const Part &part)
    {
        if (value == nullptr || json_is_null(value))
            return;
        switch (part.form) {
        case Form::Text:
        case Form::NullableText:
        case Form::Blocks:
            quoted(value);
            return;
        case Form::Uuid:
            if (json_is_string(value) && text_of(value) == "uuid")
                return;
            if (auto const text = quoted(value); text && !parse_uuid(*text))
                add("Default value must be a UUID got " + inspect(value));
            return;
        case Form::Date:
        case Form::DateTime: {
            if (json_is_string(value) && text_of(value) == "now")
                return;
            bool const is_date = part.form == Form::Date;
            if (auto const text = quoted(value);
                text && !(is_date ? parse_date(*text) : parse_date_time(*text)))
                add("Default value must be a date got " + inspect(value));
            return;
        }
        case Form::Decimal:
            if (json_is_string(value)) {
                if (auto const text = quoted(value); text && !parse_decimal(*text))
                    add("Default value must be a number got " + inspect(value));
            } else if (!digits_of(value)) {
                add("Default value must be a number got " + inspect(value));
            }
            return;
        case Form::Number:
        case Form::Position:
            if (!json_is_number(value))
                add("Default value must be a number got " + inspect(value));
            return;
        case Form::Integer:
            if (!json_is_integer(value))
                add("Default value must be an integer got " + inspect(value));
            return;
        case Form::Boolean:
            if (!json_is_boolean(value))
                add("Default value must be a boolean got " + inspect(value));
            return;
        case Form::TextList:
            if (!json_is_array(value))
                add("Default value must be an array got " + inspect(value));
            for (std::size_t i = 0; i < json_array_size(value); ++i)
                quoted(json_array_get(value, i));
            return;
        case Form::JsonList:
            if (!json_is_array(value))
                add("Default value must be an array got " + inspect(value));
            return;
        case Form::Json:
            if (!json_is_object(value) && !json_is_array(value))
                add("Default value must be an object got " + inspect(value));
            return;
        case Form::Option:
        case Form::OptionList:
        case Form::Hidden:
            return;
        }
    }

    void check_option(const json_t *value, const Field &field)
    {
        if (!json_is_string(value)) {
            add("Default value for select must be a string got " + inspect(value));
            return;
        }
        auto const text = unquoted(text_of(value));
        if (!text) {
            add("Default value should be as quoted string");
            return;
        }
        for (const Option &option : field.options)
            if (option.value == *text)
                return;
        add("Default value \"" + shorten(*text, 60) + "\" must be one of the option values");
    }

    void check_options_list(const json_t *value, const Field &field)
    {
        if (!json_is_array(value)) {
            add("Default value for multi-select must be an array got " + inspect(value));
            return;
        }
        std::size_t const size = json_array_size(value);
        if (size == 0)
            add("If defined default value must contain at least one value");
        bool is_repeated = false;
        for (std::size_t i = 0; i < size; ++i)
            for (std::size_t j = i + 1; j < size; ++j)
                is_repeated |= json_equal(json_array_get(value, i), json_array_get(value, j)) != 0;
        if (is_repeated)
            add("Default values must be unique");
        for (std::size_t i = 0; i < size; ++i)
            check_option(json_array_get(value, i), field);
    }

    void check_composite(const json_t *value, const Field &field)
    {
        if (!json_is_object(value)) {
            add("Default value must be an object got " + inspect(value));
            return;
        }
        const char *key;
        std::size_t length;
        json_t *member;
        json_object_keylen_foreach(const_cast<json_t *>(value), key, length, member)
        {
            std::string_view const name(key, length);
            auto const parts = field.type_info().parts;
            auto const part = std::find_if(parts.begin(), parts.end(),
                                           [&](const Part &other) { return other.name == name; });
            if (part == parts.end())
                add("Invalid subfield " + shorten(name, 60) + " for " +
                    std::string(field.type_info().words) + " field \"" + field.name + "\"");
            else
                check_part(member, *part);
        }
    }
};

bool is_upper_snake(std::string_view value)
{
    auto const is_upper = [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; };
    return !value.empty() && is_upper(value.front()) &&
           std::all_of(value.begin(), value.end(),
                       [&](char c) { return is_upper(c) || (c >= '0' && c <= '9'); });
}

void check_option(Violations &violations, const OptionInput &option)
{
    auto const add = [&](std::string message) {
        violations.push_back({invalid, std::move(message), option.value.value_or(""), "options"});
    };
    if (option.id_is_invalid)
        add("Option id is invalid");
    if (!option.value)
        add("Option value is required");
    else if (!option.value_is_text || option.value->empty())
        add("Option value must be a string of at least one character");
    else {
        if (option.value->size() > option_bytes)
            add("Option value exceeds 63 characters");
        if (!is_upper_snake(*option.value))
            add("Value must be in UPPER_CASE and follow snake_case \"" +
                shorten(*option.value, 60) + "\"");
    }
    if (!option.label)
        add("Option label is required");
    else if (!option.label_is_text)
        add("Option label must be a string of at least one character");
    else {
        if (option.label->size() > option_bytes)
            add("Option label exceeds 63 characters");
        if (option.label->find(',') != std::string::npos)
            add("Label must not contain a comma");
        if (option.label->empty())
            add("Label must not be empty");
    }
}

bool has_repeated(const std::vector<OptionInput> &options,
                  const std::function<bool(const OptionInput &, const OptionInput &)> &equal)
{
    for (std::size_t i = 0; i < options.size(); ++i)
        for (std::size_t j = i + 1; j < options.size(); ++j)
            if (equal(options[i], options[j]))
                return true;
    return false;
}

} // namespace

Violations check_options(const std::optional<std::vector<OptionInput>> &options)
{
    if (!options || options->empty())
        return {{invalid, "Options are required for enum fields", {}, "options"}};
    if (options->size() > limits::options_per_field)
        throw Error(Code::LimitExceeded,
                    "options_per_field is " + std::to_string(limits::options_per_field) + ", got " +
                        std::to_string(options->size()),
                    "/options");
    Violations violations;
    for (const OptionInput &option : *options)
        check_option(violations, option);
    struct Rule {
        bool broken;
        std::string_view what;
    };
    Rule const rules[] = {
        {has_repeated(*options,
                      [](auto &a, auto &b) { return a.position && a.position == b.position; }),
         "position"},
        {has_repeated(*options, [](auto &a, auto &b) { return a.id && a.id == b.id; }), "id"},
        {has_repeated(*options,
                      [](auto &a, auto &b) {
                          return a.value_is_text && b.value_is_text && a.value == b.value;
                      }),
         "value"},
    };
    for (const Rule &rule : rules)
        if (rule.broken)
            violations.push_back(
                {invalid, "Duplicated option " + std::string(rule.what), {}, "options"});
    return violations;
}

Violations check_field_values(const Field &field)
{
    Violations violations;
    DefaultCheck check{violations};
    Json const value = field.default_value.empty() ? Json() : parse_json(field.default_value);
    bool const has_default = value != nullptr && !json_is_null(value.get());
    if (has_default) {
        if (field.relation)
            check.add("Default value is not supported for relations");
        else if (field.type == FieldType::MultiSelect)
            check.check_options_list(value.get(), field);
        else if (field.type_info().has_options)
            check.check_option(value.get(), field);
        else if (field.type_info().composite)
            check.check_composite(value.get(), field);
        else
            check.check_part(value.get(), field.type_info().parts.front());
    }
    if (!field.is_nullable && !has_default && !field.type_info().composite && !field.relation)
        check.add("Default value cannot be null for non-nullable fields");

    auto const parts = field.type_info().parts;
    bool const can_be_unique = (!field.relation || field.is_to_one()) &&
                               std::any_of(parts.begin(), parts.end(),
                                           [](const Part &part) { return part.in_unique_index; });
    if (field.is_unique && !can_be_unique)
        violations.push_back(
            {invalid, "Fields of type " + std::string(field.type_info().name) + " cannot be unique",
             field.name, "isUnique"});
    return violations;
}

std::vector<Option> make_options(const std::vector<OptionInput> &inputs,
                                 const std::vector<Option> &existing,
                                 const std::function<Uuid()> &new_id)
{
    auto const is_claimed = [&](const Uuid &id) {
        return std::any_of(inputs.begin(), inputs.end(),
                           [&](const OptionInput &input) { return input.id == id; });
    };
    std::vector<Option> options;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const OptionInput &input = inputs[i];
        auto const known =
            std::find_if(existing.begin(), existing.end(), [&](const Option &option) {
                return input.id ? option.id == *input.id
                                : option.value == input.value && !is_claimed(option.id);
            });
        Option option;
        if (known != existing.end())
            option = *known;
        else
            option.id = input.id ? *input.id : new_id();
        option.value = input.value.value_or("");
        option.label = input.label.value_or("");
        if (!input.color.empty())
            option.color = input.color;
        else if (option.color.empty())
            option.color = colors[i % colors.size()];
        option.position = input.position.value_or(static_cast<int>(i));
        options.push_back(std::move(option));
    }
    std::stable_sort(options.begin(), options.end(),
                     [](const Option &a, const Option &b) { return a.position < b.position; });
    return options;
}

std::string normalize_default(const Field &field)
{
    if (field.default_value.empty() || !field.type_info().composite)
        return field.default_value;
    Json const value = parse_json(field.default_value);
    bool is_empty = true;
    const char *key;
    std::size_t length;
    json_t *member;
    json_object_keylen_foreach(value.get(), key, length, member)
    {
        bool const is_blank = json_is_string(member) && text_of(member) == "''";
        if (is_blank)
            json_object_setn_new(value.get(), key, length, json_null());
        is_empty &= is_blank || json_is_null(member);
    }
    return is_empty ? std::string() : dump_json(value.get());
}

} // namespace viginti::model

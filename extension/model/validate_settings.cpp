#include "model/validate.hpp"

#include "base/json.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace viginti::model {

namespace {

constexpr std::string_view invalid = "INVALID_FIELD_INPUT";

std::string listed(std::span<const std::string_view> words)
{
    std::string list;
    for (std::string_view const word : words)
        list.append(list.empty() ? "" : ", ").append(word);
    return list;
}

bool is_part(const FieldTypeInfo &type, const json_t *name)
{
    return json_is_string(name) &&
           std::any_of(type.parts.begin(), type.parts.end(),
                       [&](const Part &part) { return part.name == text_of(name); });
}

/* What a member should have been, or nothing when it is that. */
std::string expectation(const FieldTypeInfo &type, const Setting &setting, const json_t *value)
{
    switch (setting.kind) {
    case Setting::Kind::Word:
        if (json_is_string(value) && std::find(setting.words.begin(), setting.words.end(),
                                               text_of(value)) != setting.words.end())
            return {};
        return "one of " + listed(setting.words);
    case Setting::Kind::Count:
        if (json_is_integer(value) && json_integer_value(value) >= setting.least &&
            json_integer_value(value) <= setting.most)
            return {};
        return "a whole number from " + std::to_string(setting.least) + " to " +
               std::to_string(setting.most);
    case Setting::Kind::Text:
        return json_is_string(value) ? std::string() : "a string";
    case Setting::Kind::SubFields: {
        bool good = json_is_array(value);
        for (std::size_t i = 0; good && i < json_array_size(value); ++i)
            good = is_part(type, json_array_get(value, i));
        if (good)
            return {};
        std::vector<std::string_view> names;
        for (const Part &part : type.parts)
            names.push_back(part.name);
        return "an array of " + listed(names);
    }
    }
    return {};
}

std::string refused_key(const FieldTypeInfo &type, std::string_view key)
{
    std::vector<std::string_view> names;
    for (const Setting &setting : type.settings)
        names.push_back(setting.name);
    std::string message = "Setting " + shorten(key, 60) + " does not exist for fields of type " +
                          std::string(type.name);
    return message +
           (names.empty() ? ", which have no settings" : ". Allowed settings are " + listed(names));
}

} // namespace

Violations check_settings(const Field &field)
{
    const FieldTypeInfo &type = field.type_info();
    if (field.settings.empty() || field.relation || type.has_options)
        return {};
    Violations violations;
    Json const settings = parse_json(field.settings);
    const char *name;
    std::size_t length;
    json_t *value;
    json_object_keylen_foreach(settings.get(), name, length, value)
    {
        std::string_view const key(name, length);
        auto const known =
            std::find_if(type.settings.begin(), type.settings.end(),
                         [&](const Setting &setting) { return setting.name == key; });
        std::string message;
        if (known == type.settings.end())
            message = refused_key(type, key);
        else if (!json_is_null(value))
            if (std::string const wanted = expectation(type, *known, value); !wanted.empty())
                message = "Setting " + std::string(key) + " must be " + wanted + ", got " +
                          inspect(value);
        if (!message.empty())
            violations.push_back({invalid, std::move(message), {}, "settings"});
    }
    return violations;
}

ValueRules rules_of(const Field &field)
{
    ValueRules rules;
    if (field.settings.empty() || field.type_info().settings.empty())
        return rules;
    Json const settings = parse_json(field.settings);
    const json_t *const most = json_object_get(settings.get(), "maxNumberOfValues");
    if (json_is_integer(most))
        rules.max_values = static_cast<int>(json_integer_value(most));
    const json_t *const number = json_object_get(settings.get(), "dataType");
    if (!json_is_string(number))
        return rules;
    /* Beyond the second, doubles no longer hold every whole number. */
    struct Row {
        std::string_view name;
        double limit;
    };
    constexpr Row rows[] = {{"int", 2147483647.0}, {"bigint", 9007199254740991.0}};
    for (const Row &row : rows)
        if (text_of(number) == row.name) {
            rules.whole_limit = row.limit;
            rules.number_type = row.name;
        }
    return rules;
}

} // namespace viginti::model

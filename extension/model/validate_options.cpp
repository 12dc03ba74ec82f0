#include "model/validate.hpp"

#include "base/json.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace viginti::model {

namespace {

constexpr std::string_view invalid = "INVALID_FIELD_INPUT";

const Option *find_value(const std::vector<Option> &options, std::string_view value)
{
    auto const found = std::find_if(options.begin(), options.end(),
                                    [&](const Option &option) { return option.value == value; });
    return found == options.end() ? nullptr : &*found;
}

const Option *find_id(const std::vector<Option> &options, const Uuid &id)
{
    auto const found = std::find_if(options.begin(), options.end(),
                                    [&](const Option &option) { return option.id == id; });
    return found == options.end() ? nullptr : &*found;
}

/* What an option's value is after the change; nothing when it goes without another in its place. */
std::optional<std::string> value_after(const std::vector<Option> &before,
                                       const std::vector<Option> &after, const OptionsRemap &remap,
                                       std::string_view value)
{
    const Option *const old = find_value(before, value);
    if (old == nullptr)
        return std::string(value);
    if (const Option *const kept = find_id(after, old->id))
        return kept->value;
    for (const auto &[from, to] : remap)
        if (from == value)
            return to;
    return std::nullopt;
}

} // namespace

Violations check_options_remap(const OptionsRemap &remap, const std::vector<Option> &before,
                               const std::vector<Option> &after)
{
    Violations violations;
    auto const refuse = [&](std::string message, const std::string &value) {
        violations.push_back({invalid, std::move(message), value, "optionsRemap"});
    };
    for (const auto &[from, to] : remap) {
        const Option *const old = find_value(before, from);
        if (old == nullptr)
            refuse("optionsRemap names \"" + shorten(from, 60) +
                       "\", which is no option of the field",
                   from);
        else if (find_id(after, old->id) != nullptr)
            refuse("optionsRemap names \"" + from + "\", which is not deleted", from);
        if (to && find_value(after, *to) == nullptr)
            refuse("optionsRemap puts \"" + shorten(*to, 60) +
                       "\" in the place of another option, but it is not among the options",
                   *to);
    }
    return violations;
}

std::string follow_options(const Field &before, const std::vector<Option> &after,
                           const OptionsRemap &remap)
{
    if (before.default_value.empty())
        return {};
    auto const follow = [&](const json_t *quoted) {
        std::string_view text = text_of(quoted);
        if (text.size() >= 2)
            text = text.substr(1, text.size() - 2);
        auto const value = value_after(before.options, after, remap, text);
        /* A deleted one is left to be found missing. */
        std::string const shown = "'" + value.value_or(std::string(text)) + "'";
        return Json(json_stringn(shown.data(), shown.size()));
    };
    Json const value = parse_json(before.default_value);
    if (json_is_string(value.get()))
        return dump_json(follow(value.get()).get());
    Json const list(json_array());
    std::size_t index;
    json_t *item;
    json_array_foreach(value.get(), index, item)
    {
        Json followed = follow(item);
        bool is_there = false;
        for (std::size_t i = 0; i < json_array_size(list.get()); ++i)
            is_there |= json_equal(json_array_get(list.get(), i), followed.get()) != 0;
        if (!is_there)
            json_array_append_new(list.get(), followed.release());
    }
    return dump_json(list.get());
}

Violations check_conversion(FieldType from, std::string_view to)
{
    const FieldTypeInfo *const type = find_field_type(to);
    if (type == nullptr) {
        std::string const shown = shorten(to, 60);
        return {{"UNCOVERED_FIELD_METADATA_TYPE_VALIDATION",
                 "Unsupported field metadata type " + shown, shown, "type"}};
    }
    if ((info(from).conversions & bit(type->type)) != 0)
        return {};
    std::string names;
    for (const FieldTypeInfo &other : field_types())
        if ((info(from).conversions & bit(other.type)) != 0)
            names.append(names.empty() ? "" : ", ").append(other.name);
    return {{invalid,
             "Fields of type " + std::string(info(from).name) + " cannot become " +
                 std::string(type->name) +
                 (names.empty() ? std::string() : ". They may become " + names),
             std::string(type->name), "type"}};
}

} // namespace viginti::model

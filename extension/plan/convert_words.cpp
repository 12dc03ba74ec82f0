#include "plan/convert_words.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "model/names.hpp"

#include <algorithm>

namespace viginti::plan {

namespace {

using model::Field;
using model::FieldType;
using model::Option;

constexpr std::size_t micro_digits = 6;

/* The members of a JSON list: strings as they are, of objects what `text` makes of them. */
void add_list(Words &words, const std::optional<std::string> &cell,
              std::string (*text)(const json_t *))
{
    if (!cell)
        return;
    Json const list = parse_json(*cell);
    std::size_t index;
    json_t *item;
    json_array_foreach(list.get(), index, item)
    {
        std::string word = text(item);
        if (!word.empty())
            words.texts.push_back(std::move(word));
    }
}

std::string plain(const json_t *item)
{
    return json_is_string(item) ? std::string(text_of(item)) : std::string();
}

std::string member(const json_t *item, const char *key)
{
    return plain(json_object_get(item, key));
}

void add(Words &words, const std::optional<std::string> &text)
{
    if (text && !trim_blanks(*text).empty())
        words.texts.push_back(*text);
}

/* Options are their labels to people, and their values to a field that has options too. */
void add_option(Words &words, const Field &from, const Field &to, std::string_view value)
{
    auto const option = std::find_if(from.options.begin(), from.options.end(),
                                     [&](const Option &other) { return other.value == value; });
    bool const by_value = to.type == FieldType::Select || to.type == FieldType::MultiSelect;
    if (option == from.options.end() || option->label.empty() ||
        (by_value && from.type != FieldType::Rating)) {
        words.texts.emplace_back(value);
        return;
    }
    words.texts.push_back(option->label);
    words.is_exact &=
        std::count_if(from.options.begin(), from.options.end(), [&](const Option &other) {
            return equal_ignoring_case(other.label, option->label);
        }) == 1;
}

void add_money(Words &words, const Field &to, const Cells &cells)
{
    bool const has_code = cells[1] && !cells[1]->empty();
    if (!cells[0]) {
        words.is_exact = !has_code;
        return;
    }
    std::string text = from_millionths(*cells[0]);
    if (to.type == FieldType::Text && has_code)
        text += ' ' + *cells[1];
    else
        words.is_exact = !has_code;
    words.texts.push_back(std::move(text));
}

void add_address(Words &words, const Cells &cells)
{
    constexpr std::size_t text_parts = 6;
    std::string text;
    for (std::size_t i = 0; i < text_parts; ++i)
        if (cells[i] && !cells[i]->empty())
            text.append(text.empty() ? "" : ", ").append(*cells[i]);
    words.is_exact = !cells[text_parts] && !cells[text_parts + 1];
    add(words, text);
}

struct Decimal {
    bool is_negative = false;
    std::string digits;  /* without zeros at either end */
    long long point = 0; /* digits before it */

    bool operator==(const Decimal &) const = default;
};

Decimal decimal_of(std::string_view text)
{
    Decimal decimal;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        decimal.is_negative = text.front() == '-';
        text.remove_prefix(1);
    }
    long long exponent = 0;
    if (std::size_t const at = text.find_first_of("eE"); at != text.npos) {
        std::string_view power = text.substr(at + 1);
        if (power.starts_with('+'))
            power.remove_prefix(1);
        exponent = parse_integer(power).value_or(0);
        text = text.substr(0, at);
    }
    decimal.point = static_cast<long long>(std::min(text.find('.'), text.size())) + exponent;
    for (char const c : text)
        if (c != '.')
            decimal.digits += c;
    std::size_t const first =
        std::min(decimal.digits.find_first_not_of('0'), decimal.digits.size());
    decimal.digits.erase(0, first);
    decimal.point -= static_cast<long long>(first);
    decimal.digits.resize(decimal.digits.find_last_not_of('0') + 1);
    return decimal.digits.empty() ? Decimal{} : decimal;
}

} // namespace

Words words_of(const Field &from, const Field &to, const Cells &cells)
{
    Words words;
    switch (from.type) {
    case FieldType::Select:
    case FieldType::Rating:
        if (cells[0])
            add_option(words, from, to, *cells[0]);
        break;
    case FieldType::MultiSelect: {
        words.is_list = true;
        Words values;
        add_list(values, cells[0], plain);
        for (const std::string &value : values.texts)
            add_option(words, from, to, value);
        break;
    }
    case FieldType::Array:
        words.is_list = true;
        add_list(words, cells[0], plain);
        break;
    case FieldType::Currency:
        add_money(words, to, cells);
        break;
    case FieldType::Emails:
        words.is_list = true;
        add(words, cells[0]);
        add_list(words, cells[1], plain);
        break;
    case FieldType::Phones:
        words.is_list = true;
        if (cells[0] && !cells[0]->empty())
            words.texts.push_back(cells[2].value_or("") + *cells[0]);
        add_list(words, cells[3], [](const json_t *phone) {
            return member(phone, "callingCode") + member(phone, "number");
        });
        break;
    case FieldType::Links: {
        words.is_list = true;
        add(words, cells[1]);
        add_list(words, cells[2], [](const json_t *link) { return member(link, "url"); });
        Words labels;
        add(labels, cells[0]);
        add_list(labels, cells[2], [](const json_t *link) { return member(link, "label"); });
        words.is_exact = labels.texts.empty();
        break;
    }
    case FieldType::FullName: {
        std::string const name = cells[0].value_or("") + ' ' + cells[1].value_or("");
        add(words, std::string(trim_blanks(name)));
        break;
    }
    case FieldType::Address:
        add_address(words, cells);
        break;
    case FieldType::RichText:
        add(words, cells[1]);
        break;
    case FieldType::RawJson:
        if (cells[0])
            words.texts.push_back(dump_json(parse_json(*cells[0]).get()));
        break;
    default:
        add(words, cells[0]);
        break;
    }
    return words;
}

std::vector<std::string> option_words(const Field &from, const Field &to, const Words &words)
{
    if (from.type != FieldType::Text || to.type != FieldType::MultiSelect)
        return words.texts;
    std::vector<std::string> items;
    for (const std::string &text : words.texts)
        for (std::size_t at = 0; at <= text.size();) {
            std::size_t const comma = std::min(text.find(',', at), text.size());
            auto const item = trim_blanks(std::string_view(text).substr(at, comma - at));
            if (!item.empty())
                items.emplace_back(item);
            at = comma + 1;
        }
    return items;
}

std::string option_value_of(std::string_view label)
{
    std::string value;
    bool at_word = true;
    for (char const c : model::transliterate(label)) {
        bool const is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!is_letter && (c < '0' || c > '9')) {
            at_word = true;
            continue;
        }
        if (at_word && !value.empty())
            value += '_';
        at_word = false;
        value += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
    /* A value begins with a letter or an underscore. */
    if (!value.empty() && value.front() >= '0' && value.front() <= '9')
        value.insert(0, "_");
    return value;
}

bool same_decimal(std::string_view a, std::string_view b)
{
    return decimal_of(a) == decimal_of(b);
}

std::optional<long long> in_millionths(std::string_view text)
{
    if (!parse_decimal(text))
        return std::nullopt;
    Decimal const decimal = decimal_of(text);
    return parse_whole_number((decimal.is_negative ? "-0." : "0.") + decimal.digits + "0e" +
                              std::to_string(decimal.point + static_cast<int>(micro_digits)));
}

std::string from_millionths(std::string_view micros)
{
    bool const is_negative = micros.starts_with('-');
    std::string digits(micros.substr(is_negative ? 1 : 0));
    if (digits.size() <= micro_digits)
        digits.insert(0, micro_digits + 1 - digits.size(), '0');
    digits.insert(digits.size() - micro_digits, ".");
    digits.resize(digits.find_last_not_of('0') + 1);
    if (digits.ends_with('.'))
        digits.pop_back();
    return (is_negative ? "-" : "") + digits;
}

std::string default_code(const Field &field)
{
    if (field.default_value.empty())
        return {};
    Json const value = parse_json(field.default_value);
    const json_t *const code = json_object_get(value.get(), "currencyCode");
    if (!json_is_string(code))
        return {};
    std::string_view const text = text_of(code);
    return std::string(text.size() >= 2 ? text.substr(1, text.size() - 2) : text);
}

} // namespace viginti::plan

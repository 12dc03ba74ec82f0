#include "plan/convert.hpp"

#include "base/datetime.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "base/unicode.hpp"
#include "plan/convert_words.hpp"
#include "plan/filter_value.hpp"
#include "plan/record_value.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace viginti::plan {

namespace {

using model::ColumnType;
using model::Field;
using model::FieldType;
using model::Option;

Json text_json(std::string_view text)
{
    return Json(json_stringn(text.data(), text.size()));
}

void set(const Json &object, const char *key, Json value)
{
    json_object_set_new(object.get(), key, value.release());
}

std::string joined(const Words &words)
{
    std::string text;
    for (const std::string &word : words.texts)
        text.append(text.empty() ? "" : ", ").append(word);
    return text;
}

/* The option a text names: by value, by label, or by the value its label would be given. */
const Option *find_option(const Field &field, std::string_view text)
{
    std::string const plain = collapse_blanks(text);
    std::string const lower = lower_case(plain);
    auto const find = [&](auto const &names) {
        return std::find_if(field.options.begin(), field.options.end(), names);
    };
    auto found = find([&](const Option &option) { return option.value == plain; });
    if (found == field.options.end())
        found = find([&](const Option &option) { return option.label == plain; });
    if (found == field.options.end())
        found = find([&](const Option &option) {
            return lower_case(option.label) == lower || lower_case(option.value) == lower;
        });
    if (found == field.options.end()) {
        std::string const value = option_value_of(plain);
        found = find([&](const Option &option) { return option.value == value; });
    }
    /* A rating of 3.0 is one of 3. */
    if (auto const whole = parse_whole_number(plain); found == field.options.end() && whole)
        found = find([&](const Option &option) { return option.label == std::to_string(*whole); });
    return found == field.options.end() ? nullptr : &*found;
}

std::optional<bool> truth_of(std::string_view text)
{
    struct Row {
        std::string_view word;
        bool value;
    };
    static constexpr Row rows[] = {{"true", true}, {"yes", true}, {"on", true},     {"1", true},
                                   {"t", true},    {"y", true},   {"false", false}, {"no", false},
                                   {"off", false}, {"0", false},  {"f", false},     {"n", false}};
    for (const Row &row : rows)
        if (equal_ignoring_case(row.word, text))
            return row.value;
    return std::nullopt;
}

/* What a client would write for the words; null where there is nothing to write. */
struct Writing {
    const Field &from;
    const Field &to;
    const Words &words;
    bool is_kept = true;

    std::string_view text() const { return trim_blanks(words.texts.front()); }
    Json first_and_rest(const char *first, const char *rest, Json (*rest_item)(std::string_view));
    Json option();
    Json options();
    Json money();
    Json name();
    Json number();
    Json date();
    Json write();
};

Json Writing::first_and_rest(const char *first, const char *rest,
                             Json (*rest_item)(std::string_view))
{
    Json object = make_json_object();
    set(object, first, text_json(text()));
    Json others(json_array());
    for (std::size_t i = 1; i < words.texts.size(); ++i)
        json_array_append_new(others.get(), rest_item(words.texts[i]).release());
    set(object, rest, std::move(others));
    return object;
}

Json Writing::option()
{
    for (const std::string &word : words.texts)
        if (const Option *const option = find_option(to, word)) {
            is_kept &= words.texts.size() == 1;
            return text_json(option->value);
        }
    return nullptr;
}

Json Writing::options()
{
    Json list(json_array());
    std::vector<std::string_view> taken;
    for (const std::string &word : option_words(from, to, words)) {
        const Option *const option = find_option(to, word);
        is_kept &= option != nullptr;
        if (option == nullptr ||
            std::find(taken.begin(), taken.end(), option->value) != taken.end())
            continue;
        taken.push_back(option->value);
        json_array_append_new(list.get(), text_json(option->value).release());
    }
    return list;
}

/* "12.50" or "12.50 EUR", in millionths; the code of the default where the text has none. */
Json Writing::money()
{
    std::string amount(text());
    std::string code;
    if (std::size_t const blank = amount.find(' '); blank != amount.npos) {
        code = trim_blanks(std::string_view(amount).substr(blank));
        amount.resize(blank);
    }
    constexpr std::size_t code_letters = 3;
    bool const is_code =
        code.size() == code_letters &&
        std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    auto const micros = in_millionths(amount);
    if (!micros || (!code.empty() && !is_code))
        return nullptr;
    Json object = make_json_object();
    set(object, "amountMicros", Json(json_integer(*micros)));
    if (code.empty())
        code = default_code(to);
    if (!code.empty())
        set(object, "currencyCode", text_json(code));
    return object;
}

/* What stands before the last blank is the first name. */
Json Writing::name()
{
    std::string_view const whole = text();
    std::size_t const blank = whole.rfind(' ');
    Json object = make_json_object();
    set(object, "firstName", text_json(trim_blanks(whole.substr(0, blank))));
    if (blank != whole.npos)
        set(object, "lastName", text_json(whole.substr(blank + 1)));
    return object;
}

Json Writing::number()
{
    if (from.type == FieldType::Boolean)
        return Json(json_integer(text() == "true" ? 1 : 0));
    auto const decimal = parse_decimal(text());
    auto const value = decimal ? parse_number(*decimal) : std::nullopt;
    if (!value)
        return nullptr;
    Json real(json_real(*value));
    is_kept &= same_decimal(*decimal, dump_json(real.get()));
    return real;
}

Json Writing::date()
{
    auto const day = parse_date(text());
    auto const instant = parse_date_time(text());
    if (!day || !instant)
        return nullptr;
    if (to.type == FieldType::DateTime)
        return text_json(*instant);
    /* The day in UTC, which is what an instant's date reads elsewhere. */
    std::string_view const whole = *instant;
    constexpr std::size_t day_length = 10;
    is_kept &= whole.substr(day_length) == "T00:00:00.000Z";
    return text_json(whole.substr(0, day_length));
}

Json Writing::write()
{
    switch (to.type) {
    case FieldType::Number:
        return number();
    case FieldType::Numeric:
        return text_json(from.type == FieldType::Boolean ? (text() == "true" ? "1" : "0") : text());
    case FieldType::Boolean: {
        auto const truth = truth_of(text());
        return truth ? Json(json_boolean(*truth)) : nullptr;
    }
    case FieldType::Date:
    case FieldType::DateTime:
        return date();
    case FieldType::Select:
    case FieldType::Rating:
        return option();
    case FieldType::MultiSelect:
        return options();
    case FieldType::Array: {
        Json list(json_array());
        for (const std::string &word : words.texts)
            json_array_append_new(list.get(), text_json(word).release());
        return list;
    }
    case FieldType::RawJson:
        if (words.is_list) {
            Json list(json_array());
            for (const std::string &word : words.texts)
                json_array_append_new(list.get(), text_json(word).release());
            return list;
        }
        return text_json(text());
    case FieldType::Currency:
        return money();
    case FieldType::FullName:
        return name();
    case FieldType::Emails:
        return first_and_rest("primaryEmail", "additionalEmails",
                              [](std::string_view word) { return text_json(trim_blanks(word)); });
    case FieldType::Phones:
        return first_and_rest("primaryPhoneNumber", "additionalPhones", [](std::string_view word) {
            Json phone = make_json_object();
            set(phone, "number", text_json(trim_blanks(word)));
            return phone;
        });
    case FieldType::Links:
        return first_and_rest("primaryLinkUrl", "secondaryLinks", [](std::string_view word) {
            Json link = make_json_object();
            set(link, "url", text_json(trim_blanks(word)));
            return link;
        });
    case FieldType::Address: {
        Json object = make_json_object();
        set(object, "addressStreet1", text_json(words.texts.front()));
        return object;
    }
    case FieldType::RichText:
        return text_json(words.texts.front());
    case FieldType::Uuid:
        return text_json(text());
    default:
        return text_json(joined(words));
    }
}

/* The columns as the writer of records stores them; nothing for a value it refuses. */
std::optional<std::vector<Param>> stored_values(const Field &to, const json_t *value)
{
    model::Object holder;
    holder.name_singular = "record";
    holder.fields.push_back(to);
    /* An empty value is told by NULL here; what stands in its place is the caller's to say. */
    holder.fields.front().is_nullable = true;
    Json const body = make_json_object();
    json_object_setn(body.get(), to.name.data(), to.name.size(), const_cast<json_t *>(value));
    RecordValues values;
    try {
        values = read_values(holder, body.get(), {});
    } catch (const Error &) {
        return std::nullopt;
    }
    std::vector<Param> stored;
    for (const model::Column &column : model::columns_of(to)) {
        stored.push_back({param_type(column.part->column), true, {}, {}});
        for (Assignment &assignment : values.assignments)
            if (assignment.column == column.name)
                stored.back() = std::move(assignment.value);
    }
    return stored;
}

std::string quoted(std::string_view text)
{
    return "'" + std::string(text) + "'";
}

/* A default as the cells of its field; nothing for one that is computed or of several columns. */
std::optional<Cells> cells_of_default(const Field &field)
{
    if (field.default_value.empty() || field.type_info().composite || field.relation)
        return std::nullopt;
    Json const value = parse_json(field.default_value);
    auto const inner = [](const json_t *text) {
        std::string_view const whole = text_of(text);
        return std::string(whole.size() >= 2 ? whole.substr(1, whole.size() - 2) : whole);
    };
    if (json_is_string(value.get()))
        return text_of(value.get()).starts_with('\'')
                   ? std::optional<Cells>(Cells{inner(value.get())})
                   : std::nullopt;
    if (!json_is_array(value.get()) || field.type == FieldType::RawJson)
        return Cells{dump_json(value.get())};
    Json const list(json_array());
    for (std::size_t i = 0; i < json_array_size(value.get()); ++i)
        json_array_append_new(list.get(),
                              text_json(inner(json_array_get(value.get(), i))).release());
    return Cells{dump_json(list.get())};
}

} // namespace

std::string_view reading_of(ColumnType type) noexcept
{
    switch (type) {
    case ColumnType::Date:
        return "CASE WHEN isfinite($c) AND extract(year FROM $c) BETWEEN 1 AND 9999 "
               "THEN to_char($c, 'YYYY-MM-DD') ELSE $c::text END";
    case ColumnType::Timestamp:
        return "CASE WHEN isfinite($c) AND extract(year FROM $c AT TIME ZONE 'UTC') "
               "BETWEEN 1 AND 9999 THEN to_char($c AT TIME ZONE 'UTC', "
               "'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') ELSE $c::text END";
    case ColumnType::Float8:
        /* Its text form depends on extra_float_digits. */
        return "encode(float8send($c), 'hex')";
    case ColumnType::TextArray:
        return "array_to_json($c)::text";
    default:
        return "$c::text";
    }
}

std::string text_of_double(std::string_view bytes)
{
    std::uint64_t bits = 0;
    for (char const digit : bytes)
        bits = bits << 4 | static_cast<unsigned>(hex_value(digit));
    double const value = std::bit_cast<double>(bits);
    if (!std::isfinite(value))
        return std::isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
    /* Whole ones without exponent, as long as their digits are theirs. */
    constexpr double longest_whole = 1e15;
    bool const is_whole = std::nearbyint(value) == value && std::fabs(value) < longest_whole;
    std::array<char, 32> text;
    char *const stop = text.data() + text.size();
    char *const end = is_whole ? std::to_chars(text.data(), stop, static_cast<long long>(value)).ptr
                               : std::to_chars(text.data(), stop, value).ptr;
    return {text.data(), end};
}

Converted convert_value(const Field &from, const Field &to, const Cells &cells)
{
    Words const words = words_of(from, to, cells);
    Converted converted;
    for (const model::Part &part : to.type_info().parts)
        converted.values.push_back({param_type(part.column), true, {}, {}});
    if (words.texts.empty()) {
        converted.is_kept = words.is_exact;
        return converted;
    }
    Writing writing{from, to, words};
    Json const value = writing.write();
    auto stored = value ? stored_values(to, value.get()) : std::nullopt;
    bool const is_empty =
        !stored || std::none_of(stored->begin(), stored->end(),
                                [](const Param &param) { return !param.is_null; });
    converted.is_kept = words.is_exact && writing.is_kept && !is_empty;
    if (stored)
        converted.values = *std::move(stored);
    return converted;
}

std::string show_value(const Field &from, const Cells &cells)
{
    constexpr std::size_t shown = 80;
    /* As text every value has its words. */
    Field text;
    text.type = FieldType::Text;
    return shorten_characters(joined(words_of(from, text, cells)), shown);
}

std::vector<std::string> option_texts(const Field &from, const Field &to, const Cells &cells)
{
    Words const words = words_of(from, to, cells);
    return to.type == FieldType::MultiSelect ? option_words(from, to, words) : words.texts;
}

std::string convert_default(const Field &from, const Field &to)
{
    if (from.default_value == "\"now\"" &&
        (to.type == FieldType::Date || to.type == FieldType::DateTime))
        return from.default_value;
    auto const cells = cells_of_default(from);
    if (!cells || to.type_info().composite)
        return {};
    Words const words = words_of(from, to, *cells);
    if (words.texts.empty())
        return {};
    Json const value = Writing{from, to, words}.write();
    if (!value || !stored_values(to, value.get()))
        return {};
    if (json_is_string(value.get()))
        return to.type == FieldType::RawJson
                   ? std::string(text_of(value.get()))
                   : dump_json(text_json(quoted(text_of(value.get()))).get());
    if (!json_is_array(value.get()) || to.type == FieldType::RawJson)
        return dump_json(value.get());
    Json const list(json_array());
    for (std::size_t i = 0; i < json_array_size(value.get()); ++i)
        json_array_append_new(list.get(),
                              text_json(quoted(text_of(json_array_get(value.get(), i)))).release());
    return json_array_size(list.get()) == 0 ? std::string() : dump_json(list.get());
}

} // namespace viginti::plan

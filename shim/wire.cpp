#include "wire.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace viginti::shim {

namespace {

constexpr char hex_digits[] = "0123456789ABCDEF";
constexpr unsigned char highest_plain = 0x7e;

constexpr std::string_view timing_name = "viginti-timing";

/* The request headers the database reads; lower case, as it gets them. */
constexpr std::array<std::string_view, 10> forwarded_names = {
    "authorization", "accept",          "content-type", "viginti-dialect", "if-match",
    "if-none-match", "idempotency-key", "prefer",       "x-locale",        timing_name,
};

/* Types whose answers the database gives in pieces, and whose bodies may be long. */
constexpr std::array<std::string_view, 2> bulk_types = {"text/csv", "application/x-ndjson"};

constexpr std::array<std::string_view, 4> own_names = {
    "content-length",
    "transfer-encoding",
    "connection",
    "date",
};

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

std::string_view trim(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
        text.remove_suffix(1);
    return text;
}

/* Three digits as a number from 200 to 599; 0 for anything else. */
unsigned final_status(std::string_view digits)
{
    if (digits.size() != 3 ||
        !std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return 0;
    const unsigned status =
        static_cast<unsigned>((digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0'));
    return status >= 200 && status <= 599 ? status : 0;
}

} // namespace

void append_escaped(std::string &text, std::string_view raw, unsigned char lowest)
{
    const auto is_plain = [lowest](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= lowest && byte <= highest_plain;
    };
    while (!raw.empty()) {
        const auto end = std::find_if_not(raw.begin(), raw.end(), is_plain);
        text.append(raw.begin(), end);
        raw.remove_prefix(static_cast<std::size_t>(end - raw.begin()));
        if (raw.empty())
            return;
        const auto byte = static_cast<unsigned char>(raw.front());
        text += {'%', hex_digits[byte >> 4], hex_digits[byte & 15]};
        raw.remove_prefix(1);
    }
}

std::string escape_bytes(std::string_view raw, unsigned char lowest)
{
    std::string text;
    text.reserve(raw.size());
    append_escaped(text, raw, lowest);
    return text;
}

std::string_view origin_form(std::string_view target)
{
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!same_text(target.substr(0, scheme.size()), scheme))
            continue;
        const std::size_t path = target.find_first_of("/?", scheme.size());
        return path == std::string_view::npos ? "/" : target.substr(path);
    }
    return target.empty() ? "/" : target;
}

bool asks_for_times(std::string_view forwarded_name, std::string_view value)
{
    return forwarded_name == timing_name && value == "1";
}

bool same_text(std::string_view left, std::string_view right)
{
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

std::string_view forwarded_name(std::string_view name)
{
    for (const std::string_view known : forwarded_names)
        if (same_text(name, known))
            return known;
    return {};
}

bool accepts_type(std::string_view accept, std::string_view type)
{
    while (!accept.empty()) {
        const std::size_t comma = accept.find(',');
        const std::string_view item = accept.substr(0, comma);
        if (same_text(trim(item.substr(0, item.find(';'))), type))
            return true;
        accept.remove_prefix(comma == std::string_view::npos ? accept.size() : comma + 1);
    }
    return false;
}

bool names_bulk_type(std::string_view types)
{
    return std::any_of(bulk_types.begin(), bulk_types.end(),
                       [types](std::string_view type) { return accepts_type(types, type); });
}

bool only_asks(std::string_view graphql_body)
{
    const auto has = [graphql_body](std::string_view word) {
        return graphql_body.find(word) != std::string_view::npos;
    };
    return has("\"query\"") && !has("mutation") && !has("\\u");
}

std::optional<Head> parse_head(std::string_view answer)
{
    const unsigned status = final_status(answer.substr(0, 3));
    if (status == 0 || answer.size() < 5 || answer[3] != '\n')
        return std::nullopt;
    if (answer[4] == '\n') /* no header line at all */
        return Head{status, {}, 5};
    const std::size_t end = answer.find("\n\n", 4);
    if (end == std::string_view::npos)
        return std::nullopt;
    return Head{status, answer.substr(4, end - 4), end + 2};
}

std::optional<Field> next_field(std::string_view &fields)
{
    while (!fields.empty()) {
        const std::size_t end = fields.find('\n');
        const std::string_view line = fields.substr(0, end);
        fields.remove_prefix(end == std::string_view::npos ? fields.size() : end + 1);
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || colon == 0)
            continue;
        const Field field{trim(line.substr(0, colon)), trim(line.substr(colon + 1))};
        if (!field.value.empty())
            return field;
    }
    return std::nullopt;
}

void append_times(std::string &value, const Times &times)
{
    const auto append = [&value](std::string_view name, std::chrono::nanoseconds duration) {
        const auto microseconds = std::max<std::int64_t>(
            std::chrono::floor<std::chrono::microseconds>(duration).count(), 0);
        const std::string digits = std::to_string(microseconds % 1000);
        value += value.empty() ? "" : ", ";
        value.append(name).append(";dur=").append(std::to_string(microseconds / 1000));
        value.append(".").append(3 - digits.size(), '0').append(digits);
    };
    append("queue", times.queue);
    append("database", times.database);
    append("shim", times.shim);
}

bool is_own_field(std::string_view name)
{
    return std::any_of(own_names.begin(), own_names.end(),
                       [name](std::string_view own) { return same_text(name, own); });
}

std::optional<unsigned> raised_status(std::string_view sqlstate)
{
    if (sqlstate.size() != 5 || !sqlstate.starts_with("VG"))
        return std::nullopt;
    const unsigned status = final_status(sqlstate.substr(2));
    return status == 0 ? std::nullopt : std::optional<unsigned>(status);
}

} // namespace viginti::shim

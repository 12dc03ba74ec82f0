#include "rest/query_string.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <utility>

namespace viginti::rest {

namespace {

/* Characters of a parameter's name an error message may take. */
constexpr std::size_t shown_name = 60;

/* The name of a parameter for a message about its value; its raw text when it is unreadable too. */
std::string readable(std::string_view raw_name)
{
    auto name = percent_decode(raw_name, true);
    bool const good = name && is_storable_text(*name);
    return shorten_characters(good ? std::string_view(*name) : raw_name, shown_name);
}

/* One name or value. `owner` is the raw name of the parameter it belongs to. */
std::string decode(std::string_view raw, std::string_view owner)
{
    auto text = percent_decode(raw, true);
    if (!text) {
        std::size_t const at = find_bad_percent(raw);
        std::string name = readable(owner);
        Error error(Code::ParameterInvalid,
                    "Malformed percent-encoding in '" + name + "' at position " +
                        std::to_string(at),
                    name, "A % is written %25");
        throw error.at(at);
    }
    if (auto const bad = find_unstorable(*text); bad != text->npos) {
        std::string name = readable(owner);
        Error error(Code::ParameterInvalid,
                    '\'' + name + "' holds " +
                        ((*text)[bad] == '\0' ? "a NUL byte" : "a byte that is not UTF-8") +
                        " at position " + std::to_string(bad),
                    name);
        throw error.at(count_characters(std::string_view(*text).substr(0, bad)));
    }
    return *std::move(text);
}

} // namespace

std::optional<std::string_view> QueryString::text(std::string_view name) const
{
    std::optional<std::string_view> found;
    for (const Parameter &parameter : parameters) {
        if (parameter.name != name)
            continue;
        if (found)
            return std::nullopt;
        found = parameter.value;
    }
    return found;
}

bool QueryString::is_repeated(std::string_view name) const
{
    auto const same = [&](const Parameter &parameter) { return parameter.name == name; };
    return std::count_if(parameters.begin(), parameters.end(), same) > 1;
}

std::optional<std::string> QueryString::joined(std::string_view name) const
{
    std::optional<std::string> out;
    for (const Parameter &parameter : parameters) {
        if (parameter.name != name)
            continue;
        if (out)
            *out += ',';
        else
            out.emplace();
        *out += parameter.value;
    }
    return out;
}

QueryString parse_query_string(std::string_view query)
{
    if (query.size() > limits::query_bytes)
        throw Error(Code::LimitExceeded, "The query string has " + std::to_string(query.size()) +
                                             " bytes; the limit query_bytes is " +
                                             std::to_string(limits::query_bytes));
    QueryString out;
    while (!query.empty()) {
        std::size_t const end = std::min(query.find('&'), query.size());
        std::string_view const item = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (item.empty())
            continue;
        std::size_t const equals = std::min(item.find('='), item.size());
        std::string_view const name = item.substr(0, equals);
        std::string_view const value = item.substr(std::min(equals + 1, item.size()));
        out.parameters.push_back({decode(name, name), decode(value, name)});
    }
    return out;
}

} // namespace viginti::rest

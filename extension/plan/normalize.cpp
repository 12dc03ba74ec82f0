#include "plan/normalize.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "plan/json_value.hpp"

#include <algorithm>

namespace viginti::plan {

namespace {

using model::FieldType;

Error invalid(const ValueSite &site, std::string message)
{
    return Error(Code::ValueInvalid, std::move(message), site.path);
}

std::string lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return out;
}

bool has_blank_or_control(std::string_view text)
{
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) <= ' '; });
}

/* One @, something before it, a dotted host behind it: the check clients rely on, not RFC 5322. */
std::string normalize_email(std::string_view text, const ValueSite &site)
{
    if (text.empty())
        return {};
    auto const at = text.find('@');
    std::string_view const host = at == text.npos ? "" : text.substr(at + 1);
    bool const good = at != text.npos && at > 0 && !has_blank_or_control(text) &&
                      host.find('@') == host.npos && host.find('.') != host.npos &&
                      host.front() != '.' && host.back() != '.' && host.find("..") == host.npos &&
                      text.size() <= 320;
    if (!good)
        throw invalid(site, "Invalid string value " + inspect(text) + " for email field \"" +
                                site.name + "\"");
    return lower(text);
}

struct Port {
    std::string_view scheme;
    std::string_view suffix;
};
constexpr Port default_ports[] = {{"http://", ":80"}, {"https://", ":443"}};

/* With a scheme: host lower-case, default port and one trailing slash gone; without: verbatim. */
std::string normalize_link(std::string_view text, const ValueSite &site)
{
    if (text.empty())
        return {};
    if (has_blank_or_control(text))
        throw invalid(site, "The URL of the link is not valid");
    auto const scheme_end = text.find("://");
    if (scheme_end == text.npos) {
        bool const plausible = text.find('.') != text.npos && text.front() != '.' &&
                               text.back() != '.' && lower(text).rfind("javascript:", 0) != 0;
        if (!plausible)
            throw invalid(site, "The URL of the link is not valid");
        return std::string(text);
    }
    std::string const scheme = lower(text.substr(0, scheme_end)) + "://";
    std::string_view const rest = text.substr(scheme_end + 3);
    auto const host_end = std::min(rest.find_first_of("/?#"), rest.size());
    std::string host = lower(rest.substr(0, host_end));
    std::string tail(rest.substr(host_end));
    bool const web = scheme == "http://" || scheme == "https://";
    if (!web || host.empty())
        throw invalid(site, "The URL of the link is not valid");
    for (const Port &port : default_ports)
        if (scheme == port.scheme && host.ends_with(port.suffix))
            host.resize(host.size() - port.suffix.size());
    if (tail.ends_with('/') && tail.find_first_of("?#") == tail.npos)
        tail.pop_back();
    return scheme + host + tail;
}

void check_country(std::string_view text, const ValueSite &site)
{
    bool const good = text.empty() || (text.size() == 2 && text[0] >= 'A' && text[0] <= 'Z' &&
                                       text[1] >= 'A' && text[1] <= 'Z');
    if (!good)
        throw invalid(site, "Invalid country code " + shorten(text, 60));
}

void check_calling(std::string_view text, const ValueSite &site)
{
    auto const digit = [](char c) { return c >= '0' && c <= '9'; };
    bool const good =
        text.empty() || (text.size() >= 2 && text.size() <= 5 && text[0] == '+' && text[1] != '0' &&
                         std::all_of(text.begin() + 1, text.end(), digit));
    if (!good)
        throw invalid(site, "Invalid calling code " + shorten(text, 60));
}

void check_phone(std::string_view text, const ValueSite &site)
{
    auto const allowed = [](char c) {
        return (c >= '0' && c <= '9') ||
               std::string_view("+-./() x").find(c) != std::string_view::npos;
    };
    if (text.size() > 40 || !std::all_of(text.begin(), text.end(), allowed))
        throw invalid(site, "Provided phone number is invalid " + shorten(text, 60));
}

} // namespace

std::string normalize_text(const model::Field &field, const model::Part &part,
                           std::string_view text, const ValueSite &site)
{
    if (part.name == "primaryEmail")
        return normalize_email(text, site);
    if (part.name == "primaryLinkUrl")
        return normalize_link(text, site);
    if (field.type == FieldType::Phones) {
        if (part.name == "primaryPhoneCountryCode")
            check_country(text, site);
        else if (part.name == "primaryPhoneCallingCode")
            check_calling(text, site);
        else
            check_phone(text, site);
    }
    return std::string(text);
}

std::string normalize_list(const model::Field &field, const model::Part &, const json_t *list,
                           const ValueSite &site)
{
    Json out(json_array());
    for (std::size_t i = 0; i < json_array_size(list); ++i) {
        json_t *const item = json_array_get(list, i);
        ValueSite const place{site.name, site.path + "/" + std::to_string(i)};
        if (field.type == FieldType::Emails) {
            if (!json_is_string(item))
                throw invalid(place, "Invalid string value " + inspect(item) +
                                         " for email field \"" + site.name + "\"");
            std::string const email = normalize_email(text_of(item), place);
            json_array_append_new(out.get(), json_stringn(email.data(), email.size()));
            continue;
        }
        if (!json_is_object(item))
            throw invalid(place, "Invalid object value " + inspect(item) + " for field \"" +
                                     site.name + "\"");
        Json copy(json_copy(item));
        json_t *const url = json_object_get(item, "url");
        if (field.type == FieldType::Links && json_is_string(url)) {
            std::string const link = normalize_link(text_of(url), place);
            json_object_set_new(copy.get(), "url", json_stringn(link.data(), link.size()));
        }
        json_array_append_new(out.get(), copy.release());
    }
    return dump_json(out.get());
}

void check_blocks(std::string_view text, const ValueSite &site)
{
    std::string const prefix = "Invalid blocknote value for field \"" + site.name + "\" - ";
    Json blocks;
    try {
        blocks = parse_json(text);
    } catch (const Error &) {
        throw invalid(site, prefix + "must contain valid JSON");
    }
    if (!json_is_array(blocks.get()))
        throw invalid(site, prefix + "must be a JSON array of blocks");
    if (lower(text).find("javascript:") != std::string::npos)
        throw invalid(site, "Dangerous URL protocol in blocknote content for field \"" + site.name +
                                "\"");
}

} // namespace viginti::plan

#include "plan/link.hpp"

#include "base/text.hpp"
#include "base/unicode.hpp"

#include <algorithm>

namespace viginti::plan {

namespace {

struct Scheme {
    std::string_view start;
    int port;
};
constexpr Scheme schemes[] = {{"http://", 80}, {"https://", 443}};

constexpr int highest_port = 65535;

/* Blanks and controls, and what a URL must percent-encode (RFC 3986 §2). */
bool has_forbidden(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || c == 0x7f ||
               std::string_view("<>\"\\^`{|}").find(c) != std::string_view::npos;
    });
}

bool is_host_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

/* Labels of letters, digits, hyphens; a dot may close the last one. */
bool is_host(std::string_view host, bool needs_dot)
{
    if (host.ends_with('.'))
        host.remove_suffix(1);
    auto const labels = split(host, '.');
    bool const good = std::all_of(labels.begin(), labels.end(), [](const std::string &label) {
        return !label.empty() && std::all_of(label.begin(), label.end(), is_host_byte);
    });
    return good && (!needs_dot || labels.size() > 1);
}

/* [address]: hexadecimal digits, colons and dots. */
bool is_ip6(std::string_view host)
{
    if (host.size() < 4 || host.front() != '[' || host.back() != ']')
        return false;
    host = host.substr(1, host.size() - 2);
    return host.find(':') != host.npos && std::all_of(host.begin(), host.end(), [](char c) {
               return hex_value(c) >= 0 || c == ':' || c == '.';
           });
}

struct Authority {
    std::string_view user; /* with its @ */
    std::string_view host;
    int port = -1; /* -1 where none is given */
};

/* "user@host:port" in its parts; nothing when what stands for the port is none. */
std::optional<Authority> parse_authority(std::string_view text)
{
    Authority out;
    if (auto const at = text.rfind('@'); at != text.npos) {
        out.user = text.substr(0, at + 1);
        text.remove_prefix(at + 1);
    }
    auto const colon = text.rfind(':');
    bool const has_port = colon != text.npos && text.find(']', colon) == text.npos;
    out.host = has_port ? text.substr(0, colon) : text;
    std::string_view const digits = has_port ? text.substr(colon + 1) : std::string_view();
    if (digits.empty())
        return out;
    auto const port = digits.front() == '-' ? std::nullopt : parse_integer(digits);
    if (!port || *port > highest_port)
        return std::nullopt;
    out.port = static_cast<int>(*port);
    return out;
}

} // namespace

std::optional<std::string> canonical_link(std::string_view text)
{
    if (has_forbidden(text))
        return std::nullopt;
    auto const scheme = std::find_if(std::begin(schemes), std::end(schemes), [&](const Scheme &s) {
        return equal_ignoring_case(text.substr(0, s.start.size()), s.start);
    });
    bool const has_scheme = scheme != std::end(schemes);
    std::string_view const rest = has_scheme ? text.substr(scheme->start.size()) : text;
    auto const end = std::min(rest.find_first_of("/?#"), rest.size());
    auto const authority = parse_authority(rest.substr(0, end));
    if (!authority)
        return std::nullopt;
    if (!has_scheme) {
        if (!authority->user.empty() || !is_host(authority->host, true))
            return std::nullopt;
        return std::string(text);
    }
    if (!is_host(authority->host, false) && !is_ip6(authority->host))
        return std::nullopt;
    std::string out(scheme->start);
    out += authority->user;
    out += lower_case(authority->host);
    if (authority->port >= 0 && authority->port != scheme->port)
        out += ":" + std::to_string(authority->port);
    std::string_view tail = rest.substr(end);
    if (tail.ends_with('/') && tail.find_first_of("?#") == tail.npos)
        tail.remove_suffix(1);
    return out.append(tail);
}

bool is_dangerous_url(std::string_view url)
{
    /* Browsers skip blanks and controls before and inside a scheme. */
    constexpr std::size_t longest = 16;
    std::string start;
    for (char c : url) {
        if (static_cast<unsigned char>(c) <= ' ' || c == 0x7f)
            continue;
        start += c;
        if (start.size() == longest)
            break;
    }
    start = lower_case(start);
    return start.starts_with("javascript:") || start.starts_with("vbscript:") ||
           (start.starts_with("data:") && !start.starts_with("data:image/"));
}

} // namespace viginti::plan

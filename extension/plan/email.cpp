#include "plan/email.hpp"

#include "base/text.hpp"
#include "base/unicode.hpp"

#include <idn2.h>

#include <algorithm>
#include <memory>

namespace viginti::plan {

namespace {

/* RFC 5321 §4.5.3.1 and RFC 1035 §2.3.4, in bytes. */
constexpr std::size_t local_bytes = 64;
constexpr std::size_t domain_bytes = 253;
constexpr std::size_t label_bytes = 63;

/* U+3002, U+FF0E and U+FF61, which UTS 46 reads as dots. */
constexpr std::string_view wide_dots[] = {"\u3002", "\uff0e", "\uff61"};

bool is_ascii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string with_plain_dots(std::string_view domain)
{
    std::string out;
    for (std::size_t i = 0; i < domain.size();) {
        auto const dot =
            std::find_if(std::begin(wide_dots), std::end(wide_dots),
                         [&](std::string_view wide) { return domain.substr(i).starts_with(wide); });
        if (dot == std::end(wide_dots)) {
            out += domain[i++];
        } else {
            out += '.';
            i += dot->size();
        }
    }
    return out;
}

struct FreeIdn {
    void operator()(char *text) const { idn2_free(text); }
};

/* Lower-case ASCII of a domain with other letters; empty when it is none. */
std::string punycode(const std::string &domain)
{
    char *out = nullptr;
    int const result =
        idn2_to_ascii_8z(domain.c_str(), &out, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
    std::unique_ptr<char, FreeIdn> const owner(out);
    return result == IDN2_OK ? std::string(out) : std::string();
}

bool is_domain(std::string_view domain)
{
    if (domain.size() > domain_bytes || domain.find('.') == domain.npos)
        return false;
    auto const labels = split(domain, '.');
    return std::all_of(labels.begin(), labels.end(), [](const std::string &label) {
        return !label.empty() && label.size() <= label_bytes;
    });
}

bool has_blank_or_control(std::string_view text)
{
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; });
}

} // namespace

std::optional<std::string> canonical_email(std::string_view text)
{
    auto const at = text.find('@');
    if (at == text.npos || at == 0 || at > local_bytes || has_blank_or_control(text) ||
        text.find('@', at + 1) != text.npos)
        return std::nullopt;
    std::string domain = with_plain_dots(text.substr(at + 1));
    if (domain.ends_with('.'))
        domain.pop_back();
    domain = is_ascii(domain) ? lower_case(domain) : punycode(domain);
    if (!is_domain(domain))
        return std::nullopt;
    return lower_case(text.substr(0, at)) + "@" + domain;
}

} // namespace viginti::plan

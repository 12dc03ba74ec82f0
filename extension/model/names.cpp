#include "model/names.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace viginti::model {

namespace {

using namespace std::string_view_literals;

/*
 * spec/metadata-rest.md §11, then the words of our own routes, the marker table, and PostgreSQL's
 * system columns, which no table may define anew.
 */
constexpr std::array reserved{
    "approvedAccessDomain"sv,
    "approvedAccessDomains"sv,
    "appToken"sv,
    "appTokens"sv,
    "billingCustomer"sv,
    "billingCustomers"sv,
    "billingEntitlement"sv,
    "billingEntitlements"sv,
    "billingMeter"sv,
    "billingMeters"sv,
    "billingProduct"sv,
    "billingProducts"sv,
    "billingSubscription"sv,
    "billingSubscriptions"sv,
    "billingSubscriptionItem"sv,
    "billingSubscriptionItems"sv,
    "featureFlag"sv,
    "featureFlags"sv,
    "job"sv,
    "jobs"sv,
    "keyValuePair"sv,
    "keyValuePairs"sv,
    "pageLayout"sv,
    "pageLayouts"sv,
    "pageLayoutTab"sv,
    "pageLayoutTabs"sv,
    "pageLayoutWidget"sv,
    "pageLayoutWidgets"sv,
    "twoFactorMethod"sv,
    "twoFactorMethods"sv,
    "user"sv,
    "users"sv,
    "userWorkspace"sv,
    "userWorkspaces"sv,
    "workspace"sv,
    "workspaces"sv,
    "role"sv,
    "roles"sv,
    "userWorkspaceRole"sv,
    "userWorkspaceRoles"sv,
    "plan"sv,
    "plans"sv,
    "event"sv,
    "events"sv,
    "field"sv,
    "fields"sv,
    "link"sv,
    "links"sv,
    "currency"sv,
    "currencies"sv,
    "fullNames"sv,
    "address"sv,
    "addresses"sv,
    "type"sv,
    "types"sv,
    "object"sv,
    "objects"sv,
    "index"sv,
    "relation"sv,
    "relations"sv,
    "aggregate"sv,
    "search"sv,
    "searches"sv,
    "batch"sv,
    "import"sv,
    "restore"sv,
    "metadata"sv,
    "duplicates"sv,
    "groupBy"sv,
    "merge"sv,
    "openApi"sv,
    "transaction"sv,
    "vigintiWorkspace"sv,
    "ctid"sv,
    "xmin"sv,
    "xmax"sv,
    "cmin"sv,
    "cmax"sv,
    "tableoid"sv,
    "oid"sv,
};

constexpr bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}
constexpr bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}
constexpr bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
constexpr char lower(char c)
{
    return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr char upper(char c)
{
    return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
}

bool matches_pattern(std::string_view name)
{
    return !name.empty() && is_lower(name.front()) &&
           std::all_of(name.begin(), name.end(),
                       [](char c) { return is_lower(c) || is_upper(c) || is_digit(c); });
}

/* Latin letters U+00C0 to U+017F without their marks, separated by blanks; '-' where none fits. */
constexpr std::string_view latin =
    "A A A A A A AE C E E E E I I I I D N O O O O O - O U U U U Y TH ss "
    "a a a a a a ae c e e e e i i i i d n o o o o o - o u u u u y th y "
    "A a A a A a C c C c C c C c D d D d E e E e E e E e E e G g G g G g G g H h H h "
    "I i I i I i I i I i IJ ij J j K k k L l L l L l L l L l N n N n N n n N n O o O o O o OE oe "
    "R r R r R r S s S s S s S s T t T t T t U u U u U u U u U u U u W w Y y Y Z z Z z Z z s";
constexpr unsigned latin_first = 0xC0, latin_last = 0x17F;

constexpr std::size_t count_words(std::string_view text)
{
    return 1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), ' '));
}
static_assert(count_words(latin) == latin_last - latin_first + 1);

std::string_view latin_letter(unsigned code)
{
    std::size_t begin = 0;
    for (unsigned i = latin_first; i < code; ++i)
        begin = latin.find(' ', begin) + 1;
    return latin.substr(begin, latin.find(' ', begin) - begin);
}

/* Words as they are commonly split: at separators, at digits, before a capital that starts a word. */
std::vector<std::string> split_words(std::string_view text)
{
    std::vector<std::string> words;
    char previous = ' ';
    for (std::size_t i = 0; i < text.size(); ++i) {
        char const c = text[i];
        char const next = i + 1 < text.size() ? text[i + 1] : ' ';
        bool const letter = is_lower(c) || is_upper(c);
        if (letter || is_digit(c)) {
            bool const joins = is_digit(c)
                                   ? is_digit(previous)
                                   : (is_lower(c) && (is_lower(previous) || is_upper(previous))) ||
                                         (is_upper(c) && is_upper(previous) && !is_lower(next));
            if (words.empty() || !joins)
                words.emplace_back();
            words.back() += lower(c);
            previous = c;
        } else {
            previous = ' ';
        }
    }
    return words;
}

/* FNV-1a, 64 bits: short names that stay distinct need no cryptography. */
std::uint64_t hash(std::string_view text)
{
    std::uint64_t value = 14695981039346656037u;
    for (char c : text) {
        value ^= static_cast<unsigned char>(c);
        value *= 1099511628211u;
    }
    return value;
}

std::string hexadecimal(std::uint64_t value)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (int shift = 60; shift >= 0; shift -= 4)
        text += digits[(value >> shift) & 15u];
    return text;
}

} // namespace

bool is_reserved_name(std::string_view name) noexcept
{
    return std::find(reserved.begin(), reserved.end(), name) != reserved.end();
}

std::vector<std::string> name_violations(std::string_view name)
{
    std::vector<std::string> violations;
    if (name.size() > limits::identifier_bytes || to_snake(name).size() > limits::identifier_bytes)
        violations.emplace_back("Name is too long");
    if (name.find_first_not_of(' ') == std::string_view::npos)
        violations.emplace_back("Name is too short");
    if (!matches_pattern(name))
        violations.emplace_back("Name is not valid: it must start with lowercase letter and "
                                "contain only alphanumeric letters");
    if (is_reserved_name(name))
        violations.emplace_back("This name is reserved. Use a different name or the system will "
                                "add \"Custom\" suffix.");
    return violations;
}

std::string transliterate(std::string_view label)
{
    std::string out;
    for (std::size_t i = 0; i < label.size(); ++i) {
        auto const byte = static_cast<unsigned char>(label[i]);
        if (byte < 0x80) {
            out += label[i];
            continue;
        }
        if (byte >= 0xC3 && byte <= 0xC5 && i + 1 < label.size()) {
            unsigned const code =
                ((byte & 0x1Fu) << 6) | (static_cast<unsigned char>(label[++i]) & 0x3Fu);
            out += latin_letter(code);
            continue;
        }
        if ((byte & 0xC0u) != 0x80u)
            out += ' ';
    }
    return out;
}

std::optional<std::string> name_from_label(std::string_view label)
{
    std::vector<std::string> const words = split_words(transliterate(label));
    if (words.empty())
        return {};
    std::string name;
    if (is_digit(words.front().front()))
        name = "n";
    for (const std::string &word : words) {
        std::size_t const start = name.size();
        name += word;
        if (start != 0)
            name[start] = upper(name[start]);
    }
    if (is_reserved_name(name))
        name += "Custom";
    return name;
}

std::optional<std::string> workspace_name_violation(std::string_view name)
{
    constexpr std::size_t maximum = 40;
    if (name.empty() || name.size() > maximum)
        return "A workspace name has 1 to 40 characters";
    if (!is_lower(name.front()) || !std::all_of(name.begin(), name.end(), [](char c) {
            return is_lower(c) || is_digit(c) || c == '_';
        }))
        return "A workspace name starts with a lower-case letter and holds only lower-case "
               "letters, digits and underscores";
    if (name.starts_with("pg_") || name == "viginti" || name == "information_schema")
        return "This workspace name is reserved";
    return {};
}

std::string identifier(std::string_view first, std::string_view second, std::string_view third)
{
    std::string name(first);
    for (std::string_view part : {second, third}) {
        if (part.empty())
            continue;
        name += '_';
        name += part;
    }
    if (name.size() <= limits::identifier_bytes)
        return name;
    /* Two underscores never occur in a table's name, so no table can bear this one. */
    std::string const tail = "__" + hexadecimal(hash(name));
    std::size_t cut = limits::identifier_bytes - tail.size();
    while (cut > 0 && (static_cast<unsigned char>(name[cut]) & 0xC0u) == 0x80u)
        --cut;
    return name.substr(0, cut) + tail;
}

} // namespace viginti::model

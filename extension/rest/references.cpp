#include "rest/references.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace viginti::rest {

namespace {

constexpr std::string_view reference_key = "$ref";
constexpr std::string_view escaped_key = "$$ref";

Reference parse_reference(std::string_view text)
{
    auto const dot = text.find('.');
    if (dot == text.npos)
        return {text, {}};
    return {text.substr(0, dot), text.substr(dot + 1)};
}

/* The lookup's error, told where the reference stands. */
const json_t *look_up(const Lookup &lookup, std::string_view text, const std::string &at)
{
    try {
        return lookup(parse_reference(text));
    } catch (Error &error) {
        error.path = at;
        throw;
    }
}

/* What references bring in may be used many times over, so it is bounded by its size as text. */
struct Replacer {
    const Lookup &lookup;
    std::size_t bytes = 0;

    Json value(const json_t *old, const std::string &at);
    Json reference(std::string_view text, const std::string &at);
};

Json Replacer::reference(std::string_view text, const std::string &at)
{
    const json_t *const found = look_up(lookup, text, at);
    bytes += json_is_object(found) || json_is_array(found) ? dump_json(found).size()
             : json_is_string(found)                       ? json_string_length(found)
                                                           : 8;
    if (bytes > limits::body_bytes)
        throw Error(Code::LimitExceeded,
                    "The values referred to exceed the limit of " +
                        std::to_string(limits::body_bytes) + " bytes",
                    at);
    return Json(json_incref(const_cast<json_t *>(found)));
}

/* The depth is that of a body that was read: limits::json_depth. */
Json Replacer::value(const json_t *old, const std::string &at)
{
    if (json_is_array(old)) {
        Json made(json_array());
        for (std::size_t i = 0; i < json_array_size(old); ++i)
            json_array_append_new(
                made.get(),
                value(json_array_get(old, i), pointer(at, std::to_string(i))).release());
        return made;
    }
    if (!json_is_object(old))
        return Json(json_incref(const_cast<json_t *>(old)));
    const char *key;
    std::size_t length;
    json_t *member;
    bool const alone = json_object_size(old) == 1;
    Json made = make_json_object();
    json_object_keylen_foreach(const_cast<json_t *>(old), key, length, member)
    {
        std::string_view name(key, length);
        std::string const place = pointer(at, name);
        if (alone && name == reference_key) {
            if (!json_is_string(member))
                throw Error(Code::BodyInvalid, "A reference is a text such as \"ada.id\"", place,
                            "A member named $ref that is none is written $$ref");
            return reference(text_of(member), place);
        }
        if (alone && name == escaped_key)
            name = reference_key;
        json_object_setn_new_nocheck(made.get(), name.data(), name.size(),
                                     value(member, place).release());
    }
    return made;
}

bool is_unreserved(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void append_percent_encoded(std::string &out, std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if (is_unreserved(c))
            out += c;
        else
            out += {'%', digits[byte >> 4], digits[byte & 15]};
    }
}

} // namespace

Json replace_references(const json_t *value, const Lookup &lookup, const std::string &at)
{
    return Replacer{lookup}.value(value, at);
}

std::string replace_references(std::string_view path, const Lookup &lookup, const std::string &at)
{
    std::string out;
    while (!path.empty()) {
        auto const open = path.find_first_of("{}");
        out += path.substr(0, open);
        if (open == path.npos)
            break;
        auto const close = path.find('}', open);
        if (path[open] == '}' || close == path.npos)
            throw Error(Code::ParameterInvalid, "A brace of the path lacks its other", at,
                        "References are written {ada.id}, a brace that is none %7B or %7D");
        const json_t *const found = look_up(lookup, path.substr(open + 1, close - open - 1), at);
        if (json_is_string(found))
            append_percent_encoded(out, text_of(found));
        else if (json_is_number(found) || json_is_boolean(found))
            append_percent_encoded(out, dump_json(found));
        else
            throw Error(Code::ParameterInvalid,
                        "Only a text, a number or a boolean can be put into a path", at);
        path.remove_prefix(close + 1);
    }
    return out;
}

} // namespace viginti::rest

#include "base/json_plain.hpp"

#include <charconv>

namespace viginti {

namespace {

struct Reader {
    const char *at;
    const char *end;

    /* The next byte that is no white space, or NUL, which no text has. */
    char next();
    bool take(std::string_view word);
    bool string(std::string_view &out);
    Json object();
    Json array();
    Json number();
    Json value();
};

char Reader::next()
{
    while (at < end && (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r'))
        ++at;
    return at < end ? *at : '\0';
}

bool Reader::take(std::string_view word)
{
    bool const stands = std::string_view(at, static_cast<std::size_t>(end - at)).starts_with(word);
    at += stands ? word.size() : 0;
    return stands;
}

/* `at` is its opening quote; false for one with an escape or a control character, and an open one. */
bool Reader::string(std::string_view &out)
{
    const char *const begin = ++at;
    while (at < end && *at != '"') {
        if (*at == '\\' || static_cast<unsigned char>(*at) < 0x20)
            return false;
        ++at;
    }
    if (at == end)
        return false;
    out = std::string_view(begin, static_cast<std::size_t>(at - begin));
    ++at;
    return true;
}

Json Reader::object()
{
    ++at;
    Json out = make_json_object();
    if (next() == '}') {
        ++at;
        return out;
    }
    for (std::size_t count = 1;; ++count) {
        std::string_view key;
        if (next() != '"' || !string(key) || next() != ':')
            return {};
        ++at;
        Json member = value();
        /* A key that is there already leaves the object as large as it was. */
        if (!member ||
            json_object_setn_new_nocheck(out.get(), key.data(), key.size(), member.release()) ||
            json_object_size(out.get()) != count)
            return {};
        char const after = next();
        if (after != ',' && after != '}')
            return {};
        ++at;
        if (after == '}')
            return out;
    }
}

Json Reader::array()
{
    ++at;
    Json out(json_array());
    if (next() == ']') {
        ++at;
        return out;
    }
    for (;;) {
        Json item = value();
        if (!item || json_array_append_new(out.get(), item.release()))
            return {};
        char const after = next();
        if (after != ',' && after != ']')
            return {};
        ++at;
        if (after == ']')
            return out;
    }
}

Json Reader::number()
{
    constexpr std::ptrdiff_t most_digits = 18; /* any such number fits into 64 bits */
    const char *const begin = at;
    const char *const digits = at + (*at == '-');
    json_int_t number = 0;
    auto const read = std::from_chars(begin, end, number);
    std::ptrdiff_t const count = read.ptr - digits;
    bool const has_zero = count > 0 && *digits == '0' && (count > 1 || digits != begin);
    bool const goes_on =
        read.ptr < end && (*read.ptr == '.' || *read.ptr == 'e' || *read.ptr == 'E');
    if (read.ec != std::errc{} || count > most_digits || has_zero || goes_on)
        return {};
    at = read.ptr;
    return Json(json_integer(number));
}

Json Reader::value()
{
    std::string_view text;
    switch (next()) {
    case '{':
        return object();
    case '[':
        return array();
    case '"':
        return Json(string(text) ? json_stringn_nocheck(text.data(), text.size()) : nullptr);
    case 't':
        return Json(take("true") ? json_true() : nullptr);
    case 'f':
        return Json(take("false") ? json_false() : nullptr);
    case 'n':
        return Json(take("null") ? json_null() : nullptr);
    default:
        return at < end ? number() : Json();
    }
}

} // namespace

Json read_plain_json(std::string_view text)
{
    Reader reader{text.data(), text.data() + text.size()};
    Json value = reader.value();
    return reader.next() == '\0' && reader.at == reader.end ? std::move(value) : Json();
}

} // namespace viginti

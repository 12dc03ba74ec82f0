#include "rest/entity_tag.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace viginti::rest {

namespace {

/* etagc of RFC 9110 §8.8.3. */
bool is_tag_character(char c) noexcept
{
    auto const byte = static_cast<unsigned char>(c);
    return byte == 0x21 || (byte >= 0x23 && byte != 0x7f);
}

} // namespace

EntityTags parse_entity_tags(std::string_view text, std::string_view header)
{
    EntityTags out;
    std::string_view const whole = text;
    auto const fail = [&]() -> Error {
        Error error(Code::ParameterInvalid, std::string(header) + " is not a list of entity tags",
                    std::string(header),
                    "Send the ETag of an answer with its quotes, several by comma, or *");
        return error.at(static_cast<std::size_t>(text.data() - whole.data()));
    };
    auto const skip_blanks = [&] {
        while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
            text.remove_prefix(1);
    };

    if (trim_blanks(text) == "*") {
        out.any = true;
        return out;
    }
    for (;;) {
        skip_blanks();
        EntityTag tag;
        if (text.starts_with("W/")) {
            tag.is_weak = true;
            text.remove_prefix(2);
        }
        if (!text.starts_with('"'))
            throw fail();
        text.remove_prefix(1);
        auto const end = std::find_if_not(text.begin(), text.end(), is_tag_character);
        tag.opaque = text.substr(0, static_cast<std::size_t>(end - text.begin()));
        text.remove_prefix(tag.opaque.size());
        if (!text.starts_with('"'))
            throw fail();
        text.remove_prefix(1);
        out.tags.push_back(tag);
        skip_blanks();
        if (text.empty())
            return out;
        if (text.front() != ',')
            throw fail();
        text.remove_prefix(1);
    }
}

} // namespace viginti::rest

#include "openapi/text.hpp"

#include "base/json.hpp"

namespace viginti::openapi {

void append_expanded(std::string &out, std::string_view text, std::span<const Word> words)
{
    while (!text.empty()) {
        std::size_t const open = text.find('{');
        out += text.substr(0, open);
        if (open == text.npos)
            return;
        text.remove_prefix(open);
        const Word *found = nullptr;
        for (const Word &word : words)
            if (text.substr(1).starts_with(word.name) &&
                text.substr(1 + word.name.size()).starts_with('}'))
                found = &word;
        out += found != nullptr ? found->value : text.substr(0, 1);
        text.remove_prefix(found != nullptr ? found->name.size() + 2 : 1);
    }
}

std::string expand(std::string_view text, std::span<const Word> words)
{
    std::string out;
    append_expanded(out, text, words);
    return out;
}

void append_raw_member(std::string &out, std::string_view key, std::string_view json)
{
    append_json_key(out, key);
    out += json;
}

bool is_referenced(std::string_view document, std::string_view kind, std::string_view name)
{
    std::string reference = "\"#/components/";
    reference.append(kind).append("/").append(name).append("\"");
    return document.find(reference) != document.npos;
}

void append_comma(std::string &out)
{
    if (!out.ends_with('{') && !out.ends_with('['))
        out += ',';
}

} // namespace viginti::openapi

#include "plan/rich_text_value.hpp"

#include "base/error.hpp"
#include "plan/json_value.hpp"
#include "plan/link.hpp"
#include "plan/rich_text.hpp"

#include <algorithm>

namespace viginti::plan {

namespace {

/* Members of blocks and links that an editor opens or loads. */
constexpr std::string_view address_keys[] = {"href", "url", "src", "link", "previewUrl"};

/* The nesting is that of the JSON, which its reader has bounded. */
bool has_dangerous_url(const json_t *value)
{
    std::size_t index;
    json_t *item;
    json_array_foreach(const_cast<json_t *>(value), index, item)
    {
        if (has_dangerous_url(item))
            return true;
    }
    const char *key;
    std::size_t length;
    json_object_keylen_foreach(const_cast<json_t *>(value), key, length, item)
    {
        bool const is_address = std::find(std::begin(address_keys), std::end(address_keys),
                                          std::string_view(key, length)) != std::end(address_keys);
        if (json_is_string(item) ? is_address && is_dangerous_url(text_of(item))
                                 : has_dangerous_url(item))
            return true;
    }
    return false;
}

Json parse_blocks(std::string_view text, const ValueSite &site)
{
    std::string const name = site.name + ".blocknote";
    std::string const path = pointer(site.path, "blocknote");
    auto const invalid = [&](std::string_view what) {
        return Error(Code::ValueInvalid,
                     "Invalid blocknote value for field \"" + name + "\" - " + std::string(what),
                     path);
    };
    Json blocks;
    try {
        blocks = parse_json(text);
    } catch (const Error &error) {
        Error fault = invalid("must contain valid JSON");
        fault.hint = error.message;
        throw fault;
    }
    if (!json_is_array(blocks.get()))
        throw invalid("must be a JSON array of blocks");
    if (has_dangerous_url(blocks.get()))
        throw Error(Code::ValueInvalid,
                    "Dangerous URL protocol in blocknote content for field \"" + name + "\"", path);
    return blocks;
}

bool is_text_or_null(const json_t *value)
{
    return !value || json_is_null(value) || json_is_string(value);
}

std::string_view text_or_empty(const json_t *value)
{
    return json_is_string(value) ? text_of(value) : std::string_view();
}

json_t *text_json(std::string_view text)
{
    return json_stringn(text.data(), text.size());
}

} // namespace

Json complete_rich_text(const json_t *value, const ValueSite &site)
{
    const json_t *const given_blocks = json_object_get(value, "blocknote");
    const json_t *const given_markdown = json_object_get(value, "markdown");
    if (json_object_size(value) == 0 || !is_text_or_null(given_blocks) ||
        !is_text_or_null(given_markdown))
        return nullptr;
    std::string blocks(text_or_empty(given_blocks));
    std::string markdown(text_or_empty(given_markdown));
    Json const parsed = blocks.empty() ? nullptr : parse_blocks(blocks, site);
    if (parsed && markdown.empty())
        markdown = rich::write_markdown(rich::read_blocks(parsed.get()));
    else if (!parsed && !markdown.empty())
        try {
            blocks = rich::write_blocks(rich::read_markdown(markdown));
        } catch (Error &error) {
            error.path = pointer(site.path, "markdown");
            throw;
        }
    Json out = make_json_object();
    json_object_set_new(out.get(), "blocknote", text_json(blocks));
    json_object_set_new(out.get(), "markdown", text_json(markdown));
    return out;
}

} // namespace viginti::plan

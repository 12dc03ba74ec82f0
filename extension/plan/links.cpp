#include "plan/links.hpp"

#include "base/error.hpp"

#include <vector>

namespace viginti::plan {

namespace {

bool is_text_or_null(const json_t *value)
{
    return !value || json_is_null(value) || json_is_string(value);
}

bool is_empty(const json_t *url)
{
    return !url || json_string_length(url) == 0;
}

/* The array of secondaryLinks, also where it came as JSON text; null for anything else. */
Json secondary_links(const json_t *value)
{
    json_t *const given = json_object_get(value, "secondaryLinks");
    if (!given || json_is_null(given))
        return Json(json_array());
    if (!json_is_string(given))
        return Json(json_incref(given));
    try {
        return parse_json(text_of(given));
    } catch (const Error &) {
        return nullptr; /* reading the sub-field says what is wrong with it */
    }
}

json_t *text_or_null(const json_t *object, const char *name)
{
    json_t *const value = json_object_get(object, name);
    return value ? json_incref(value) : json_null();
}

} // namespace

Json complete_links(const json_t *value)
{
    Json const secondary = secondary_links(value);
    json_t *const url = json_object_get(value, "primaryLinkUrl");
    if (!secondary || !json_is_array(secondary.get()) || !is_text_or_null(url) ||
        !is_text_or_null(json_object_get(value, "primaryLinkLabel")))
        return nullptr;

    std::vector<json_t *> kept;
    std::size_t index;
    json_t *link;
    json_array_foreach(secondary.get(), index, link)
    {
        if (!json_is_object(link) || !is_text_or_null(json_object_get(link, "url")))
            return nullptr;
        if (!is_empty(json_object_get(link, "url")))
            kept.push_back(link);
    }
    Json out(json_copy(const_cast<json_t *>(value)));
    std::size_t first = 0;
    if (is_empty(url)) {
        const json_t *const promoted = kept.empty() ? nullptr : kept[first++];
        json_object_set_new(out.get(), "primaryLinkUrl", text_or_null(promoted, "url"));
        json_object_set_new(out.get(), "primaryLinkLabel", text_or_null(promoted, "label"));
    }
    Json rest(json_array());
    for (; first < kept.size(); ++first)
        json_array_append(rest.get(), kept[first]);
    json_object_set_new(out.get(), "secondaryLinks", rest.release());
    return out;
}

} // namespace viginti::plan

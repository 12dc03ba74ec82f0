#include "plan/normalize.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "plan/email.hpp"
#include "plan/json_value.hpp"
#include "plan/link.hpp"
#include "plan/phones.hpp"

namespace viginti::plan {

namespace {

using model::FieldType;

Error invalid(const ValueSite &site, std::string message)
{
    return Error(Code::ValueInvalid, std::move(message), site.path);
}

/* Empty stays empty: "no address" and "no link" are values too. */
std::string normalize_email(std::string_view text, const ValueSite &site)
{
    if (text.empty())
        return {};
    if (auto email = canonical_email(text))
        return *std::move(email);
    throw invalid(site, "Invalid string value " + inspect(text) + " for email field \"" +
                            site.name + "\"");
}

std::string normalize_link(std::string_view text, const ValueSite &site)
{
    if (text.empty())
        return {};
    if (auto link = canonical_link(text))
        return *std::move(link);
    throw invalid(site, "The URL of the link is not valid");
}

Json text_json(const std::string &text)
{
    return Json(json_stringn(text.data(), text.size()));
}

/* {url, label} with the URL in its stored form; a label that is missing is empty. */
Json complete_link(const json_t *link, const ValueSite &site)
{
    Json out(json_copy(const_cast<json_t *>(link)));
    for (const char *name : {"url", "label"}) {
        const json_t *const member = json_object_get(link, name);
        if (member && !json_is_null(member) && !json_is_string(member))
            throw invalid(ValueSite{site.name, pointer(site.path, name)},
                          "Invalid string value " + inspect(member) + " for text field \"" +
                              site.name + "\"");
        if (!json_is_string(member))
            json_object_set_new(out.get(), name, json_string(""));
    }
    if (const json_t *const url = json_object_get(link, "url"); json_is_string(url))
        json_object_set_new(
            out.get(), "url",
            text_json(normalize_link(text_of(url), {site.name, site.path + "/url"})).release());
    return out;
}

} // namespace

std::string normalize_text(const model::Part &part, std::string_view text, const ValueSite &site)
{
    if (part.name == "primaryEmail")
        return normalize_email(text, site);
    if (part.name == "primaryLinkUrl")
        return normalize_link(text, site);
    return std::string(text);
}

std::string normalize_list(const model::Field &field, const json_t *list, const ValueSite &site)
{
    Json out(json_array());
    for (std::size_t i = 0; i < json_array_size(list); ++i) {
        json_t *const item = json_array_get(list, i);
        ValueSite const place{site.name, site.path + "/" + std::to_string(i)};
        if (field.type == FieldType::Emails) {
            if (!json_is_string(item))
                throw invalid(place, "Invalid string value " + inspect(item) +
                                         " for email field \"" + site.name + "\"");
            /* An empty one is no address: it is dropped, as a link without URL is. */
            if (std::string const email = normalize_email(text_of(item), place); !email.empty())
                json_array_append_new(out.get(), text_json(email).release());
            continue;
        }
        if (!json_is_object(item))
            throw invalid(place, "Invalid object value " + inspect(item) + " for field \"" +
                                     site.name + "\"");
        Json made = field.type == FieldType::Phones ? complete_additional_phone(item, place)
                                                    : complete_link(item, place);
        json_array_append_new(out.get(), made.release());
    }
    return dump_json(out.get());
}

} // namespace viginti::plan

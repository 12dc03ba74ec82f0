#include "entry/metadata_inline.hpp"

#include <algorithm>

#include "pg/subtransaction.hpp"

namespace viginti::entry {

namespace {

void set_text(json_t *object, const char *key, const std::string &text)
{
    json_object_set_new(object, key, json_string(text.c_str()));
}

/* The name of the object that is being made, in place of an id nobody knows yet. */
void name_itself(json_t *payload, const model::Object &object)
{
    const json_t *const target = json_object_get(payload, "targetObjectMetadataId");
    if (json_is_string(target) &&
        (text_of(target) == object.name_singular || text_of(target) == object.name_plural))
        set_text(payload, "targetObjectMetadataId", to_string(object.id));
}

/* The body as the single route takes it. */
Json whole_body(const json_t *item, const model::Object &object)
{
    if (!json_is_object(item))
        throw Error(Code::BodyInvalid, "each value in fields must be an object");
    if (json_object_get(item, "objectMetadataId") != nullptr)
        throw Error(Code::BodyInvalid, "property objectMetadataId should not exist",
                    "/objectMetadataId", "The object is the one that is made");
    Json body(json_deep_copy(item));
    set_text(body.get(), "objectMetadataId", to_string(object.id));
    name_itself(json_object_get(body.get(), "relationCreationPayload"), object);
    json_t *const payloads = json_object_get(body.get(), "morphRelationsCreationPayload");
    for (std::size_t i = 0; i < json_array_size(payloads); ++i)
        name_itself(json_array_get(payloads, i), object);
    return body;
}

} // namespace

InlineFields::InlineFields(const Scope &scope, const json_t *body, model::Object &object)
{
    const json_t *const fields = json_object_get(body, "fields");
    if (fields != nullptr && !json_is_null(fields) && !json_is_array(fields))
        throw Error(Code::BodyInvalid, "fields must be an array", "/fields");
    for (std::size_t i = 0; i < json_array_size(fields); ++i) {
        try {
            Json field = whole_body(json_array_get(fields, i), object);
            if (auto made = read_scalar(scope, object, field.get()))
                object.fields.push_back(*std::move(made));
            else
                relations_.push_back({i, std::move(field)});
        } catch (const Error &error) {
            note(error, i);
        }
    }
}

void InlineFields::note(const Error &error, std::size_t place)
{
    std::string const base = "/fields/" + std::to_string(place);
    std::string const code(info(error.code).name);
    if (error.faults.empty())
        faults_.push_back({base + error.path, code, error.message});
    for (const Fault &fault : error.faults)
        faults_.push_back(
            {base + fault.path, fault.code.empty() ? code : fault.code, fault.message});
}

void InlineFields::finish(Scope &scope)
{
    for (const Relation &relation : relations_) {
        try {
            pg::in_subtransaction([&] { create_field(scope, relation.body.get()); });
        } catch (const Error &error) {
            if (error.status >= 500)
                throw;
            note(error, relation.place);
            refresh(scope);
        }
    }
    std::stable_sort(faults_.begin(), faults_.end(), [](const Fault &a, const Fault &b) {
        auto const place = [](const Fault &fault) {
            return std::stoul(fault.path.substr(std::string_view("/fields/").size()));
        };
        return place(a) < place(b);
    });
    if (!faults_.empty())
        throw refused(faults_, "Nothing was made; violations lists all faults");
}

} // namespace viginti::entry

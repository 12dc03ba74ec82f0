#include "model/search.hpp"

#include "base/json.hpp"

namespace viginti::model {

namespace {

bool holds_words(const Part &part)
{
    /* Blocks repeat the markdown half, options and currency codes are filtered, not searched. */
    return part.form == Form::Text || part.form == Form::JsonList;
}

} // namespace

const Field *search_field(const Object &object)
{
    for (const Field &field : object.fields)
        if (field.type == FieldType::TsVector)
            return &field;
    return nullptr;
}

bool is_searched(const Object &object)
{
    const Field *const field = search_field(object);
    return field != nullptr && field->is_active && object.is_searchable;
}

std::vector<Uuid> search_sources(const Object &object)
{
    std::vector<Uuid> sources;
    const Field *const field = search_field(object);
    if (field == nullptr || field->settings.empty())
        return sources;
    Json const settings = parse_json(field->settings);
    std::size_t index;
    json_t *item;
    json_array_foreach(json_object_get(settings.get(), "sources"), index, item)
    {
        auto const id = json_is_string(item) ? parse_uuid(text_of(item)) : std::nullopt;
        if (id && object.find_field_by_id(*id) != nullptr)
            sources.push_back(*id);
    }
    return sources;
}

std::string search_settings(const std::vector<Uuid> &sources)
{
    std::string text = "{\"sources\":[";
    for (const Uuid &id : sources) {
        if (text.back() != '[')
            text += ',';
        append_json_string(text, to_string(id));
    }
    return text + "]}";
}

std::vector<Column> search_columns(const Object &object)
{
    std::vector<Column> columns;
    for (const Uuid &id : search_sources(object))
        for (Column &column : columns_of(*object.find_field_by_id(id)))
            if (holds_words(*column.part))
                columns.push_back(std::move(column));
    return columns;
}

} // namespace viginti::model

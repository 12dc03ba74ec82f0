#include "ddl/ddl.hpp"

#include "base/text.hpp"
#include "model/names.hpp"

namespace viginti::ddl {

namespace {

/* Upper-case is never in a table's name, two underscores neither. */
std::string name_with(const model::Object &object, std::string_view column, std::string_view kind)
{
    return model::identifier(object.table + "_", column, kind);
}

std::string first_unique_column(const model::Field &field)
{
    std::vector<model::Column> const columns = model::unique_columns(field);
    return columns.empty() ? std::string() : columns.front().name;
}

} // namespace

std::string unique_index_name(const model::Object &object, const model::Field &field)
{
    return name_with(object, first_unique_column(field), "key");
}

std::string deleted_index_name(const model::Object &object, const model::Field &field)
{
    return name_with(object, first_unique_column(field), "deleted");
}

std::string foreign_index_name(const model::Object &object, const model::Field &field)
{
    return name_with(object, model::columns_of(field).front().name, "idx");
}

std::string primary_key_name(const model::Object &object)
{
    return name_with(object, "pkey", {});
}

std::string position_index_name(const model::Object &object)
{
    return name_with(object, "position", "idx");
}

std::string search_index_name(const model::Object &object)
{
    return name_with(object, "search_vector", "idx");
}

std::string foreign_key_name(const model::Object &, const model::Field &field)
{
    return model::identifier(model::columns_of(field).front().name, "fkey");
}

bool has_check(const model::Field &field) noexcept
{
    return field.type_info().has_options || field.type == model::FieldType::Actor;
}

std::string check_name(const model::Object &, const model::Field &field)
{
    /* The first column is the one with options, of an ACTOR its source. */
    return has_check(field) ? model::identifier(model::columns_of(field).front().name, "check")
                            : std::string();
}

std::string morph_check_name(std::string_view morph_name)
{
    return model::identifier(to_snake(morph_name), "morph");
}

std::string comment_of(const model::Object &object)
{
    return object.description.empty() ? object.label_plural
                                      : object.label_plural + ": " + object.description;
}

std::string comment_of(const model::Field &field)
{
    return field.description.empty() ? field.label : field.label + ": " + field.description;
}

} // namespace viginti::ddl

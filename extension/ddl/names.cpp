#include "ddl/ddl.hpp"
#include "model/names.hpp"

namespace viginti::ddl {

namespace {

/* Upper-case is never in a table's name, two underscores neither. */
std::string index_name(const model::Object &object, std::string_view column, std::string_view kind)
{
    return model::identifier(object.table + "_", column, kind);
}

} // namespace

std::string unique_index_name(const model::Object &object, const model::Field &field)
{
    std::vector<std::string> const columns = unique_columns(field);
    return index_name(object, columns.empty() ? std::string() : columns.front(), "key");
}

std::string foreign_index_name(const model::Object &object, const model::Field &field)
{
    return index_name(object, model::columns_of(field).front().name, "idx");
}

std::string primary_key_name(const model::Object &object)
{
    return index_name(object, "pkey", {});
}

std::string position_index_name(const model::Object &object)
{
    return index_name(object, "position", "idx");
}

std::string search_index_name(const model::Object &object)
{
    return index_name(object, "search_vector", "idx");
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

std::vector<std::string> unique_columns(const model::Field &field)
{
    std::vector<std::string> columns;
    if (!field.is_unique || (field.is_system && field.name == "id"))
        return columns;
    for (model::Column &column : model::columns_of(field))
        if (column.part->in_unique_index)
            columns.push_back(std::move(column.name));
    return columns;
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

#include "model/index.hpp"

#include "model/object.hpp"

#include <array>

namespace viginti::model {

namespace {

constexpr std::array<std::string_view, 2> type_names{"BTREE", "GIN"};
constexpr std::array<std::string_view, 4> direction_names{"AscNullsFirst", "AscNullsLast",
                                                          "DescNullsFirst", "DescNullsLast"};

template <class Enum, std::size_t Size>
std::optional<Enum> parse(const std::array<std::string_view, Size> &names, std::string_view name)
{
    for (std::size_t i = 0; i < Size; ++i)
        if (names[i] == name)
            return static_cast<Enum>(i);
    return {};
}

} // namespace

std::string_view name_of(IndexType type) noexcept
{
    return type_names[static_cast<std::size_t>(type)];
}

std::optional<IndexType> parse_index_type(std::string_view name) noexcept
{
    return parse<IndexType>(type_names, name);
}

std::string_view name_of(IndexDirection direction) noexcept
{
    return direction_names[static_cast<std::size_t>(direction)];
}

std::optional<IndexDirection> parse_index_direction(std::string_view name) noexcept
{
    return parse<IndexDirection>(direction_names, name);
}

std::vector<IndexColumn> columns_of(const Object &object, const Index &index)
{
    std::vector<IndexColumn> columns;
    for (const IndexField &item : index.fields) {
        const Field *const field = object.find_field_by_id(item.field);
        const Part *const part = field ? part_named(*field, item.part) : nullptr;
        if (part == nullptr)
            return {};
        columns.push_back({field, part, column_name(*field, *part), item.direction});
    }
    return columns;
}

std::string path_of(const Field &field, const Part &part)
{
    if (field.is_to_one())
        return field.foreign_key_name();
    return part.name.empty() ? field.name : field.name + '.' + std::string(part.name);
}

const Part *part_named(const Field &field, std::string_view name) noexcept
{
    if (field.relation && !field.is_to_one())
        return nullptr;
    for (const Part &part : field.type_info().parts)
        if (part.name == name)
            return &part;
    return nullptr;
}

bool can_index(const Field &field, const Part &part, IndexType type) noexcept
{
    /* Whole texts are beyond what a BTREE row holds; searching them is the search column's. */
    if (field.type == FieldType::RichText || part.column == ColumnType::TsVector)
        return false;
    bool const is_list = part.column == ColumnType::TextArray || part.column == ColumnType::Jsonb;
    return is_list == (type == IndexType::Gin);
}

} // namespace viginti::model

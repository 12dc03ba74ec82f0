#include "ddl/column.hpp"
#include "model/names.hpp"

namespace viginti::ddl {

using model::Index;
using model::IndexColumn;
using model::IndexDirection;
using model::Object;

namespace {

/* The columns, then a piece of the id: two indexes may be over the same columns. */
std::string name_with(const Object &object, const Index &index, std::string_view kind)
{
    std::string columns;
    for (const IndexColumn &column : model::columns_of(object, index))
        columns.append(columns.empty() ? "" : "_").append(column.name);
    std::string const id = to_string(index.id);
    return model::identifier(object.table + "_", columns,
                             id.substr(id.size() - 8) + '_' + std::string(kind));
}

std::string_view sort_sql(IndexDirection direction)
{
    switch (direction) {
    case IndexDirection::AscNullsFirst:
        return " NULLS FIRST";
    case IndexDirection::AscNullsLast:
        return "";
    case IndexDirection::DescNullsFirst:
        return " DESC NULLS FIRST";
    case IndexDirection::DescNullsLast:
        return " DESC NULLS LAST";
    }
    return "";
}

/* CREATE [UNIQUE] INDEX … ON … USING … (…) */
Draft create(const Object &object, const Index &index, const std::string &name, bool is_unique)
{
    bool const is_btree = index.type == model::IndexType::Btree;
    Draft draft;
    draft.writer.raw(is_unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ").name(name).raw(" ON ");
    draft.writer.qualified(object.schema, object.table).raw(is_btree ? " (" : " USING gin (");
    std::string_view glue;
    for (const IndexColumn &column : model::columns_of(object, index)) {
        draft.writer.raw(glue).name(column.name).raw(is_btree ? sort_sql(column.direction) : "");
        glue = ", ";
    }
    draft.writer.raw(")");
    return draft;
}

} // namespace

std::string index_name(const Object &object, const Index &index)
{
    return name_with(object, index, index.is_unique ? "key" : "idx");
}

std::string deleted_index_name(const Object &object, const Index &index)
{
    return name_with(object, index, "deleted");
}

std::string sort_in_catalog(const IndexColumn &column, const Index &index)
{
    if (index.type != model::IndexType::Btree)
        return {};
    bool const descends = column.direction == IndexDirection::DescNullsFirst ||
                          column.direction == IndexDirection::DescNullsLast;
    bool const nulls_first = column.direction == IndexDirection::AscNullsFirst ||
                             column.direction == IndexDirection::DescNullsFirst;
    return std::string(descends ? " DESC" : "") + (nulls_first ? " NULLS FIRST" : "");
}

Change create_index_itself(const Object &object, const Index &index)
{
    Draft draft = create(object, index, index_name(object, index), index.is_unique);
    if (index.is_unique)
        draft.writer.raw(" WHERE deleted_at IS NULL");
    return draft.take_reading(object);
}

Change create_deleted_index(const Object &object, const Index &index)
{
    Draft draft = create(object, index, deleted_index_name(object, index), false);
    draft.writer.raw(" WHERE deleted_at IS NOT NULL");
    return draft.take_reading(object);
}

std::vector<Change> create_index(const Object &object, const Index &index)
{
    std::vector<Change> changes{create_index_itself(object, index)};
    if (index.is_unique)
        changes.push_back(create_deleted_index(object, index));
    return changes;
}

std::vector<Change> drop_index(const Object &object, const Index &index)
{
    std::vector<Change> changes{drop_index(object, index_name(object, index))};
    if (index.is_unique)
        changes.push_back(drop_index(object, deleted_index_name(object, index)));
    return changes;
}

std::vector<Change> rename_indexes(const Object &before, const Object &after)
{
    std::vector<Change> changes;
    auto const rename = [&](const std::string &from, const std::string &to) {
        if (from == to)
            return;
        Draft draft;
        draft.writer.raw("ALTER INDEX ").qualified(after.schema, from);
        draft.writer.raw(" RENAME TO ").name(to);
        changes.push_back(draft.take());
    };
    for (const Index &index : before.indexes) {
        rename(index_name(before, index), index_name(after, index));
        if (index.is_unique)
            rename(deleted_index_name(before, index), deleted_index_name(after, index));
    }
    return changes;
}

} // namespace viginti::ddl

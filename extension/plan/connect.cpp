#include "plan/connect.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "plan/unique_key.hpp"

#include <algorithm>

namespace viginti::plan {

namespace {

std::string quoted(const model::Field &field)
{
    return '\'' + field.name + '\'';
}

Error not_a_key(const std::string &name, const model::Field &field, std::string path)
{
    return Error(Code::RelationInvalid,
                 "Field " + shorten(name, 80) + " is not a unique constraint field for " +
                     quoted(field) + '.',
                 std::move(path));
}

/* The field of that name, or of that foreign key, in one of the keys. */
const model::Field *find_field(const std::vector<UniqueKey> &keys, std::string_view name)
{
    for (const UniqueKey &key : keys)
        for (const model::Field *field : key.fields)
            if (field->is_to_one() ? field->foreign_key_name() == name
                                   : field->name == name || field->twenty_name == name)
                return field;
    return nullptr;
}

bool is_part_of_key(const std::vector<UniqueKey> &keys, const model::Field &field,
                    std::string_view part)
{
    for (const UniqueKey &key : keys)
        for (std::size_t i = 0; i < key.fields.size(); ++i)
            if (key.fields[i] == &field && key.columns[i].part->name == part)
                return true;
    return false;
}

/* Every name in `where` must be of a unique key of the target. */
void check_names(const Connect &connect, const std::vector<UniqueKey> &keys)
{
    const char *name;
    json_t *value;
    json_object_foreach(const_cast<json_t *>(connect.where), name, value)
    {
        std::string const path = pointer(connect.path, name);
        const model::Field *const field = find_field(keys, name);
        if (field == nullptr)
            throw not_a_key(name, *connect.field, path);
        if (!field->type_info().composite || !json_is_object(value))
            continue;
        const char *part;
        json_t *member;
        json_object_foreach(value, part, member)
        {
            if (!is_part_of_key(keys, *field, part))
                throw not_a_key(std::string(name) + '.' + part, *connect.field,
                                pointer(path, part));
        }
    }
}

/* Of all keys that are given whole, the columns and their values. */
void collect(const Connect &connect, const model::Object &target,
             std::vector<model::Column> &columns, Connection::Row &row)
{
    std::vector<UniqueKey> const keys = unique_keys(target);
    RecordValues values;
    if (json_is_object(connect.where)) {
        check_names(connect, keys);
        Json given(json_copy(const_cast<json_t *>(connect.where)));
        if (json_is_null(json_object_get(given.get(), "id")))
            json_object_del(given.get(), "id");
        values = read_values(target, given.get(), connect.path);
    }
    for (const UniqueKey &key : keys) {
        std::vector<Param> const found = key_values(key, values);
        for (std::size_t i = 0; i < found.size(); ++i) {
            bool const is_there =
                std::any_of(columns.begin(), columns.end(), [&](const model::Column &each) {
                    return each.name == key.columns[i].name;
                });
            if (is_there)
                continue;
            row.text.append(row.text.empty() ? "" : " and ").append(key.paths[i]).append(" = ");
            row.text += shorten(found[i].text, 80);
            row.values.push_back(found[i]);
            columns.push_back(key.columns[i]);
        }
    }
    if (columns.empty())
        throw Error(Code::RelationInvalid,
                    "Missing required fields: at least one unique constraint have to be fully "
                    "populated for " +
                        quoted(*connect.field) + '.',
                    connect.path);
}

bool same_columns(const std::vector<model::Column> &a, const std::vector<model::Column> &b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const auto &x, const auto &y) { return x.name == y.name; });
}

Connection &connection_of(std::vector<Connection> &all, const model::Field &field,
                          const model::Catalog &catalog)
{
    for (Connection &each : all)
        if (each.field == &field)
            return each;
    return all.emplace_back(Connection{&field, catalog.by_id(field.relation->target), {}, {}});
}

void add_row(Connection &connection, const Connect &connect, std::size_t record)
{
    Connection::Row row{record, {}, {}, connect.path};
    std::vector<model::Column> columns;
    collect(connect, *connection.target, columns, row);
    if (!connection.rows.empty() && !same_columns(columns, connection.columns))
        throw Error(Code::RelationInvalid,
                    "Expected the same constraint fields to be used consistently across all "
                    "operations for " +
                        connect.field->name + '.',
                    connect.path);
    connection.columns = std::move(columns);
    connection.rows.push_back(std::move(row));
}

} // namespace

std::vector<Connection> resolve_connects(std::span<const RecordValues> records,
                                         const model::Catalog &catalog)
{
    std::vector<Connection> all;
    for (std::size_t i = 0; i < records.size(); ++i)
        for (const Connect &connect : records[i].connects)
            add_row(connection_of(all, *connect.field, catalog), connect, i);
    return all;
}

Connection resolve_records(const model::Field &field, const model::ObjectPtr &target,
                           std::span<const Connect> records)
{
    Connection connection{&field, target, {}, {}};
    for (std::size_t i = 0; i < records.size(); ++i)
        add_row(connection, records[i], i);
    return connection;
}

void set_foreign_key(RecordValues &record, const model::Field &field, Param value)
{
    std::string const column = model::column_name(field, field.type_info().parts.front());
    for (Assignment &assignment : record.assignments)
        if (assignment.column == column)
            assignment.value = std::move(value);
}

} // namespace viginti::plan

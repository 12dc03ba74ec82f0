#include "plan/unique_key.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace viginti::plan {

namespace {

std::string joined(const std::vector<std::string> &texts)
{
    std::string all;
    for (std::size_t i = 0; i < texts.size(); ++i)
        all.append(i > 0 ? "," : "").append(texts[i]);
    return all;
}

std::string possible(const std::vector<UniqueKey> &keys)
{
    std::string all;
    for (const UniqueKey &key : keys)
        all.append(all.empty() ? "" : "; ").append(name_of(key));
    return all;
}

void add_column(UniqueKey &key, const model::Field &field, const model::Column &column)
{
    key.fields.push_back(&field);
    key.columns.push_back(column);
    key.paths.push_back(model::path_of(field, *column.part));
}

/* A key that could not be told or written whole is none. */
bool is_usable(const UniqueKey &key)
{
    return !key.fields.empty() && std::all_of(key.fields.begin(), key.fields.end(),
                                              [](const auto *field) { return field->is_active; });
}

} // namespace

std::vector<UniqueKey> unique_keys(const model::Object &object)
{
    std::vector<UniqueKey> keys;
    for (const model::Field &field : object.fields) {
        UniqueKey key{{}, {}, {}, field.is_system && field.name == "id"};
        for (const model::Column &column :
             key.is_id ? model::columns_of(field) : model::unique_columns(field))
            add_column(key, field, column);
        if (is_usable(key))
            keys.insert(key.is_id ? keys.begin() : keys.end(), std::move(key));
    }
    for (const model::Index &index : object.indexes) {
        UniqueKey key{{}, {}, {}, false};
        if (index.is_unique)
            for (const model::IndexColumn &column : model::columns_of(object, index))
                add_column(key, *column.field, {column.name, column.part});
        if (is_usable(key))
            keys.push_back(std::move(key));
    }
    return keys;
}

std::string name_of(const UniqueKey &key)
{
    return joined(key.paths);
}

UniqueKey choose_key(const model::Object &object, const std::vector<std::string> &paths)
{
    std::vector<UniqueKey> const keys = unique_keys(object);
    for (const UniqueKey &key : keys)
        if (key.paths.size() == paths.size() &&
            std::is_permutation(paths.begin(), paths.end(), key.paths.begin()))
            return key;
    throw Error(Code::ParameterInvalid,
                "'on=" + shorten_characters(joined(paths), 200) +
                    "' parameter invalid. Allowed values are " + possible(keys),
                "on", "An upsert matches by id or by all columns of one unique field or index");
}

std::vector<Param> key_values(const UniqueKey &key, const RecordValues &values)
{
    std::vector<Param> found;
    if (key.is_id) {
        if (values.id)
            found.push_back({{model::ColumnType::Uuid}, false, to_string(*values.id), {}});
        return found;
    }
    for (const model::Column &column : key.columns) {
        auto const assignment =
            std::find_if(values.assignments.begin(), values.assignments.end(),
                         [&](const Assignment &each) { return each.column == column.name; });
        if (assignment == values.assignments.end() || assignment->value.is_null)
            return {};
        found.push_back(assignment->value);
    }
    return found;
}

} // namespace viginti::plan

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

} // namespace

std::vector<UniqueKey> unique_keys(const model::Object &object)
{
    std::vector<UniqueKey> keys;
    for (const model::Field &field : object.fields) {
        bool const is_id = field.is_system && field.name == "id";
        UniqueKey key{
            &field, is_id ? model::columns_of(field) : model::unique_columns(field), {}, is_id};
        if (!field.is_active || key.columns.empty())
            continue;
        for (const model::Column &column : key.columns)
            key.paths.push_back(column.part->name.empty()
                                    ? field.name
                                    : field.name + '.' + std::string(column.part->name));
        keys.insert(is_id ? keys.begin() : keys.end(), std::move(key));
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
                "on", "An upsert matches by id or by all columns of one unique field");
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

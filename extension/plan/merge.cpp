#include "plan/merge.hpp"

#include "base/json.hpp"
#include "model/standard.hpp"

#include <algorithm>
#include <array>

namespace viginti::plan {

namespace {

using model::ColumnType;
using model::FieldType;

using Value = std::optional<std::string>;

/* The columns of one field, and what the records hold in them. */
struct Group {
    const std::vector<MergedColumn> &columns;
    const std::vector<MergedRecord> &records;
    std::size_t first, count;

    FieldType type() const { return columns[first].field->type; }
    const Value &at(std::size_t record, std::size_t part) const
    {
        return records[record].values[first + part];
    }
};

/* What the merged record holds in the columns of a group. */
using Values = std::vector<Value>;

Values values_of(const Group &group, std::size_t record)
{
    Values values;
    for (std::size_t i = 0; i < group.count; ++i)
        values.push_back(group.at(record, i));
    return values;
}

bool is_empty(const Group &group, std::size_t record, std::size_t part)
{
    const Value &value = group.at(record, part);
    ColumnType const type = group.columns[group.first + part].part->column;
    bool const list = type == ColumnType::TextArray || type == ColumnType::Jsonb;
    return !value || (list && (*value == "[]" || *value == "null"));
}

bool leads_to_merged(const Group &group, std::size_t record)
{
    const Value &target = group.at(record, 0);
    return std::any_of(group.records.begin(), group.records.end(),
                       [&](const MergedRecord &one) { return target == to_string(one.id); });
}

bool has_value(const Group &group, std::size_t record)
{
    if (group.columns[group.first].field->relation && leads_to_merged(group, record))
        return false;
    for (std::size_t i = 0; i < group.count; ++i)
        if (!is_empty(group, record, i))
            return true;
    return false;
}

/* A currency without an amount is a value only where no record has an amount. */
bool has_main_value(const Group &group, std::size_t record)
{
    return group.type() == FieldType::Currency ? !is_empty(group, record, 0)
                                               : has_value(group, record);
}

Values take_whole(const Group &group)
{
    for (auto const test : {has_main_value, has_value})
        for (std::size_t record = 0; record < group.records.size(); ++record)
            if (test(group, record))
                return values_of(group, record);
    return Values(group.count);
}

Json read_list(const Value &value)
{
    Json list = value ? parse_json(*value) : nullptr;
    return json_is_array(list.get()) ? std::move(list) : Json(json_array());
}

Json text_json(const Value &value)
{
    std::string const text = value.value_or("");
    return Json(json_stringn(text.data(), text.size()));
}

Values merge_lists(const Group &group)
{
    Json all(json_array());
    for (std::size_t record = 0; record < group.records.size(); ++record) {
        Json const list = read_list(group.at(record, 0));
        for (std::size_t i = 0; i < json_array_size(list.get()); ++i) {
            json_t *const item = json_array_get(list.get(), i);
            bool known = false;
            for (std::size_t j = 0; j < json_array_size(all.get()); ++j)
                known = known || json_equal(json_array_get(all.get(), j), item) != 0;
            if (!known)
                json_array_append(all.get(), item);
        }
    }
    return {dump_json(all.get())};
}

/*
 * A type with a primary value in its first columns and a list of further ones in the last: how a
 * primary value looks as an element of the list, and which member tells elements apart.
 */
struct PrimaryAndMore {
    FieldType type;
    std::size_t telling;                 /* the column that says whether there is a primary value */
    std::array<const char *, 3> members; /* of an element, one a column; null: it is the text */
    std::size_t member_count;
};
constexpr std::array with_primary{
    PrimaryAndMore{FieldType::Emails, 0, {nullptr}, 1},
    PrimaryAndMore{FieldType::Phones, 0, {"number", "countryCode", "callingCode"}, 3},
    PrimaryAndMore{FieldType::Links, 1, {"label", "url"}, 2},
};

Json element_of(const PrimaryAndMore &form, const Group &group, std::size_t record)
{
    if (form.members[0] == nullptr)
        return text_json(group.at(record, 0));
    Json element = make_json_object();
    for (std::size_t i = 0; i < form.member_count; ++i)
        json_object_set_new(element.get(), form.members[i],
                            text_json(group.at(record, i)).release());
    return element;
}

/* Links are told apart by their URL, phones by number and calling code, e-mails by themselves. */
std::string identity_of(const PrimaryAndMore &form, const json_t *element)
{
    if (form.members[0] == nullptr || !json_is_object(element))
        return dump_json(element);
    std::string identity;
    for (std::size_t i = 0; i < form.member_count; ++i) {
        bool const tells = i == form.telling || (form.type == FieldType::Phones && i == 2);
        const json_t *const member = json_object_get(element, form.members[i]);
        if (tells)
            identity.append(json_is_string(member) ? text_of(member) : "").append("\n");
    }
    return identity;
}

/* The elements of all records, each once and without the primary value chosen. */
struct More {
    const PrimaryAndMore &form;
    std::vector<std::string> known;
    Json list{json_array()};

    void add(const json_t *element)
    {
        std::string identity = identity_of(form, element);
        if (std::find(known.begin(), known.end(), identity) != known.end())
            return;
        known.push_back(std::move(identity));
        json_array_append(list.get(), const_cast<json_t *>(element));
    }
};

Values merge_primary_and_more(const PrimaryAndMore &form, const Group &group)
{
    std::size_t const list = group.count - 1;
    std::size_t const none = group.records.size();
    std::size_t chosen = none;
    for (std::size_t record = none; record-- > 0;)
        if (!is_empty(group, record, form.telling))
            chosen = record;
    Values values = values_of(group, chosen == none ? 0 : chosen);
    More more{form, {}};
    if (chosen != none)
        more.known.push_back(identity_of(form, element_of(form, group, chosen).get()));
    for (std::size_t record = 0; record < group.records.size(); ++record) {
        if (record != chosen && !is_empty(group, record, form.telling))
            more.add(element_of(form, group, record).get());
        Json const others = read_list(group.at(record, list));
        for (std::size_t i = 0; i < json_array_size(others.get()); ++i)
            more.add(json_array_get(others.get(), i));
    }
    values[list] = dump_json(more.list.get());
    return values;
}

Values merge_group(const Group &group)
{
    for (const PrimaryAndMore &form : with_primary)
        if (form.type == group.type())
            return merge_primary_and_more(form, group);
    if (group.columns[group.first].part->column == ColumnType::TextArray)
        return merge_lists(group);
    return take_whole(group);
}

bool is_list(ColumnType type)
{
    return type == ColumnType::TextArray || type == ColumnType::Jsonb;
}

/* NULL and the empty list are one value; other JSON is compared by what it says. */
bool is_same(ColumnType type, const Value &a, const Value &b)
{
    if (!is_list(type) || a == b)
        return a == b;
    Json const left = a ? parse_json(*a) : Json(json_null());
    Json const right = b ? parse_json(*b) : Json(json_null());
    auto const nothing = [](const Json &one) {
        return json_is_null(one.get()) ||
               (json_is_array(one.get()) && json_array_size(one.get()) == 0);
    };
    return json_equal(left.get(), right.get()) != 0 || (nothing(left) && nothing(right));
}

Param param_of(ColumnType type, const Value &value)
{
    if (type != ColumnType::TextArray)
        return {{type}, !value, value.value_or(""), {}};
    Param list{{ColumnType::Text, true}, !value, {}, {}};
    Json const items = read_list(value);
    for (std::size_t i = 0; i < json_array_size(items.get()); ++i)
        list.items.emplace_back(text_of(json_array_get(items.get(), i)));
    return list;
}

} // namespace

std::vector<MergedColumn> merged_columns(const model::Object &object)
{
    std::vector<MergedColumn> columns;
    for (const model::Field &field : object.fields)
        if (!model::is_base_field(field))
            for (model::Column &column : model::columns_of(field))
                columns.push_back({&field, column.part, std::move(column.name)});
    return columns;
}

std::vector<Assignment> merge_values(const std::vector<MergedColumn> &columns,
                                     const std::vector<MergedRecord> &records)
{
    std::vector<Assignment> assignments;
    for (std::size_t first = 0; first < columns.size();) {
        std::size_t count = 1;
        while (first + count < columns.size() &&
               columns[first + count].field == columns[first].field)
            ++count;
        Values const merged = merge_group({columns, records, first, count});
        for (std::size_t i = 0; i < count; ++i) {
            const MergedColumn &column = columns[first + i];
            ColumnType const type = column.part->column;
            if (!is_same(type, merged[i], records.front().values[first + i]))
                assignments.push_back({column.name, type, param_of(type, merged[i])});
        }
        first += count;
    }
    return assignments;
}

} // namespace viginti::plan

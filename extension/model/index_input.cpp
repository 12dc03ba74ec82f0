#include "model/index_input.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <span>

namespace viginti::model {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view invalid = "INVALID_INDEX_INPUT";
constexpr std::array index_keys{"objectMetadataId"sv, "fields"sv, "isUnique"sv, "type"sv};
constexpr std::array field_keys{"fieldMetadataId"sv, "name"sv, "subField"sv, "direction"sv};

/* Collects what is wrong with a body, so that one answer names it all. */
struct Reader {
    std::vector<Fault> faults;

    void fault(std::string path, std::string message)
    {
        faults.push_back({std::move(path), {}, std::move(message)});
    }

    const json_t *get(const json_t *object, std::string_view key)
    {
        const json_t *const value = json_object_getn(object, key.data(), key.size());
        return value == nullptr || json_is_null(value) ? nullptr : value;
    }

    /* "" when it is absent. */
    std::string_view text(const json_t *object, std::string_view key, const std::string &base)
    {
        const json_t *const value = get(object, key);
        if (value == nullptr)
            return {};
        if (json_is_string(value))
            return text_of(value);
        fault(pointer(base, key), std::string(key) + " must be a string");
        return {};
    }

    std::optional<Uuid> uuid(const json_t *object, std::string_view key, const std::string &base)
    {
        const json_t *const value = get(object, key);
        if (value == nullptr)
            return {};
        auto const id = json_is_string(value) ? parse_uuid(text_of(value)) : std::nullopt;
        if (!id)
            fault(pointer(base, key), std::string(key) + " must be a UUID");
        return id;
    }

    void check_keys(const json_t *object, std::span<const std::string_view> known,
                    const std::string &base)
    {
        const char *name;
        std::size_t length;
        json_t *value;
        json_object_keylen_foreach(const_cast<json_t *>(object), name, length, value)
        {
            std::string_view const key(name, length);
            if (std::find(known.begin(), known.end(), key) == known.end())
                fault(pointer(base, key), "property " + shorten(key, 60) + " should not exist");
        }
    }

    void finish()
    {
        if (faults.empty())
            return;
        Error error(Code::BodyInvalid, faults.front().message, faults.front().path,
                    R"(Allowed are objectMetadataId, fields, isUnique, type; of a field )"
                    R"(fieldMetadataId or name, subField, direction)");
        error.report = "\"message\":[";
        for (const Fault &each : faults) {
            if (error.report.back() != '[')
                error.report += ',';
            append_json_string(error.report, each.message);
        }
        error.report += ']';
        error.faults = std::move(faults);
        throw error;
    }
};

IndexFieldInput parse_field(Reader &reader, const json_t *item, const std::string &base)
{
    IndexFieldInput field;
    if (!json_is_object(item)) {
        reader.fault(base, "each value in fields must be an object");
        return field;
    }
    reader.check_keys(item, field_keys, base);
    field.id = reader.uuid(item, "fieldMetadataId", base);
    field.name = reader.text(item, "name", base);
    field.sub_field = reader.text(item, "subField", base);
    if (!reader.get(item, "fieldMetadataId") && !reader.get(item, "name"))
        reader.fault(base, "a field must have a name or a fieldMetadataId");
    std::string_view const direction = reader.text(item, "direction", base);
    auto const parsed = parse_index_direction(direction);
    if (!direction.empty() && !parsed)
        reader.fault(pointer(base, "direction"),
                     "direction must be one of the following values: AscNullsFirst, AscNullsLast, "
                     "DescNullsFirst, DescNullsLast");
    field.direction = parsed.value_or(field.direction);
    return field;
}

std::string part_names(const Field &field)
{
    std::string names;
    for (const Part &part : field.type_info().parts)
        names.append(names.empty() ? "" : ", ").append(part.name);
    return names;
}

const Field *find_field(const Object &object, const IndexFieldInput &input)
{
    if (input.id)
        return object.find_field_by_id(*input.id);
    const Field *const field = object.find_field(input.name);
    return field != nullptr ? field : object.find_foreign_key(input.name);
}

std::string quoted(std::string_view name)
{
    return '"' + shorten(name, 80) + '"';
}

/* The part that is meant; null with a message when there is none. */
const Part *choose_part(const Field &field, const std::string &sub_field, std::string &message)
{
    std::string const name = "Field " + quoted(field.name);
    if (columns_of(field).empty()) {
        message = name + " has no column of its own";
        return nullptr;
    }
    if (!field.type_info().composite && !sub_field.empty()) {
        message = name + " has no sub-fields";
        return nullptr;
    }
    const Part *const part = part_named(field, sub_field);
    if (part == nullptr)
        message = (sub_field.empty() ? name + " has several columns: "
                                     : name + " has no sub-field " + quoted(sub_field) + ": ") +
                  "subField is one of " + part_names(field);
    return part;
}

/* GIN for what only GIN can find in, if nothing was asked for. */
IndexType default_type(const Object &object, const IndexInput &input)
{
    for (const IndexFieldInput &item : input.fields) {
        const Field *const field = find_field(object, item);
        const Part *const part = field ? part_named(*field, item.sub_field) : nullptr;
        if (part != nullptr && can_index(*field, *part, IndexType::Gin))
            return IndexType::Gin;
    }
    return IndexType::Btree;
}

} // namespace

IndexInput parse_index_input(const json_t *body)
{
    Reader reader;
    IndexInput input;
    reader.check_keys(body, index_keys, {});
    if (auto const id = reader.uuid(body, "objectMetadataId", {}))
        input.object_id = *id;
    else if (!reader.get(body, "objectMetadataId"))
        reader.fault("/objectMetadataId", "objectMetadataId should not be empty");
    if (const json_t *const unique = reader.get(body, "isUnique")) {
        if (!json_is_boolean(unique))
            reader.fault("/isUnique", "isUnique must be a boolean value");
        input.is_unique = json_is_true(unique);
    }
    if (std::string_view const type = reader.text(body, "type", {}); !type.empty()) {
        input.type = parse_index_type(type);
        if (!input.type)
            reader.fault("/type", "type must be one of the following values: BTREE, GIN");
    }
    const json_t *const fields = reader.get(body, "fields");
    std::size_t const count = json_array_size(fields);
    if (!json_is_array(fields) || count == 0)
        reader.fault("/fields", "fields must be an array of at least one object");
    else if (count > limits::index_fields)
        reader.fault("/fields", "index_fields is " + std::to_string(limits::index_fields) +
                                    ", the index has " + std::to_string(count));
    else
        for (std::size_t i = 0; i < count; ++i)
            input.fields.push_back(
                parse_field(reader, json_array_get(fields, i), "/fields/" + std::to_string(i)));
    reader.finish();
    return input;
}

Violations resolve_index(const Object &object, const IndexInput &input, Index &index)
{
    Violations violations;
    index.object_id = object.id;
    index.is_unique = input.is_unique;
    index.type = input.type.value_or(default_type(object, input));
    if (index.is_unique && index.type == IndexType::Gin)
        violations.push_back({invalid, "A GIN index cannot be unique", {}, "isUnique"});
    for (std::size_t i = 0; i < input.fields.size(); ++i) {
        const IndexFieldInput &item = input.fields[i];
        std::string const path = "/fields/" + std::to_string(i);
        auto const refuse = [&](std::string message) {
            violations.push_back({invalid, std::move(message), item.name, {}, path});
        };
        const Field *const field = find_field(object, item);
        if (field == nullptr) {
            refuse("Object " + object.name_singular + " has no field " +
                   quoted(item.id ? to_string(*item.id) : item.name));
            continue;
        }
        std::string message;
        const Part *const part = choose_part(*field, item.sub_field, message);
        if (part == nullptr) {
            refuse(std::move(message));
            continue;
        }
        std::string const name = "Field " + quoted(path_of(*field, *part));
        IndexField column{field->id, std::string(part->name), item.direction};
        if (index.type == IndexType::Gin)
            column.direction = {};
        if (!field->is_active)
            refuse(name + " is deactivated");
        if (!can_index(*field, *part, index.type))
            refuse(name + " cannot stand in a " + std::string(name_of(index.type)) +
                   " index: lists and JSON take GIN, rich text and search columns none, all else "
                   "BTREE");
        if (std::any_of(index.fields.begin(), index.fields.end(), [&](const IndexField &other) {
                return other.field == column.field && other.part == column.part;
            }))
            refuse(name + " stands in the index twice");
        index.fields.push_back(std::move(column));
    }
    return violations;
}

bool is_same_index(const Index &a, const Index &b)
{
    if (a.type != b.type || a.is_unique != b.is_unique)
        return false;
    if (!a.is_unique)
        return a.fields == b.fields;
    return std::is_permutation(a.fields.begin(), a.fields.end(), b.fields.begin(), b.fields.end(),
                               [](const IndexField &x, const IndexField &y) {
                                   return x.field == y.field && x.part == y.part;
                               });
}

} // namespace viginti::model

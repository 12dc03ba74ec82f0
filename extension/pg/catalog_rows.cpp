#include "pg/catalog_rows.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "model/validate.hpp"
#include "pg/spi.hpp"

#include <algorithm>
#include <limits>

namespace viginti::pg {

namespace {

/* ISO 8601 with milliseconds, in UTC, whatever the session's DateStyle and zone are. */
#define VIGINTI_ISO_TIME(column)                                                                   \
    "to_char(" column " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"

/*
 * The ids asked for come as rows: = ANY ($1::uuid[]) would read the text of the array anew for each
 * row it is held to, which took most of a minute for the 2,000 objects of a full workspace.
 */
constexpr std::string_view names_sql =
    "SELECT o.id, w.name, o.name_plural FROM unnest($1::uuid[]) AS asked(id)"
    " JOIN viginti.object o ON o.id = asked.id JOIN viginti.workspace w ON w.id = o.workspace_id";

constexpr std::string_view objects_sql =
    "SELECT o.id, o.workspace_id, w.name, o.name_singular, o.name_plural, o.label_singular,"
    " o.label_plural, o.description, o.icon, o.color, o.shortcut, o.is_custom, o.is_active,"
    " o.is_system, o.is_searchable, o.is_label_synced_with_name, o.label_identifier_field_id,"
    " " VIGINTI_ISO_TIME("o.created_at") ", " VIGINTI_ISO_TIME(
        "o.updated_at") " FROM unnest($1::uuid[]) AS asked(id) JOIN viginti.object o ON o.id = "
                        "asked.id"
                        " JOIN viginti.workspace w ON w.id = o.workspace_id";

constexpr std::string_view fields_sql =
    "SELECT f.object_id, f.id, f.name, f.twenty_name, f.label, f.description, f.icon, f.type,"
    " f.is_custom, f.is_active, f.is_system, f.is_nullable, f.is_unique,"
    " f.is_label_synced_with_name, f.default_value, f.options, f.settings, f.relation_kind,"
    " f.relation_target_id, f.relation_inverse_id, i.name, f.relation_on_delete,"
    " f.relation_follows, f.morph_id, f.morph_name, f.ordinal,"
    " " VIGINTI_ISO_TIME("f.created_at") ", " VIGINTI_ISO_TIME(
        "f.updated_at") " FROM unnest($1::uuid[]) AS asked(id) JOIN viginti.field f ON f.object_id "
                        "= asked.id"
                        " LEFT JOIN viginti.field i ON i.id = f.relation_inverse_id"
                        " ORDER BY f.object_id, f.ordinal, f.id";

constexpr std::string_view indexes_sql =
    "SELECT x.object_id, x.id, x.type, x.is_unique,"
    " " VIGINTI_ISO_TIME("x.created_at") ", " VIGINTI_ISO_TIME(
        "x.updated_at") ", i.field_id, i.sub_field, i.direction"
                        " FROM unnest($1::uuid[]) AS asked(id) JOIN viginti.index x ON x.object_id "
                        "= asked.id"
                        " JOIN viginti.index_field i ON i.index_id = x.id ORDER BY x.id, i.ordinal";

/* Times as microseconds since 2000; infinities at the ends of the range. */
constexpr std::string_view key_sql =
    "SELECT k.id, k.name, w.name, k.dialect, r.postgres_role, encode(k.secret_hash, 'hex'),"
    " r.can_change_model, k.revoked_at IS NOT NULL,"
    " CASE WHEN k.expires_at = 'infinity' THEN NULL"
    " WHEN k.expires_at = '-infinity' THEN '-9223372036854775808'"
    " ELSE (extract(epoch FROM k.expires_at - '2000-01-01 00:00:00+00'::timestamptz)"
    " * 1000000)::bigint::text END, r.max_plan_cost"
    " FROM viginti.api_key k JOIN viginti.role r ON r.id = k.role_id"
    " JOIN viginti.workspace w ON w.id = k.workspace_id WHERE k.prefix = $1";

/* Takes the columns of a row one after the other. */
class Columns {
  public:
    explicit Columns(Row &row) : row_(row) {}

    /* "" for NULL. */
    std::string text() { return next().value_or(std::string()); }
    bool boolean() { return next() == "t"; }
    int integer() { return static_cast<int>(parse_integer(text()).value_or(0)); }
    std::optional<std::string> &next() { return row_[at_++]; }

    std::optional<Uuid> optional_uuid()
    {
        std::optional<std::string> const &value = next();
        return value ? parse_uuid(*value) : std::nullopt;
    }

    Uuid uuid()
    {
        auto const value = optional_uuid();
        if (!value)
            throw Error(Code::Internal, "the metadata lack an id");
        return *value;
    }

  private:
    Row &row_;
    std::size_t at_ = 0;
};

/* What encode(…, 'hex') wrote. */
std::vector<std::uint8_t> bytes_of(std::string_view hex)
{
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes.push_back(static_cast<std::uint8_t>(hex_value(hex[i]) * 16 + hex_value(hex[i + 1])));
    return bytes;
}

/* As an array literal of uuid[]. */
std::string array_of(const std::vector<Uuid> &ids)
{
    std::string text = "{";
    for (const Uuid &id : ids) {
        if (text.size() > 1)
            text += ',';
        text += to_string(id);
    }
    return text += '}';
}

std::string member_text(const json_t *object, const char *key)
{
    const json_t *const value = json_object_get(object, key);
    return json_is_string(value) ? std::string(text_of(value)) : std::string();
}

std::vector<model::Option> read_options(const std::string &text)
{
    std::vector<model::Option> options;
    if (text.empty())
        return options;
    Json const list = parse_json(text);
    std::size_t index;
    const json_t *item;
    json_array_foreach(list.get(), index, item)
    {
        const json_t *const position = json_object_get(item, "position");
        options.push_back({.id = parse_uuid(member_text(item, "id")).value_or(Uuid{}),
                           .value = member_text(item, "value"),
                           .label = member_text(item, "label"),
                           .color = member_text(item, "color"),
                           .position = json_is_number(position)
                                           ? static_cast<int>(json_number_value(position))
                                           : static_cast<int>(index)});
    }
    std::stable_sort(options.begin(), options.end(),
                     [](const auto &a, const auto &b) { return a.position < b.position; });
    return options;
}

std::optional<model::Relation> read_relation(Columns &columns)
{
    auto const kind = model::parse_relation_kind(columns.text());
    auto const target = columns.optional_uuid();
    auto const inverse = columns.optional_uuid();
    std::string inverse_name = columns.text();
    auto const on_delete = model::parse_on_delete(columns.text());
    bool const follows = columns.boolean();
    auto const morph = columns.optional_uuid();
    std::string morph_name = columns.text();
    if (!kind || !target || !inverse)
        return std::nullopt;
    return model::Relation{*kind,
                           *target,
                           *inverse,
                           std::move(inverse_name),
                           on_delete.value_or(model::OnDelete::SetNull),
                           follows,
                           *kind == model::RelationKind::OneToOne && !on_delete,
                           morph,
                           std::move(morph_name)};
}

model::Field read_field(const Uuid &object, Columns &columns)
{
    model::Field field;
    field.object_id = object;
    field.id = columns.uuid();
    field.name = columns.text();
    field.twenty_name = columns.text();
    field.label = columns.text();
    field.description = columns.text();
    field.icon = columns.text();
    std::string const type = columns.text();
    auto const *const known = model::find_field_type(type);
    if (known == nullptr)
        throw Error(Code::Internal, "the metadata name an unknown field type " + type);
    field.type = known->type;
    field.is_custom = columns.boolean();
    field.is_active = columns.boolean();
    field.is_system = columns.boolean();
    field.is_nullable = columns.boolean();
    field.is_unique = columns.boolean();
    field.is_label_synced_with_name = columns.boolean();
    field.default_value = columns.text();
    field.options = read_options(columns.text());
    field.settings = columns.text();
    field.rules = model::rules_of(field);
    field.relation = read_relation(columns);
    field.ordinal = columns.integer();
    field.created_at = columns.text();
    field.updated_at = columns.text();
    return field;
}

/* A row is one field of an index; those of one index follow each other. */
void add_index_field(model::Object &object, Columns &columns)
{
    Uuid const id = columns.uuid();
    if (object.indexes.empty() || object.indexes.back().id != id) {
        model::Index &index = object.indexes.emplace_back();
        index.id = id;
        index.object_id = object.id;
    }
    model::Index &index = object.indexes.back();
    index.type = model::parse_index_type(columns.text()).value_or(model::IndexType::Btree);
    index.is_unique = columns.boolean();
    index.created_at = columns.text();
    index.updated_at = columns.text();
    model::IndexField &field = index.fields.emplace_back();
    field.field = columns.uuid();
    field.part = columns.text();
    field.direction = model::parse_index_direction(columns.text()).value_or(field.direction);
}

std::shared_ptr<model::Object> read_object(Row &row)
{
    Columns columns(row);
    auto object = std::make_shared<model::Object>();
    object->id = columns.uuid();
    object->workspace_id = columns.uuid();
    object->schema = columns.text();
    object->name_singular = columns.text();
    object->name_plural = columns.text();
    object->table = to_snake(object->name_plural);
    object->label_singular = columns.text();
    object->label_plural = columns.text();
    object->description = columns.text();
    object->icon = columns.text();
    object->color = columns.text();
    object->shortcut = columns.text();
    object->is_custom = columns.boolean();
    object->is_active = columns.boolean();
    object->is_system = columns.boolean();
    object->is_searchable = columns.boolean();
    object->is_label_synced_with_name = columns.boolean();
    object->label_identifier = columns.optional_uuid();
    object->created_at = columns.text();
    object->updated_at = columns.text();
    return object;
}

} // namespace

std::optional<DirectoryRow> read_directory(const std::string &workspace)
{
    NewestSnapshot const snapshot;
    auto rows = query(Snapshot::Transaction,
                      "SELECT id, encode(cursor_secret, 'hex') FROM viginti.workspace"
                      " WHERE name = $1",
                      {workspace});
    if (rows.empty())
        return std::nullopt;
    DirectoryRow result;
    Columns head(rows.front());
    result.workspace_id = head.uuid();
    result.directory.cursor_key = prepare_hmac(bytes_of(head.text()));
    for (Row &row : query(Snapshot::Transaction,
                          "SELECT id, name_singular, name_plural FROM viginti.object"
                          " WHERE workspace_id = $1::uuid",
                          {to_string(result.workspace_id)})) {
        Columns columns(row);
        Uuid const id = columns.uuid();
        result.directory.by_singular.emplace(columns.text(), id);
        result.directory.by_plural.emplace(columns.text(), id);
    }
    return result;
}

std::vector<ObjectName> read_object_names(const std::vector<Uuid> &ids)
{
    std::vector<ObjectName> names;
    for (Row &row : query(Snapshot::Latest, names_sql, {array_of(ids)})) {
        Columns columns(row);
        Uuid const id = columns.uuid();
        std::string schema = columns.text();
        names.push_back({id, std::move(schema), to_snake(columns.text())});
    }
    return names;
}

std::vector<std::shared_ptr<model::Object>> read_objects(const std::vector<Uuid> &ids)
{
    NewestSnapshot const snapshot;
    std::string const list = array_of(ids);
    std::vector<std::shared_ptr<model::Object>> objects;
    std::unordered_map<Uuid, model::Object *> by_id;
    for (Row &row : query(Snapshot::Transaction, objects_sql, {list})) {
        objects.push_back(read_object(row));
        by_id.emplace(objects.back()->id, objects.back().get());
    }
    for (Row &row : query(Snapshot::Transaction, fields_sql, {list})) {
        Columns columns(row);
        Uuid const object = columns.uuid();
        if (auto const found = by_id.find(object); found != by_id.end())
            found->second->fields.push_back(read_field(object, columns));
    }
    for (Row &row : query(Snapshot::Transaction, indexes_sql, {list})) {
        Columns columns(row);
        if (auto const found = by_id.find(columns.uuid()); found != by_id.end())
            add_index_field(*found->second, columns);
    }
    return objects;
}

std::optional<ApiKey> read_api_key(std::string_view prefix)
{
    auto rows = query(Snapshot::Latest, key_sql, {std::string(prefix)});
    if (rows.empty())
        return std::nullopt;
    Columns columns(rows.front());
    ApiKey key;
    key.id = columns.uuid();
    key.name = columns.text();
    key.workspace = columns.text();
    key.dialect = columns.text();
    key.postgres_role = columns.text();
    std::vector<std::uint8_t> const hash = bytes_of(columns.text());
    std::copy_n(hash.begin(), std::min(hash.size(), key.secret_hash.size()),
                key.secret_hash.begin());
    key.can_change_model = columns.boolean();
    key.revoked = columns.boolean();
    if (std::optional<std::string> const &expiry = columns.next())
        key.expires_at = parse_integer(*expiry);
    key.max_plan_cost = parse_number(columns.text()).value_or(0);
    return key;
}

} // namespace viginti::pg

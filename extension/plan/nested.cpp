#include "plan/nested.hpp"

#include "base/error.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace viginti::plan {

namespace {

using model::Field;
using model::ObjectPtr;

/* One element of a list of operations and where it stands. */
struct Item {
    const json_t *value;
    std::string path;
};

/* A list, or one element in its place. */
std::vector<Item> items_of(const json_t *value, const std::string &path)
{
    if (!json_is_array(value))
        return {{value, path}};
    std::vector<Item> items;
    for (std::size_t i = 0; i < json_array_size(value); ++i)
        items.push_back({json_array_get(value, i), pointer(path, std::to_string(i))});
    return items;
}

Error not_an_object(const Field &field, const Item &item, std::string_view operation)
{
    return Error(Code::RelationInvalid,
                 "Relation \"" + field.name + "\": " + std::string(operation) +
                     " takes an object, got " + inspect(item.value),
                 item.path);
}

struct Resolver {
    std::span<RecordValues> roots;
    Roots kind;
    const model::Catalog &catalog;
    const Actor &actor;
    const model::NewId &new_id;
    Nest nest = {};
    std::size_t count = 0;

    RecordValues &values_of(Nest::Owner owner)
    {
        return owner < roots.size() ? roots[owner] : nest.created[owner - roots.size()].values;
    }

    bool is_new(Nest::Owner owner) const { return owner >= roots.size() || kind == Roots::New; }

    void count_one(const std::string &path);
    void expand(Nest::Owner owner, int rank, std::size_t depth);
    void expand_one(const Nested &nested, Nest::Owner owner, int rank, std::size_t depth);
    void expand_far(const Nested &nested, Nest::Owner owner, int rank, std::size_t depth);
    Uuid create(const Field &field, const Item &item, Nest::Owner owner, const ObjectPtr &target,
                const Field *key, int rank, std::size_t depth);
    Nest::Links &links(Nest::Act act, const Field &field, const ObjectPtr &target,
                       const Field &key);
    void link(Nest::Links &links, Nest::Owner owner, const Item &item);
};

void Resolver::count_one(const std::string &path)
{
    if (++count > limits::nested_records)
        throw Error(Code::LimitExceeded,
                    "nested_records is " + std::to_string(limits::nested_records) +
                        ": the request creates, connects and disconnects more",
                    path);
}

/* The record of one nested create; its key to its owner is set when the owner has been written. */
Uuid Resolver::create(const Field &field, const Item &item, Nest::Owner owner,
                      const ObjectPtr &target, const Field *key, int rank, std::size_t depth)
{
    if (!json_is_object(item.value))
        throw not_an_object(field, item, "create");
    if (depth > limits::nested_depth)
        throw Error(Code::LimitExceeded,
                    "nested_depth is " + std::to_string(limits::nested_depth) +
                        ": records are nested deeper",
                    item.path);
    count_one(item.path);
    RecordValues values = read_new_record(*target, item.value, actor, item.path);
    if (!values.id)
        values.id = new_id();
    Uuid const id = *values.id;
    if (key && !add_foreign_key(values, *key))
        throw Error(Code::RelationInvalid,
                    "Relation \"" + key->name + "\" is given by the record around this one",
                    item.path, "Leave out \"" + key->foreign_key_name() + "\"");
    nest.created.push_back({target, std::move(values), item.path, owner, key, rank});
    expand(roots.size() + nest.created.size() - 1, rank, depth);
    return id;
}

Nest::Links &Resolver::links(Nest::Act act, const Field &field, const ObjectPtr &target,
                             const Field &key)
{
    for (Nest::Links &each : nest.links)
        if (each.act == act && each.field == &field)
            return each;
    return nest.links.emplace_back(Nest::Links{act, &field, &key, target, {}, {}});
}

/* {"id":…}, or {"where":{…}} as to-one relations have it. */
void Resolver::link(Nest::Links &links, Nest::Owner owner, const Item &item)
{
    if (!json_is_object(item.value))
        throw not_an_object(*links.field, item,
                            links.act == Nest::Act::Connect ? "connect" : "disconnect");
    count_one(item.path);
    const json_t *const where = json_object_get(item.value, "where");
    bool const is_wrapped = where && json_object_size(item.value) == 1;
    links.owners.push_back(owner);
    links.records.push_back({links.field, is_wrapped ? where : item.value,
                             is_wrapped ? pointer(item.path, "where") : item.path});
}

/* The record comes first, since the owner's key leads to it. */
void Resolver::expand_one(const Nested &nested, Nest::Owner owner, int rank, std::size_t depth)
{
    const Field &field = *nested.field;
    Item const item{json_object_get(nested.operations, "create"), pointer(nested.path, "create")};
    Uuid const id = create(field, item, owner, catalog.by_id(field.relation->target), nullptr,
                           rank - 1, depth + 1);
    set_foreign_key(values_of(owner), field, {{model::ColumnType::Uuid}, false, to_string(id), {}});
}

/* The records hold the keys: they come after their owner. */
void Resolver::expand_far(const Nested &nested, Nest::Owner owner, int rank, std::size_t depth)
{
    const Field &field = *nested.field;
    ObjectPtr const target = catalog.by_id(field.relation->target);
    const Field *const key = target->find_field_by_id(field.relation->inverse);
    if (!key || !key->is_active || !key->is_to_one())
        throw Error(Code::RelationInvalid,
                    "Relation \"" + field.name + "\" cannot be written: the " +
                        target->name_singular + "'s end of it is not there for this key",
                    nested.path);
    const json_t *const disconnect = json_object_get(nested.operations, "disconnect");
    if (disconnect && is_new(owner))
        throw Error(Code::RelationInvalid,
                    "Relation \"" + field.name + "\": a new record has nothing to disconnect",
                    pointer(nested.path, "disconnect"));
    if (field.is_mirror() && !is_new(owner)) {
        /* What was there makes room. */
        count_one(nested.path);
        links(Nest::Act::Release, field, target, *key).owners.push_back(owner);
    } else if (disconnect) {
        for (const Item &item : items_of(disconnect, pointer(nested.path, "disconnect")))
            link(links(Nest::Act::Disconnect, field, target, *key), owner, item);
    }
    if (const json_t *const connect = json_object_get(nested.operations, "connect"))
        for (const Item &item : items_of(connect, pointer(nested.path, "connect")))
            link(links(Nest::Act::Connect, field, target, *key), owner, item);
    if (const json_t *const created = json_object_get(nested.operations, "create"))
        for (const Item &item : items_of(created, pointer(nested.path, "create")))
            create(field, item, owner, target, key, rank + 1, depth + 1);
}

void Resolver::expand(Nest::Owner owner, int rank, std::size_t depth)
{
    /* The records made on the way move those that are there. */
    std::vector<Nested> const all = std::move(values_of(owner).nested);
    for (const Nested &nested : all)
        if (nested.field->is_to_one())
            expand_one(nested, owner, rank, depth);
        else
            expand_far(nested, owner, rank, depth);
}

} // namespace

Nest resolve_nested(std::span<RecordValues> roots, Roots kind, const model::Catalog &catalog,
                    const Actor &actor, const model::NewId &new_id)
{
    Resolver resolver{roots, kind, catalog, actor, new_id};
    resolver.nest.roots = roots.size();
    for (Nest::Owner root = 0; root < roots.size(); ++root)
        resolver.expand(root, 0, 0);
    return std::move(resolver.nest);
}

void refuse_nested(const RecordValues &values, std::string_view why)
{
    if (values.nested.empty())
        return;
    const Nested &first = values.nested.front();
    throw Error(Code::RelationInvalid,
                "Relation \"" + first.field->name +
                    "\" cannot be written here: " + std::string(why),
                first.path,
                "Nested records are written by POST /rest/{objects}, POST /rest/batch/{objects} "
                "and PATCH /rest/{objects}/{id}");
}

} // namespace viginti::plan

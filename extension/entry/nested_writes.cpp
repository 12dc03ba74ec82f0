#include "entry/nested_writes.hpp"

#include "base/error.hpp"
#include "base/json.hpp"
#include "entry/errors.hpp"
#include "entry/lookup.hpp"
#include "entry/plans.hpp"
#include "entry/writes.hpp"
#include "pg/current_model.hpp"
#include "pg/kept_plan.hpp"
#include "pg/random.hpp"
#include "sql/link.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "pg/guard.hpp"

namespace viginti::entry {

using plan::Nest;
using plan::RecordValues;

namespace {

/* The ids of owners: of the roots once they are known, of the others always. */
struct Owners {
    const Nest &nest;
    std::span<const Uuid> roots;

    const Uuid &id(Nest::Owner owner) const
    {
        return owner < nest.roots ? roots[owner] : *nest.created[owner - nest.roots].values.id;
    }
};

/* Runs a write of nested records; what PostgreSQL refuses is told in the words of their object. */
template <class Write>
void write_nested(const model::Object &object, const std::string &base, const Caller &caller,
                  const Write &write)
{
    try {
        write();
    } catch (const pg::PgError &error) {
        /* Compiled for a model that is no more: the request is run anew. */
        if (pg::names_missing_thing(error))
            throw;
        auto fault = translate(error, &object, *caller.dialect);
        if (!fault || fault->code == Code::Busy)
            throw;
        fault->path = base + fault->path;
        throw *std::move(fault);
    }
}

/* The columns a record sets: records with the same ones share a statement. */
std::string columns_of(const Nest::Created &record)
{
    std::string columns;
    for (const plan::Assignment &assignment : record.values.assignments) {
        columns += assignment.column;
        columns += static_cast<char>(static_cast<int>(assignment.place));
    }
    return columns;
}

/* The JSON Pointer of several records: of the list they stand in. */
std::string base_of(const std::vector<const Nest::Created *> &records)
{
    std::string base = records.front()->base;
    if (records.size() > 1)
        base.resize(base.rfind('/'));
    return base;
}

void insert(const std::vector<const Nest::Created *> &records, const Owners &owners,
            const Caller &caller)
{
    std::vector<RecordValues> values;
    for (const Nest::Created *const record : records) {
        values.push_back(record->values);
        if (record->key)
            plan::set_foreign_key(
                values.back(), *record->key,
                {{model::ColumnType::Uuid}, false, to_string(owners.id(record->owner)), {}});
    }
    const model::Object &object = *records.front()->object;
    write_nested(object, base_of(records), caller,
                 [&] { insert_values(object, std::move(values)); });
}

/* The created records of these ranks, rank by rank, those of one object together. */
void insert_ranks(const Owners &owners, bool before, const Caller &caller)
{
    std::map<int, std::vector<std::vector<const Nest::Created *>>> ranks;
    for (const Nest::Created &record : owners.nest.created) {
        if ((record.rank <= 0) != before)
            continue;
        auto &groups = ranks[record.rank];
        auto group = std::find_if(groups.begin(), groups.end(), [&](const auto &each) {
            return each.front()->object->id == record.object->id;
        });
        if (group == groups.end())
            group = groups.insert(group, std::vector<const Nest::Created *>());
        group->push_back(&record);
    }
    for (auto &[rank, groups] : ranks)
        for (auto &group : groups) {
            std::stable_sort(group.begin(), group.end(), [](const auto *a, const auto *b) {
                return columns_of(*a) < columns_of(*b);
            });
            insert(group, owners, caller);
        }
}

sql::Statement compile(const void *argument)
{
    return sql::compile_link(*static_cast<const sql::Link *>(argument));
}

/* What a change of a record sets beside its key. */
std::vector<plan::Assignment> set_beside(const Nest::Links &links, const Caller &caller)
{
    Json const nothing = make_json_object();
    std::vector<plan::Assignment> also =
        plan::read_changes(*links.target, nothing.get(), caller.actor).assignments;
    if (links.act == Nest::Act::Connect)
        for (plan::Assignment &released : plan::released_by(*links.target, *links.key))
            also.push_back(std::move(released));
    return also;
}

Error not_found(const plan::Connection &connection, std::size_t row, bool connects)
{
    return Error(Code::RelationInvalid,
                 std::string("Expected 1 record to ") +
                     (connects ? "connect to " : "disconnect from ") + connection.field->name +
                     ", but found 0 for " + connection.rows[row].text,
                 connection.rows[row].path);
}

/* The records of the links, one a row. */
std::vector<Uuid> find_records(const plan::Connection &connection, bool connects)
{
    std::vector<std::vector<plan::Param>> values;
    for (const plan::Connection::Row &row : connection.rows)
        values.push_back(row.values);
    std::vector<std::optional<Uuid>> found(values.size());
    sql::Lookup const lookup{*connection.target, connection.columns, sql::Life::Live, false};
    for (const pg::IdRow &row : look_up(lookup, values))
        found[static_cast<std::size_t>(row.number)] = row.id;
    std::vector<Uuid> ids;
    std::set<Uuid> seen;
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (!found[i])
            throw not_found(connection, i, connects);
        if (!seen.insert(*found[i]).second)
            throw Error(Code::RelationInvalid,
                        "A record can be given only once for " + connection.field->name + ": " +
                            connection.rows[i].text,
                        connection.rows[i].path);
        ids.push_back(*found[i]);
    }
    return ids;
}

void run_links(const Nest::Links &links, const Owners &owners, const Caller &caller)
{
    std::vector<Uuid> owner_ids, ids;
    for (Nest::Owner const owner : links.owners)
        owner_ids.push_back(owners.id(owner));
    bool const connects = links.act == Nest::Act::Connect;
    plan::Connection connection{links.field, links.target, {}, {}};
    if (links.act != Nest::Act::Release) {
        connection = plan::resolve_records(*links.field, links.target, links.records);
        ids = find_records(connection, connects);
    }
    std::vector<plan::Assignment> const also = set_beside(links, caller);
    sql::Link const link{*links.target, *links.key, links.act, also};
    std::string const base = links.records.size() == 1 ? links.records.front().path : std::string();
    write_nested(*links.target, base, caller, [&] {
        auto const plan = write_plan(sql::link_shape(link), compile, &link);
        std::vector<pg::IdRow> const rows =
            pg::execute_ids(*plan, sql::link_params(link, owner_ids, ids));
        if (links.act == Nest::Act::Release || rows.size() == ids.size())
            return;
        for (std::size_t i = 0; i < ids.size(); ++i)
            if (std::none_of(rows.begin(), rows.end(),
                             [&](const pg::IdRow &row) { return row.id == ids[i]; }))
                throw not_found(connection, i, connects);
    });
}

void run_all(Nest::Act act, const Owners &owners, const Caller &caller)
{
    for (const Nest::Links &links : owners.nest.links)
        if (links.act == act)
            run_links(links, owners, caller);
}

/* The records that nested ones are connected to, those of one object together. */
void connect_created(Nest &nest, const model::Catalog &catalog)
{
    std::map<Uuid, std::vector<std::size_t>> by_object;
    for (std::size_t i = 0; i < nest.created.size(); ++i)
        if (!nest.created[i].values.connects.empty())
            by_object[nest.created[i].object->id].push_back(i);
    for (const auto &[object, places] : by_object) {
        std::vector<RecordValues> values;
        for (std::size_t const place : places)
            values.push_back(std::move(nest.created[place].values));
        connect_records(values, catalog);
        for (std::size_t i = 0; i < places.size(); ++i)
            nest.created[places[i]].values = std::move(values[i]);
    }
}

} // namespace

std::optional<Nest> take_nested(std::span<RecordValues> roots, plan::Roots kind,
                                const Caller &caller)
{
    if (std::all_of(roots.begin(), roots.end(),
                    [](const RecordValues &values) { return values.nested.empty(); }))
        return {};
    Nest nest = plan::resolve_nested(roots, kind, caller.catalog, caller.actor, pg::make_uuid);
    connect_created(nest, caller.catalog);
    return nest;
}

void write_before(const std::optional<Nest> &nest, const Caller &caller)
{
    if (nest)
        insert_ranks({*nest, {}}, true, caller);
}

void write_after(const std::optional<Nest> &nest, std::span<const Uuid> roots, const Caller &caller)
{
    if (!nest)
        return;
    Owners const owners{*nest, roots};
    run_all(Nest::Act::Release, owners, caller);
    insert_ranks(owners, false, caller);
    run_all(Nest::Act::Disconnect, owners, caller);
    run_all(Nest::Act::Connect, owners, caller);
}

} // namespace viginti::entry

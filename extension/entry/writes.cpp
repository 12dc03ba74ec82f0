#include "entry/writes.hpp"

#include "base/error.hpp"
#include "entry/plans.hpp"
#include "pg/kept_plan.hpp"
#include "pg/random.hpp"

#include <algorithm>

namespace viginti::entry {

namespace {

using model::Object;
using plan::Assignment;
using sql::NewRecord;

/* What compiling a write looks at. */
struct Shaped {
    const Object &object;
    const std::vector<Assignment> &assignments;
};

using Compile = sql::Statement (*)(const Object &, const std::vector<Assignment> &);

template <Compile compile>
sql::Statement compile_shaped(const void *argument)
{
    const auto &shaped = *static_cast<const Shaped *>(argument);
    return compile(shaped.object, shaped.assignments);
}

template <Compile compile>
std::shared_ptr<const pg::KeptPlan> kept(char kind, const Object &object,
                                         const std::vector<Assignment> &assignments)
{
    Shaped const shaped{object, assignments};
    return write_plan(sql::write_shape(kind, object, assignments), compile_shaped<compile>,
                      &shaped);
}

template <bool versioned>
sql::Statement update(const Object &object, const std::vector<Assignment> &assignments)
{
    return sql::compile_update(object, assignments, versioned);
}

template <bool versioned>
sql::Statement soft_delete(const Object &object, const std::vector<Assignment> &)
{
    return sql::compile_soft_delete(object, versioned);
}

template <bool versioned>
sql::Statement destroy(const Object &object, const std::vector<Assignment> &)
{
    return sql::compile_destroy(object, versioned);
}

bool same_columns(const NewRecord &a, const NewRecord &b)
{
    return std::equal(a.assignments.begin(), a.assignments.end(), b.assignments.begin(),
                      b.assignments.end(), [](const Assignment &x, const Assignment &y) {
                          return x.column == y.column && x.place == y.place;
                      });
}

void insert_group(const Object &object, const std::vector<const NewRecord *> &group)
{
    const auto &assignments = group.front()->assignments;
    if (group.size() == 1)
        pg::execute(*kept<sql::compile_insert_one>('+', object, assignments),
                    sql::insert_one_params(*group.front()));
    else
        pg::execute(*kept<sql::compile_insert_many>('*', object, assignments),
                    sql::insert_many_params(group));
}

} // namespace

NewRecord read_record(const Object &object, const json_t *body, const plan::Actor &actor,
                      const std::string &base)
{
    plan::RecordValues values = plan::read_new_record(object, body, actor, base);
    return {values.id ? *values.id : pg::make_uuid(), std::move(values.assignments)};
}

void insert_all(const Object &object, std::span<const NewRecord> records)
{
    /* Input order is insertion order. */
    std::vector<const NewRecord *> group;
    for (const NewRecord &record : records) {
        if (!group.empty() && !same_columns(*group.front(), record)) {
            insert_group(object, group);
            group.clear();
        }
        group.push_back(&record);
    }
    if (!group.empty())
        insert_group(object, group);
}

std::vector<Uuid> insert_records(const Object &object, const json_t *body, const plan::Actor &actor)
{
    std::vector<NewRecord> records;
    if (json_is_array(body))
        for (std::size_t i = 0; i < json_array_size(body); ++i)
            records.push_back(
                read_record(object, json_array_get(body, i), actor, "/" + std::to_string(i)));
    else
        records.push_back(read_record(object, body, actor, {}));

    insert_all(object, records);
    std::vector<Uuid> ids;
    for (const NewRecord &record : records)
        ids.push_back(record.id);
    return ids;
}

bool update_record(const Object &object, const Uuid &id, const json_t *changes,
                   const plan::Actor &actor, const sql::Versions &versions)
{
    plan::RecordValues const values = plan::read_changes(object, changes, actor);
    if (values.id && *values.id != id)
        throw Error(Code::ValueInvalid, "The id of a record cannot be changed", "/id");
    const auto &assignments = values.assignments;
    auto const plan = versions ? kept<update<true>>('^', object, assignments)
                               : kept<update<false>>('~', object, assignments);
    return pg::execute(*plan, sql::update_params(id, assignments, versions)) > 0;
}

bool update_with(const Object &object, const Uuid &id, std::vector<Assignment> assignments,
                 const plan::Actor &actor)
{
    Json const nothing = make_json_object();
    for (Assignment &always : plan::read_changes(object, nothing.get(), actor).assignments)
        assignments.push_back(std::move(always));
    std::sort(assignments.begin(), assignments.end(),
              [](const Assignment &a, const Assignment &b) { return a.column < b.column; });
    return pg::execute(*kept<update<false>>('~', object, assignments),
                       sql::update_params(id, assignments)) > 0;
}

bool delete_record(const Object &object, const Uuid &id, bool soft, const sql::Versions &versions)
{
    auto const soft_plan = [&] {
        return versions ? kept<soft_delete<true>>('S', object, {})
                        : kept<soft_delete<false>>('s', object, {});
    };
    auto const hard_plan = [&] {
        return versions ? kept<destroy<true>>('D', object, {})
                        : kept<destroy<false>>('d', object, {});
    };
    return pg::execute(soft ? *soft_plan() : *hard_plan(), sql::id_params(id, versions)) > 0;
}

} // namespace viginti::entry

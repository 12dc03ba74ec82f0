#include "ddl/column.hpp"

#include <algorithm>

namespace viginti::ddl {

using model::MorphGroup;
using model::Object;

namespace {

const MorphGroup *find(const std::vector<MorphGroup> &groups, const Uuid &id)
{
    auto const found = std::find_if(groups.begin(), groups.end(),
                                    [&](const MorphGroup &group) { return group.id == id; });
    return found == groups.end() ? nullptr : &*found;
}

Change rename_check(const Object &object, const MorphGroup &from, const MorphGroup &to)
{
    Draft draft = alter_table(object);
    draft.writer.raw("RENAME CONSTRAINT ").name(morph_check_name(from.name));
    draft.writer.raw(" TO ").name(morph_check_name(to.name));
    return draft.take();
}

} // namespace

std::string morph_condition(const MorphGroup &group)
{
    /* A call takes a hundred arguments, an array takes any number. */
    sql::Writer writer;
    writer.raw("pg_catalog.num_nonnulls(VARIADIC ARRAY[");
    for (std::size_t i = 0; i < group.columns.size(); ++i)
        writer.raw(i > 0 ? ", " : "").name(group.columns[i]);
    return writer.raw("]) <= 1").take();
}

Change add_morph_check(const Object &object, const MorphGroup &group)
{
    Draft draft = alter_table(object);
    draft.writer.raw("ADD CONSTRAINT ").name(morph_check_name(group.name)).raw(" CHECK (");
    draft.writer.raw(morph_condition(group)).raw(")");
    return draft.take_reading(object);
}

std::vector<Change> change_morph_checks(const Object &before, const Object &after)
{
    std::vector<Change> changes;
    std::vector<MorphGroup> const old_groups = model::morph_groups(before);
    std::vector<MorphGroup> const new_groups = model::morph_groups(after);
    for (const MorphGroup &group : old_groups) {
        const MorphGroup *const kept = find(new_groups, group.id);
        if (!kept || kept->fields != group.fields)
            changes.push_back(drop_constraint(after, morph_check_name(group.name)));
        else if (kept->name != group.name)
            changes.push_back(rename_check(after, group, *kept));
    }
    for (const MorphGroup &group : new_groups) {
        const MorphGroup *const old = find(old_groups, group.id);
        if (old && old->fields == group.fields)
            continue;
        /* A new column is empty, and fewer columns are set in fewer records: no scan is needed. */
        Change change = add_morph_check(after, group);
        change.text += " NOT VALID";
        change.reads.clear();
        changes.push_back(std::move(change));
    }
    return changes;
}

} // namespace viginti::ddl

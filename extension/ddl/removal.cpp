#include "ddl/column.hpp"
#include "ddl/shape.hpp"

namespace viginti::ddl {

namespace {

Draft alter(const Found &found)
{
    Draft draft;
    draft.writer.raw("ALTER TABLE ").qualified(found.schema, found.table).raw(" ");
    return draft;
}

Removal by(Draft draft)
{
    return {{draft.take()}};
}

Removal alter_column(const Found &found, std::string_view action)
{
    Draft draft = alter(found);
    draft.writer.raw("ALTER COLUMN ").name(found.part).raw(" ").raw(action);
    return by(std::move(draft));
}

Removal drop_part(const Found &found, std::string_view what)
{
    Draft draft = alter(found);
    draft.writer.raw("DROP ").raw(what).raw(" ").name(found.part);
    return by(std::move(draft));
}

Removal drop_column(const Found &found)
{
    Removal removal = drop_part(found, "COLUMN");
    Draft count;
    count.writer.raw("SELECT count(*) FROM ").qualified(found.schema, found.table).raw(" WHERE ");
    count.writer.name(found.part).raw(" IS NOT NULL");
    removal.obstacle = count.take();
    removal.obstacle_words = "hold a value in it";
    removal.advice = "add a field by POST /rest/metadata/fields and copy the values there, then "
                     "drop the column with ALTER TABLE … DROP COLUMN";
    return removal;
}

Removal drop_table(const Found &found)
{
    Draft drop, count;
    drop.writer.raw("DROP TABLE ").qualified(found.schema, found.table);
    count.writer.raw("SELECT count(*) FROM ").qualified(found.schema, found.table);
    Removal removal = by(std::move(drop));
    removal.obstacle = count.take();
    removal.obstacle_words = "are in it";
    removal.advice = "create an object by POST /rest/metadata/objects and copy the rows there, or "
                     "move the table out with ALTER TABLE … SET SCHEMA, or drop it";
    return removal;
}

Removal revoke(const Found &found)
{
    Draft draft;
    draft.writer.raw("REVOKE ").raw(found.privilege);
    /* "city" of "people.city": a right on a column. */
    if (!found.part.empty())
        draft.writer.raw(" (").name(found.part).raw(")");
    draft.writer.raw(" ON TABLE ").qualified(found.schema, found.table).raw(" FROM ");
    if (found.role == "PUBLIC")
        draft.writer.raw("PUBLIC");
    else
        draft.writer.name(found.role);
    return by(std::move(draft));
}

} // namespace

Removal removal_of(const Found &found)
{
    switch (found.kind) {
    case ItemKind::Table:
        return drop_table(found);
    case ItemKind::Column:
        return drop_column(found);
    case ItemKind::Generation:
        return alter_column(found, "DROP EXPRESSION");
    case ItemKind::NotNull:
        return alter_column(found, "DROP NOT NULL");
    case ItemKind::Default:
        return alter_column(found, "DROP DEFAULT");
    case ItemKind::Identity:
        return alter_column(found, "DROP IDENTITY");
    case ItemKind::Constraint:
        return drop_part(found, "CONSTRAINT");
    case ItemKind::Index: {
        Draft draft;
        draft.writer.raw("DROP INDEX ").qualified(found.schema, found.part);
        return by(std::move(draft));
    }
    case ItemKind::Comment: {
        Change change;
        change.comment = Comment{found.schema, found.table, found.part, {}};
        return {{std::move(change)}};
    }
    case ItemKind::Grant:
        return revoke(found);
    case ItemKind::RowSecurity: {
        Draft draft = alter(found);
        draft.writer.raw(found.part == "forced" ? "NO FORCE" : "DISABLE");
        draft.writer.raw(" ROW LEVEL SECURITY");
        return by(std::move(draft));
    }
    case ItemKind::Rule: {
        Draft draft;
        draft.writer.raw("DROP RULE ").name(found.part).raw(" ON ");
        draft.writer.qualified(found.schema, found.table);
        return by(std::move(draft));
    }
    case ItemKind::Owner:
    case ItemKind::Parent:
    case ItemKind::Child:
        break;
    }
    return {.changes = {}, .advice = "take the tables apart with ALTER TABLE … NO INHERIT"};
}

} // namespace viginti::ddl

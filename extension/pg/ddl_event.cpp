#include "pg/ddl_event.hpp"

#include "model/names.hpp"
#include "pg/spi.hpp"

#include <optional>
#include <string_view>

#include "pg/guard.hpp"

namespace viginti::pg {

namespace {

/* What an ALTER TABLE may not do, and what it is in our words. Everything else may be done. */
struct AlterRow {
    AlterTableType type;
    DdlAct act;
};

constexpr AlterRow alters[] = {
    {AT_AddColumn, DdlAct::AddColumn},           {AT_DropColumn, DdlAct::DropColumn},
    {AT_ColumnDefault, DdlAct::AlterColumn},     {AT_DropNotNull, DdlAct::AlterColumn},
    {AT_SetNotNull, DdlAct::AlterColumn},        {AT_DropExpression, DdlAct::AlterColumn},
    {AT_AlterColumnType, DdlAct::AlterColumn},   {AT_AddIdentity, DdlAct::AlterColumn},
    {AT_SetIdentity, DdlAct::AlterColumn},       {AT_DropIdentity, DdlAct::AlterColumn},
    {AT_AddConstraint, DdlAct::AddConstraint},   {AT_AlterConstraint, DdlAct::AlterConstraint},
    {AT_DropConstraint, DdlAct::DropConstraint}, {AT_ChangeOwner, DdlAct::AlterTable},
    {AT_SetUnLogged, DdlAct::AlterTable},        {AT_AddInherit, DdlAct::AlterTable},
    {AT_DropInherit, DdlAct::AlterTable},        {AT_AddOf, DdlAct::AlterTable},
    {AT_ForceRowSecurity, DdlAct::AlterTable},   {AT_AttachPartition, DdlAct::AlterTable},
};

template <class Of>
const Of *as(const Node *node)
{
    return reinterpret_cast<const Of *>(node);
}

std::string text(const char *name)
{
    return name != nullptr ? name : "";
}

/* Raises. Whether the schema looks like a workspace; the catalog has the last word. */
bool holds_marker(Oid schema)
{
    return OidIsValid(schema) && OidIsValid(get_relname_relid(model::marker_table.data(), schema));
}

/* A relation of a workspace, plain data. */
struct Place {
    NameData schema, table, index; /* index: empty for a table */
    bool is_known;
};

/* Raises. The table, or the table of the index, that a command names. */
Place raw_place(const RangeVar *name)
{
    Place place = {};
    Oid const relation = name == nullptr ? InvalidOid : RangeVarGetRelid(name, NoLock, true);
    if (!OidIsValid(relation))
        return place;
    char const kind = get_rel_relkind(relation);
    bool const is_index = kind == RELKIND_INDEX || kind == RELKIND_PARTITIONED_INDEX;
    bool const is_table = kind == RELKIND_RELATION || kind == RELKIND_PARTITIONED_TABLE ||
                          kind == RELKIND_FOREIGN_TABLE;
    Oid const table = is_index ? IndexGetRelation(relation, true) : relation;
    if ((!is_index && !is_table) || !OidIsValid(table) || !holds_marker(get_rel_namespace(table)))
        return place;
    const char *const schema_name = get_namespace_name(get_rel_namespace(table));
    const char *const table_name = get_rel_name(table);
    if (schema_name == nullptr || table_name == nullptr)
        return place;
    namestrcpy(&place.schema, schema_name);
    namestrcpy(&place.table, table_name);
    if (is_index)
        namestrcpy(&place.index, get_rel_name(relation));
    place.is_known = true;
    return place;
}

struct Steps {
    std::vector<DdlStep> list;

    void add(DdlAct act, const Place &place, std::string part = {})
    {
        if (place.is_known)
            list.push_back({act, NameStr(place.schema), NameStr(place.table), std::move(part)});
    }

    void add(DdlAct act, const RangeVar *name, std::string part = {})
    {
        Place const place = guarded([&] { return raw_place(name); });
        add(act, place, std::move(part));
    }

    /* A table to be made in that schema. */
    void add_creation(const char *schema, const char *table)
    {
        if (guarded([&] { return holds_marker(get_namespace_oid(schema, true)); }))
            list.push_back({DdlAct::CreateTable, text(schema), text(table)});
    }

    void add_creation(const RangeVar *name)
    {
        if (name->relpersistence == RELPERSISTENCE_TEMP)
            return;
        const char *const schema =
            guarded([&] { return get_namespace_name(RangeVarGetCreationNamespace(name)); });
        if (schema != nullptr)
            add_creation(schema, name->relname);
    }
};

void read_create(Steps &steps, const CreateStmt *statement)
{
    steps.add_creation(statement->relation);
    for (int i = 0; i < list_length(statement->inhRelations); ++i)
        steps.add(DdlAct::AlterTable,
                  static_cast<const RangeVar *>(list_nth(statement->inhRelations, i)));
}

void read_alter(Steps &steps, const AlterTableStmt *statement)
{
    Place const place = guarded([&] { return raw_place(statement->relation); });
    for (int i = 0; i < list_length(statement->cmds); ++i) {
        auto const *const command =
            static_cast<const AlterTableCmd *>(list_nth(statement->cmds, i));
        for (const AlterRow &row : alters) {
            if (row.type != command->subtype)
                continue;
            std::string part = text(command->name);
            if (row.type == AT_AlterConstraint)
                part = text(as<Constraint>(command->def)->conname);
            steps.add(row.act, place, std::move(part));
        }
        /* A stranger's child would show its rows among the records. */
        if (command->subtype == AT_AddInherit)
            steps.add(DdlAct::AlterTable, as<RangeVar>(command->def));
        if (command->subtype == AT_AttachPartition)
            steps.add(DdlAct::AlterTable, as<PartitionCmd>(command->def)->name);
    }
}

void add_schema(Steps &steps, DdlAct act, const char *schema)
{
    if (guarded([&] { return holds_marker(get_namespace_oid(schema, true)); }))
        steps.list.push_back({act, text(schema), {}});
}

void read_rename(Steps &steps, const RenameStmt *statement)
{
    switch (statement->renameType) {
    case OBJECT_SCHEMA:
        return add_schema(steps, DdlAct::RenameSchema, statement->subname);
    case OBJECT_COLUMN:
        return steps.add(DdlAct::RenameColumn, statement->relation, text(statement->subname));
    case OBJECT_TABCONSTRAINT:
        return steps.add(DdlAct::AlterConstraint, statement->relation, text(statement->subname));
    case OBJECT_TABLE:
    case OBJECT_INDEX:
    case OBJECT_FOREIGN_TABLE: {
        Place const place = guarded([&] { return raw_place(statement->relation); });
        std::string index = NameStr(place.index);
        DdlAct const act = index.empty() ? DdlAct::RenameTable : DdlAct::RenameIndex;
        return steps.add(act, place, std::move(index));
    }
    default:
        return;
    }
}

void read_move(Steps &steps, const AlterObjectSchemaStmt *statement)
{
    if (statement->objectType != OBJECT_TABLE && statement->objectType != OBJECT_FOREIGN_TABLE)
        return;
    steps.add(DdlAct::MoveTable, statement->relation);
    steps.add_creation(statement->newschema, statement->relation->relname);
}

void read_comment(Steps &steps, const CommentStmt *statement)
{
    if (statement->objtype != OBJECT_TABLE && statement->objtype != OBJECT_COLUMN)
        return;
    List *const name = reinterpret_cast<List *>(statement->object);
    bool const is_column = statement->objtype == OBJECT_COLUMN;
    if (is_column && list_length(name) < 2)
        return;
    std::string column = is_column ? text(strVal(llast(name))) : std::string();
    const RangeVar *const table = guarded([&] {
        return makeRangeVarFromNameList(
            is_column ? list_truncate(list_copy(name), list_length(name) - 1) : name);
    });
    steps.add(DdlAct::Comment, table, std::move(column));
}

void read_owned(Steps &steps, const List *roles)
{
    for (int i = 0; i < list_length(roles); ++i) {
        auto const *const role = static_cast<const RoleSpec *>(list_nth(roles, i));
        const char *const name = guarded([&]() -> const char * {
            Oid const id = get_rolespec_oid(role, true);
            return OidIsValid(id) ? GetUserNameFromId(id, true) : nullptr;
        });
        if (name != nullptr)
            steps.list.push_back({DdlAct::DropOwned, {}, {}, name});
    }
}

void read_statement(Steps &steps, const Node *node)
{
    switch (node->type) {
    case T_CreateStmt:
    case T_CreateForeignTableStmt:
        return read_create(steps, as<CreateStmt>(node));
    case T_CreateTableAsStmt:
        if (as<CreateTableAsStmt>(node)->objtype == OBJECT_TABLE)
            steps.add_creation(as<CreateTableAsStmt>(node)->into->rel);
        return;
    case T_ImportForeignSchemaStmt:
        return steps.add_creation(as<ImportForeignSchemaStmt>(node)->local_schema, "");
    case T_AlterTableStmt:
        return read_alter(steps, as<AlterTableStmt>(node));
    case T_RenameStmt:
        return read_rename(steps, as<RenameStmt>(node));
    case T_AlterObjectSchemaStmt:
        return read_move(steps, as<AlterObjectSchemaStmt>(node));
    case T_AlterOwnerStmt:
        if (as<AlterOwnerStmt>(node)->objectType == OBJECT_SCHEMA)
            add_schema(steps, DdlAct::AlterSchema, strVal(as<AlterOwnerStmt>(node)->object));
        return;
    case T_CommentStmt:
        return read_comment(steps, as<CommentStmt>(node));
    case T_IndexStmt:
        /* A plain index is the administrator's own. */
        if (as<IndexStmt>(node)->unique)
            steps.add(DdlAct::AddUniqueIndex, as<IndexStmt>(node)->relation);
        return;
    case T_RuleStmt:
        return steps.add(DdlAct::AlterTable, as<RuleStmt>(node)->relation);
    case T_DropOwnedStmt:
        return read_owned(steps, as<DropOwnedStmt>(node)->roles);
    default:
        return;
    }
}

const EventTriggerData *event_of(FunctionCallInfo call)
{
    return reinterpret_cast<const EventTriggerData *>(call->context);
}

struct DropRow {
    std::string_view type;
    DdlAct act;
};
constexpr DropRow drops[] = {
    {"schema", DdlAct::DropSchema},       {"table", DdlAct::DropTable},
    {"foreign table", DdlAct::DropTable}, {"table column", DdlAct::DropColumn},
    {"index", DdlAct::DropIndex},         {"table constraint", DdlAct::DropConstraint},
};

} // namespace

bool is_event_trigger_call(FunctionCallInfo call)
{
    return CALLED_AS_EVENT_TRIGGER(call);
}

bool is_drop_event(FunctionCallInfo call)
{
    return std::string_view(event_of(call)->event) == "sql_drop";
}

std::vector<DdlStep> read_ddl_steps(FunctionCallInfo call)
{
    Steps steps;
    /* The script of an extension does as it must; what it drops is seen in sql_drop. */
    if (!creating_extension && event_of(call)->parsetree != nullptr)
        read_statement(steps, event_of(call)->parsetree);
    return std::move(steps.list);
}

std::vector<DdlStep> read_dropped()
{
    std::vector<DdlStep> steps;
    for (Row &row : query(Snapshot::Latest,
                          "SELECT object_type, address_names[1], address_names[2],"
                          " address_names[3] FROM pg_catalog.pg_event_trigger_dropped_objects()"
                          " WHERE NOT is_temporary AND object_type = ANY ('{schema,table,foreign "
                          "table,table column,index,table constraint}'::text[])"))
        for (const DropRow &drop : drops) {
            if (drop.type != row[0])
                continue;
            DdlStep step{drop.act, row[1].value_or(""), row[2].value_or(""), row[3].value_or("")};
            if (drop.act == DdlAct::DropIndex)
                std::swap(step.table, step.part);
            steps.push_back(std::move(step));
        }
    return steps;
}

void drop_event_trigger_with_function(const char *trigger, const char *function)
{
    guarded([&] {
        ObjectAddress of_trigger, of_function;
        ObjectAddressSet(of_trigger, EventTriggerRelationId, get_event_trigger_oid(trigger, false));
        List *const name =
            list_make2(makeString(pstrdup("viginti")), makeString(pstrdup(function)));
        ObjectAddressSet(of_function, ProcedureRelationId, LookupFuncName(name, 0, nullptr, false));
        recordDependencyOn(&of_trigger, &of_function, DEPENDENCY_AUTO);
    });
}

} // namespace viginti::pg

/*
 * viginti.guard_ddl: an event trigger, made by viginti.enable_ddl_guard(), that refuses DDL which would
 * part a table from its model, and names the call that does the same to both.
 */
#include "base/error.hpp"
#include "base/text.hpp"
#include "ddl/shape.hpp"
#include "entry/workspace.hpp"
#include "model/names.hpp"
#include "pg/catalog_cache.hpp"
#include "pg/ddl_event.hpp"
#include "pg/ddl_executor.hpp"
#include "pg/identity.hpp"
#include "pg/spi.hpp"

#include <array>

#include "pg/guard.hpp"

namespace viginti::entry {

namespace {

using pg::DdlAct;
using pg::DdlStep;

/* What to do instead: `text` with the id of the object or field behind it. */
struct Advice {
    DdlAct act;
    std::string_view text;
    enum class Id : std::uint8_t { None, Object, Field } id;
};

constexpr std::array advices{
    Advice{DdlAct::CreateTable, "create an object by POST /rest/metadata/objects",
           Advice::Id::None},
    Advice{DdlAct::RenameTable, "rename it by PATCH /rest/metadata/objects/", Advice::Id::Object},
    Advice{DdlAct::MoveTable, "its table cannot leave the workspace", Advice::Id::None},
    Advice{DdlAct::AlterTable, "its table follows from the model, see /rest/metadata/objects/",
           Advice::Id::Object},
    Advice{DdlAct::AddColumn, "add a field by POST /rest/metadata/fields", Advice::Id::None},
    Advice{DdlAct::DropColumn, "delete the field by DELETE /rest/metadata/fields/",
           Advice::Id::Field},
    Advice{DdlAct::AlterColumn, "change the field by PATCH /rest/metadata/fields/",
           Advice::Id::Field},
    Advice{DdlAct::RenameColumn, "rename the field by PATCH /rest/metadata/fields/",
           Advice::Id::Field},
    Advice{DdlAct::AddConstraint,
           "its constraints follow from its fields, change them by PATCH /rest/metadata/fields/…",
           Advice::Id::None},
    Advice{DdlAct::AlterConstraint,
           "its constraints follow from its fields, change them by PATCH /rest/metadata/fields/…",
           Advice::Id::None},
    Advice{DdlAct::DropConstraint,
           "its constraints follow from its fields, change them by PATCH /rest/metadata/fields/…",
           Advice::Id::None},
    Advice{DdlAct::AddUniqueIndex,
           "make a field unique by PATCH /rest/metadata/fields/… with isUnique, several together "
           "by POST /rest/metadata/indexes",
           Advice::Id::None},
    Advice{DdlAct::RenameIndex,
           "its indexes follow from its fields, change them by PATCH /rest/metadata/fields/…",
           Advice::Id::None},
    Advice{
        DdlAct::DropIndex,
        "its indexes follow from its fields, change them by PATCH /rest/metadata/fields/…; those "
        "made by POST /rest/metadata/indexes are deleted there",
        Advice::Id::None},
    Advice{DdlAct::Comment,
           "comments are made of labels and descriptions, change those by PATCH "
           "/rest/metadata/objects/",
           Advice::Id::Object},
    Advice{DdlAct::DropTable, "delete it by DELETE /rest/metadata/objects/", Advice::Id::Object},
    Advice{DdlAct::RenameSchema, "a workspace keeps its name", Advice::Id::None},
    Advice{DdlAct::AlterSchema, "it belongs to the role of the workspace", Advice::Id::None},
    Advice{DdlAct::DropSchema, "drop it by SELECT viginti.drop_workspace(…)", Advice::Id::None},
    Advice{DdlAct::DropOwned, "drop the workspace by SELECT viginti.drop_workspace(…)",
           Advice::Id::None},
};

constexpr bool in_order()
{
    for (std::size_t i = 0; i < advices.size(); ++i)
        if (static_cast<std::size_t>(advices[i].act) != i)
            return false;
    return advices.size() == static_cast<std::size_t>(DdlAct::DropOwned) + 1;
}
static_assert(in_order(), "the table of advice follows the order of the enumeration");

constexpr std::string_view hint =
    "viginti.disable_ddl_guard() lets such commands pass; viginti.selfcheck() then names what "
    "differs from the model";

const Advice &advice_of(DdlAct act)
{
    return advices[static_cast<std::size_t>(act)];
}

[[noreturn]] void refuse(std::string what, DdlAct act, const model::Object *object = nullptr,
                         const model::Field *field = nullptr)
{
    Advice const &advice = advice_of(act);
    what += ": ";
    what += advice.text;
    if (advice.id == Advice::Id::Object)
        what += object != nullptr ? to_string(object->id) : std::string();
    if (advice.id == Advice::Id::Field)
        what += field != nullptr ? to_string(field->id) : std::string("…");
    throw pg::refusal(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE, what, hint);
}

model::ObjectPtr object_of_table(const model::Catalog &catalog, const std::string &table)
{
    for (auto const &[plural, id] : catalog.directory->by_plural)
        if (to_snake(plural) == table)
            return catalog.by_id(id);
    return nullptr;
}

const model::Field *field_of_column(const model::Object &object, const std::string &column)
{
    for (const model::Field &field : object.fields)
        for (const model::Column &own : model::columns_of(field))
            if (own.name == column)
                return &field;
    return nullptr;
}

/* What is not of the model may be taken away again: an extra column, a constraint, an index. */
bool concerns_model(const DdlStep &step, const model::Object &object)
{
    switch (step.act) {
    case DdlAct::DropColumn:
    case DdlAct::AlterColumn:
    case DdlAct::RenameColumn:
        return field_of_column(object, step.part) != nullptr;
    case DdlAct::AlterConstraint:
    case DdlAct::DropConstraint:
        return ddl::is_constraint_of(object, step.part);
    case DdlAct::RenameIndex:
    case DdlAct::DropIndex:
        return ddl::is_index_of(object, step.part);
    default:
        return true;
    }
}

void check_table(const DdlStep &step, const std::string &workspace, const model::Object &object)
{
    if (!concerns_model(step, object))
        return;
    std::string what = object.name_plural + " is an object of workspace " + workspace;
    const model::Field *const field = field_of_column(object, step.part);
    if (field != nullptr)
        what = object.name_plural + '.' + field->name + " is a field of workspace " + workspace;
    refuse(std::move(what), step.act, &object, field);
}

/* A dropped index no longer tells its table. */
void check_index(const DdlStep &step, const model::Catalog &catalog)
{
    for (const model::ObjectPtr &object : pg::all_objects(catalog))
        check_table(step, catalog.workspace, *object);
}

void check_owned(const DdlStep &step)
{
    auto const rows = pg::query(
        pg::Snapshot::Latest,
        "SELECT w.name FROM viginti.workspace w WHERE w.owner_role = $1 UNION ALL"
        " SELECT w.name FROM viginti.workspace w JOIN viginti.role r ON r.workspace_id = w.id"
        " WHERE r.postgres_role = $1",
        {step.part});
    if (!rows.empty())
        refuse(step.part + " is a role of workspace " + rows[0][0].value_or(""), step.act);
}

void check_step(const DdlStep &step)
{
    if (step.act == DdlAct::DropOwned)
        return check_owned(step);
    auto const catalog = pg::catalog_of(step.schema);
    if (!catalog)
        return;
    switch (step.act) {
    case DdlAct::CreateTable:
    case DdlAct::RenameSchema:
    case DdlAct::AlterSchema:
    case DdlAct::DropSchema:
        refuse("schema " + step.schema + " is a workspace", step.act);
    case DdlAct::DropIndex:
        return check_index(step, *catalog);
    default:
        break;
    }
    if (step.table == model::marker_table)
        refuse(step.table + " stands for the objects of workspace " + step.schema, step.act);
    if (model::ObjectPtr const object = object_of_table(*catalog, step.table))
        check_table(step, step.schema, *object);
}

Datum guard(FunctionCallInfo call)
{
    if (!pg::is_event_trigger_call(call))
        throw pg::refusal(ERRCODE_E_R_I_E_EVENT_TRIGGER_PROTOCOL_VIOLATED,
                          "viginti.guard_ddl is called by event triggers only", {});
    if (pg::runs_own_change())
        return Datum{0};
    bool const is_drop = pg::is_drop_event(call);
    std::vector<DdlStep> steps;
    if (!is_drop && (steps = pg::read_ddl_steps(call)).empty())
        return Datum{0};
    pg::SpiConnection const connection;
    pg::ActAs const owner(pg::extension_owner());
    if (is_drop)
        steps = pg::read_dropped();
    for (const DdlStep &step : steps)
        check_step(step);
    return Datum{0};
}

struct EventTrigger {
    const char *name;
    std::string_view event;
};
constexpr std::array triggers{EventTrigger{"viginti_guard_ddl", "ddl_command_start"},
                              EventTrigger{"viginti_guard_drop", "sql_drop"}};

void drop_triggers()
{
    for (const EventTrigger &trigger : triggers)
        if (!pg::query(pg::Snapshot::Latest,
                       "SELECT FROM pg_catalog.pg_event_trigger WHERE evtname = $1",
                       {std::string(trigger.name)})
                 .empty())
            pg::run_changes({{"DROP EVENT TRIGGER " + std::string(trigger.name), {}, {}}});
}

/* Made anew each time: a restored one does not know that it goes with the extension. */
Datum enable(FunctionCallInfo)
{
    pg::SpiConnection const connection;
    require_administrator();
    pg::ActAs const administrator(pg::extension_owner());
    drop_triggers();
    for (const EventTrigger &trigger : triggers) {
        pg::run_changes({{"CREATE EVENT TRIGGER " + std::string(trigger.name) + " ON " +
                              std::string(trigger.event) + " EXECUTE FUNCTION viginti.guard_ddl()",
                          {},
                          {}}});
        pg::drop_event_trigger_with_function(trigger.name, "guard_ddl");
    }
    return Datum{0};
}

Datum disable(FunctionCallInfo)
{
    pg::SpiConnection const connection;
    require_administrator();
    pg::ActAs const administrator(pg::extension_owner());
    drop_triggers();
    return Datum{0};
}

} // namespace

} // namespace viginti::entry

extern "C" {

PG_FUNCTION_INFO_V1(viginti_guard_ddl);
PGDLLEXPORT Datum viginti_guard_ddl(PG_FUNCTION_ARGS)
{
    return viginti::pg::entry(fcinfo, viginti::entry::guard);
}

PG_FUNCTION_INFO_V1(viginti_enable_ddl_guard);
PGDLLEXPORT Datum viginti_enable_ddl_guard(PG_FUNCTION_ARGS)
{
    return viginti::pg::entry(fcinfo, viginti::entry::enable);
}

PG_FUNCTION_INFO_V1(viginti_disable_ddl_guard);
PGDLLEXPORT Datum viginti_disable_ddl_guard(PG_FUNCTION_ARGS)
{
    return viginti::pg::entry(fcinfo, viginti::entry::disable);
}
}

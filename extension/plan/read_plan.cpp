#include "plan/read_plan.hpp"

#include "base/error.hpp"
#include "plan/connection.hpp"
#include "plan/filter.hpp"
#include "plan/paging.hpp"
#include "plan/paths.hpp"
#include "plan/search.hpp"
#include "plan/selection.hpp"

namespace viginti::plan {

namespace {

using model::ColumnType;

/* Filter and search together, as one condition. */
void resolve_conditions(ReadPlan &plan, Draft &draft, const request::Request &request)
{
    std::vector<Condition> conditions;
    if (request.filter)
        conditions.push_back(resolve_filter(draft, *request.filter));
    if (!request.search.empty())
        conditions.push_back(resolve_search(draft, request.search));
    if (conditions.size() == 1)
        plan.where = std::move(conditions.front());
    else if (!conditions.empty())
        plan.where.emplace().children = std::move(conditions);
}

/* The condition of the search, if there is one. */
const Condition *search_of(const ReadPlan &plan)
{
    if (!plan.where)
        return nullptr;
    const Condition &last =
        plan.where->children.empty() ? *plan.where : plan.where->children.back();
    return last.kind == Condition::Kind::Search ? &last : nullptr;
}

/* What cursors of this plan are signed for. */
void sign(ReadPlan &plan, const Draft &draft)
{
    plan.asked_fingerprint = draft.asked.value;
    plan.cursor_key = draft.catalog.directory->cursor_key;
}

/* Moves what the draft collected into the plan. */
void finish(ReadPlan &plan, Draft &draft)
{
    plan.params = std::move(draft.params);
    plan.joins = std::move(draft.root.joins);
    plan.shape = std::move(draft.shape);
}

/* A line of CSV holds cells only. */
void refuse_records(const Selection &selection)
{
    auto const refuse = [](const Selection::Embedded &embedded) {
        if (!embedded.records.empty())
            throw Error(Code::ParameterInvalid,
                        "CSV has no place for records: " + embedded.field->name, "fields",
                        embedded.field->is_to_one()
                            ? "Ask for " + embedded.field->foreign_key_name() + ", or for JSON"
                            : "Ask for JSON");
    };
    for (const Selection::Embedded &one : selection.to_one)
        refuse(one);
    for (const Selection::Embedded &many : selection.to_many)
        refuse(many);
}

/* By depth and fields, the way of REST; straight into the shape of the plan. */
ContentPtr select_content(const ReadPlan &plan, Draft &draft, const request::Request &request,
                          bool twenty_names)
{
    draft.mark(twenty_names ? "t" : "s");
    draft.mark_number(request.depth);
    std::optional<Projection> projection;
    if (request.fields)
        projection = resolve_projection(*request.fields, plan.object, request.depth, draft.catalog);
    auto content = std::make_shared<Content>();
    content->selection = select_record(plan.object, request.depth, draft.catalog, twenty_names,
                                       draft.shape, projection ? &*projection : nullptr);
    if (plan.layout == request::Layout::Csv)
        refuse_records(content->selection);
    return content;
}

void take_content(ReadPlan &plan, Draft &draft, const request::Request &request, bool twenty_names,
                  ContentPtr content)
{
    if (!content)
        content = request.connection || !request.members.empty()
                      ? resolve_content(request, draft.catalog, plan.object, twenty_names)
                      : select_content(plan, draft, request, twenty_names);
    draft.shape += content->shape;
    if (!content->aggregates.empty())
        plan.aggregate_shape = "A" + plan.filter_shape + content->aggregate_shape;
    plan.content = std::move(content);
}

/* Which records, in which order, from where and how many. */
void resolve_page(ReadPlan &plan, Draft &draft, const request::Request &request)
{
    resolve_conditions(plan, draft, request);
    sign(plan, draft);
    plan.live_only = draft.live_only;
    plan.filter_params = draft.params.size();
    plan.filter_shape = "C" + draft.shape;
    draft.mark("|");
    resolve_order(plan, draft, request.order, search_of(plan));
    resolve_cursor(plan, draft, request.page);
    plan.layout = request.layout;
    bool const page = plan.layout == request::Layout::Page;
    plan.limit = request.page.all ? 0 : request.page.limit + (page ? 1 : 0);
    plan.offset = request.page.offset;
    draft.mark_number(plan.limit);
    draft.mark_number(plan.offset);
    draft.mark_number(static_cast<int>(plan.layout));
}

} // namespace

ContentPtr resolve_content(const request::Request &request, const model::Catalog &catalog,
                           const model::ObjectPtr &object, bool twenty_names)
{
    Draft draft(catalog, object, 'M');
    draft.mark(twenty_names ? "t" : "s");
    auto content = std::make_shared<Content>();
    resolve_members(*content, draft, request, twenty_names);
    content->shape = std::move(draft.shape);
    return content;
}

ReadPlan resolve_read(const request::Request &request, const model::Catalog &catalog,
                      const model::ObjectPtr &object, bool twenty_names, ContentPtr content)
{
    bool const one = request.verb == request::Verb::FindOne;
    Draft draft(catalog, object, one ? '1' : 'P');
    ReadPlan plan;
    plan.object = object;
    if (one) {
        plan.kind = ReadPlan::Kind::One;
        plan.id_param = draft.add({{ColumnType::Uuid}, false, to_string(request.id), {}});
    } else {
        resolve_page(plan, draft, request);
    }
    take_content(plan, draft, request, twenty_names, std::move(content));
    finish(plan, draft);
    return plan;
}

ReadPlan plan_records(const std::vector<Uuid> &ids, const request::Request &request,
                      const model::Catalog &catalog, const model::ObjectPtr &object,
                      bool twenty_names, ContentPtr content)
{
    Draft draft(catalog, object, ids.size() == 1 ? 'i' : 'I');
    ReadPlan plan;
    plan.object = object;
    plan.live_only = false;
    sign(plan, draft);
    resolve_order(plan, draft, {}, nullptr);
    if (ids.size() == 1) {
        plan.kind = ReadPlan::Kind::One;
        plan.id_param = draft.add({{ColumnType::Uuid}, false, to_string(ids.front()), {}});
    } else {
        plan.kind = ReadPlan::Kind::Ids;
        Param list{{ColumnType::Uuid, true}, false, {}, {}};
        for (const Uuid &id : ids)
            list.items.emplace_back(to_string(id));
        plan.id_param = draft.add(std::move(list));
    }
    take_content(plan, draft, request, twenty_names, std::move(content));
    finish(plan, draft);
    return plan;
}

ReadPlan resolve_children(const request::Request &request, const model::Catalog &catalog,
                          const model::Field &field, bool twenty_names)
{
    model::ObjectPtr const target = catalog.by_id(field.relation->target);
    ReadPlan plan;
    plan.inverse_column =
        target && target->is_active && target->is_readable ? inverse_column(field, *target) : "";
    if (plan.inverse_column.empty())
        throw Error(Code::FieldUnknown, "Relation \"" + field.name + "\" leads nowhere");
    Draft draft(catalog, target, 'N');
    plan.kind = ReadPlan::Kind::Children;
    plan.object = target;
    plan.id_param = draft.add({{ColumnType::Uuid, true}, false, {}, {}});
    draft.mark(plan.inverse_column);
    resolve_page(plan, draft, request);
    take_content(plan, draft, request, twenty_names, {});
    finish(plan, draft);
    return plan;
}

} // namespace viginti::plan

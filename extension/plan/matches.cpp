#include "plan/matches.hpp"

#include "plan/filter.hpp"
#include "plan/paths.hpp"

namespace viginti::plan {

namespace {

using model::ColumnType;
using request::Verb;

Condition has_id(Draft &draft, const Uuid &id)
{
    Condition condition;
    condition.kind = Condition::Kind::Compare;
    condition.op = model::Operator::Eq;
    condition.column.column = "id";
    condition.column.type = ColumnType::Uuid;
    condition.param = draft.add({{ColumnType::Uuid}, false, to_string(id), {}});
    return condition;
}

/* The rule holds for records the caller may not see as well. */
std::vector<Follower> followers_of(Draft &draft)
{
    std::vector<Follower> followers;
    for (const auto *const fields : {&draft.root.object->fields, &draft.root.object->hidden})
        for (const model::Field &field : *fields) {
            if (!field.relation || field.is_to_one() || !field.relation->follows_soft_delete)
                continue;
            model::ObjectPtr const object = draft.catalog.by_id(field.relation->target);
            const model::Field *const owner = object->find_field_by_id(field.relation->inverse);
            if (!owner)
                continue;
            draft.mark_version(*object);
            followers.push_back(
                {object, model::column_name(*owner, owner->type_info().parts.front())});
        }
    return followers;
}

/* Moves what the draft collected into the matches. */
void finish(Matches &matches, Draft &draft, const request::Request &request)
{
    bool const restores = request.verb == Verb::RestoreOne || request.verb == Verb::RestoreMany;
    matches.object = draft.root.object;
    if (request.soft || restores)
        matches.followers = followers_of(draft);
    matches.params = std::move(draft.params);
    matches.joins = std::move(draft.root.joins);
    matches.shape = std::move(draft.shape);
}

} // namespace

Matches resolve_matches(const request::Request &request, std::int64_t limit,
                        const model::Catalog &catalog, const model::ObjectPtr &object)
{
    Draft draft(catalog, object, 'm');
    Matches matches;
    matches.where = resolve_filter(draft, request.filter.value());
    matches.limit_param = draft.add({{ColumnType::Int8}, false, std::to_string(limit), {}});
    finish(matches, draft, request);
    return matches;
}

Matches resolve_match(const request::Request &request,
                      const std::optional<std::vector<std::string>> &versions,
                      const model::Catalog &catalog, const model::ObjectPtr &object)
{
    Draft draft(catalog, object, versions ? 'v' : 'o');
    Matches matches;
    matches.where = has_id(draft, request.id);
    if (versions)
        matches.versions_param =
            draft.add({{ColumnType::Text, true}, false, {}, {versions->begin(), versions->end()}});
    finish(matches, draft, request);
    return matches;
}

} // namespace viginti::plan

#include "plan/search_plan.hpp"

#include "model/search.hpp"
#include "plan/draft.hpp"
#include "plan/filter.hpp"
#include "plan/search.hpp"

namespace viginti::plan {

namespace {

using model::ColumnType;
using model::Field;
using model::FieldType;

std::vector<std::string> label_columns(const model::Object &object)
{
    const Field *const field =
        object.label_identifier ? object.find_field_by_id(*object.label_identifier) : nullptr;
    if (!field || !field->is_active)
        return {};
    std::vector<std::string> names;
    for (const model::Column &column : model::columns_of(*field))
        if (names.empty() || field->type == FieldType::FullName)
            names.push_back(column.name);
    return names;
}

/* The field Twenty's people have for it. */
std::string image_column(const model::Object &object)
{
    const Field *const field = object.find_field("avatarUrl");
    bool const is_text = field && field->is_active && field->type == FieldType::Text;
    return is_text ? model::columns_of(*field).front().name : std::string();
}

} // namespace

SearchPlan resolve_search_plan(const model::Catalog &catalog, const model::ObjectPtr &object,
                               std::string_view text, const std::optional<request::Filter> &filter,
                               const SearchPlace &place, std::size_t rows)
{
    Draft draft(catalog, object, 'e');
    SearchPlan plan;
    plan.object = object;
    const Field &vector = *model::search_field(*object);
    plan.vector = model::column_name(vector, vector.type_info().parts.front());
    if (filter)
        plan.where = resolve_filter(draft, *filter);
    plan.live_only = draft.live_only;
    if (!text.empty()) {
        plan.any_param = draft.add({{ColumnType::Text}, false, beginnings_query(text, " | "), {}});
        plan.all_param = draft.add({{ColumnType::Text}, false, beginnings_query(text, " & "), {}});
    }
    draft.mark(text.empty() ? "-" : "w");
    plan.place_param = draft.add({{ColumnType::Float8}, false, place.cover_rank, {}});
    draft.add({{ColumnType::Float8}, false, place.rank, {}});
    draft.add({{ColumnType::Uuid}, false, to_string(place.id), {}});
    draft.add({{ColumnType::Int8}, false, std::to_string(rows), {}});
    plan.label = label_columns(*object);
    plan.image = image_column(*object);
    plan.params = std::move(draft.params);
    plan.shape = std::move(draft.shape);
    return plan;
}

} // namespace viginti::plan

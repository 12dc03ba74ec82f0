/*
 * The order of a page and the cursor it begins behind (spec/core-rest.md §10, §11).
 */
#pragma once

#include "plan/draft.hpp"
#include "plan/read_plan.hpp"

namespace viginti::plan {

/*
 * Resolves the order; without one, a search orders by its rank, best first. Throws
 * Error{OrderInvalid} at the position of the item.
 */
void resolve_order(ReadPlan &plan, Draft &draft, const std::vector<request::OrderItem> &items,
                   const Condition *search);

/*
 * Resolves the cursor of a page whose order is resolved. Throws Error{CursorInvalid} for one this
 * workspace has not signed and for one of another order, object, filter or search.
 */
void resolve_cursor(ReadPlan &plan, Draft &draft, const request::Page &page);

} // namespace viginti::plan

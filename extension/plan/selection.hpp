/*
 * The selection of an object at a depth (spec/core-rest.md §13, §14): every active field, or those
 * asked for; foreign keys of to-one relations always, unless fields were chosen; related records
 * while depth lasts.
 */
#pragma once

#include "plan/projection.hpp"
#include "plan/read_plan.hpp"

namespace viginti::plan {

/*
 * Appends what the selection depends on (versions of all objects in it, what was chosen) to `shape`.
 * Without a projection all fields are selected.
 */
Selection select_record(const model::ObjectPtr &object, int depth, const model::Catalog &catalog,
                        bool twenty_names, std::string &shape,
                        const Projection *projection = nullptr);

} // namespace viginti::plan

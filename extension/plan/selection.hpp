/*
 * The selection of an object at a depth (spec/core-rest.md §13): every active field; foreign keys of
 * to-one relations always; related records while depth lasts.
 */
#pragma once

#include "plan/read_plan.hpp"

namespace viginti::plan {

/* Appends what the selection depends on (ids and versions of all objects in it) to `shape`. */
Selection select_record(const model::ObjectPtr &object, int depth, const model::Catalog &catalog,
                        bool twenty_names, std::string &shape);

} // namespace viginti::plan

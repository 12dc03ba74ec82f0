/*
 * The plan cache of one backend: what was compiled for a shape (statements, kept plans, output
 * program), by a key that names the shape (style §7). Bounded by limits::kept_plans: the least
 * recently used goes, and is freed once the requests that hold it are done.
 */
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace viginti::pg {

/* Null when the shape is not known. */
std::shared_ptr<const void> find_plan(std::string_view shape);
void keep_plan(const std::string &shape, std::shared_ptr<const void> plan);

/* The same for the type the caller keeps under this kind of shape. */
template <class Plan>
std::shared_ptr<const Plan> find_plan_of(std::string_view shape)
{
    return std::static_pointer_cast<const Plan>(find_plan(shape));
}

} // namespace viginti::pg

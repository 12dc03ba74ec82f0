#include "pg/plan_cache.hpp"

#include "base/limits.hpp"
#include "pg/lru.hpp"

namespace viginti::pg {

namespace {

using Plans = Lru<std::string, std::shared_ptr<const void>, TextHash>;

Plans &plans()
{
    static Plans *const made = new Plans(limits::kept_plans);
    return *made;
}

} // namespace

std::shared_ptr<const void> find_plan(std::string_view shape)
{
    auto *const found = plans().find(shape);
    return found != nullptr ? *found : nullptr;
}

void keep_plan(const std::string &shape, std::shared_ptr<const void> plan)
{
    plans().insert(shape) = std::move(plan);
}

} // namespace viginti::pg

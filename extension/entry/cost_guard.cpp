#include "entry/cost_guard.hpp"

#include "base/error.hpp"

#include <charconv>
#include <cmath>
#include <string>

namespace viginti::entry {

namespace {

/* With two digits behind the point, as EXPLAIN shows a cost. */
std::string cost_text(double cost)
{
    char text[400];
    auto const end = std::to_chars(text, text + sizeof text, cost, std::chars_format::fixed, 2);
    return std::string(text, end.ptr);
}

} // namespace

void check_cost(const pg::KeptPlan &plan, const std::vector<plan::Param> &params, double max_cost)
{
    if (max_cost == 0)
        return;
    double const cost = pg::plan_cost(plan, params);
    if (cost > max_cost)
        throw Error(Code::CostExceeded,
                    "The query's cost of " + cost_text(cost) + " exceeds the ceiling of " +
                        cost_text(max_cost) + " of the key's role",
                    {}, "Filter by indexed fields, order by an indexed field, ask for less");
}

} // namespace viginti::entry

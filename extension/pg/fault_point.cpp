#include "pg/fault_point.hpp"

#include <csignal>

#include "pg/guard.hpp"

namespace viginti::pg {

namespace {

/* Steps until the fault, 0: none is to come. */
constinit int remaining = 0;
constinit bool is_deadly = false;

} // namespace

void set_fault(int step) noexcept
{
    is_deadly = step < 0;
    remaining = step < 0 ? -step : step;
}

void pass_step()
{
    if (remaining == 0 || --remaining > 0)
        return;
    if (is_deadly)
        std::raise(SIGKILL);
    guarded([] { raw_raise("a fault asked for by viginti.fail_at_step"); });
}

} // namespace viginti::pg

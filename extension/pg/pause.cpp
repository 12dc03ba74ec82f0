#include "pg/pause.hpp"

#include "pg/guard.hpp"

namespace viginti::pg {

void pause(long milliseconds)
{
    guarded([&] {
        WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, milliseconds,
                  PG_WAIT_EXTENSION);
        ResetLatch(MyLatch);
        CHECK_FOR_INTERRUPTS();
    });
}

} // namespace viginti::pg

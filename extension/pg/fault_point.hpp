/*
 * Faults on purpose: viginti.fail_at_step, a setting of superusers, makes a change of the model fail at
 * its n-th step, so that tests can prove that nothing of it remains. Steps are the statements of a
 * change, each write to the metadata, the lock before them and the end after them.
 */
#pragma once

namespace viginti::pg {

/*
 * What the setting was set to: n from now on lets the n-th step raise an ERROR, -n ends the process
 * at once, as kill -9 would; 0 lets all pass.
 */
void set_fault(int step) noexcept;

/* One step of a change; PgError when it is to fail. */
void pass_step();

} // namespace viginti::pg

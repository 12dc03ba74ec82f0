/*
 * A change of the model must never be in the way of requests: PostgreSQL lets everybody queue behind
 * a statement that waits for a table. So a change waits only briefly (viginti.lock_timeout), lets go
 * of every lock it has, the workspace's included, and starts anew after a random pause.
 */
#pragma once

#include "pg/ddl_executor.hpp"

#include "pg/guard.hpp"
#include "pg/subtransaction.hpp"

namespace viginti::pg {

/* What the body returns, which is run viginti.lock_attempts times at most; then TableBusy (503). */
template <class Body>
auto in_attempts(const Body &body)
{
    for (int attempt = 1;; ++attempt) {
        begin_change_attempt(attempt);
        try {
            return in_subtransaction(body);
        } catch (const TableBusy &) {
            if (!pause_before_attempt(attempt))
                throw;
        }
    }
}

} // namespace viginti::pg

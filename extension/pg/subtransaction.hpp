/*
 * in_subtransaction: for the rare place that must go on after an error. What the body did is undone
 * when it throws; the exception then goes on to the caller, who may drop it. A request as a whole
 * does not use it: its errors are raised.
 */
#pragma once

#include "pg/guard.hpp"

namespace viginti::pg {

template <class Body>
auto in_subtransaction(Body &&body)
{
    MemoryContext const context = CurrentMemoryContext;
    ResourceOwner const owner = CurrentResourceOwner;
    auto const leave = [&](void (*end)()) {
        guarded([&] {
            end();
            MemoryContextSwitchTo(context);
            CurrentResourceOwner = owner;
        });
    };

    guarded([&] {
        BeginInternalSubTransaction(nullptr);
        MemoryContextSwitchTo(context);
    });
    try {
        if constexpr (std::is_void_v<decltype(body())>) {
            body();
            leave(ReleaseCurrentSubTransaction);
        } else {
            auto result = body();
            leave(ReleaseCurrentSubTransaction);
            return result;
        }
    } catch (...) {
        leave(RollbackAndReleaseCurrentSubTransaction);
        throw;
    }
}

/* A rehearsal: runs the body, undoes what it did, and gives what it returned. */
template <class Body>
auto in_undone_subtransaction(Body &&body)
{
    MemoryContext const context = CurrentMemoryContext;
    ResourceOwner const owner = CurrentResourceOwner;
    auto const undo = [&] {
        guarded([&] {
            RollbackAndReleaseCurrentSubTransaction();
            MemoryContextSwitchTo(context);
            CurrentResourceOwner = owner;
        });
    };
    guarded([&] {
        BeginInternalSubTransaction(nullptr);
        MemoryContextSwitchTo(context);
    });
    auto result = [&] {
        try {
            return body();
        } catch (...) {
            undo();
            throw;
        }
    }();
    undo();
    return result;
}

} // namespace viginti::pg

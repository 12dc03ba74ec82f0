/*
 * Set-returning functions that make one value a call and materialise nothing: what such a function
 * keeps from one call to the next, and how it answers. For use in a target list (SELECT f(…)).
 */
#pragma once

#include <memory>

#include "pg/server.hpp"

namespace viginti::pg {

/* What a function keeps. It is destroyed when its query ends, however that happens. */
struct SetState {
    virtual ~SetState() = default;
    /*
     * Nobody wants more values although there are some. Called only when the transaction goes on: lets
     * go of what the server would hold to its end. Raw: may raise.
     */
    virtual void finish_early() {}
};

/* Null at the first call. */
SetState *set_state(FunctionCallInfo fcinfo) noexcept;
/* Throws Error{Internal} where the caller cannot take one value a call. */
void keep_set_state(FunctionCallInfo fcinfo, std::unique_ptr<SetState> state);

/* The answer of a call: one more value, or none any more, which ends the state too. */
Datum next_value(FunctionCallInfo fcinfo, Datum value) noexcept;
Datum end_of_set(FunctionCallInfo fcinfo) noexcept;

} // namespace viginti::pg

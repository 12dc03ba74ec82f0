#include "pg/value_set.hpp"

#include "base/error.hpp"

#include "pg/guard.hpp"

namespace viginti::pg {

namespace {

/* In the memory of the calling query; the state itself is C++'s. */
struct Slot {
    SetState *state;
    MemoryContextCallback release;
};

extern "C" {

static void release_state(void *argument)
{
    auto *const slot = static_cast<Slot *>(argument);
    delete slot->state;
    slot->state = nullptr;
}

static void shut_down(Datum argument)
{
    auto *const slot = reinterpret_cast<Slot *>(DatumGetPointer(argument));
    if (slot->state != nullptr)
        slot->state->finish_early();
}
}

Slot *slot_of(FunctionCallInfo fcinfo) noexcept
{
    return static_cast<Slot *>(fcinfo->flinfo->fn_extra);
}

ReturnSetInfo *result_of(FunctionCallInfo fcinfo) noexcept
{
    return reinterpret_cast<ReturnSetInfo *>(fcinfo->resultinfo);
}

} // namespace

SetState *set_state(FunctionCallInfo fcinfo) noexcept
{
    return slot_of(fcinfo) == nullptr ? nullptr : slot_of(fcinfo)->state;
}

void keep_set_state(FunctionCallInfo fcinfo, std::unique_ptr<SetState> state)
{
    ReturnSetInfo *const result = result_of(fcinfo);
    if (result == nullptr || !IsA(result, ReturnSetInfo) ||
        (result->allowedModes & SFRM_ValuePerCall) == 0)
        throw Error(Code::Internal, "A set is returned here, one value a call");
    Slot *slot = slot_of(fcinfo);
    if (slot == nullptr) {
        slot = guarded([&] {
            MemoryContext const memory = fcinfo->flinfo->fn_mcxt;
            auto *const made = static_cast<Slot *>(MemoryContextAllocZero(memory, sizeof(Slot)));
            made->release.func = release_state;
            made->release.arg = made;
            MemoryContextRegisterResetCallback(memory, &made->release);
            RegisterExprContextCallback(result->econtext, shut_down, PointerGetDatum(made));
            return made;
        });
        fcinfo->flinfo->fn_extra = slot;
    }
    delete slot->state;
    slot->state = state.release();
}

Datum next_value(FunctionCallInfo fcinfo, Datum value) noexcept
{
    result_of(fcinfo)->isDone = ExprMultipleResult;
    fcinfo->isnull = false;
    return value;
}

Datum end_of_set(FunctionCallInfo fcinfo) noexcept
{
    release_state(slot_of(fcinfo));
    result_of(fcinfo)->isDone = ExprEndResult;
    fcinfo->isnull = true;
    return Datum{0};
}

} // namespace viginti::pg

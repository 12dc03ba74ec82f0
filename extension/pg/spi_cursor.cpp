#include "pg/cursor.hpp"

#include "base/error.hpp"
#include "pg/json_sink.hpp"

#include "pg/datum.hpp"
#include "pg/guard.hpp"
#include "pg/receiver.hpp"

namespace viginti::pg {

void Cursor::open(const KeptPlan &plan, const std::vector<plan::Param> &params)
{
    check_arity(plan, params);
    portal_ = guarded([&] {
        return SPI_cursor_open_with_paramlist(nullptr, plan.get(), raw_param_list(params), true);
    });
    if (portal_ == nullptr)
        throw Error(Code::Internal, "a statement could not be opened");
}

bool Cursor::fetch(std::uint64_t max_rows, JsonSink &sink)
{
    guarded([&] {
        PortalRunFetch(portal_, FETCH_FORWARD,
                       max_rows == 0 ? FETCH_ALL : static_cast<long>(max_rows), receiver_of(sink));
    });
    /* A run cut short by the receiver counts as the end for the portal, but its plan can go on. */
    if (sink.overflowed())
        portal_->atEnd = false;
    return !portal_->atEnd;
}

void Cursor::close_raw()
{
    if (portal_ != nullptr)
        PortalDrop(portal_, false);
    portal_ = nullptr;
}

} // namespace viginti::pg

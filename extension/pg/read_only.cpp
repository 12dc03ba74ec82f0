#include "pg/read_only.hpp"

#include "pg/server.hpp"

namespace viginti::pg {

/* After an ERROR the transaction's abort puts the flag back, as it does for SET TRANSACTION. */
ReadOnly::ReadOnly() noexcept : before_(XactReadOnly)
{
    XactReadOnly = true;
}

ReadOnly::~ReadOnly()
{
    XactReadOnly = before_;
}

bool is_read_only() noexcept
{
    return XactReadOnly;
}

} // namespace viginti::pg

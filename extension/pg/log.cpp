#include "pg/log.hpp"

#include "pg/guard.hpp"

namespace viginti::pg {

namespace {

void report(int level, std::string_view text)
{
    guarded([&] {
        ereport(level, (errmsg_internal("%.*s", static_cast<int>(text.size()), text.data())));
    });
}

} // namespace

void log_line(std::string_view text)
{
    report(LOG_SERVER_ONLY, text);
}

void notice(std::string_view text)
{
    report(NOTICE, text);
}

} // namespace viginti::pg

#include "link.hpp"

#include <array>

#include <sys/epoll.h>

#include "log.hpp"

namespace viginti::shim {

namespace {

constexpr Oid text_type = 25;
constexpr Oid bytea_type = 17;

void log_notice(void *, const PGresult *result)
{
    spdlog::debug("server: {}", one_line(PQresultErrorMessage(result)));
}

} // namespace

const Oid CallArguments::types[count] = {text_type, text_type, text_type, bytea_type};
const int CallArguments::formats[count] = {0, 0, 0, binary_format};

CallArguments::CallArguments(const Exchange &exchange)
    : values{exchange.method == "HEAD" ? "GET" : exchange.method.c_str(), exchange.target.c_str(),
             exchange.fields.c_str(), exchange.body.empty() ? nullptr : exchange.body.data()},
      lengths{0, 0, 0, static_cast<int>(exchange.body.size())}
{}

bool Link::begin()
{
    /* Later entries win: the caller's URL may change the first ones, not the encoding. */
    const std::array<const char *, 6> names = {"fallback_application_name", "keepalives_idle",
                                               "tcp_user_timeout",          "dbname",
                                               "client_encoding",           nullptr};
    const std::array<const char *, 6> values = {
        "vigintid", "30", "30000", options_.database.c_str(), "UTF8", nullptr};
    connection_.reset(PQconnectStartParams(names.data(), values.data(), 1));
    is_up_ = false;
    socket_ = -1;
    interest_ = 0;
    if (!connection_ || PQstatus(connection_.get()) == CONNECTION_BAD)
        return false;
    PQsetNoticeReceiver(connection_.get(), log_notice, nullptr);
    watch(EPOLLOUT);
    return true;
}

Link::Progress Link::poll()
{
    switch (PQconnectPoll(connection_.get())) {
    case PGRES_POLLING_READING:
        watch(EPOLLIN);
        return Progress::Pending;
    case PGRES_POLLING_WRITING:
        watch(EPOLLOUT);
        return Progress::Pending;
    case PGRES_POLLING_OK:
        is_up_ = PQsetnonblocking(connection_.get(), 1) == 0;
        return is_up_ ? Progress::Up : Progress::Failed;
    default:
        return Progress::Failed;
    }
}

void Link::watch(std::uint32_t events)
{
    const int socket = PQsocket(connection_.get());
    /* While connecting, libpq may go from one address to the next under the same number. */
    if (is_up_ && socket == socket_ && events == interest_)
        return;
    epoll_event event{};
    event.events = events;
    event.data.ptr = &watch_;
    /* A closed socket has left the epoll: then MOD finds nothing. */
    if (::epoll_ctl(epoll_fd_, EPOLL_CTL_MOD, socket, &event) != 0)
        ::epoll_ctl(epoll_fd_, EPOLL_CTL_ADD, socket, &event);
    socket_ = socket;
    interest_ = events;
}

void Link::close()
{
    connection_.reset();
    socket_ = -1;
}

std::string Link::failure() const
{
    return connection_ ? one_line(PQerrorMessage(connection_.get())) : "out of memory";
}

} // namespace viginti::shim

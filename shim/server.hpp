/*
 * Server: the HTTP side of one loop, a libmicrohttpd daemon without a thread of its own.
 *
 * It gathers requests into exchanges and hands complete ones through the gate to the loop, which
 * either answers on the spot or keeps them, suspended, until resume. All callbacks are noexcept
 * and end in a 500 where something throws.
 */
#pragma once

#include <list>
#include <optional>

#include "exchange.hpp"
#include "options.hpp"

namespace viginti::shim {

/* The loop, as the server sees it. */
struct Gate {
    void *loop;
    /* Takes a complete exchange. True: it is kept until resume; false: it carries its answer. */
    bool (*submit)(void *loop, Exchange &exchange);
    /* An exchange ends although the loop has it: the daemon is being torn down, or the client of an
     * answer in pieces is gone; such an answer ends here too when it is whole. */
    void (*forget)(void *loop, Exchange &exchange);
};

/* A client connection; it must deliver its next request by the deadline. */
struct Client {
    int socket;
    Instant deadline;
    std::list<Client>::iterator self;
};

class Server {
  public:
    /* Takes a listening socket. Throws std::runtime_error when the daemon does not start. */
    Server(const Options &options, Fd listener, Gate gate);
    ~Server();
    Server(const Server &) = delete;
    Server &operator=(const Server &) = delete;

    /* The descriptor to wait on, and how long at most; nothing: as long as wanted. */
    int epoll_fd() const;
    std::optional<Milliseconds> wait_limit() const;

    /* Receives and sends what can be, without waiting. now is the time of all that happens. */
    void run(Instant now);

    /* The exchange has its answer; it goes out with the next run. */
    void resume(Exchange &exchange);

    /* Closes the connections of clients that are too slow. */
    void close_late(Instant now);

    /* Accepts what the kernel already holds, then nothing more; every answer ends its connection. */
    void quiesce();

    /* Exchanges begun and not yet answered to the last byte. */
    std::size_t open_exchanges() const { return open_; }

  private:
    static void *on_target(void *cls, const char *target, MHD_Connection *connection) noexcept;
    static MHD_Result on_request(void *cls, MHD_Connection *connection, const char *url,
                                 const char *method, const char *version, const char *upload,
                                 std::size_t *upload_size, void **context) noexcept;
    static void on_completed(void *cls, MHD_Connection *connection, void **context,
                             MHD_RequestTerminationCode code) noexcept;
    static void on_connection(void *cls, MHD_Connection *connection, void **context,
                              MHD_ConnectionNotificationCode code) noexcept;

    MHD_Result receive(Exchange &exchange, const char *method, const char *version,
                       const char *upload, std::size_t *upload_size);
    MHD_Result open(Exchange &exchange, const char *method, const char *version);
    MHD_Result complete(Exchange &exchange);
    unsigned long long most_body(const Exchange &exchange) const;
    void take_body(Exchange &exchange, const char *bytes, std::size_t length);

    const Options &options_;
    const Gate gate_;
    Fd listener_;
    std::list<Client> clients_;
    Instant now_ = Clock::now();
    std::size_t open_ = 0;
    unsigned long long body_bytes_ = 0; /* held in all bodies together */
    bool quiesced_ = false;
    DaemonPtr daemon_; /* last: its callbacks use the rest */
};

} // namespace viginti::shim

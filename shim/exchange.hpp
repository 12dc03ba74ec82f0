/*
 * Exchange: one HTTP request from its first line to its last byte of answer.
 *
 * The server makes it when the request line is there and frees it when the answer is out. In
 * between it is received, queued, sent to a backend and answered; an exchange that is queued or
 * sent is suspended in the HTTP server and known to the loop.
 */
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "clock.hpp"
#include "handles.hpp"
#include "outflow.hpp"
#include "problem.hpp"

namespace viginti::shim {

/* What an epoll event is about; the loop's epoll carries a pointer to one of these. */
struct Watch {
    enum class Kind : std::uint8_t { Wake, Server, Backend, Stream, Client };
    Kind kind;
    void *owner;
};

enum class Stage : std::uint8_t { Receiving, Queued, Sent, Answered };

/* What the database is asked: the request itself, its answer in pieces, or its version for the
 * readiness probe. */
enum class Question : std::uint8_t { Handle, Stream, Version };

struct Exchange {
    MHD_Connection *connection = nullptr;
    int socket = -1;

    std::string method;
    std::string target; /* origin form, ASCII, undecoded */
    std::string fields; /* "name: value\n" of the forwarded headers */
    std::string body;
    Question question = Question::Handle;
    bool is_read = false;  /* GET, HEAD, GraphQL that only asks: safe to send twice */
    bool is_alone = false; /* a statement it shared failed: it gets one of its own */
    bool wants_problem_json = false;
    bool is_import = false;    /* the body has a type the database takes in bulk */
    bool wants_stream = false; /* a type the database streams is among those accepted */
    bool wants_times = false;  /* it asks how long its parts take */
    bool close_after = false;  /* the answer ends the connection */

    Stage stage = Stage::Receiving;
    bool opened = false;            /* the headers were seen */
    bool watched = false;           /* the socket is watched for hang-up */
    unsigned losses = 0;            /* connections that broke while it was handed over */
    Instant begun{};                /* when the request line was there */
    Instant complete{};             /* when the whole request was there */
    Instant sent{};                 /* when it left the queue last */
    Instant finished{};             /* when the answer was there; kept where it wants_times */
    std::optional<Problem> refusal; /* decided early, told once the body is in */
    unsigned long long limit = 0;   /* the limit a refusal names */
    unsigned long long received = 0;

    std::unique_ptr<Outflow> outflow; /* of an answer in pieces that has begun */
    ResponsePtr response;
    unsigned status = 0;
    unsigned long long answer_bytes = 0;

    Watch watch{Watch::Kind::Client, this};
};

/* The path of the target, without its query. */
std::string_view path_of(const Exchange &exchange);

/*
 * These make the answer. Where even that fails for want of memory the exchange is left without a
 * response, and the server closes the connection.
 */

/* Out of what the database returned; the result becomes the body's buffer. A null result is a
 * lost connection. */
void answer_result(Exchange &exchange, ResultPtr result) noexcept;

/* The head of an answer in pieces, and its outflow, out of the first piece. Without an outflow
 * afterwards the piece was no good, and the response is an error. */
void begin_outflow(Exchange &exchange, ResultPtr first, Instant now) noexcept;

/* Out of a problem of the daemon's own; limit, when not 0, is the limit it names. */
void answer_problem(Exchange &exchange, const Problem &problem,
                    unsigned long long limit = 0) noexcept;

/* For the liveness probe. */
void answer_live(Exchange &exchange);

} // namespace viginti::shim

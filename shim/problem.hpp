/*
 * The answers the daemon must write itself: overload, lost server, too large, late. Everything
 * else, errors included, is written inside the database.
 *
 * One table maps the classes of foreign SQLSTATEs to a status; one list holds the problems.
 */
#pragma once

#include <string>
#include <string_view>

namespace viginti::shim {

/* A refusal: what the client reads, and after how many seconds it may come again (0: not said). */
struct Problem {
    unsigned status;
    std::string_view code;
    std::string_view message;
    std::string_view hint;
    unsigned retry_after;
};

namespace problems {
inline constexpr Problem host_missing{400, "HOST_MISSING", "The Host header is missing", "", 0};
inline constexpr Problem framing_invalid{
    400, "FRAMING_INVALID", "The length of the body is given in conflicting ways",
    "send one Content-Length, or Transfer-Encoding: chunked", 0};
inline constexpr Problem probe_method{405, "METHOD_NOT_ALLOWED", "Method not allowed",
                                      "allowed: GET, HEAD", 0};
inline constexpr Problem conflict{409, "CONFLICT",
                                  "The request collided with another one; send it again", "", 0};
inline constexpr Problem body_too_large{413, "BODY_TOO_LARGE", "The request body is too large", "",
                                        0};
inline constexpr Problem header_too_large{431, "HEADER_TOO_LARGE",
                                          "The request line and headers are too large", "", 0};
inline constexpr Problem internal{500, "INTERNAL_ERROR", "Internal server error", "", 0};
inline constexpr Problem coding_unknown{501, "CODING_UNKNOWN",
                                        "Only the transfer coding chunked is known", "", 0};
inline constexpr Problem database_lost{503, "DATABASE_UNAVAILABLE", "The database is not reachable",
                                       "", 1};
inline constexpr Problem database_busy{503, "DATABASE_BUSY",
                                       "The database has no room for the request now", "", 1};
inline constexpr Problem queue_full{503, "OVERLOADED", "Too many requests are waiting", "", 1};
inline constexpr Problem queue_late{503, "OVERLOADED", "The request waited too long for its turn",
                                    "", 1};
inline constexpr Problem stopping{503, "STOPPING", "The server is stopping", "", 1};
inline constexpr Problem version_differs{
    503, "VERSION_MISMATCH", "The daemon and the extension are of different versions",
    "install the same release of both, then ALTER EXTENSION viginti UPDATE", 5};
inline constexpr Problem timeout{504, "TIMEOUT", "The request took too long", "", 0};
} // namespace problems

/* The problem a SQLSTATE that viginti did not raise stands for; an empty one is a lost server. */
const Problem &problem_of(std::string_view sqlstate);

/*
 * The JSON body: {statusCode, messages, error, code, hint?}. With rfc9457 the members type, title,
 * status and detail stand beside them. limit, when not 0, is named in the hint.
 */
std::string write_problem(const Problem &problem, bool rfc9457, unsigned long long limit = 0);

} // namespace viginti::shim

/*
 * The text forms between HTTP and the database function: what of a request is passed on and in
 * which spelling, and how the text that comes back splits into status, header lines and body.
 *
 * Pure functions over bytes; nothing here knows what a request means.
 */
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace viginti::shim {

/*
 * Bytes outside [lowest, 0x7e] as %XX, the others as they are: the database takes text in UTF-8
 * only, clients send anything. lowest is 0x21 for a request target and 0x20 for a header value.
 */
std::string escape_bytes(std::string_view raw, unsigned char lowest);
void append_escaped(std::string &text, std::string_view raw, unsigned char lowest);

/* A target as path and query: "http://host/path" loses scheme and authority (RFC 9112, 3.2.2). */
std::string_view origin_form(std::string_view target);

/* Whether a request header is passed on; if so, its lower-case name, else empty. */
std::string_view forwarded_name(std::string_view name);

/* Whether a forwarded header asks how long the parts of its request take. */
bool asks_for_times(std::string_view forwarded_name, std::string_view value);

/* Equality of ASCII text without regard to case, as header names compare. */
bool same_text(std::string_view left, std::string_view right);

/* Whether a comma list of media types names this one (parameters ignored). */
bool accepts_type(std::string_view accept, std::string_view type);

/* Whether a comma list of media types names one the database streams and imports in bulk. */
bool names_bulk_type(std::string_view types);

/*
 * Whether the JSON body of a GraphQL request can do nothing but ask: its documents are in it, and the
 * word without which no mutation is written is not. An escape might spell it, so no body with one is
 * taken for a question.
 */
bool only_asks(std::string_view graphql_body);

/* An answer's head: the status, its header lines, and where the body begins. */
struct Head {
    unsigned status;
    std::string_view fields;
    std::size_t body_offset;
};

/* Splits "<status>\n<Name: value>\n...\n\n<body>"; nothing when the text has another form. */
std::optional<Head> parse_head(std::string_view answer);

struct Field {
    std::string_view name;
    std::string_view value;
};

/* Takes the next "Name: value" line off fields; nothing at the end. Lines of other form are
 * skipped. */
std::optional<Field> next_field(std::string_view &fields);

/* The header in which the database tells its times, and the daemon behind them its own. */
constexpr std::string_view times_field = "server-timing";

/* Parts of a request, as the daemon sees them. */
struct Times {
    std::chrono::nanoseconds queue;    /* from the whole request to the database's turn */
    std::chrono::nanoseconds database; /* from there to its answer */
    std::chrono::nanoseconds shim;     /* the rest that is over when the answer's head is written */
};

/* Appends them to the value of that header: milliseconds, whole microseconds of them. */
void append_times(std::string &value, const Times &times);

/* Fields that belong to the connection or are computed by the server: never copied from an
 * answer. */
bool is_own_field(std::string_view name);

/* The status in a SQLSTATE of class VG ("VG404" is 404); nothing for other codes. */
std::optional<unsigned> raised_status(std::string_view sqlstate);

} // namespace viginti::shim

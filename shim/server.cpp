#include "server.hpp"

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <stdexcept>

#include <sys/socket.h>

#include "log.hpp"
#include "wire.hpp"

namespace viginti::shim {

namespace {

bool is_graphql(std::string_view path)
{
    return path == "/graphql" || path == "/metadata";
}

/* Memory of one client connection beyond the header limit: the parsed header and the answer's head.
 * The daemon clears all of it after each request, one and a half times; more is not free. */
constexpr std::size_t spare_memory = 16u << 10;

/* Forwarded header lines of most requests fit, so that they are gathered in one block. */
constexpr std::size_t usual_fields = 256;

/* Bytes held in all request bodies of a loop, or the largest import where that is more; a client that
 * would exceed them gets 503. */
constexpr unsigned long long body_budget = 128ull << 20;

/* A body beyond its limit is read to its end up to here, so that the client sees the answer. */
constexpr unsigned long long discard_limit = 64ull << 20;

/* Accepted in one go by quiesce: turns of the daemon, which accepts about ten each. */
constexpr int last_turns = 16;

void log_message(void *, const char *format, va_list arguments)
{
    char line[512];
    if (std::vsnprintf(line, sizeof line, format, arguments) > 0)
        spdlog::debug("http: {}", one_line(line));
}

/* The target stays as it was sent: the database decodes it. */
std::size_t keep_escapes(void *, MHD_Connection *, char *text)
{
    return std::strlen(text);
}

/* What the headers say about this request, gathered in one pass. */
struct Survey {
    Exchange *exchange;
    bool failed = false;
    bool has_host = false;
    unsigned lengths = 0;
    unsigned codings = 0;
    bool is_chunked = false;
    bool expects_continue = false;
    unsigned long long length = 0;
};

MHD_Result survey_field(void *cls, MHD_ValueKind, const char *raw_name,
                        const char *raw_value) noexcept
try {
    Survey &survey = *static_cast<Survey *>(cls);
    const std::string_view name(raw_name);
    const std::string_view value(raw_value == nullptr ? "" : raw_value);
    if (const std::string_view known = forwarded_name(name); !known.empty()) {
        Exchange &exchange = *survey.exchange;
        exchange.fields.append(known).append(": ");
        append_escaped(exchange.fields, value, 0x20);
        exchange.fields += '\n';
        if (known == "accept")
            exchange.wants_problem_json =
                exchange.wants_problem_json || accepts_type(value, "application/problem+json");
        if (known == "accept")
            exchange.wants_stream = exchange.wants_stream || names_bulk_type(value);
        if (known == "content-type")
            exchange.is_import = names_bulk_type(value);
        exchange.wants_times = exchange.wants_times || asks_for_times(known, value);
    } else if (same_text(name, "host")) {
        survey.has_host = true;
    } else if (same_text(name, "content-length")) {
        ++survey.lengths;
        survey.length = std::strtoull(raw_value, nullptr, 10);
    } else if (same_text(name, "transfer-encoding")) {
        ++survey.codings;
        survey.is_chunked = same_text(value, "chunked");
    } else if (same_text(name, "expect")) {
        survey.expects_continue = same_text(value, "100-continue");
    }
    return MHD_YES;
} catch (...) {
    static_cast<Survey *>(cls)->failed = true;
    return MHD_NO;
}

MHD_Result deliver(Exchange &exchange)
{
    if (!exchange.response)
        return MHD_NO;
    const MHD_Result queued =
        MHD_queue_response(exchange.connection, exchange.status, exchange.response.get());
    exchange.response.reset();
    exchange.stage = Stage::Answered;
    return queued;
}

Client *client_of(MHD_Connection *connection)
{
    const MHD_ConnectionInfo *const info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info == nullptr ? nullptr : static_cast<Client *>(info->socket_context);
}

int socket_of(MHD_Connection *connection)
{
    const MHD_ConnectionInfo *const info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info == nullptr ? -1 : info->connect_fd;
}

} // namespace

Server::Server(const Options &options, Fd listener, Gate gate)
    : options_(options), gate_(gate), listener_(std::move(listener))
{
    const auto quiet =
        std::max({options.idle_timeout, options.receive_timeout, options.stall_timeout});
    const auto seconds = static_cast<unsigned>((quiet.count() + 999) / 1000);
    daemon_.reset(MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0, nullptr, nullptr,
        on_request, this, MHD_OPTION_EXTERNAL_LOGGER, log_message, nullptr,
        MHD_OPTION_LISTEN_SOCKET, listener_.get(), MHD_OPTION_CONNECTION_LIMIT, options.max_clients,
        MHD_OPTION_CONNECTION_TIMEOUT, seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        static_cast<std::size_t>(options.max_header) + spare_memory, MHD_OPTION_URI_LOG_CALLBACK,
        on_target, this, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, nullptr,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, this, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, this, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END));
    if (!daemon_)
        throw std::runtime_error("the HTTP server does not start");
    listener_.release(); /* the daemon closes it */
}

Server::~Server()
{
    daemon_.reset();
}

int Server::epoll_fd() const
{
    return MHD_get_daemon_info(daemon_.get(), MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

std::optional<Milliseconds> Server::wait_limit() const
{
    unsigned long long milliseconds = 0;
    if (MHD_get_timeout(daemon_.get(), &milliseconds) != MHD_YES)
        return std::nullopt;
    return Milliseconds(milliseconds);
}

void Server::run(Instant now)
{
    now_ = now;
    MHD_run(daemon_.get());
}

void Server::resume(Exchange &exchange)
{
    MHD_resume_connection(exchange.connection);
}

void Server::close_late(Instant now)
{
    for (const Client &client : clients_)
        if (client.deadline <= now)
            ::shutdown(client.socket, SHUT_RDWR); /* the daemon sees the end and cleans up */
}

void Server::quiesce()
{
    for (int turn = 0; turn < last_turns; ++turn)
        run(now_);
    quiesced_ = true;
    listener_ = Fd(MHD_quiesce_daemon(daemon_.get()));
    listener_ = Fd();
}

void *Server::on_target(void *cls, const char *target, MHD_Connection *connection) noexcept
try {
    Server &server = *static_cast<Server *>(cls);
    auto exchange = std::make_unique<Exchange>();
    exchange->connection = connection;
    exchange->socket = socket_of(connection);
    exchange->begun = server.now_;
    exchange->target = escape_bytes(origin_form(target == nullptr ? "" : target), 0x21);
    /* The daemon would next split the query into its connection memory, which a long one fills.
     * The text is the daemon's own writable buffer; ending it here leaves nothing to split. */
    if (target != nullptr)
        if (char *const query = std::strchr(const_cast<char *>(target), '?'))
            query[1] = '\0';
    if (Client *const client = client_of(connection))
        client->deadline = exchange->begun + server.options_.receive_timeout;
    ++server.open_;
    return exchange.release();
} catch (...) {
    return nullptr; /* the request handler closes the connection then */
}

MHD_Result Server::on_request(void *cls, MHD_Connection *, const char *, const char *method,
                              const char *version, const char *upload, std::size_t *upload_size,
                              void **context) noexcept
{
    Exchange *const exchange = static_cast<Exchange *>(*context);
    if (exchange == nullptr)
        return MHD_NO;
    try {
        return static_cast<Server *>(cls)->receive(*exchange, method, version, upload, upload_size);
    } catch (...) {
        if (*upload_size != 0)
            return MHD_NO; /* no answer is possible amid an upload */
        answer_problem(*exchange, problems::internal);
        return deliver(*exchange);
    }
}

/* The daemon calls at the end of the headers, for each part of the body, at its end, and again
 * after resume. */
MHD_Result Server::receive(Exchange &exchange, const char *method, const char *version,
                           const char *upload, std::size_t *upload_size)
{
    exchange.close_after = exchange.close_after || quiesced_;
    if (!exchange.opened)
        return open(exchange, method, version);
    if (*upload_size != 0) {
        take_body(exchange, upload, *upload_size);
        *upload_size = 0;
        return exchange.received > discard_limit + most_body(exchange) ? MHD_NO : MHD_YES;
    }
    return exchange.stage == Stage::Receiving ? complete(exchange) : deliver(exchange);
}

MHD_Result Server::open(Exchange &exchange, const char *method, const char *version)
{
    exchange.opened = true;
    exchange.method = escape_bytes(method, 0x21);
    exchange.is_read = exchange.method == "GET" || exchange.method == "HEAD";
    exchange.fields.reserve(usual_fields);
    Survey survey{.exchange = &exchange};
    MHD_get_connection_values(exchange.connection, MHD_HEADER_KIND, survey_field, &survey);
    if (survey.failed)
        throw std::bad_alloc();

    const MHD_ConnectionInfo *const size =
        MHD_get_connection_info(exchange.connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    const auto refuse_now = [&exchange](const Problem &problem, unsigned long long limit = 0) {
        answer_problem(exchange, problem, limit);
        return deliver(exchange);
    };
    const unsigned long long most = most_body(exchange);
    if (Client *const client = client_of(exchange.connection); client && exchange.is_import)
        client->deadline = exchange.begun + options_.import_timeout;
    /* Framing that two readers could take differently must not be read on. */
    if (survey.lengths + survey.codings > 1)
        return refuse_now(problems::framing_invalid);
    if (survey.codings == 1 && !survey.is_chunked)
        return refuse_now(problems::coding_unknown);
    if (size != nullptr && size->header_size > options_.max_header) {
        exchange.refusal = problems::header_too_large;
        exchange.limit = options_.max_header;
    } else if (!survey.has_host && std::string_view(version) == "HTTP/1.1") {
        exchange.refusal = problems::host_missing;
    } else if (survey.length > most) {
        if (survey.expects_continue || survey.length > discard_limit)
            return refuse_now(problems::body_too_large, most);
        exchange.refusal = problems::body_too_large;
        exchange.limit = most;
    } else {
        exchange.body.reserve(survey.length);
    }
    return MHD_YES;
}

unsigned long long Server::most_body(const Exchange &exchange) const
{
    return exchange.is_import ? options_.max_import : options_.max_body;
}

void Server::take_body(Exchange &exchange, const char *bytes, std::size_t length)
{
    exchange.received += length;
    if (exchange.refusal)
        return;
    if (exchange.received > most_body(exchange)) {
        exchange.refusal = problems::body_too_large;
        exchange.limit = most_body(exchange);
    } else if (body_bytes_ + length > std::max(body_budget, options_.max_import)) {
        exchange.refusal = problems::queue_full;
    } else {
        exchange.body.append(bytes, length);
        body_bytes_ += length;
        return;
    }
    body_bytes_ -= exchange.body.size();
    std::string().swap(exchange.body);
}

MHD_Result Server::complete(Exchange &exchange)
{
    /* One time for all that a turn of the loop brings is too coarse for who asks. */
    exchange.complete = exchange.wants_times ? Clock::now() : now_;
    if (exchange.method == "POST" && is_graphql(path_of(exchange)))
        exchange.is_read = only_asks(exchange.body);
    if (Client *const client = client_of(exchange.connection))
        client->deadline = Instant::max();
    const std::string_view path = path_of(exchange);
    if (exchange.refusal) {
        answer_problem(exchange, *exchange.refusal, exchange.limit);
        return deliver(exchange);
    }
    if (path == "/livez" || path == "/readyz") {
        if (!exchange.is_read) {
            answer_problem(exchange, problems::probe_method);
            return deliver(exchange);
        }
        if (path == "/livez") {
            answer_live(exchange);
            return deliver(exchange);
        }
        exchange.question = Question::Version;
    } else if (exchange.wants_stream && exchange.is_read && path.starts_with("/rest/")) {
        exchange.question = Question::Stream;
    }
    if (!gate_.submit(gate_.loop, exchange))
        return deliver(exchange);
    MHD_suspend_connection(exchange.connection);
    return MHD_YES;
}

void Server::on_completed(void *cls, MHD_Connection *connection, void **context,
                          MHD_RequestTerminationCode code) noexcept
{
    Server &server = *static_cast<Server *>(cls);
    const std::unique_ptr<Exchange> exchange(static_cast<Exchange *>(*context));
    *context = nullptr;
    if (!exchange)
        return;
    --server.open_;
    server.body_bytes_ -= exchange->body.size();
    if (exchange->stage == Stage::Queued || exchange->stage == Stage::Sent || exchange->outflow)
        server.gate_.forget(server.gate_.loop, *exchange);
    if (Client *const client = client_of(connection))
        client->deadline = server.now_ + server.options_.idle_timeout;
    if (spdlog::should_log(spdlog::level::debug)) {
        const std::chrono::duration<double, std::milli> took = Clock::now() - exchange->begun;
        spdlog::debug("{} {} {} {}B {:.2f}ms{}", exchange->method, path_of(*exchange),
                      exchange->status, exchange->answer_bytes, took.count(),
                      code == MHD_REQUEST_TERMINATED_COMPLETED_OK ? "" : " (not delivered)");
    }
}

void Server::on_connection(void *cls, MHD_Connection *connection, void **context,
                           MHD_ConnectionNotificationCode code) noexcept
{
    Server &server = *static_cast<Server *>(cls);
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (Client *const client = static_cast<Client *>(*context))
            server.clients_.erase(client->self);
        *context = nullptr;
        return;
    }
    try {
        const Instant deadline = server.now_ + server.options_.receive_timeout;
        server.clients_.push_front(Client{socket_of(connection), deadline, {}});
        server.clients_.front().self = server.clients_.begin();
        *context = &server.clients_.front();
    } catch (...) {
        *context = nullptr; /* such a client is only bound by the daemon's own timeout */
    }
}

} // namespace viginti::shim

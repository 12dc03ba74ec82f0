#include "exchange.hpp"

#include <array>
#include <cstdlib>
#include <new>

#include "log.hpp"
#include "wire.hpp"

namespace viginti::shim {

namespace {

constexpr const char *json_type = "application/json";
constexpr const char *problem_type = "application/problem+json";

void clear_result(void *result)
{
    PQclear(static_cast<PGresult *>(result));
}

void add_field(MHD_Response *response, const char *name, const char *value)
{
    if (MHD_add_response_header(response, name, value) != MHD_YES)
        spdlog::debug("header not sent: {}", name);
}

/* The daemon wants terminated text and copies it; a line of usual length costs no allocation. */
void add_field(MHD_Response *response, const Field &field)
{
    std::array<char, 256> line;
    const std::size_t value_at = field.name.size() + 1;
    if (value_at + field.value.size() >= line.size()) {
        add_field(response, std::string(field.name).c_str(), std::string(field.value).c_str());
        return;
    }
    line[field.name.copy(line.data(), field.name.size())] = '\0';
    line[value_at + field.value.copy(line.data() + value_at, field.value.size())] = '\0';
    add_field(response, line.data(), line.data() + value_at);
}

void set_answer(Exchange &exchange, unsigned status, ResponsePtr response, std::size_t bytes)
{
    if (!response)
        throw std::bad_alloc();
    if (exchange.close_after)
        add_field(response.get(), "Connection", "close");
    exchange.response = std::move(response);
    exchange.status = status;
    exchange.answer_bytes = bytes;
}

/* A response over bytes inside the result, which lives until they are sent. */
ResponsePtr wrap_result(ResultPtr result, const char *bytes, std::size_t length)
{
    ResponsePtr response(MHD_create_response_from_buffer_with_free_callback_cls(
        length, const_cast<char *>(bytes), clear_result, result.get()));
    if (response)
        result.release();
    return response;
}

/* What the database tells of its times, with the daemon's own behind it. */
std::string all_times(const Exchange &exchange, std::string_view told)
{
    std::string value(told);
    Times times{};
    times.queue = exchange.sent - exchange.complete;
    times.database = exchange.finished - exchange.sent;
    times.shim = (exchange.complete - exchange.begun) + (Clock::now() - exchange.finished);
    append_times(value, times);
    return value;
}

/* Copies the header lines of an answer; a body without a content type is JSON. */
void add_fields(const Exchange &exchange, MHD_Response *response, std::string_view fields,
                bool has_body)
{
    bool has_type = !has_body;
    while (const auto field = next_field(fields)) {
        if (is_own_field(field->name))
            continue;
        if (exchange.wants_times && same_text(field->name, times_field)) {
            add_field(response, "Server-Timing", all_times(exchange, field->value).c_str());
            continue;
        }
        has_type = has_type || same_text(field->name, "content-type");
        add_field(response, *field);
    }
    if (!has_type)
        add_field(response, "Content-Type", json_type);
}

void answer_text(Exchange &exchange, unsigned status, const std::string &text, const char *type)
{
    ResponsePtr response(MHD_create_response_from_buffer(
        text.size(), const_cast<char *>(text.data()), MHD_RESPMEM_MUST_COPY));
    if (response)
        add_field(response.get(), "Content-Type", type);
    set_answer(exchange, status, std::move(response), text.size());
}

std::string dump(const JsonPtr &value)
{
    char *const text = json_dumps(value.get(), JSON_COMPACT);
    std::string copy(text == nullptr ? "{}" : text);
    std::free(text);
    return copy;
}

/* Major and minor of a version; releases that differ only behind them work together. */
std::string_view series_of(std::string_view version)
{
    const std::size_t first = version.find('.');
    return first == std::string_view::npos ? version
                                           : version.substr(0, version.find('.', first + 1));
}

void answer_ready(Exchange &exchange, std::string_view database_version)
{
    if (series_of(database_version) != series_of(VIGINTI_VERSION)) {
        spdlog::error("vigintid is {}, the extension is {}", VIGINTI_VERSION, database_version);
        answer_problem(exchange, problems::version_differs);
        return;
    }
    const JsonPtr body(json_object());
    json_object_set_new(body.get(), "status", json_string("ready"));
    json_object_set_new(body.get(), "version", json_string(VIGINTI_VERSION));
    json_object_set_new(body.get(), "database",
                        json_stringn(database_version.data(), database_version.size()));
    answer_text(exchange, 200, dump(body), json_type);
}

/* The database raised: class VG carries a whole answer, other codes become one of ours. */
void answer_error(Exchange &exchange, ResultPtr result)
{
    const auto part = [&result](int code) -> std::string_view {
        const char *const text = PQresultErrorField(result.get(), code);
        return text == nullptr ? std::string_view() : std::string_view(text);
    };
    const std::string_view sqlstate = part(PG_DIAG_SQLSTATE);
    const auto status = raised_status(sqlstate);
    const std::string_view body = part(PG_DIAG_MESSAGE_DETAIL);
    if (exchange.question != Question::Version && status && !body.empty()) {
        const std::string_view fields = part(PG_DIAG_MESSAGE_HINT);
        ResponsePtr response = wrap_result(std::move(result), body.data(), body.size());
        if (response)
            add_fields(exchange, response.get(), fields, true);
        set_answer(exchange, *status, std::move(response), body.size());
        return;
    }
    const Problem &problem = problem_of(sqlstate);
    const bool is_ours = problem.status == 500;
    spdlog::log(is_ours ? spdlog::level::err : spdlog::level::debug, "{} {} failed: {} {}",
                exchange.method, path_of(exchange), sqlstate,
                one_line(PQresultErrorField(result.get(), PG_DIAG_MESSAGE_PRIMARY)));
    answer_problem(exchange, problem);
}

/* The rest of the memory a chunk of the answer is gathered in is the server's connection memory. */
constexpr std::size_t outflow_block = 64u << 10;

} // namespace

std::string_view path_of(const Exchange &exchange)
{
    const std::string_view target = exchange.target;
    return target.substr(0, target.find('?'));
}

void answer_problem(Exchange &exchange, const Problem &problem, unsigned long long limit) noexcept
try {
    const std::string text = write_problem(problem, exchange.wants_problem_json, limit);
    answer_text(exchange, problem.status, text,
                exchange.wants_problem_json ? problem_type : json_type);
    if (problem.retry_after != 0)
        add_field(exchange.response.get(), "Retry-After",
                  std::to_string(problem.retry_after).c_str());
    if (problem.status == 405)
        add_field(exchange.response.get(), "Allow", "GET, HEAD");
} catch (...) {
    exchange.response.reset();
}

void answer_live(Exchange &exchange)
{
    const JsonPtr body(json_object());
    json_object_set_new(body.get(), "status", json_string("live"));
    json_object_set_new(body.get(), "version", json_string(VIGINTI_VERSION));
    answer_text(exchange, 200, dump(body), json_type);
}

void answer_result(Exchange &exchange, ResultPtr result) noexcept
try {
    if (exchange.wants_times)
        exchange.finished = Clock::now();
    if (!result) {
        answer_problem(exchange, problems::database_lost);
        return;
    }
    const ExecStatusType kind = PQresultStatus(result.get());
    if (kind != PGRES_TUPLES_OK && kind != PGRES_SINGLE_TUPLE) {
        answer_error(exchange, std::move(result));
        return;
    }
    if (PQntuples(result.get()) != 1 || PQnfields(result.get()) != 1) {
        answer_problem(exchange, problems::internal);
        return;
    }
    const std::string_view answer(PQgetvalue(result.get(), 0, 0),
                                  static_cast<std::size_t>(PQgetlength(result.get(), 0, 0)));
    if (exchange.question == Question::Version) {
        answer_ready(exchange, answer);
        return;
    }
    const auto head = parse_head(answer);
    if (!head) {
        spdlog::error("{} {}: the answer of the database has no head", exchange.method,
                      path_of(exchange));
        answer_problem(exchange, problems::internal);
        return;
    }
    const std::string_view body = answer.substr(head->body_offset);
    ResponsePtr response = wrap_result(std::move(result), body.data(), body.size());
    if (response)
        add_fields(exchange, response.get(), head->fields, !body.empty());
    set_answer(exchange, head->status, std::move(response), body.size());
} catch (...) {
    answer_problem(exchange, problems::internal);
}

void begin_outflow(Exchange &exchange, ResultPtr first, Instant now) noexcept
try {
    exchange.finished = now;
    const std::string_view answer(PQgetvalue(first.get(), 0, 0),
                                  static_cast<std::size_t>(PQgetlength(first.get(), 0, 0)));
    const auto head = parse_head(answer);
    if (!head) {
        spdlog::error("{} {}: the answer of the database has no head", exchange.method,
                      path_of(exchange));
        answer_problem(exchange, problems::internal);
        return;
    }
    auto flow = std::make_unique<Outflow>();
    flow->exchange = &exchange;
    ResponsePtr response(MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, outflow_block,
                                                           take_bytes, flow.get(), nullptr));
    if (response)
        add_fields(exchange, response.get(), head->fields, true);
    /* Asked for the head alone, libmicrohttpd would send the last chunk of a body all the same. */
    if (response && exchange.method == "HEAD")
        MHD_set_response_options(response.get(), MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
    set_answer(exchange, head->status, std::move(response), 0);
    flow->put(std::move(first), head->body_offset, now);
    exchange.outflow = std::move(flow);
} catch (...) {
    exchange.response.reset();
    answer_problem(exchange, problems::internal);
}

} // namespace viginti::shim

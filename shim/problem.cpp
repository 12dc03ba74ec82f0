#include "problem.hpp"

#include <array>
#include <cstdlib>

#include <microhttpd.h>

#include "handles.hpp"

namespace viginti::shim {

namespace {

struct Row {
    std::string_view prefix;
    const Problem &problem;
};

/* Longer prefixes first. A missing prepared statement means somebody reset the session. */
constexpr std::array rows = {
    Row{"57014", problems::timeout},    Row{"26000", problems::database_lost},
    Row{"08", problems::database_lost}, Row{"40", problems::conflict},
    Row{"53", problems::database_busy}, Row{"57", problems::database_lost},
};

json_t *text_value(std::string_view text)
{
    return json_stringn(text.data(), text.size());
}

} // namespace

const Problem &problem_of(std::string_view sqlstate)
{
    if (sqlstate.empty())
        return problems::database_lost;
    for (const Row &row : rows)
        if (sqlstate.starts_with(row.prefix))
            return row.problem;
    return problems::internal;
}

std::string write_problem(const Problem &problem, bool rfc9457, unsigned long long limit)
{
    const JsonPtr body(json_object());
    const char *const reason = MHD_get_reason_phrase_for(problem.status);
    if (rfc9457) {
        json_object_set_new(body.get(), "type", json_string("about:blank"));
        json_object_set_new(body.get(), "title", json_string(reason));
        json_object_set_new(body.get(), "status", json_integer(problem.status));
        json_object_set_new(body.get(), "detail", text_value(problem.message));
    }
    json_object_set_new(body.get(), "statusCode", json_integer(problem.status));
    json_t *const messages = json_array();
    json_array_append_new(messages, text_value(problem.message));
    json_object_set_new(body.get(), "messages", messages);
    json_object_set_new(body.get(), "error", json_string(reason));
    json_object_set_new(body.get(), "code", text_value(problem.code));
    if (limit != 0) {
        const std::string hint = "the limit is " + std::to_string(limit) + " bytes";
        json_object_set_new(body.get(), "hint", text_value(hint));
    } else if (!problem.hint.empty()) {
        json_object_set_new(body.get(), "hint", text_value(problem.hint));
    }
    char *const text = json_dumps(body.get(), JSON_COMPACT);
    std::string copy(text == nullptr ? "{}" : text);
    std::free(text);
    return copy;
}

} // namespace viginti::shim

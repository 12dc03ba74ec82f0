/*
 * What every door to the request path shares: the arguments of a call as an Inbound, the answer to
 * it, and the turning of whatever is thrown on the way into an answer.
 */
#pragma once

#include "base/error.hpp"
#include "entry/answer.hpp"
#include "entry/caller.hpp"
#include "entry/errors.hpp"
#include "entry/inbound.hpp"
#include "rest/query_string.hpp"
#include "rest/route.hpp"

#include <string>

#include "pg/guard.hpp"

namespace viginti::entry {

/* What translating a server ERROR into the request's words needs to know. */
struct Context {
    const model::Dialect *dialect = &model::dialects[0];
    model::ObjectPtr object;
};

/* The arguments method, target, headers, body of a call; NULL counts as empty. */
Inbound inbound_of(FunctionCallInfo fcinfo);

/* A dialect for errors that come before the key is known. */
const model::Dialect *dialect_of(const Inbound &inbound);

/* Whether the request asks how long its parts take (base/stopwatch.hpp). */
bool wants_times(const Inbound &inbound);

/* The times of a failed request among its header lines, if it asked for them. */
void add_times(pg::Answered &answered);

/* Status and header lines of an answer, up to its body; no content type for an answer without one. */
std::string head(int status, std::string_view content_type, std::string_view headers);
std::string head(const Answer &answer);

/*
 * The object the route names goes to `context`, as far as the caller's role sees it; from here on the
 * caller's catalog shows no more than that.
 */
void take_object(Caller &caller, const rest::Route &route, Context &context);

/* Runs the operation the route names. `context` learns the object on the way. */
Answer answer(const Inbound &inbound, const rest::Route &route, const rest::QueryString &query,
              Caller caller, Context &context);

/* The whole way: who calls, by the Authorization header, what is asked, and the answer to it. */
Answer answer_by_key(const Inbound &inbound, Context &context);

/*
 * Runs `body` and turns what it throws into an answer. Failures that are not the request's fault
 * (cancel, shutdown, resources, internal) go on as they are.
 */
template <class Body>
Datum answering(const Inbound &inbound, Context &context, const Body &body)
{
    try {
        return body();
    } catch (const pg::PgError &error) {
        auto const translated = translate(error, context.object.get(), *context.dialect);
        if (!translated)
            throw;
        pg::Answered answered = render(*translated, *context.dialect, inbound);
        /* What the client cannot mend is told to who can: in the log. */
        if (answered.status >= 500)
            answered.log = error.message();
        add_times(answered);
        throw answered;
    } catch (const Error &error) {
        pg::Answered answered = render(error, *context.dialect, inbound);
        add_times(answered);
        throw answered;
    } catch (pg::Answered &answered) {
        add_times(answered);
        throw;
    }
}

} // namespace viginti::entry

/*
 * viginti.stream: the answer to a GET in pieces, each a value of the set. Lists asked for as CSV or
 * NDJSON come from a cursor, a piece at a time, so that neither side ever holds more than one; every
 * other answer is one piece. The first piece begins with the head, as in viginti.handle; a request
 * that fails before it raises the same errors.
 */
#include "base/stopwatch.hpp"
#include "entry/answering.hpp"
#include "entry/caller.hpp"
#include "entry/cost_guard.hpp"
#include "entry/kept_read.hpp"
#include "entry/plans.hpp"
#include "pg/current_model.hpp"
#include "pg/cursor.hpp"
#include "pg/read_only.hpp"
#include "pg/spi.hpp"
#include "pg/value_set.hpp"
#include "plan/read_plan.hpp"
#include "rest/media_type.hpp"
#include "rest/parameters.hpp"

#include "pg/guard.hpp"

namespace viginti::entry {

namespace {

using request::Layout;

struct Stream : pg::SetState {
    Inbound inbound;
    Context context;
    pg::RoleId role = 0;
    std::shared_ptr<const KeptRead> kept;
    pg::Cursor cursor;
    bool has_more = false;

    void finish_early() override { cursor.close_raw(); }
};

std::string_view content_type(Layout layout)
{
    return layout == Layout::Csv ? "text/csv; charset=utf-8; header=present"
                                 : "application/x-ndjson; charset=utf-8";
}

/* The next piece behind `head`. */
Datum next_piece(Stream &stream, std::string head)
{
    Chunk const chunk = fetch(*stream.kept, stream.cursor);
    stream.has_more = chunk.has_more;
    if (!chunk.has_more)
        pg::guarded([&] { stream.cursor.close_raw(); });
    if (stream.kept->children.empty())
        return pg::text_result(head, chunk.records.sink->json());
    std::size_t const count = chunk.records.sink->extents().size();
    head.reserve(head.size() + size_of(chunk.records));
    for (std::size_t i = 0; i < count; ++i)
        write_record(head, chunk.records, i);
    return pg::text_result(head);
}

Datum open_list(Stream &stream, const rest::Route &route, const rest::QueryString &query,
                Caller caller, Layout layout)
{
    take_object(caller, route, stream.context);
    model::ObjectPtr const object = stream.context.object;
    request::Request const request =
        rest::parse_record_request(route, query, {}, *caller.dialect, layout);
    plan::ReadPlan const plan =
        plan::resolve_read(request, caller.catalog, object, caller.dialect->uses_twenty_names);
    stream.role = caller.role;
    pg::ReadOnly const read_only;
    pg::ActAs const role(caller.role);
    stream.kept = read_plan(plan);
    check_cost(stream.kept->plan, plan.params, caller.max_plan_cost);
    stream.cursor.open(stream.kept->plan, plan.params);
    return next_piece(stream,
                      head(200, content_type(layout), "Vary: Accept\n") + stream.kept->read.header);
}

Datum whole(Answer answer)
{
    append_server_timing(answer.headers);
    return pg::text_result(head(answer), answer.body);
}

/* The first piece. */
Datum begin(Stream &stream)
{
    const Inbound &inbound = stream.inbound;
    Layout const layout = rest::preferred_layout(inbound.header("accept"));
    return pg::with_current_model([&] {
        if (layout == Layout::Page || rest::is_public(inbound.path()))
            return whole(answer_by_key(inbound, stream.context));
        enter_phase(Phase::Authenticate);
        Caller caller = authenticate(inbound);
        enter_phase(Phase::Parse);
        stream.context.dialect = caller.dialect;
        rest::Route const route = rest::parse_route(inbound.method, inbound.path());
        rest::QueryString const query = rest::parse_query_string(inbound.query());
        if (route.operation == rest::Operation::FindMany)
            return open_list(stream, route, query, std::move(caller), layout);
        return whole(answer(inbound, route, query, std::move(caller), stream.context));
    });
}

Datum go_on(Stream &stream)
{
    pg::ReadOnly const read_only;
    pg::ActAs const role(stream.role);
    return next_piece(stream, {});
}

Datum stream(FunctionCallInfo fcinfo)
{
    auto *going = static_cast<Stream *>(pg::set_state(fcinfo));
    bool const first = going == nullptr;
    if (first) {
        auto made = std::make_unique<Stream>();
        going = made.get();
        going->inbound = inbound_of(fcinfo);
        going->context.dialect = dialect_of(going->inbound);
        pg::keep_set_state(fcinfo, std::move(made));
    } else if (!going->has_more) {
        return pg::end_of_set(fcinfo);
    }
    Stopwatch const stopwatch(first && wants_times(going->inbound));
    Datum const piece = answering(going->inbound, going->context, [&] {
        pg::SpiConnection const spi;
        return first ? begin(*going) : go_on(*going);
    });
    return pg::next_value(fcinfo, piece);
}

} // namespace

} // namespace viginti::entry

extern "C" {

PG_FUNCTION_INFO_V1(viginti_stream);
PGDLLEXPORT Datum viginti_stream(PG_FUNCTION_ARGS)
{
    return viginti::pg::entry(fcinfo, viginti::entry::stream);
}
}

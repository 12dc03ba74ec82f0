#include "entry/envelope.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "request/cursor.hpp"

namespace viginti::entry {

void append_cursor(std::string &body, const Records &records, std::size_t i,
                   const plan::ReadPlan &plan)
{
    request::Cursor cursor;
    cursor.order = plan.order_fingerprint;
    cursor.asked = plan.asked_fingerprint;
    auto const id = records.sink->id(i);
    if (id && plan.order.empty()) {
        cursor.id = *id;
    } else {
        cursor.keys = records.sink->keys(i);
        if (!cursor.keys.empty()) {
            cursor.id = parse_uuid(cursor.keys.back().value_or("")).value_or(Uuid{});
            cursor.keys.pop_back();
        }
    }
    body += '"';
    request::append_cursor(body, cursor, plan.cursor_key);
    body += '"';
}

std::string data_key(const model::Dialect &dialect, std::string_view verb, const std::string &name)
{
    return dialect.verb_in_record_key ? std::string(verb) + capitalize(name) : name;
}

void open_data(std::string &body, std::string_view key, const Records &records)
{
    body.reserve(size_of(records) + 512);
    body += "{\"data\":{";
    append_json_string(body, key);
    body += ':';
}

void write_records(std::string &body, const Records &records, std::size_t count, bool backward)
{
    body += '[';
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0)
            body += ',';
        write_record(body, records, backward ? count - 1 - i : i);
    }
    body += ']';
}

void write_records(std::string &body, const Records &records,
                   const std::vector<std::size_t> &places)
{
    body += '[';
    for (std::size_t place : places) {
        if (body.back() != '[')
            body += ',';
        write_record(body, records, place);
    }
    body += ']';
}

void write_page_info(std::string &body, const Records &records, std::size_t count,
                     const plan::ReadPlan &plan, bool has_more)
{
    bool const empty = count == 0;
    auto const write_cursor_member = [&](std::string_view name, bool first) {
        append_json_key(body, name);
        if (empty)
            body += "null";
        else
            append_cursor(body, records,
                          first != plan.backward ? 0 : records.sink->extents().size() - 1, plan);
    };
    append_json_key(body, "pageInfo");
    body += '{';
    append_json_key(body, "hasNextPage");
    body += (plan.backward || has_more) ? "true" : "false";
    append_json_key(body, "hasPreviousPage");
    body += (plan.backward ? has_more : plan.has_cursor) ? "true" : "false";
    write_cursor_member("startCursor", true);
    write_cursor_member("endCursor", false);
    body += '}';
}

Error record_not_found()
{
    return Error(Code::RecordNotFound, "Record not found", "id");
}

} // namespace viginti::entry

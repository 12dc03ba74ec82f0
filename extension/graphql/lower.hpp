/*
 * Lowering: a selected root field to the Request that REST would make of the same question
 * (spec/graphql.md §4 to §10). Names and values are resolved and checked in plan/, once for both.
 */
#pragma once

#include "graphql/record_schema.hpp"
#include "graphql/selection_tree.hpp"
#include "request/request.hpp"

namespace viginti::graphql {

/*
 * Filter, order, page and connection of a field that answers a connection of `object`'s records.
 * Throws Error{ParameterInvalid, FilterInvalid, OrderInvalid, CursorInvalid, LimitExceeded} with the
 * argument as path. `page_default` is the number of records when none is asked for.
 */
request::Request lower_page(const RecordSchema &schema, const SelectedField &field,
                            const model::Object &object, int page_default);

/* The same without the connection: what its arguments say, which variables may change. */
request::Request lower_arguments(const RecordSchema &schema, const SelectedField &field,
                                 const model::Object &object, int page_default);

/* The members of one record, from the selection of its type. */
std::vector<request::Asked> lower_members(const RecordSchema &schema, const SelectedField &field,
                                          const model::Object &object);

/* The connection a selection of its type asks for: a frame, and what its edges are. */
request::Connection lower_connection(const RecordSchema &schema, const SelectedField &field,
                                     const model::Object &object);

/* An argument of filter type into out.filter and out.search; null and {} ask for nothing. */
void lower_filter(request::Request &out, const RecordSchema &schema, const model::Object &object,
                  const json_t *filter);

/*
 * A record, or a list of them, to be written: without the operations on relations that are null or
 * `disconnect: false`, which ask for nothing.
 */
Json lower_data(const RecordSchema &schema, const model::Object &object, const json_t *data);

/* `[{name: {firstName: AscNullsLast}}, {city: …, age: …}]` */
std::vector<request::OrderItem> lower_order(const json_t *order);

} // namespace viginti::graphql

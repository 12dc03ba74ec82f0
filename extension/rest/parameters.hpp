/*
 * The parameters of record requests: route, query string and body together become a Request.
 */
#pragma once

#include "model/dialect.hpp"
#include "request/request.hpp"
#include "rest/query_string.hpp"
#include "rest/route.hpp"

#include <string_view>

namespace viginti::rest {

/* Which parts of a request an operation reads; the others are ignored (spec/core-rest.md §1). */
enum class Body : std::uint8_t {
    None,
    Object,
    OptionalObject,
    Changes,
    Array,
    Bulk /* CSV or NDJSON */
};

/* Groups of parameters an operation takes, as bits. */
enum Takes : std::uint16_t {
    takes_page = 1,   /* limit, order_by, cursors, count */
    takes_filter = 2, /* filter */
    takes_depth = 4,
    takes_soft = 8, /* soft_delete */
    needs_filter = 16,
    takes_dry_run = 32,
    takes_max_affected = 64,
    takes_upsert = 128,     /* upsert, on */
    takes_group = 256,      /* group_by, aggregate, limit and the others of groupBy */
    takes_import = 1 << 12, /* on_error, dry_run: read by the import itself */
    takes_fields = 512,     /* fields, discover */
    takes_search = 1024,    /* search */
};

/* What an operation on records reads of a request. */
struct Shape {
    Operation operation;
    request::Verb verb;
    std::uint16_t takes;
    Body body;
};

/* The row of the operation; null for one that is none on records. */
const Shape *find_shape(Operation operation) noexcept;

/* The same; Error{Internal} for one that is none on records. */
const Shape &shape_of(Operation operation);

/*
 * A bulk mutation without a filter is refused, before anything else of the request is looked at
 * (spec/core-rest.md §17): throws Error{FilterInvalid} with the texts of §4.2.
 */
void require_filter(const Route &route, const QueryString &query, const model::Dialect &dialect);

/*
 * Reads limit, depth, filter, search, order_by, fields, starting_after, ending_before, count,
 * soft_delete, dry_run, max_affected as far as the operation takes them (others are ignored, spec §1) and the body where the operation has one.
 * Defaults and bounds are the dialect's. Throws Errors with the texts of spec/core-rest.md §4.2 and
 * the parameter's name as path. With a layout other than Page a list has no greatest limit, knows
 * limit=all, and its depth is 0 in either dialect unless given; CSV has depth 0 only.
 */
request::Request parse_record_request(const Route &route, const QueryString &query,
                                      std::string_view body, const model::Dialect &dialect,
                                      request::Layout layout = request::Layout::Page);

/*
 * The parameter dry_run, only the two words: who misspells the wish for a rehearsal must not get the
 * performance. Throws Error{ParameterInvalid}.
 */
bool read_dry_run(const QueryString &query);

/*
 * A body that must be one JSON object; an empty one counts as {} where `may_be_empty`. Throws
 * Error{BodyTooLarge} above limits::body_bytes, Error{BodyInvalid}.
 */
Json parse_object_body(std::string_view body, bool may_be_empty);

/* limit, starting_after, ending_before of the metadata lists (spec/metadata-rest.md §4). */
struct MetadataPage {
    int limit = 60;
    std::optional<Uuid> after;
    std::optional<Uuid> before;
};
MetadataPage parse_metadata_page(const QueryString &query);
/* objectMetadataId of the list of indexes; nothing: of all objects. */
std::optional<Uuid> read_object_id(const QueryString &query);

} // namespace viginti::rest

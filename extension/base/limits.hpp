/*
 * Every numeric limit of a request, each with its reason. A violation is a 4xx that names the
 * limit and the value. Limits that differ between dialects stand in model/dialect.
 */
#pragma once

#include <cstddef>
#include <cstdint>

namespace viginti::limits {

/* Deeper filters have no use, and each level costs a stack frame in us and in the planner. */
inline constexpr std::size_t filter_depth = 32;
/* Each predicate is planned once per shape; hundreds turn planning into the request's main cost. */
inline constexpr std::size_t filter_predicates = 200;
/* One array parameter; a longer list is a join the client should not do by URL. */
inline constexpr std::size_t in_list = 1000;
/* Each key adds a level to the keyset predicate. */
inline constexpr std::size_t order_keys = 8;
/* Each dimension of a groupBy is a sort key of every record that is read. */
inline constexpr std::size_t group_dimensions = 8;

/* Each aggregate is computed for every record that is read; a distinct count sorts them once more. */
inline constexpr std::size_t group_aggregates = 50;

/* Groups of one answer, without a limit of the client's, and at most (spec/core-rest.md §21). */
inline constexpr std::size_t groups_default = 50;
inline constexpr std::size_t groups_maximum = 200;

/* Sample records of one group (spec/core-rest.md §20). */
inline constexpr std::size_t group_sample = 10;

/* A search is some words; the server refuses single words above 2 KB. */
inline constexpr std::size_t search_bytes = 1000;
/* Of a search over all objects: hits of a page (spec/graphql.md §14), and objects. */
inline constexpr std::size_t search_hits = 100;
inline constexpr std::size_t searched_objects = 500;
/* Names in fields=; no object has more, and each is looked up. */
inline constexpr std::size_t projected_fields = 1000;
/* Embedded records of one to-many relation under one parent (spec/core-rest.md §13). */
inline constexpr std::size_t embedded_per_parent = 60;
/* All embedded to-many records of one answer: bounds depth 2 by rows. */
inline constexpr std::size_t embedded_total = 20000;
/* One answer: bounds depth 2 by bytes, and keeps a backend's memory flat. */
inline constexpr std::size_t answer_bytes = 32u << 20;
/* One piece of a stream: large enough that handing it on costs little, small beside the process. */
inline constexpr std::size_t stream_chunk = 64u << 10;
/* One request body; also the shim's own limit. */
inline constexpr std::size_t body_bytes = 10u << 20;
/* An imported body: some 100 bytes a record make it more than a million. Daemon and backend hold it. */
inline constexpr std::size_t import_bytes = 256u << 20;
/* Records of one INSERT of an import, and bytes of the body behind them: more is not faster. */
inline constexpr std::size_t import_batch = 1000;
inline constexpr std::size_t import_batch_bytes = 4u << 20;
/* Bad lines an import names; the others are counted. */
inline constexpr std::size_t import_errors = 1000;
/* Records inside records of one written body, as deep as clients of Twenty nest them. */
inline constexpr std::size_t nested_depth = 5;
/* Records one request creates, connects and disconnects inside others: all are locked at once. */
inline constexpr std::size_t nested_records = 200;
/* Nesting of a JSON body; RAW_JSON values included. */
inline constexpr std::size_t json_depth = 64;
/* Records of one bulk write with max_affected: all are locked, and answered in one body. */
inline constexpr std::size_t bulk_records = 10000;
/* Items inside items of a rich text; a block's JSON nests two deep for each (json_depth). */
inline constexpr std::size_t rich_text_depth = 16;
/* Markdown read as blocks: a few characters of it become a block of two hundred bytes of JSON. */
inline constexpr std::size_t rich_text_bytes = 4u << 20;
/* Longest query string read; a GET carries no more than a long filter. */
inline constexpr std::size_t query_bytes = 64u << 10;
/* Identifiers of PostgreSQL are cut at 63 bytes; longer ones are refused, never cut. */
inline constexpr std::size_t identifier_bytes = 63;
inline constexpr std::size_t objects_per_workspace = 2000;
inline constexpr std::size_t fields_per_object = 1000;
/* Indexes clients add to an object; each is written with every record. */
inline constexpr std::size_t indexes_per_object = 40;
/* Fields of one index: a list has no more order keys. */
inline constexpr std::size_t index_fields = 8;
/* Records whose values a change of type holds in memory at once. */
inline constexpr std::size_t converted_batch = 1000;
/* Values it names of those that would be lost; the others are counted. */
inline constexpr std::size_t lost_examples = 20;
/* Changes of one list; a model of 200 objects with 20 fields each goes in. */
inline constexpr std::size_t model_changes = 5000;
/*
 * Digits of a NUMERIC on either side of its point: more than any measure or amount has, and few enough
 * that sorting, summing and printing cost what other values cost.
 */
inline constexpr std::size_t decimal_digits = 1000;
/* Options of one SELECT or MULTI_SELECT; all of them stand in one CHECK constraint. */
inline constexpr std::size_t options_per_field = 1000;
/* A page of the metadata lists (spec/metadata-rest.md §4). */
inline constexpr std::size_t metadata_page_default = 60;
inline constexpr std::size_t metadata_page_maximum = 200;
/* Duplicates shown of one record (spec/core-rest.md §19); the number of all is told. */
inline constexpr std::size_t duplicates_per_record = 200;
/* Records of one merge (spec/core-rest.md §18). */
inline constexpr std::size_t merged_records = 9;
/* Characters of an Idempotency-Key; Stripe's bound, so that clients' keys fit. */
inline constexpr std::size_t idempotency_key = 255;
/* An answer can be had again for so long: clients that retry have given up by then. */
inline constexpr std::size_t idempotency_hours = 24;
/* Expired answers one request removes: each adds one, so their number falls. */
inline constexpr std::size_t idempotency_swept = 10;
/* Operations of one transaction: it holds its locks until the last is done. */
inline constexpr std::size_t transaction_operations = 200;
/* Text of one GraphQL document; long values belong into its variables. */
inline constexpr std::size_t graphql_bytes = 1u << 20;
/* Its tokens: 200 records of 60 fields written out go in, and none takes a quarter of a second. */
inline constexpr std::size_t graphql_tokens = 50000;
/* Nesting of selections, fragments included, of literals and of list types; as json_depth. */
inline constexpr std::size_t graphql_depth = 64;
/* Operations of one document, of which one runs: each is checked with all fragments it reaches. */
inline constexpr std::size_t graphql_operations = 100;
/* Fragments of one document: rules that follow spreads look at each pair of them. */
inline constexpr std::size_t graphql_fragments = 500;
/* Fields one operation selects, fragments counted at each spread (spec/graphql.md §16). */
inline constexpr std::size_t graphql_fields = 2000;
/* Fields at the root of one operation, each a request of its own (spec/graphql.md §16). */
inline constexpr std::size_t graphql_root_fields = 20;
/* Aliases of one operation: the same records again and again under other names. */
inline constexpr std::size_t graphql_aliases = 500;
/* Records of one page: clients of Twenty ask for thousands; the bytes of an answer are bounded too. */
inline constexpr std::size_t graphql_page = 10000;
/* Documents one backend keeps parsed and validated, and the length up to which it does. */
inline constexpr std::size_t graphql_kept_documents = 200;
inline constexpr std::size_t graphql_kept_bytes = 64u << 10;
/* Documents clients had a workspace keep; the oldest go first, and are sent again when asked for. */
inline constexpr std::size_t kept_workspace_documents = 1000;
/* Characters of a document's id: room for the path of a client's file and a hash. */
inline constexpr std::size_t document_id = 200;
/* Fields of an operation, fragments merged in, up to which its selection is kept with it. */
inline constexpr std::size_t graphql_kept_fields = 2000;
/* Schemas of workspaces and roles one backend keeps. */
inline constexpr std::size_t graphql_kept_schemas = 20;
/* Errors told of one document, and of its variables, as graphql-js has it. */
inline constexpr std::size_t graphql_errors = 100;
inline constexpr std::size_t graphql_variable_errors = 50;
/* Steps of comparing fields of one response name, as graphql-js has it. */
inline constexpr std::size_t graphql_comparisons = 500000;
/* Statement texts and plans kept by one backend; the least recently used goes first. */
inline constexpr std::size_t kept_plans = 512;

} // namespace viginti::limits

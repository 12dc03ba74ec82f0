/*
 * Request: what the caller wants, free of dialect and of SQL. Names are the caller's, unresolved;
 * values are text or JSON as they came. rest/ and graphql/ make it, plan/ resolves it.
 */
#pragma once

#include "base/json.hpp"
#include "base/uuid.hpp"
#include "model/field_type.hpp"
#include "request/cursor.hpp"
#include "request/group.hpp"
#include "request/order.hpp"
#include "request/selection.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace viginti::request {

/* One condition: path[op]:value. `position` counts characters in the filter text. */
struct Predicate {
    std::vector<std::string> path;
    model::Operator op{};
    std::vector<std::string> values; /* one, or the items of in and containsAny */
    std::size_t position = 0;
};

/* How many records of a to-many relation must meet the conditions. */
enum class Quantifier : std::uint8_t { Some, None, Every };

/* "some", "none", "every" */
constexpr std::string_view name_of(Quantifier quantifier) noexcept
{
    constexpr std::string_view names[] = {"some", "none", "every"};
    return names[static_cast<std::size_t>(quantifier)];
}

struct Filter {
    enum class Kind : std::uint8_t { And, Or, Not, Predicate, Quantified };
    Kind kind = Kind::And;
    std::vector<Filter> children; /* of And, Or, Quantified (all of them); exactly one of Not */
    Predicate predicate;          /* of Predicate; of Quantified path and position alone */
    Quantifier quantifier{};      /* of Quantified */
};

enum class CountMode : std::uint8_t { Automatic, Exact, Estimated, None };

/* The form of an answer or a body: a page of JSON, or records one after the other, without end. */
enum class Layout : std::uint8_t { Page, Lines /* NDJSON */, Csv };

struct Page {
    int limit = 60;
    bool all = false; /* of Lines and Csv: no limit */
    std::optional<Cursor> after;
    std::optional<Cursor> before;
    bool from_end = false; /* without a cursor: the last records of all */
    int offset = 0;        /* records passed over, from where the page begins */
};

enum class Verb : std::uint8_t {
    FindMany,
    FindOne,
    CreateOne,
    CreateMany,
    UpdateOne,
    UpdateMany,
    DeleteOne,
    DeleteMany,
    RestoreOne,
    RestoreMany,
    FindDuplicates,
    Merge,
    GroupBy,
};

struct Request {
    Verb verb{};
    std::string object; /* namePlural */
    Uuid id;            /* of the verbs on one record */
    int depth = 0;
    Layout layout = Layout::Page; /* of FindMany */
    std::optional<Filter> filter;
    std::string search; /* words to be found; empty: no search */
    std::vector<OrderItem> order;
    Page page;
    CountMode count = CountMode::Automatic;
    /* Projection: dotted paths; without it all fields (spec/core-rest.md §14). */
    std::optional<std::vector<std::vector<std::string>>> fields;
    /* GraphQL: the members of each record, or of a page its connection; depth and fields are unused. */
    std::vector<Asked> members;
    std::optional<Connection> connection;
    Json body;                   /* an object, or an array of objects for CreateMany */
    bool soft = false;           /* DeleteOne, DeleteMany */
    bool upsert = false;         /* CreateOne, CreateMany */
    std::vector<std::string> on; /* upsert: the paths of the unique key; empty: any */
    bool dry_run = false;        /* bulk verbs: do it, answer, and undo it */
    /* Bulk verbs: more affected records than this are an error. */
    std::optional<std::int64_t> max_affected;
    std::string if_match, if_none_match; /* the header fields as they came */
    std::optional<GroupRequest> group;   /* GroupBy */
};

} // namespace viginti::request

/*
 * ReadPlan: a read request resolved against the model: fields, columns, joins, parameters, and the
 * shape that keys its kept statement. Two requests with the same shape differ in parameters only.
 */
#pragma once

#include "base/sha256.hpp"
#include "plan/aggregate.hpp"
#include "plan/condition.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace viginti::plan {

struct OrderKey {
    ColumnRef column;
    bool descending = false;
    bool nulls_first = false;
    int options_param = 0; /* SELECT sorts by its options' order */
    int search_param = 0;  /* the rank of a search: no column but its vector */
    std::string name;      /* as the client wrote it, for messages */
};

/* What of an object goes into the answer; relations recurse. */
struct Selection {
    model::ObjectPtr object;
    std::vector<const model::Field *> fields; /* scalars and composites, by ordinal */
    std::vector<std::uint32_t> parts; /* of these fields, a bit a part; empty: all of each */
    struct Embedded {
        const model::Field *field;
        std::vector<Selection>
            records;                /* none or one; a to-one field may stand for its key alone */
        std::string inverse_column; /* where the target holds the key: of its inverse field */
        bool has_key = false;       /* the foreign key, which this end holds, is selected */
    };
    std::vector<Embedded> to_one; /* answered as a record or null */
    std::vector<Embedded> to_many;
    bool twenty_names = false;

    /* Asked for member by member: then the lists above are empty. */
    struct Member {
        enum class Kind : std::uint8_t {
            TypeName,
            Value,     /* a scalar field, or the foreign key of a to-one relation */
            Composite, /* its parts are the members of `record` */
            Part,
            Record, /* of a relation to one */
            Page,   /* a to-many relation: child `child` of the plan */
        };
        Kind kind;
        std::string key;
        std::string type_name;
        const model::Field *field = nullptr;
        const model::Part *part = nullptr;
        std::vector<Selection> record = {}; /* one, of Composite and Record */
        std::size_t child = 0;
        std::string inverse_column = {}; /* of Record, where the target holds the key */
    };
    std::vector<Member> members;
};

/* A member of an edge of a connection. */
struct EdgeMember {
    enum class Kind : std::uint8_t { TypeName, Node, Cursor };
    Kind kind;
    std::string key;
    std::string type_name;
    Selection node;
};

struct ReadPlan;

/*
 * What of the records goes into the answer, and of a connection what stands around them. It holds no
 * value of the request's arguments, so plans may share it as long as the objects it was made of are the same.
 */
struct Content {
    Selection selection;
    /* Of a connection: how its JSON is put together, an edge in each of its places, and what is
     * computed over all that match; `index` of an Aggregate step counts in `aggregates`. */
    std::vector<request::FrameStep> frame;
    std::vector<std::vector<EdgeMember>> edges;
    std::vector<Aggregate> aggregates;
    /* Pages of to-many relations asked for in the selection or in the edges. */
    std::vector<std::shared_ptr<const ReadPlan>> children;
    /* Its part of the shapes of a plan; empty where it is in the plan's already. */
    std::string shape, aggregate_shape;
};
using ContentPtr = std::shared_ptr<const Content>;

struct ReadPlan {
    /* Children: a page of each of several parents, by a to-many relation. */
    enum class Kind : std::uint8_t { Page, One, Ids, Children };
    Kind kind = Kind::Page;
    model::ObjectPtr object;
    ContentPtr content; /* never null in a plan that is resolved */
    std::vector<Join> joins;
    std::optional<Condition> where;
    bool live_only = true;
    std::vector<OrderKey> order; /* the final id is not among them */
    bool id_descending = false;
    bool backward = false;
    bool has_cursor = false;
    std::vector<bool> cursor_nulls; /* per order key: the cursor's value is NULL */
    int cursor_param = 0;           /* of the first key that is not NULL; the id follows the keys */
    /*
     * Rows to fetch: the page and one more, which tells whether it is the last. Part of the text and
     * of the shape: behind a parameter the planner assumes a tenth of the table.
     */
    int limit = 0; /* 0: all */
    request::Layout layout = request::Layout::Page;
    int offset = 0;             /* part of the text too */
    int id_param = 0;           /* One: uuid; Ids: uuid[]; Children: uuid[] of the parents */
    std::string inverse_column; /* Children: names the parent */
    bool one_parent = false;    /* Children: id_param is uuid, the one parent's */
    std::vector<Param> params;
    std::size_t filter_params = 0; /* the first so many params belong to `where` */
    /* What cursors of this page belong to, and what signs them: */
    std::uint64_t order_fingerprint = 0;
    std::uint64_t asked_fingerprint = 0;
    HmacKey cursor_key;
    std::string shape;
    std::string filter_shape;    /* keys the count statement */
    std::string aggregate_shape; /* keys that of the aggregates, where there are any */
};

/*
 * The content of a request that asks member by member. Throws Error{FieldUnknown} for a name the object
 * does not have, and what resolving a page of a to-many relation throws.
 */
ContentPtr resolve_content(const request::Request &request, const model::Catalog &catalog,
                           const model::ObjectPtr &object, bool twenty_names);

/*
 * Resolves FindMany (page) and FindOne. Where `content` is given, what the request says of it is not
 * looked at. Throws Error{FieldUnknown, SubFieldUnknown, OperatorInvalid,
 * ValueInvalid, OrderInvalid, CursorInvalid} with the texts of spec/core-rest.md §4.2.
 */
ReadPlan resolve_read(const request::Request &request, const model::Catalog &catalog,
                      const model::ObjectPtr &object, bool twenty_names, ContentPtr content = {});

/*
 * The page of the records a to-many field leads to, of each of several parents: what they are is
 * parameter 1, filled in when they are known. Throws as resolve_read does; Error{FieldUnknown} where
 * the other end may not be read.
 */
ReadPlan resolve_children(const request::Request &request, const model::Catalog &catalog,
                          const model::Field &field, bool twenty_names);

/*
 * The records of these ids in this order, soft-deleted ones too: what a write answers with, at the
 * request's depth and with its fields, or with the content that is given.
 */
ReadPlan plan_records(const std::vector<Uuid> &ids, const request::Request &request,
                      const model::Catalog &catalog, const model::ObjectPtr &object,
                      bool twenty_names, ContentPtr content = {});

} // namespace viginti::plan

/*
 * ReadPlan: a read request resolved against the model: fields, columns, joins, parameters, and the
 * shape that keys its kept statement. Two requests with the same shape differ in parameters only.
 */
#pragma once

#include "plan/condition.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace viginti::plan {

struct OrderKey {
    ColumnRef column;
    bool descending = false;
    bool nulls_first = false;
    int options_param = 0; /* SELECT sorts by its options' order */
    std::string name;      /* as the client wrote it, for messages */
};

/* What of an object goes into the answer; relations recurse. */
struct Selection {
    model::ObjectPtr object;
    std::vector<const model::Field *> fields; /* scalars and composites, by ordinal */
    struct Embedded {
        const model::Field *field;
        /* to-one: always there for the foreign key, with a record only when `records` has one */
        std::vector<Selection> records;
        /* to-many: the column of the inverse field on the target */
        std::string inverse_column;
    };
    std::vector<Embedded> to_one;
    std::vector<Embedded> to_many;
    bool twenty_names = false;
};

struct ReadPlan {
    enum class Kind : std::uint8_t { Page, One, Ids };
    Kind kind = Kind::Page;
    model::ObjectPtr object;
    Selection selection;
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
    int id_param = 0; /* One: uuid; Ids: uuid[] */
    std::vector<Param> params;
    std::size_t filter_params = 0; /* the first so many params belong to `where` */
    std::string order_signature;   /* of the cursor; empty for the order by id alone */
    std::string shape;
    std::string filter_shape; /* keys the count statement */
};

/*
 * Resolves FindMany (page) and FindOne. Throws Error{FieldUnknown, SubFieldUnknown, OperatorInvalid,
 * ValueInvalid, OrderInvalid, CursorInvalid} with the texts of spec/core-rest.md §4.2.
 */
ReadPlan resolve_read(const request::Request &request, const model::Catalog &catalog,
                      const model::ObjectPtr &object, bool twenty_names);

/* The records of these ids in this order, soft-deleted ones too: what a write answers with. */
ReadPlan plan_records(const std::vector<Uuid> &ids, int depth, const model::Catalog &catalog,
                      const model::ObjectPtr &object, bool twenty_names);

} // namespace viginti::plan

/*
 * Statements as text and the types of their parameters. The same plan shape gives the same text.
 */
#pragma once

#include "plan/output.hpp"
#include "plan/param.hpp"

#include <string>
#include <vector>

namespace viginti::sql {

struct Statement {
    std::string text;
    std::vector<plan::ParamType> params;
    /*
     * The best plan does not depend on the values (a look-up by key, an insert): plan it once.
     * Otherwise PostgreSQL compares plans for the values with the generic one, as it does for any
     * prepared statement.
     */
    bool plan_once = false;
};

/*
 * A statement whose rows become JSON records, and those that fetch the to-many records embedded in
 * them. A child takes one parameter, the array of parent ids; its first column is the 1-based
 * ordinal of the parent in that array (bigint), rows come grouped by it; program columns count from
 * the whole select list. `for_one_parent` yields the same columns for the one id it takes.
 */
struct ReadStatement {
    Statement statement;
    Statement for_one_parent; /* of a child */
    std::vector<plan::Emit> program;
    std::string header; /* of CSV: the first line */
    std::uint16_t id_column = 0;
    int version_column = -1; /* of xmin, ctid behind it; -1 where the row's version is not read */
    std::vector<std::uint16_t> key_columns; /* values of the order, for cursors */
    std::vector<plan::ParamType> key_types;
    std::vector<ReadStatement> children; /* Emit::Splice names them by index */
};

} // namespace viginti::sql

/*
 * Condition: a filter resolved against the model, and the columns and joins it is made of. The
 * numbers in it are those of aliases and parameters of the statement it goes into.
 */
#pragma once

#include "model/catalog.hpp"
#include "plan/param.hpp"
#include "request/request.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace viginti::plan {

/* A column of a scope's own record (join 0) or of a to-one record joined to it. */
struct ColumnRef {
    int join = 0; /* number of the join */
    std::string column;
    model::ColumnType type{};
    model::Form form{};
    bool nullable = true;
    int scope = 0; /* number of the scope, where join is 0 */
};

/* LEFT JOIN of the one record of a relation of the scope's record, for filters and orders over it. */
struct Join {
    model::ObjectPtr target;
    std::string own_column;    /* of the scope's record: a foreign key or the id */
    std::string target_column; /* equal to it: the id or a foreign key */
    int number = 0;
    int scope = 0;
};

struct SubQuery;

struct Condition {
    enum class Kind : std::uint8_t { And, Or, Not, Compare, Quantified, Search };
    Kind kind = Kind::And;
    std::vector<Condition> children;
    /* Of Compare; of Search the vector and the parameter of its query: */
    model::Operator op{};
    ColumnRef column;
    int param = 0;             /* 1-based; 0 for is */
    int options_param = 0;     /* gt, gte, lt, lte of SELECT: text[] of the options in order */
    bool is_null = false;      /* of is: NULL or NOT_NULL */
    bool null_matches = false; /* an empty text stands for NULL too (spec §8.3) */
    /* Of Quantified: */
    std::shared_ptr<const SubQuery> records;
};

/* The live records of a to-many relation of one parent, and what is said of them. */
struct SubQuery {
    request::Quantifier quantifier{};
    model::ObjectPtr object;
    int scope = 0;
    std::string inverse_column; /* names the parent */
    ColumnRef parent;           /* the parent's id */
    std::vector<Join> joins;
    std::vector<Condition> where; /* none or one */
};

} // namespace viginti::plan

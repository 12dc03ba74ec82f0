/*
 * UniqueKey: what tells a record from all others, its id or the columns of a unique field or index.
 * Uniqueness is over live records (design.md §5).
 */
#pragma once

#include "plan/record_value.hpp"

#include <string>
#include <vector>

namespace viginti::plan {

struct UniqueKey {
    std::vector<const model::Field *> fields; /* one a column */
    std::vector<model::Column> columns;
    std::vector<std::string> paths; /* "emails.primaryEmail", one a column */
    bool is_id;
};

/* `id` first, then the unique fields and the unique indexes as the caller sees them. */
std::vector<UniqueKey> unique_keys(const model::Object &object);

/* Its paths as a client writes them: "emails.primaryEmail". */
std::string name_of(const UniqueKey &key);

/*
 * The key of exactly these paths, in any order. Throws Error{ParameterInvalid} naming the possible
 * ones, for the parameter `on` of an upsert (spec/core-rest.md §16.6).
 */
UniqueKey choose_key(const model::Object &object, const std::vector<std::string> &paths);

/* The values of the key's columns; empty when one is missing or NULL. */
std::vector<Param> key_values(const UniqueKey &key, const RecordValues &values);

} // namespace viginti::plan

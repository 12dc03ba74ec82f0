/*
 * Making values unique that may not be so yet: the change is refused with how many values occur more
 * than once and some of them, as far as the caller may read them, and nothing is changed.
 */
#pragma once

#include "entry/metadata_operations.hpp"

#include <string>
#include <vector>

namespace viginti::entry {

/* The columns that are to be unique together, and how a client names them. */
struct Key {
    std::vector<std::string> columns;
    std::vector<std::string> paths;
    std::string_view property; /* of the body, which asks for it */
};
Key key_of(const model::Object &object, const model::Index &index);
Key key_of(const model::Field &field);

/*
 * Runs changes of which one makes a unique index over the key. Throws Error{DuplicateEntry} where
 * PostgreSQL finds records in its way, and what run_as_owner throws.
 */
void run_unique(const Scope &scope, const model::Object &object, const Key &key,
                const std::vector<ddl::Change> &changes);

} // namespace viginti::entry

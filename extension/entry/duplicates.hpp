/*
 * POST /rest/{objects}/duplicates (spec/core-rest.md §19).
 */
#pragma once

#include "entry/answer.hpp"
#include "entry/caller.hpp"
#include "request/request.hpp"

#include <string>
#include <vector>

namespace viginti::entry {

/* The duplicates of one record: the first of them, and the number of all as text. */
struct DuplicateBlock {
    std::vector<Uuid> ids;
    std::string total = "0";
};

/* One for each record given by value or by id, in order. Throws as find_duplicates() does. */
std::vector<DuplicateBlock> duplicate_blocks(const request::Request &request, const Caller &caller,
                                             const model::ObjectPtr &object);

/*
 * One block for each record given by value or by id, in order. Throws Error{BodyInvalid} with the
 * texts of §19 and what reading a record's values throws.
 */
Answer find_duplicates(const request::Request &request, const Caller &caller,
                       const model::ObjectPtr &object);

} // namespace viginti::entry

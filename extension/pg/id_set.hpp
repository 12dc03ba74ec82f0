/*
 * IdSet: distinct ids in first-seen order, in server memory; trivial, so that a longjmp may pass it. All
 * zeros is an empty one.
 */
#pragma once

#include <cstdint>

#include "base/uuid.hpp"
#include "pg/grown.hpp"

#include "pg/server.hpp"

namespace viginti::pg {

struct IdSet {
    Grown<Uuid> ids;
    std::uint32_t *slots; /* open addressing; index + 1 into ids, 0 = free */
    std::uint32_t mask;
};

/* Where the id stands in `ids`, added there if it is new. Raises when out of memory. */
std::uint32_t index_of(IdSet &set, const Uuid &id, MemoryContext context);

} // namespace viginti::pg

/*
 * Grown: a growing array in server memory; trivial, so that a longjmp may pass it. All zeros is an
 * empty one. Its memory is that of the context and goes with it.
 */
#pragma once

#include <cstddef>
#include <cstdint>

#include "pg/server.hpp"

namespace viginti::pg {

template <class Item>
struct Grown {
    Item *items;
    std::uint32_t size, capacity;

    /* Raises when out of memory. */
    Item &add(MemoryContext context)
    {
        if (size == capacity) {
            capacity = capacity == 0 ? 64 : capacity * 2;
            std::size_t const bytes = capacity * sizeof(Item);
            items = static_cast<Item *>(items == nullptr ? MemoryContextAllocHuge(context, bytes)
                                                         : repalloc_huge(items, bytes));
        }
        return items[size++];
    }
};

} // namespace viginti::pg

#include "pg/id_set.hpp"

#include <cstring>

namespace viginti::pg {

namespace {

std::uint32_t hash_of(const Uuid &id)
{
    std::uint64_t high, low;
    std::memcpy(&high, id.bytes.data(), 8);
    std::memcpy(&low, id.bytes.data() + 8, 8);
    std::uint64_t const mixed = (high ^ (low << 31 | low >> 33)) * 0x9e3779b97f4a7c15u;
    return static_cast<std::uint32_t>(mixed >> 32);
}

void place(IdSet &set, std::uint32_t index)
{
    std::uint32_t at = hash_of(set.ids.items[index]) & set.mask;
    while (set.slots[at] != 0)
        at = (at + 1) & set.mask;
    set.slots[at] = index + 1;
}

} // namespace

std::uint32_t index_of(IdSet &set, const Uuid &id, MemoryContext context)
{
    if (set.ids.size * 2 >= set.mask) {
        std::uint32_t const slots = set.mask == 0 ? 256 : (set.mask + 1) * 4;
        set.slots = static_cast<std::uint32_t *>(MemoryContextAllocExtended(
            context, slots * sizeof(std::uint32_t), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO));
        set.mask = slots - 1;
        for (std::uint32_t i = 0; i < set.ids.size; ++i)
            place(set, i);
    }
    std::uint32_t at = hash_of(id) & set.mask;
    for (; set.slots[at] != 0; at = (at + 1) & set.mask)
        if (set.ids.items[set.slots[at] - 1] == id)
            return set.slots[at] - 1;
    set.ids.add(context) = id;
    set.slots[at] = set.ids.size;
    return set.ids.size - 1;
}

} // namespace viginti::pg

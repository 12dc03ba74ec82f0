#include "pg/heap.hpp"

#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace viginti::pg {

namespace {

#ifdef __GLIBC__
/* Larger blocks come straight from the kernel and go back to it: a rare large answer leaves nothing behind. */
constexpr int large_block = 4 << 20;

/* Free memory at the top of the heap beyond this goes back to the kernel. */
constexpr int trim_beyond = 8 << 20;

constinit bool is_set = false;
#endif

} // namespace

void keep_heap() noexcept
{
#ifdef __GLIBC__
    if (is_set)
        return;
    is_set = true;
    if (std::getenv("MALLOC_MMAP_THRESHOLD_") || std::getenv("MALLOC_TRIM_THRESHOLD_"))
        return;
    ::mallopt(M_MMAP_THRESHOLD, large_block);
    ::mallopt(M_TRIM_THRESHOLD, trim_beyond);
#endif
}

} // namespace viginti::pg

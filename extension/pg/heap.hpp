/*
 * The C library's heap, in which the server's memory contexts and our own objects live.
 */
#pragma once

namespace viginti::pg {

/*
 * From now on this backend keeps up to 8 MB of freed memory for the next answer. As the C library comes, an
 * answer of some hundred kB is given back to the kernel page by page and faulted in anew for each request.
 * Does nothing where the environment sets thresholds of its own (mallopt(3)). For sessions that answer requests.
 */
void keep_heap() noexcept;

} // namespace viginti::pg

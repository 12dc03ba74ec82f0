/* Waits within a backend; a cancel or shutdown ends it with its ERROR. */
#pragma once

namespace viginti::pg {

/* Up to that many milliseconds: being woken ends it. */
void pause(long milliseconds);

} // namespace viginti::pg

/*
 * Rows a statement has made wait in the server's buffer until it is full or the statement is over.
 */
#pragma once

namespace viginti::pg {

/*
 * Sends the client the finished rows of a statement that has run for a millisecond since it began or
 * since the last time, so that a slow call keeps nobody waiting but its own caller. Never blocks, and
 * does nothing where the rows go elsewhere.
 */
void send_finished_rows();

} // namespace viginti::pg

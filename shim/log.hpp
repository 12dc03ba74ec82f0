/*
 * The daemon's log: one line per event on stderr, through spdlog. A connection string is only
 * ever named by its host, port, database and user: passwords never reach the log.
 */
#pragma once

#include <string>
#include <string_view>

#include <spdlog/spdlog.h>

namespace viginti::shim {

/* Opens the log at a level of spdlog ("debug", "info", "warn", "error"). */
void open_log(std::string_view level);

/* Changes the level while running. */
void set_log_level(std::string_view level);

/* "user@host:port/dbname" of a connection string or URL, without anything secret. */
std::string describe_database(const std::string &conninfo);

/* A message of libpq or the server as one line without its last line break. */
std::string one_line(const char *text);

} // namespace viginti::shim

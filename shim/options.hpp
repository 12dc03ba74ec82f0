/*
 * Options: one table of settings, each settable by flag, environment and file.
 *
 * A flag --queue-timeout has the variable VIGINTID_QUEUE_TIMEOUT and the key queue-timeout in the
 * TOML file. A flag goes before the environment, that before the file, that before the default.
 * A value out of bounds, an unknown flag or key is an error the caller prints; nothing is guessed.
 */
#pragma once

#include <functional>
#include <string>
#include <variant>

#include "clock.hpp"

namespace viginti::shim {

struct Options {
    std::string host;
    std::string port;
    std::string database;
    std::string config;
    std::string log_level;
    bool transaction_pooler = false;
    unsigned threads = 0;
    unsigned connections = 0;
    unsigned max_connections = 0;
    unsigned max_clients = 0;
    std::chrono::microseconds cheap_read{};
    unsigned streams = 0;
    unsigned queue = 0;
    unsigned long long max_body = 0;
    unsigned long long max_import = 0;
    unsigned long long max_header = 0;
    Milliseconds queue_timeout{};
    Milliseconds request_timeout{};
    Milliseconds import_timeout{};
    Milliseconds receive_timeout{};
    Milliseconds idle_timeout{};
    Milliseconds stall_timeout{};
    Milliseconds drain_timeout{};
};

/* The run ends here: what to print and the exit status. Status 0 prints to stdout. */
struct Exit {
    int status;
    std::string text;
};

/* Reads a variable of the environment; a null pointer when it is not set. */
using Environment = std::function<const char *(const char *)>;

/* The options of this start, or why there is none: help, version, or a mistake (status 2). */
std::variant<Options, Exit> read_options(int argc, const char *const *argv,
                                         const Environment &environment);

} // namespace viginti::shim

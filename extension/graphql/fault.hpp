/*
 * Fault: one thing wrong with a document, its variables or its execution, as clients get it: a
 * message, places in the document, a path into the answer. Messages are worded as graphql-js 16
 * words them, because clients and their tests know those texts.
 *
 * While a document is checked a place is a byte offset; locate() turns all of them into lines and
 * columns in one pass over the text.
 */
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace viginti::graphql {

/* Both from 1; columns count UTF-16 units, as graphql-js does. */
struct Location {
    std::uint32_t line;
    std::uint32_t column;
};

using PathItem = std::variant<std::string, std::size_t>;
using Path = std::vector<PathItem>;

struct Fault {
    std::string message;
    std::vector<std::uint32_t> offsets; /* bytes from the start of the document */
    std::vector<Location> locations;    /* the same places, after locate() */
    Path path;                          /* response keys and list indexes */
};

/* Fills in the locations of all faults. Offsets beyond the end stand for the end. */
void locate(std::string_view source, std::vector<Fault> &faults);

/* Appends `[{"message":…,"locations":[…],"path":[…]}, …]`; empty members are left out. */
void append_faults(std::string &out, const std::vector<Fault> &faults);

} // namespace viginti::graphql

/*
 * What GraphQL asks of an answer: members in the order of the document, under names of the caller's
 * choice; of a to-many relation a page of its own. REST asks by depth and `fields` instead.
 */
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace viginti::request {

struct Request;

/* One member of an object in the answer. */
struct Asked {
    std::string key;            /* in the answer */
    std::string name;           /* field, foreign key, sub-field; of an edge "node" and "cursor" */
    std::string type_name;      /* the value of __typename; then there is no name */
    std::vector<Asked> members; /* of a composite, a to-one record, a node */
    std::shared_ptr<const Request> page; /* of a to-many relation */
};

/* A piece of a connection's JSON. */
struct FrameStep {
    enum class Kind : std::uint8_t {
        Literal,
        Edges, /* the array of edges, as members `edges[index]` say */
        HasNextPage,
        HasPreviousPage,
        StartCursor,
        EndCursor,
        Aggregate, /* over all records that match: `text` is its name (spec/graphql.md §11) */
    };
    Kind kind = Kind::Literal;
    std::string text;
    std::size_t index = 0;
};

/* A connection: its frame, and what an edge is in each place edges are asked for. */
struct Connection {
    std::vector<FrameStep> frame;
    std::vector<std::vector<Asked>> edges;
};

} // namespace viginti::request

/*
 * Nested writes: the records that a body creates, connects and disconnects along with its own
 * (docs/writes.md). They hang on the records of the body, the roots, as a forest; what holds a key is
 * written after what the key leads to, so each has a rank, that of a root being 0.
 */
#pragma once

#include "model/catalog.hpp"
#include "model/standard.hpp"
#include "plan/connect.hpp"
#include "plan/record_value.hpp"

#include <span>
#include <string>
#include <vector>

namespace viginti::plan {

struct Nest {
    /* Owners are counted through: first the roots, then the created records. */
    using Owner = std::size_t;

    /* A record to create; its id is known. */
    struct Created {
        model::ObjectPtr object;
        RecordValues values;
        std::string base; /* JSON Pointer of its body */
        Owner owner;
        const model::Field *key; /* of the record, to be set to the owner's id; or null */
        int rank;
    };

    /* What is done to records that are there, whose keys lead to an owner. */
    enum class Act : std::uint8_t { Release, Disconnect, Connect };
    struct Links {
        Act act;
        const model::Field *field; /* the owner's end */
        const model::Field *key;   /* the other end */
        model::ObjectPtr target;
        std::vector<Owner> owners;
        std::vector<Connect> records; /* one an owner; none of Release, which means all */
    };

    std::size_t roots = 0;
    std::vector<Created> created;
    std::vector<Links> links;
};

/* Whether records of a request may be there already: what Release and Disconnect need. */
enum class Roots : std::uint8_t { New, Known };

/*
 * Takes what the roots nest; a root's key to a record created before it is set. Throws
 * Error{RelationInvalid, LimitExceeded} and what reading a record throws, with JSON Pointers.
 */
Nest resolve_nested(std::span<RecordValues> roots, Roots kind, const model::Catalog &catalog,
                    const Actor &actor, const model::NewId &new_id);

/* Throws Error{RelationInvalid} for a body that nests where it cannot; `why` ends the message. */
void refuse_nested(const RecordValues &values, std::string_view why);

} // namespace viginti::plan

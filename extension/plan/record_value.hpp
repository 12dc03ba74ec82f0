/*
 * Record values: a JSON body to columns and parameters, checked and normalised as
 * spec/core-rest.md §15 and §16 say. The keys are walked in the order of the body and the first
 * fault is thrown, with the JSON Pointer of the value.
 */
#pragma once

#include "base/json.hpp"
#include "model/object.hpp"
#include "plan/param.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace viginti::plan {

/* Who writes: becomes createdBy and updatedBy (spec §16.5). */
struct Actor {
    std::string source = "API";
    std::string name;
};

enum class Place : std::uint8_t { Given, First, Last };

/* One column to set. A position that is not a number is computed by the statement. */
struct Assignment {
    std::string column;
    model::ColumnType type;
    Param value;
    Place place = Place::Given;
};

/* A to-one relation given by what its target is to be found by (spec §16.4). */
struct Connect {
    const model::Field *field;
    const json_t *where; /* of the body, null when there is none */
    std::string path;    /* of `where` */
};

/* Records written along with this one, as the body gives them: see plan/nested.hpp. */
struct Nested {
    const model::Field *field;
    const json_t *operations; /* {"create":…, "connect":…, "disconnect":…} */
    std::string path;
};

struct RecordValues {
    std::optional<Uuid> id;
    std::vector<Assignment> assignments; /* sorted by column name: the order of the shape */
    std::vector<Connect> connects;       /* their foreign keys stand among the assignments, NULL */
    std::vector<Nested> nested;          /* the same of those whose key this record holds */
};

/*
 * The values of one record of `object`. On creation createdBy and updatedBy are added, and position
 * when absent; on update updatedBy and updatedAt. `base` is the JSON Pointer of the record ("" or
 * "/3"). Throws Error{FieldUnknown, SubFieldUnknown, ValueInvalid, RelationInvalid}.
 */
RecordValues read_new_record(const model::Object &object, const json_t *body, const Actor &actor,
                             const std::string &base);
RecordValues read_changes(const model::Object &object, const json_t *body, const Actor &actor,
                          const std::string &base = {});

/* The values of the body alone, for those that are looked for rather than written. */
RecordValues read_values(const model::Object &object, const json_t *body, const std::string &base);

/* Adds the foreign key of a relation, NULL; false when the values have one already. */
bool add_foreign_key(RecordValues &values, const model::Field &field);

/*
 * What a change of a record's key sets beside it: the keys to the other targets of a morph relation
 * become NULL.
 */
std::vector<Assignment> released_by(const model::Object &object, const model::Field &field);

/* Makes the record live, unless the values say when it was deleted. */
void set_live(RecordValues &values);

} // namespace viginti::plan

/*
 * The fields a new object brings along: `fields` of POST /rest/metadata/objects, each the body of
 * POST /rest/metadata/fields without its objectMetadataId. What has a column of its own comes with
 * the table; relations, which concern two objects, follow once the object is there.
 */
#pragma once

#include "base/error.hpp"
#include "entry/metadata_operations.hpp"

#include <string>
#include <vector>

namespace viginti::entry {

class InlineFields {
  public:
    /*
     * Adds the fields to the object, relations apart. A relation may name the object itself as its
     * target, by its singular or plural. Faults are kept: see finish.
     */
    InlineFields(const Scope &scope, const json_t *body, model::Object &object);

    /* Makes the relations; then throws if any field had a fault, with pointers such as /fields/0/name. */
    void finish(Scope &scope);

  private:
    struct Relation {
        std::size_t place;
        Json body;
    };
    std::vector<Relation> relations_;
    std::vector<Fault> faults_;

    void note(const Error &error, std::size_t place);
};

} // namespace viginti::entry

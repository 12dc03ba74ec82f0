/*
 * One member of a body: the value of a field, of the parts of a field, of a key or of a relation, to the
 * columns it sets, the record it connects and those written along (spec/core-rest.md §15, §16).
 */
#pragma once

#include "plan/json_value.hpp"
#include "plan/record_value.hpp"

#include <string>
#include <string_view>

namespace viginti::plan {

struct MemberReader {
    const model::Object &object;
    const std::string &base; /* JSON Pointer of the record */
    bool creating;
    RecordValues out; /* in the order of the members */

    /* Throws what plan::read_new_record does. */
    void read(std::string_view key, const json_t *value);
    /* Sets a column; of one that is set already the value alone. */
    void set(std::string column, const model::Part &part, Param value, Place place = Place::Given);

  private:
    void read_scalar(const model::Field &field, const json_t *value, const ValueSite &site);
    void read_composite(const model::Field &field, const json_t *value, const ValueSite &site);
    void read_relation(const model::Field &field, const json_t *value, const ValueSite &site);
    void read_far_relation(const model::Field &field, const json_t *value, const ValueSite &site);
    void read_foreign_key(const model::Field &field, const json_t *value, const ValueSite &site);
    void read_position(const model::Field &field, const json_t *value, const ValueSite &site);
};

/* Null when the type of the field has no such part. */
const model::Part *find_part(const model::Field &field, std::string_view name);

} // namespace viginti::plan

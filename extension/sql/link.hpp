/*
 * Keys of records that are there, set to lead to an owner or emptied: one statement, whatever their
 * number. Its rows are the ids of what was changed.
 */
#pragma once

#include "model/object.hpp"
#include "plan/nested.hpp"
#include "plan/record_value.hpp"
#include "sql/statement.hpp"

#include <string>
#include <vector>

namespace viginti::sql {

struct Link {
    const model::Object &object; /* of the records */
    const model::Field &key;
    plan::Nest::Act act;
    const std::vector<plan::Assignment> &also; /* what the change sets beside the key */
};

/* $1 has the ids of the owners, $2, but for Release, those of the records, one each. */
Statement compile_link(const Link &link);
std::string link_shape(const Link &link);
std::vector<plan::Param> link_params(const Link &link, const std::vector<Uuid> &owners,
                                     const std::vector<Uuid> &records);

} // namespace viginti::sql

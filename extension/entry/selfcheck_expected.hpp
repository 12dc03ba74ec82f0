/*
 * What the catalogue of PostgreSQL must hold for a workspace, derived from its model; each item is
 * one line that names a thing and its properties. viginti.selfcheck compares it with what is there.
 */
#pragma once

#include "ddl/ddl.hpp"
#include "model/object.hpp"

#include <set>
#include <string>
#include <vector>

namespace viginti::entry {

/* Lines such as `column people.job_title text`; the same form the catalogue is read in. */
std::set<std::string> expected_items(const model::Object &object, const ddl::Roles &roles,
                                     const std::string &owner,
                                     const std::vector<model::ObjectPtr> &objects);

} // namespace viginti::entry

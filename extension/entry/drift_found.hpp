/*
 * The tables of a schema as the catalogue has them: the counterpart of ddl::shape_of. Only what can
 * contradict a model is read; views, plain indexes, triggers and policies are an administrator's own.
 */
#pragma once

#include "ddl/shape.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace viginti::entry {

struct FoundItem {
    ddl::Found found;
    std::string definition;
    /* Of an index: not unique; of a constraint: NOT VALID. */
    bool is_plain = false, is_unproved = false;
};

using ItemKey = std::pair<ddl::ItemKind, std::string>;

struct FoundTable {
    std::uint32_t relation = 0;
    std::map<ItemKey, FoundItem> items;
    /* Rights ("people SELECT to role") a role of the workspace has on some columns only. */
    std::set<std::string> narrowed;
};

/* By table name; `roles` are those of the workspace, whose column rights are theirs to hold. */
std::map<std::string, FoundTable> find_tables(const std::string &schema,
                                              const std::vector<std::string> &roles);

} // namespace viginti::entry

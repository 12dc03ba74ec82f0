/*
 * Drift: differences between the model of a workspace and what the catalogue holds, each with what
 * puts it right. viginti.selfcheck names them, viginti.repair runs the remedies.
 */
#pragma once

#include "ddl/ddl.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace viginti::entry {

/* As whom a remedy runs. */
enum class Actor : std::uint8_t {
    WorkspaceOwner,
    Administrator, /* the owner of the extension */
};

struct Difference {
    std::string workspace;
    std::string object; /* namePlural; empty when it is not about one */
    std::string problem;

    std::vector<ddl::Change> remedy; /* empty: repair refuses, saying `advice` */
    Actor actor = Actor::WorkspaceOwner;
    std::string note;   /* what the remedy cannot bring back */
    std::string advice; /* what to do when it is refused */
    /* Counts the records in the way of the remedy, and what they do. */
    std::optional<ddl::Change> obstacle;
    std::string obstacle_words;
    /* A record right of this role: may have been given or taken on purpose. */
    std::string right_of;
    bool remakes_rights = false; /* the remedy makes the role or table anew, rights included */
    bool is_blocking = false;    /* the rest of the workspace cannot be looked at */
};

/* Metadata that leads nowhere, roles and schemas that are gone; of all workspaces or of one. */
std::vector<Difference> find_orphans(const std::optional<std::string> &workspace);

/*
 * Schema, marker, tables and all that hangs on them, by workspace, object, and order of repair. The
 * schema and the roles must be there: find_orphans tells.
 */
std::vector<Difference> find_differences(const std::string &workspace);

/* Of the workspace, or of each by name: orphans of a workspace make the rest of it meaningless. */
std::vector<Difference> find_drift(const std::optional<std::string> &workspace);

/* The text of a statement for people: literals in their places. */
std::string describe(const ddl::Change &change);

/* The one number of a count(*). */
long long count_records(const ddl::Change &count);
/* "records that hold NULL: 2" */
std::string records_that(std::string_view words, long long records);

} // namespace viginti::entry

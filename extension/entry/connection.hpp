/*
 * Connections and records as GraphQL asks for them: running their statements, and putting their JSON
 * together.
 */
#pragma once

#include "entry/caller.hpp"
#include "entry/kept_read.hpp"
#include "plan/read_plan.hpp"

#include <string>

namespace viginti::entry {

/*
 * Reads as the caller's role, who must be acting already, and appends the JSON of the connection.
 * Throws as run() does.
 */
void append_connection(std::string &out, const plan::ReadPlan &plan, const Caller &caller);

/* Appends record `i` of a plan that was asked for member by member. */
void append_record(std::string &out, const Records &records, std::size_t i,
                   const plan::ReadPlan &plan);

} // namespace viginti::entry

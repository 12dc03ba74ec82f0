/*
 * Writes to all records that match (plan/matches): one statement, which locks them in the order of
 * their ids, changes them and returns their ids. How many records there are is not part of the text.
 */
#pragma once

#include "plan/matches.hpp"
#include "plan/record_value.hpp"
#include "sql/statement.hpp"

#include <string>
#include <vector>

namespace viginti::sql {

enum class Effect : std::uint8_t { Update, SoftDelete, Destroy, Restore };

/* `assignments` are those of an Update, which goes to the records of a filter. updated_at becomes now unless it is among them. */
Statement compile_bulk_write(const plan::Matches &matches, Effect effect,
                             const std::vector<plan::Assignment> &assignments);
std::vector<plan::Param> bulk_write_params(const plan::Matches &matches,
                                           const std::vector<plan::Assignment> &assignments);
std::string bulk_write_shape(const plan::Matches &matches, Effect effect,
                             const std::vector<plan::Assignment> &assignments);

/* Counts what matches, however many they are. Its parameters are those of the matches but the limit. */
Statement compile_match_count(const plan::Matches &matches);

} // namespace viginti::sql

/*
 * The envelopes of record answers: keys of `data`, records, pageInfo and totalCount
 * (spec/core-rest.md §12). All functions append to a body under construction.
 */
#pragma once

#include "base/error.hpp"
#include "entry/kept_read.hpp"
#include "model/dialect.hpp"
#include "plan/read_plan.hpp"

#include <string>
#include <string_view>

namespace viginti::entry {

/* Key of `data`: "person", "createPerson", "people", "createPeople". */
std::string data_key(const model::Dialect &dialect, std::string_view verb, const std::string &name);

/* `{"data":{"key":`, with room for the records: pageInfo and count need little beside them. */
void open_data(std::string &body, std::string_view key, const Records &records);

/* The array of the first `count` records, the last first when `backward`. */
void write_records(std::string &body, const Records &records, std::size_t count, bool backward);

/* The array of the records at these places, in this order. */
void write_records(std::string &body, const Records &records,
                   const std::vector<std::size_t> &places);

/* Appends the cursor of record `i`, as a JSON string. */
void append_cursor(std::string &body, const Records &records, std::size_t i,
                   const plan::ReadPlan &plan);
/* Bytes of one whose order is that of the ids, quotes and all. */
constexpr std::size_t plain_cursor_bytes = 70;

/* The member pageInfo of a page of `count` records; `has_more` in the direction of the scan. */
void write_page_info(std::string &body, const Records &records, std::size_t count,
                     const plan::ReadPlan &plan, bool has_more);

/* The error of every operation on one record that is not there (spec §4.2). */
Error record_not_found();

} // namespace viginti::entry

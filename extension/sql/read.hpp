/*
 * ReadPlan to statements: plain columns, the page cut before anything is joined to it, JSON left to
 * the output program.
 */
#pragma once

#include "plan/read_plan.hpp"
#include "sql/statement.hpp"
#include "sql/writer.hpp"

#include <vector>

namespace viginti::sql {

/* Parameters are those of the plan, in order. */
ReadStatement compile_read(const plan::ReadPlan &plan);

/*
 * Whether the statement that writes the one record of a plan can answer it, too: all that is wanted of
 * it stands in its own row, and what embeds in it has statements of its own.
 */
bool is_of_one_row(const plan::ReadPlan &plan);
/* `write`, an INSERT or UPDATE of one row, with the record of such a plan as its row. */
ReadStatement compile_returning(const plan::ReadPlan &plan, Statement write);

/* SELECT count(*) of the plan's filter; takes the first plan.filter_params parameters. */
Statement compile_count(const plan::ReadPlan &plan);

/* WHERE of all records that match, whatever the page. */
void write_filter(Writer &sql, const plan::ReadPlan &plan);

/* " FROM …" and " WHERE …" of a plan: t0 its object, f1, f2, … the records joined. */
void write_from(Writer &sql, const plan::ReadPlan &plan);
void write_where(Writer &sql, const plan::ReadPlan &plan);

/* Types of the first `count` parameters of a plan. */
std::vector<plan::ParamType> types_of(const std::vector<plan::Param> &params, std::size_t count);

} // namespace viginti::sql

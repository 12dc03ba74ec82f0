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

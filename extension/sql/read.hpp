/*
 * ReadPlan to statements: plain columns, the page cut before anything is joined to it, JSON left to
 * the output program.
 */
#pragma once

#include "plan/read_plan.hpp"
#include "sql/statement.hpp"

namespace viginti::sql {

/* Parameters are those of the plan, in order. */
ReadStatement compile_read(const plan::ReadPlan &plan);

/* SELECT count(*) of the plan's filter; takes the first plan.filter_params parameters. */
Statement compile_count(const plan::ReadPlan &plan);

} // namespace viginti::sql

/*
 * The output program: how one row of a statement becomes one JSON record. A flat list of steps the
 * receiver runs for each tuple as it comes; the SQL itself never builds JSON (design.md §6).
 */
#pragma once

#include "model/field_type.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace viginti::plan {

struct Emit {
    enum class Step : std::uint8_t {
        Literal,    /* append `text` */
        Value,      /* append the value of `column` in `form` */
        NullUnless, /* when `column` is NULL append "null" and go on at step `target` */
        Cell,       /* append the value of `column` as a CSV cell, nothing for NULL */
        Splice,     /* place of a to-many array: child statement `target`, parent id in `column` */
        Mark,       /* a place to come back to: `target` is one of the marks below */
    };
    Step step;
    model::Form form = model::Form::Text;
    std::uint16_t column = 0; /* from 0, in the statement's select list */
    std::uint32_t target = 0;
    std::string text;
};

/* Marks stand among child statements by numbers no child has. */
constexpr std::uint32_t mark_cursor = 0xffffffff; /* the cursor of the row belongs here */
constexpr std::uint32_t mark_next = 0xfffffffe;   /* what follows belongs to the next place */

} // namespace viginti::plan

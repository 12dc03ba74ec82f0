/*
 * Draft: a statement's plan while it is being resolved. It collects parameters, joins, the shape
 * that will key the kept statement, and the fingerprint of what was asked; reads, writes by filter
 * and groups all begin with one.
 */
#pragma once

#include "base/fingerprint.hpp"
#include "plan/condition.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace viginti::plan {

/*
 * One FROM clause: the root's, number 0, or that of a sub-query over the records of a to-many
 * relation.
 */
struct Scope {
    model::ObjectPtr object;
    int number = 0;
    std::vector<Join> joins;
};

struct Draft {
    const model::Catalog &catalog;
    Scope root;
    std::vector<Param> params;
    std::string shape;
    Fingerprint asked; /* names and values, independent of versions: what a cursor belongs to */
    int scopes = 0;    /* numbers given so far; those of joins run through all scopes */
    int joins = 0;
    bool live_only = true; /* the filter does not name the root's deletedAt (spec §9) */

    Draft(const model::Catalog &from, const model::ObjectPtr &object, char kind);

    /* The number of the new parameter, from 1. */
    int add(Param param);
    /* A value the client gave: part of what was asked. */
    int add_asked(Param param);
    /* The options of a field in order, as a parameter to sort or compare by. */
    int add_options(const model::Field &field);

    void mark(std::string_view text);
    void mark_number(int number);
    /* A mark that is part of what was asked. */
    void mark_asked(std::string_view text);
    /* The model of an object the statement depends on. */
    void mark_version(const model::Object &object);
};

} // namespace viginti::plan

/*
 * A root field about records while it is answered: its arguments, what is answered of each record,
 * and records a mutation answers with.
 */
#pragma once

#include "entry/caller.hpp"
#include "entry/kept_content.hpp"
#include "entry/reading.hpp"
#include "graphql/record_schema.hpp"
#include "graphql/selection_tree.hpp"
#include "request/request.hpp"

#include <string>
#include <vector>

namespace viginti::entry {

struct Root {
    const graphql::RecordSchema &schema;
    const graphql::SelectedField &field;
    const Caller &caller;
    const model::ObjectPtr &object;
    KeptContent *kept; /* or null */

    const json_t *argument(const char *name) const
    {
        return json_object_get(field.arguments.get(), name);
    }
    bool is_true(const char *name) const { return json_is_true(argument(name)); }
};

/* What is answered of the connection: resolved once for a kept document. */
plan::ContentPtr content_of_connection(const Root &root);

/* A request about single records, and what is answered of them. */
struct Question {
    request::Request request;
    plan::ContentPtr content;
};

/* Of the arguments `id`, `data` and `upsert`; throws what resolving the content throws. */
Question make_question(const Root &root, request::Verb verb);

/* How the record that a creation or update writes is answered. */
Reading reading_of(const Root &root, const Question &question);
/* Appends it; throws Error{RecordNotFound}. */
void append_written(std::string &out, Reading &reading, const Uuid &id);

/* Appends the record of that id; throws Error{RecordNotFound}. */
void append_one(std::string &out, const Root &root, const Question &question, const Uuid &id);
/* Appends the array of the records of these ids, in their order; those that are not there are left out. */
void append_many(std::string &out, const Root &root, const Question &question,
                 const std::vector<Uuid> &ids);

} // namespace viginti::entry

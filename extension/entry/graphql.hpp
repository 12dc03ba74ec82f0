/*
 * One GraphQL document, one call of viginti.handle, one transaction (design.md §6). A query whose
 * field fails answers the others; a mutation that fails undoes the whole document.
 */
#pragma once

#include "entry/answer.hpp"
#include "entry/answering.hpp"
#include "entry/caller.hpp"
#include "entry/inbound.hpp"

namespace viginti::entry {

/*
 * Answers a request to /graphql or /metadata. Errors of the document are in the answer. Throws Error
 * for what is wrong with the request itself, and pg::Answered with the whole answer where what was
 * done has to be undone.
 */
Answer answer_graphql(const Inbound &inbound, Caller caller, Context &context);

} // namespace viginti::entry

/*
 * POST /rest/transaction: several requests about records in one transaction, all or none.
 */
#pragma once

#include "entry/answer.hpp"
#include "entry/caller.hpp"
#include "entry/inbound.hpp"
#include "rest/query_string.hpp"

namespace viginti::entry {

/*
 * Runs the operations of the body in order, each as the same request alone would be; later ones see
 * what earlier ones wrote. The first that fails is the answer: its Error is thrown with the
 * operation's place before its path.
 */
Answer answer_transaction(const Inbound &inbound, const rest::QueryString &query,
                          const Caller &caller);

} // namespace viginti::entry

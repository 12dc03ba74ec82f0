/*
 * Idempotency-Key: a request that is sent again is answered again, and done once. The answer is
 * stored in the transaction of its effect, so that there is never one without the other; a failed
 * request stores nothing and may be sent anew.
 */
#pragma once

#include "entry/answer.hpp"
#include "entry/caller.hpp"
#include "entry/inbound.hpp"

#include <functional>

namespace viginti::entry {

/*
 * Answers with `work`, or for a key that was used with the stored answer and the header
 * `Idempotency-Replayed: true`. Without the header Idempotency-Key it is just `work`. Throws
 * Error{IdempotencyInvalid} for a malformed key, {IdempotencyMismatch} when the key came with
 * another request before, {IdempotencyConflict} while another request with the key is under way.
 */
Answer idempotently(const Inbound &inbound, const Caller &caller,
                    const std::function<Answer()> &work);

} // namespace viginti::entry

/*
 * A statement may wait for the lock of a model change and find its table or column gone once it has
 * it. with_current_model runs such a request anew, against the model as it is then (style §7).
 */
#pragma once

#include "pg/catalog_cache.hpp"

#include "pg/guard.hpp"
#include "pg/subtransaction.hpp"

namespace viginti::pg {

/* An error a statement compiled for an older model ends in. */
inline bool names_missing_thing(const PgError &error) noexcept
{
    switch (error.sqlstate()) {
    case ERRCODE_UNDEFINED_TABLE:
    case ERRCODE_UNDEFINED_COLUMN:
    case ERRCODE_UNDEFINED_OBJECT:
    case ERRCODE_UNDEFINED_SCHEMA:
    case ERRCODE_DATATYPE_MISMATCH:
        return true;
    default:
        return false;
    }
}

/* How often a request that keeps being overtaken is compiled anew before its error stands. */
inline constexpr int model_attempts = 5;

/*
 * Runs `body`, which looks up all it needs in the catalog, in a subtransaction; anew when it failed
 * for want of a table or column and the model has changed since it began.
 */
template <class Body>
auto with_current_model(Body &&body)
{
    for (int attempt = 1;; ++attempt) {
        std::uint64_t const before = model_generation();
        try {
            return in_subtransaction(body);
        } catch (const PgError &error) {
            if (!names_missing_thing(error) || attempt == model_attempts)
                throw;
            guarded([] { AcceptInvalidationMessages(); });
            if (model_generation() == before)
                throw;
        }
    }
}

} // namespace viginti::pg

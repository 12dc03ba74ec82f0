#include "pg/current_model.hpp"

#include "pg/pause.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace viginti::pg {

namespace {

constexpr std::array missing_states{
    ERRCODE_UNDEFINED_TABLE,
    ERRCODE_UNDEFINED_COLUMN,
    ERRCODE_UNDEFINED_OBJECT,
    ERRCODE_UNDEFINED_SCHEMA,
    ERRCODE_DATATYPE_MISMATCH,
    ERRCODE_UNDEFINED_FUNCTION,       /* no such operator for a column of another type */
    ERRCODE_CANNOT_COERCE,            /* nor a cast */
    ERRCODE_INDETERMINATE_COLLATION,  /* nor a collation */
    ERRCODE_INVALID_COLUMN_REFERENCE, /* ON CONFLICT, and no unique index any more */
    ERRCODE_WRONG_OBJECT_TYPE,
    ERRCODE_GENERATED_ALWAYS,
};

/* Classes of errors no model is to blame for. */
constexpr std::array<std::string_view, 6> foreign_classes{"08", "40", "53", "55", "57", "58"};

/*
 * A commit can be seen a moment before it is announced. Who was hit by what he saw waits for the
 * announcement, for 31 ms at most: where nothing comes, nothing has changed.
 */
bool will_move()
{
    for (long wait = 1; wait <= 16; wait *= 2) {
        if (has_moved_since_begin())
            return true;
        pause(wait);
    }
    return has_moved_since_begin();
}

/* What moved need not be what the attempt was hit by. */
void pause_before(int attempt)
{
    if (attempt > 2)
        pause(1L << std::min(attempt - 2, 5));
}

} // namespace

bool names_missing_thing(const PgError &error) noexcept
{
    return std::find(missing_states.begin(), missing_states.end(), error.sqlstate()) !=
           missing_states.end();
}

GivesWay::GivesWay() noexcept : deadlock_timeout_(DeadlockTimeout)
{
    /* The variable behind the setting: setting it properly would cost each request a microsecond. */
    DeadlockTimeout = std::min(DeadlockTimeout, std::max(lock_timeout() * 3 / 4, 1));
}

GivesWay::~GivesWay()
{
    DeadlockTimeout = deadlock_timeout_;
}

bool is_repeated(int attempt, const PgError &error, Transaction transaction)
{
    if (follows_model() == Follow::Nothing)
        return false;
    if (error.sqlstate() == ERRCODE_T_R_DEADLOCK_DETECTED) {
        if (transaction == Transaction::Shared)
            return false;
        pause_before(attempt + 1);
        return true;
    }
    if (names_missing_thing(error)) {
        if (!will_move())
            return false;
        pause_before(attempt + 1);
        return true;
    }
    bool const is_foreign = std::find(foreign_classes.begin(), foreign_classes.end(),
                                      error.sqlstate_class()) != foreign_classes.end();
    return !is_foreign && has_moved_since_begin() && is_overtaken();
}

bool is_repeated(int attempt, const model::Overtaken &)
{
    if (is_overtaken())
        return true;
    bool const has_moved = will_move();
    pause_before(attempt + 1);
    return has_moved;
}

} // namespace viginti::pg

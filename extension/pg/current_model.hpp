/*
 * A request may be overtaken by a change of the model: it meets parts of both models, or waits for
 * the lock of the change and finds its table or column gone once it has it, or another one in its
 * place whose values its snapshot does not show; or each waits for a table the other has.
 * with_current_model runs such a request anew, against the model as it is then, and by a snapshot that
 * is not older (style §7). While nothing changes it costs a comparison of two numbers.
 */
#pragma once

#include "pg/catalog_cache.hpp"
#include "pg/spi.hpp"

#include <optional>

#include "pg/guard.hpp"
#include "pg/settings.hpp"
#include "pg/subtransaction.hpp"

namespace viginti::pg {

/* An error a statement compiled for an older model ends in. */
bool names_missing_thing(const PgError &error) noexcept;

/* After so many the tables are held. */
inline constexpr int attempts_at_once = 2;

/*
 * Whose the transaction is. In a shared one other requests have run whose locks an attempt cannot give
 * back, so that a deadlock would only come again: it is passed on.
 */
enum class Transaction { Own, Shared };

/* Whether an attempt that ended so is to be repeated; pauses before that where news are to come. */
bool is_repeated(int attempt, const PgError &error, Transaction transaction);
bool is_repeated(int attempt, const model::Overtaken &overtaken);

/*
 * While it lasts, a request that waits for a lock looks for a deadlock before the change that may have
 * a part in it gives up: to run a request anew costs little, and a change of two tables that all read
 * would hardly ever get both.
 */
class GivesWay {
  public:
    GivesWay() noexcept;
    ~GivesWay();
    GivesWay(const GivesWay &) = delete;
    GivesWay &operator=(const GivesWay &) = delete;

  private:
    int deadlock_timeout_;
};

/* Runs `body`, which looks up all it needs in the catalog, in a subtransaction. */
template <class Body>
auto with_current_model(Body &&body, Transaction transaction = Transaction::Own)
{
    GivesWay const gives_way;
    bool holds = false;
    for (int attempt = 1;; ++attempt) {
        bool const is_last = attempt >= model_attempts();
        try {
            return in_subtransaction([&] {
                if (holds)
                    hold_tables_of_attempt();
                begin_attempt();
                std::optional<CurrentSnapshot> snapshot;
                if (attempt > 1)
                    snapshot.emplace();
                auto result = body();
                if (!is_last && is_overtaken())
                    throw model::Overtaken();
                return result;
            });
        } catch (const PgError &error) {
            if (is_last || !is_repeated(attempt, error, transaction))
                throw;
        } catch (const model::Overtaken &overtaken) {
            if (is_last || !is_repeated(attempt, overtaken))
                throw Error(Code::Internal, overtaken.what());
            holds = attempt >= attempts_at_once;
        } catch (const Error &) {
            if (is_last || !is_overtaken())
                throw;
        } catch (const Answered &) {
            if (is_last || !is_overtaken())
                throw;
        }
    }
}

} // namespace viginti::pg

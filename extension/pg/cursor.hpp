/*
 * Cursor: a kept plan that is run piece by piece. It reads with the snapshot that was active when it
 * was opened and lives to the end of the transaction, or until closed; calls of the server may come
 * and go in between. Fetching takes the role it was opened with: set it for each call.
 */
#pragma once

#include "pg/kept_plan.hpp"

#include <cstdint>
#include <vector>

struct PortalData;

namespace viginti::pg {

class Cursor {
  public:
    Cursor() = default;

    /* Opens for reading; needs an open SpiConnection. The transaction owns what it opens. */
    void open(const KeptPlan &plan, const std::vector<plan::Param> &params);

    /*
     * Feeds the next rows to `sink`: at most `max_rows` (0: no bound), and no more once the sink is
     * full (SinkOptions::max_bytes). False when there are no more.
     */
    bool fetch(std::uint64_t max_rows, JsonSink &sink);

    /* Raw: raises. Not to be called once the transaction has failed. */
    void close_raw();

  private:
    PortalData *portal_ = nullptr;
};

} // namespace viginti::pg

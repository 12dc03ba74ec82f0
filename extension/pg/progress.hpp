/*
 * Progress of an import, for other sessions to see while it runs (viginti.import_progress). The
 * server's own slots are used, those of COPY, with a mark that tells ours from a COPY's: no shared
 * memory of our own is needed, and pg_stat_progress_copy shows imports too.
 */
#pragma once

#include <cstdint>
#include <string_view>

namespace viginti::pg {

/* As param6 of pg_stat_get_progress_info('COPY'); sql/install/70_import.sql asks for it. */
inline constexpr std::int64_t import_mark = 20;

class ImportProgress {
  public:
    ImportProgress(std::string_view schema, std::string_view table, std::uint64_t bytes);
    ~ImportProgress();
    ImportProgress(const ImportProgress &) = delete;
    ImportProgress &operator=(const ImportProgress &) = delete;

    void report(std::uint64_t bytes, std::uint64_t created, std::uint64_t failed);

  private:
    std::uint32_t table_;
    std::uint64_t bytes_;
};

} // namespace viginti::pg

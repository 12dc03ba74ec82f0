#include "pg/progress.hpp"

#include <string>

#include "pg/guard.hpp"

namespace viginti::pg {

ImportProgress::ImportProgress(std::string_view schema, std::string_view table, std::uint64_t bytes)
    : bytes_(bytes)
{
    std::string const schema_name(schema);
    std::string const table_name(table);
    table_ = guarded([&] {
        return get_relname_relid(table_name.c_str(), get_namespace_oid(schema_name.c_str(), false));
    });
    report(0, 0, 0);
}

ImportProgress::~ImportProgress()
{
    pgstat_progress_end_command();
}

void ImportProgress::report(std::uint64_t bytes, std::uint64_t created, std::uint64_t failed)
{
    constexpr int count = 6;
    static constexpr int slots[count] = {
        PROGRESS_COPY_COMMAND,          PROGRESS_COPY_TYPE,
        PROGRESS_COPY_BYTES_TOTAL,      PROGRESS_COPY_BYTES_PROCESSED,
        PROGRESS_COPY_TUPLES_PROCESSED, PROGRESS_COPY_TUPLES_EXCLUDED,
    };
    std::int64_t const values[count] = {
        PROGRESS_COPY_COMMAND_FROM,         import_mark,
        static_cast<std::int64_t>(bytes_),  static_cast<std::int64_t>(bytes),
        static_cast<std::int64_t>(created), static_cast<std::int64_t>(failed),
    };
    guarded([&] {
        /* The rollback of a subtransaction ends whatever is reported. */
        if (MyBEEntry == nullptr || MyBEEntry->st_progress_command != PROGRESS_COMMAND_COPY)
            pgstat_progress_start_command(PROGRESS_COMMAND_COPY, table_);
        pgstat_progress_update_multi_param(count, slots, values);
    });
}

} // namespace viginti::pg

#include "pg/settings.hpp"

#include "pg/fault_point.hpp"

#include "pg/server.hpp"

namespace viginti::pg {

namespace {

int exact_count_limit_value;
int fail_at_step_value;
int lock_attempts_value;
int lock_timeout_value;
int model_attempts_value;
char *workspace_value;

struct IntegerSetting {
    const char *name;
    const char *summary;
    const char *detail;
    int *value;
    int initial, least, most;
    GucContext context;
    int flags;
    GucIntAssignHook assigned;
};

void assign_fail_at_step(int step, void *)
{
    set_fault(step);
}

struct TextSetting {
    const char *name;
    const char *summary;
    const char *detail;
    char **value;
    const char *initial;
    GucContext context;
};

constexpr IntegerSetting integers[] = {
    {"viginti.exact_count_limit", "Number of matching records up to which totalCount is exact.",
     "When the planner expects more, its estimate is answered and marked. 0 always counts.",
     &exact_count_limit_value, 50000, 0, INT_MAX, PGC_USERSET, 0, nullptr},
    {"viginti.fail_at_step", "For tests: the step at which a model change is to fail.",
     "Below 0 the backend dies there as by kill -9. Counts from the moment it is set; 0: never.",
     &fail_at_step_value, 0, -INT_MAX, INT_MAX, PGC_SUSET, GUC_NOT_IN_SAMPLE, assign_fail_at_step},
    {"viginti.lock_attempts", "How often a model change is tried that cannot have its locks.",
     "Between attempts it lets go of what it has locked; then it fails with status 503.",
     &lock_attempts_value, 10, 1, 100, PGC_USERSET, 0, nullptr},
    {"viginti.lock_timeout", "How long a model change waits for the lock of a table.",
     "Statements queue behind a waiting ALTER TABLE: this bounds how long they stand still.",
     &lock_timeout_value, 100, 1, INT_MAX, PGC_USERSET, GUC_UNIT_MS, nullptr},
    {"viginti.model_attempts",
     "For tests: how often a request is run that a model change overtakes.",
     "Under debug_discard_caches everything seems overtaken, always: 1 answers what was read "
     "first.",
     &model_attempts_value, 20, 1, 100, PGC_SUSET, GUC_NOT_IN_SAMPLE, nullptr},
};

constexpr TextSetting texts[] = {
    {"viginti.workspace", "Workspace viginti.get() works in.", nullptr, &workspace_value, "",
     PGC_USERSET},
};

} // namespace

void define_settings()
{
    for (const IntegerSetting &row : integers)
        DefineCustomIntVariable(row.name, row.summary, row.detail, row.value, row.initial,
                                row.least, row.most, row.context, row.flags, nullptr, row.assigned,
                                nullptr);
    for (const TextSetting &row : texts)
        DefineCustomStringVariable(row.name, row.summary, row.detail, row.value, row.initial,
                                   row.context, 0, nullptr, nullptr, nullptr);
    MarkGUCPrefixReserved("viginti");
}

int exact_count_limit()
{
    return exact_count_limit_value;
}

int lock_timeout()
{
    return lock_timeout_value;
}

int model_attempts()
{
    return model_attempts_value;
}

int lock_attempts()
{
    return lock_attempts_value;
}

std::string_view current_workspace()
{
    return workspace_value != nullptr ? workspace_value : "";
}

} // namespace viginti::pg

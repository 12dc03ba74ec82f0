#include "pg/guard.hpp"

#include <algorithm>
#include <utility>

namespace viginti::pg {

constinit MemoryContext entry_context = nullptr;

Answered::Answered(int status, std::string message, std::string detail, std::string hint,
                   std::string log)
    : status(status), message(std::move(message)), detail(std::move(detail)), hint(std::move(hint)),
      log(std::move(log))
{}

namespace {

/* Server memory that never raises, so that it may be used inside a catch block; null when out. */
char *copy_text(std::string_view text) noexcept
{
    std::size_t const size = std::min<std::size_t>(text.size(), MaxAllocSize - 1);
    auto *copy =
        static_cast<char *>(MemoryContextAllocExtended(entry_context, size + 1, MCXT_ALLOC_NO_OOM));
    if (copy != nullptr) {
        std::memcpy(copy, text.data(), size);
        copy[size] = '\0';
    }
    return copy;
}

char *copy_unless_empty(std::string_view text) noexcept
{
    return text.empty() ? nullptr : copy_text(text);
}

int sqlstate_of(int status) noexcept
{
    int const known = status >= 100 && status <= 999 ? status : 500;
    return MAKE_SQLSTATE('V', 'G', '0' + known / 100, '0' + known / 10 % 10, '0' + known % 10);
}

/* The frame every report of our own shares. Client errors stay out of the server log. */
void begin(ErrorData &data, int sqlstate, bool client_error) noexcept
{
    data = ErrorData{};
    data.elevel = ERROR;
    data.sqlerrcode = sqlstate;
    data.output_to_client = true;
    data.output_to_server = !client_error;
    data.domain = "viginti";
    data.context_domain = "viginti";
    data.assoc_context = entry_context;
}

} // namespace

void Failure::keep(const PgError &error) noexcept
{
    data = error.data();
}

void Failure::keep(const Error &error) noexcept
{
    begin(own, sqlstate_of(error.status), error.status < 500);
    own.message = copy_text(error.message);
    own.detail = copy_unless_empty(error.path);
    own.hint = copy_unless_empty(error.hint);
}

void Failure::keep(const Answered &answer) noexcept
{
    begin(own, sqlstate_of(answer.status), answer.status < 500);
    own.message = copy_text(answer.message);
    own.detail = copy_unless_empty(answer.detail);
    own.detail_log = copy_unless_empty(answer.log);
    own.hint = copy_unless_empty(answer.hint);
}

void Failure::keep(int sqlstate, const char *message) noexcept
{
    begin(own, sqlstate, false);
    own.message = copy_text(message);
}

void Failure::raise()
{
    ErrorData *const report = data != nullptr ? data : &own;
    static char no_memory[] = "out of memory";
    if (report->message == nullptr)
        report->message = no_memory;
    ReThrowError(report);
}

void release(const PgError &error)
{
    ErrorData *const data = error.data();
    guarded([&] { FreeErrorData(data); });
}

void raw_raise(const char *message)
{
    raw_raise(ERRCODE_INTERNAL_ERROR, message);
}

PgError refusal(int sqlstate, std::string_view message, std::string_view hint)
{
    auto *const report = guarded([] {
        return static_cast<ErrorData *>(MemoryContextAlloc(entry_context, sizeof(ErrorData)));
    });
    begin(*report, sqlstate, true);
    report->message = copy_text(message);
    report->hint = copy_unless_empty(hint);
    return PgError(report);
}

void raw_raise(int sqlstate, const char *message)
{
    /* Not only for errors that were caught: it raises any report that is complete. */
    ErrorData report;
    begin(report, sqlstate, false);
    report.message = const_cast<char *>(message);
    ReThrowError(&report);
}

std::string text_argument(FunctionCallInfo fcinfo, int number)
{
    text *const value = guarded([&] { return PG_GETARG_TEXT_PP(number); });
    return {VARDATA_ANY(value), static_cast<std::size_t>(VARSIZE_ANY_EXHDR(value))};
}

Datum text_result(std::string_view text)
{
    return text_result(text, {});
}

Datum text_result(std::string_view first, std::string_view second)
{
    std::size_t const size = VARHDRSZ + first.size() + second.size();
    auto *const result =
        guarded([&] { return static_cast<text *>(MemoryContextAlloc(entry_context, size)); });
    SET_VARSIZE(result, size);
    std::memcpy(VARDATA(result), first.data(), first.size());
    if (!second.empty())
        std::memcpy(VARDATA(result) + first.size(), second.data(), second.size());
    return PointerGetDatum(result);
}

} // namespace viginti::pg

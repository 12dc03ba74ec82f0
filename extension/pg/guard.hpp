/*
 * The error boundary (style §6). PostgreSQL reports errors by longjmp, C++ by exceptions; neither
 * knows the other. Errors change form at two doors: inward, guarded() turns a server ERROR into
 * PgError; outward, entry() turns any exception into an ERROR once all C++ frames are gone.
 *
 * Inside a guarded lambda: server calls and trivial locals only. Never ereport inside a catch block.
 */
#pragma once

#include "base/error.hpp"

#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>

#include "pg/server.hpp"

namespace viginti::pg {

/* Caught errors are copied here. It outlives SPI connections and subtransactions. */
extern constinit MemoryContext entry_context;

/*
 * A server ERROR on its way through C++. The data live in entry_context, to the end of the entry.
 * It is passed on, or its subtransaction is rolled back first; never simply dropped.
 */
class PgError : public std::exception {
  public:
    explicit PgError(ErrorData *data) noexcept : data_(data) {}
    const char *what() const noexcept override { return data_->message ? data_->message : ""; }
    ErrorData *data() const noexcept { return data_; }

    int sqlstate() const noexcept { return data_->sqlerrcode; }
    /* Five characters, e.g. "23505". */
    std::string_view sqlstate_text() const noexcept { return unpack_sql_state(sqlstate()); }
    /* First two characters, e.g. "23". */
    std::string_view sqlstate_class() const noexcept { return sqlstate_text().substr(0, 2); }
    std::string_view message() const noexcept { return view(data_->message); }
    std::string_view detail() const noexcept { return view(data_->detail); }
    std::string_view hint() const noexcept { return view(data_->hint); }
    std::string_view schema() const noexcept { return view(data_->schema_name); }
    std::string_view table() const noexcept { return view(data_->table_name); }
    std::string_view column() const noexcept { return view(data_->column_name); }
    std::string_view constraint() const noexcept { return view(data_->constraint_name); }

  private:
    static std::string_view view(const char *text) noexcept { return text ? text : ""; }
    ErrorData *data_;
};

/*
 * A failed request whose whole answer is written: raised by entry() as an ERROR with SQLSTATE
 * "VG" + status, message, DETAIL = body, HINT = header lines. 4xx stay out of the server log; 5xx
 * reach it, with `log` (what really happened, never shown to the client) in place of the body.
 */
struct Answered : std::exception {
    int status;
    std::string message;
    std::string detail;
    std::string hint;
    std::string log;

    Answered(int status, std::string message, std::string detail, std::string hint = {},
             std::string log = {});
    const char *what() const noexcept override { return message.c_str(); }
};

/* The ERROR was dealt with, its subtransaction rolled back: gives its memory back. */
void release(const PgError &error);

/* What entry() keeps of an exception: plain data in server memory, raised when it is destroyed. */
struct Failure {
    ErrorData *data = nullptr; /* a caught ERROR, or null: then `own` */
    ErrorData own;

    void keep(const PgError &error) noexcept;
    void keep(const Error &error) noexcept;
    void keep(const Answered &answer) noexcept;
    void keep(int sqlstate, const char *message) noexcept;
    [[noreturn]] void raise();
};

/* Inward: makes server calls; their ERROR arrives as PgError. */
template <class Call>
std::invoke_result_t<Call &> guarded(Call &&call)
{
    using Result = std::invoke_result_t<Call &>;
    static_assert(std::is_void_v<Result> || std::is_trivially_copyable_v<Result>);
    static_assert(std::is_trivially_destructible_v<std::remove_reference_t<Call>>);

    MemoryContext const caller = CurrentMemoryContext;
    sigjmp_buf *const handler = PG_exception_stack;
    ErrorContextCallback *const trace = error_context_stack;
    sigjmp_buf here;

    if (sigsetjmp(here, 0) == 0) {
        struct Restore {
            sigjmp_buf *handler;
            ErrorContextCallback *trace;
            ~Restore()
            {
                PG_exception_stack = handler;
                error_context_stack = trace;
            }
        } const restore{handler, trace};
        PG_exception_stack = &here;
        return call();
    }

    PG_exception_stack = handler;
    error_context_stack = trace;
    MemoryContextSwitchTo(entry_context);
    ErrorData *const error = CopyErrorData();
    FlushErrorState();
    MemoryContextSwitchTo(caller);
    throw PgError(error);
}

/*
 * Outward: every SQL-callable function is a Body run by entry(), from FunctionCallInfo to Datum. The
 * Datum it returns must live in the context that was current when the body began (entry_context).
 */
template <class Body>
Datum entry(FunctionCallInfo fcinfo, Body body)
{
    MemoryContext const outer = entry_context;
    MemoryContext const home = CurrentMemoryContext;
    Failure failure;

    entry_context = home;
    try {
        Datum const result = body(fcinfo);
        MemoryContextSwitchTo(home);
        entry_context = outer;
        return result;
    } catch (const PgError &e) {
        failure.keep(e);
    } catch (const Answered &e) {
        failure.keep(e);
    } catch (const Error &e) {
        failure.keep(e);
    } catch (const std::bad_alloc &) {
        failure.keep(ERRCODE_OUT_OF_MEMORY, "out of memory");
    } catch (const std::exception &e) {
        failure.keep(ERRCODE_INTERNAL_ERROR, e.what());
    } catch (...) {
        failure.keep(ERRCODE_INTERNAL_ERROR, "unknown exception");
    }
    MemoryContextSwitchTo(home);
    entry_context = outer;
    failure.raise();
}

/* Raises an internal ERROR; for callbacks of the server, which must not throw. */
[[noreturn]] void raw_raise(const char *message);
/* The same with another SQLSTATE, by its ERRCODE. */
[[noreturn]] void raw_raise(int sqlstate, const char *message);

/* An ERROR with a SQLSTATE of PostgreSQL's own, to be thrown; it stays out of the server log. */
PgError refusal(int sqlstate, std::string_view message, std::string_view hint);

/* A text argument as a string; detoasted inside. The argument must not be NULL. */
std::string text_argument(FunctionCallInfo fcinfo, int number);
/* A text result in entry_context, the context a function's result must live in. */
Datum text_result(std::string_view text);
/* The same for two pieces that stand one behind the other. */
Datum text_result(std::string_view first, std::string_view second);

} // namespace viginti::pg

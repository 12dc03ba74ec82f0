/*
 * Stopwatch: where the time of one request goes, for its header Server-Timing. At each moment a request
 * is in one phase, and a phase entered within another stops the outer one: so phases never overlap, and
 * their sum never exceeds the whole.
 *
 * Whoever has a part of a request in hand names its phase, asked or not. Of a request that did not ask
 * for its times this costs one branch, and no clock is read.
 */
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>

namespace viginti {

enum class Phase : std::uint8_t {
    Authenticate, /* key, role, workspace */
    Parse,        /* text into a Request; a GraphQL document is validated here, too */
    Resolve,      /* names into fields, columns and values */
    Compile,      /* the kept statement, or making one */
    Execute,      /* PostgreSQL plans, finds and changes rows */
    Write,        /* rows into text, and the answer around them */
    Rest,         /* between them */
};

/* What of a request was measured. */
struct Times {
    using Duration = std::chrono::nanoseconds;

    std::array<Duration, static_cast<std::size_t>(Phase::Rest) + 1> spent = {};
    Duration total = {};
    unsigned looked_up = 0; /* statements */
    unsigned compiled = 0;  /* those that were not kept */
};

/*
 * The value of the header: `authenticate;dur=0.012, …, compile;desc="hit";dur=0.001, …, total;dur=…` in
 * milliseconds, whole microseconds of them, rounded down. `hit`: all statements were kept; `miss`: not
 * all of them; neither for a request that looked up none.
 */
std::string server_timing(const Times &times);

class Stopwatch {
  public:
    /* Runs for its lifetime, if the request asks for it. Another one that runs stays in its phase
       meanwhile: what a request makes a trigger ask belongs to that phase of the request. */
    explicit Stopwatch(bool is_asked);
    ~Stopwatch();
    Stopwatch(const Stopwatch &) = delete;
    Stopwatch &operator=(const Stopwatch &) = delete;

    /* The phase before. Plain enough to be called where a longjmp may pass. */
    Phase enter(Phase phase) noexcept;
    void note_look_up() noexcept { ++times_.looked_up; }
    void note_compiled() noexcept { ++times_.compiled; }
    /* Whether the caller is known: nobody is told how long a key was looked at that is none. */
    bool may_tell() const noexcept { return is_known_; }
    /* Up to now. */
    Times times() noexcept;

  private:
    using Clock = std::chrono::steady_clock;

    Stopwatch *outer_;
    Clock::time_point begun_{}, since_{};
    Times times_;
    Phase phase_ = Phase::Rest;
    bool is_known_ = false;
};

/* The one that runs; null as a rule. */
extern constinit Stopwatch *running_stopwatch;

/* From here on, until another is entered. */
inline void enter_phase(Phase phase) noexcept
{
    if (running_stopwatch != nullptr) [[unlikely]]
        running_stopwatch->enter(phase);
}

/* A statement is looked up; it is not kept, and is compiled. */
inline void note_look_up() noexcept
{
    if (running_stopwatch != nullptr) [[unlikely]]
        running_stopwatch->note_look_up();
}
inline void note_compiled() noexcept
{
    if (running_stopwatch != nullptr) [[unlikely]]
        running_stopwatch->note_compiled();
}

/* For its lifetime; then the phase before goes on. */
class Span {
  public:
    explicit Span(Phase phase) noexcept
    {
        if (running_stopwatch != nullptr) [[unlikely]]
            before_ = running_stopwatch->enter(phase);
    }
    ~Span() { enter_phase(before_); }
    Span(const Span &) = delete;
    Span &operator=(const Span &) = delete;

  private:
    Phase before_ = Phase::Rest;
};

/* Appends the line of the header to such lines, each of which ends in a line end. */
void append_server_timing(std::string &lines);

} // namespace viginti

#include "base/stopwatch.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace {

using namespace std::chrono_literals;
using viginti::append_server_timing;
using viginti::enter_phase;
using viginti::Phase;
using viginti::running_stopwatch;
using viginti::server_timing;
using viginti::Span;
using viginti::Stopwatch;
using viginti::Times;

Times::Duration &of(Times &times, Phase phase)
{
    return times.spent[static_cast<std::size_t>(phase)];
}

TEST(ServerTiming, NamesEachPhaseInMillisecondsWithThreeDecimals)
{
    Times times;
    of(times, Phase::Authenticate) = 12us;
    of(times, Phase::Parse) = 1us;
    of(times, Phase::Resolve) = 345us;
    of(times, Phase::Execute) = 1234567us;
    of(times, Phase::Rest) = 7us;
    times.total = 1300000us;
    EXPECT_EQ(server_timing(times),
              "authenticate;dur=0.012, parse;dur=0.001, resolve;dur=0.345, compile;dur=0.000, "
              "execute;dur=1234.567, write;dur=0.000, total;dur=1300.000");
}

TEST(ServerTiming, RoundsDownSoThatTheSumStaysWithinTheTotal)
{
    Times times;
    of(times, Phase::Parse) = 1999ns;
    of(times, Phase::Write) = 999ns;
    times.total = 2999ns;
    std::string const text = server_timing(times);
    EXPECT_NE(text.find("parse;dur=0.001,"), text.npos);
    EXPECT_NE(text.find("write;dur=0.000,"), text.npos);
    EXPECT_NE(text.find("total;dur=0.002"), text.npos);
}

TEST(ServerTiming, TellsWhetherAllStatementsWereKept)
{
    Times times;
    times.looked_up = 2;
    EXPECT_NE(server_timing(times).find("compile;desc=\"hit\";dur=0.000"), std::string::npos);
    times.compiled = 1;
    EXPECT_NE(server_timing(times).find("compile;desc=\"miss\";dur=0.000"), std::string::npos);
}

TEST(Stopwatch, StandsStillUnlessItIsAsked)
{
    Stopwatch const stopwatch(false);
    Span const span(Phase::Parse);
    EXPECT_EQ(running_stopwatch, nullptr);
    std::string lines = "A: b\n";
    append_server_timing(lines);
    EXPECT_EQ(lines, "A: b\n");
}

TEST(Stopwatch, TellsNothingBeforeTheKeyIsProved)
{
    Stopwatch const stopwatch(true);
    enter_phase(Phase::Authenticate);
    std::string lines;
    append_server_timing(lines);
    EXPECT_EQ(lines, "");
    enter_phase(Phase::Parse);
    append_server_timing(lines);
    EXPECT_EQ(lines.substr(0, 29), "Server-Timing: authenticate;d");
    EXPECT_EQ(lines.back(), '\n');
}

/* Long enough that a phase counted twice, or not at all, shows. */
void spend(std::chrono::microseconds time)
{
    auto const end = std::chrono::steady_clock::now() + time;
    while (std::chrono::steady_clock::now() < end)
        continue;
}

TEST(Stopwatch, PhaseWithinAnotherStopsTheOuterOne)
{
    Stopwatch stopwatch(true);
    enter_phase(Phase::Resolve);
    {
        Span const outer(Phase::Execute);
        {
            Span const inner(Phase::Write);
            spend(3ms);
        }
        spend(1ms);
    }
    EXPECT_EQ(stopwatch.enter(Phase::Rest), Phase::Resolve);
    spend(1ms);
    Times times = stopwatch.times();
    EXPECT_GE(of(times, Phase::Write), 3ms);
    EXPECT_GE(of(times, Phase::Execute), 1ms);
    EXPECT_LE(of(times, Phase::Execute) + of(times, Phase::Write) + of(times, Phase::Rest),
              times.total);
    Times::Duration sum{};
    for (Times::Duration const spent : times.spent)
        sum += spent;
    EXPECT_EQ(sum, times.total);
}

TEST(Stopwatch, RequestWithinARequestBelongsToIt)
{
    Stopwatch outer(true);
    enter_phase(Phase::Execute);
    {
        Stopwatch const inner(false);
        enter_phase(Phase::Parse);
    }
    EXPECT_EQ(running_stopwatch, &outer);
    EXPECT_EQ(outer.enter(Phase::Rest), Phase::Execute);
}

} // namespace

#include <vector>

#include <gtest/gtest.h>

#include "dispatch.hpp"

namespace viginti::shim {
namespace {

constexpr std::chrono::microseconds cheap_run{250};

Load load(bool kept, unsigned in_flight, int head_ms = 0, bool reads = true)
{
    return Load{true, kept, reads, true, in_flight, Milliseconds(head_ms)};
}

Load unusable()
{
    return Load{false, true, true, true, 0, {}};
}

using Loads = std::vector<Load>;

TEST(ChooseBackend, SendsToAnIdleKeptOneFirst)
{
    EXPECT_EQ(choose_backend(Loads{load(true, 1), load(false, 0), load(true, 0)}, Call::QuickRead),
              2u);
    EXPECT_EQ(choose_backend(Loads{load(true, 1), load(false, 0), load(true, 0)}, Call::Write), 2u);
}

TEST(ChooseBackend, PutsWhatMayShareBehindTheShortestPipelineOfReads)
{
    EXPECT_EQ(choose_backend(Loads{load(true, 3), load(true, 2), load(false, 0)}, Call::QuickRead),
              1u);
}

TEST(ChooseBackend, PutsNothingBehindAWrite)
{
    EXPECT_FALSE(choose_backend(Loads{load(true, 1, 0, false)}, Call::QuickRead));
    EXPECT_FALSE(choose_backend(Loads{load(true, 1, 0, false)}, Call::Write));
}

TEST(ChooseBackend, LeavesTheLastBackendToReadsWhereThereIsNoOther)
{
    const Loads loads{load(true, 0), load(false, 1, 0, false)};
    EXPECT_EQ(choose_backend(loads, Call::Write, slow_run, false), 0u);
    EXPECT_FALSE(choose_backend(loads, Call::Write, slow_run, true));
    EXPECT_EQ(choose_backend(loads, Call::Read, slow_run, true), 0u);
    EXPECT_EQ(choose_backend(Loads{load(true, 0), load(false, 0)}, Call::Write, slow_run, true),
              0u);
    EXPECT_EQ(choose_backend(Loads{load(true, 2), load(false, 0)}, Call::Write, slow_run, true),
              1u);
}

TEST(ChooseBackend, PutsWhatMayNotShareBehindNothing)
{
    EXPECT_FALSE(choose_backend(Loads{load(true, 1), load(true, 1)}, Call::Write));
    EXPECT_EQ(choose_backend(Loads{load(true, 1), load(false, 0)}, Call::Write), 1u);
}

TEST(ChooseBackend, PutsNothingBehindASlowCall)
{
    EXPECT_FALSE(choose_backend(Loads{load(true, 1, 3)}, Call::QuickRead));
    EXPECT_EQ(choose_backend(Loads{load(true, 1, 3), load(true, 5, 2)}, Call::QuickRead), 1u);
}

TEST(ChooseBackend, LeavesTheKeptOnesWhenTheyAreHeldUp)
{
    EXPECT_EQ(choose_backend(Loads{load(true, 1, 9), load(false, 0)}, Call::QuickRead), 1u);
    EXPECT_EQ(choose_backend(Loads{load(true, 1, 9), load(false, 2)}, Call::QuickRead), 1u);
}

TEST(ChooseBackend, RunsAsManyReadsAsThereAreKeptOnes)
{
    EXPECT_FALSE(choose_backend(Loads{load(true, 1, 5), load(false, 0)}, Call::Read));
    EXPECT_FALSE(
        choose_backend(Loads{load(true, 1, 0, false), load(false, 1), load(false, 0)}, Call::Read));
    EXPECT_EQ(choose_backend(Loads{load(true, 1), load(true, 0)}, Call::Read), 1u);
    EXPECT_EQ(choose_backend(Loads{load(true, 1, 5), load(false, 0)}, Call::Write), 1u);
}

TEST(ChooseBackend, GivesTheTurnsOfWritesAndOfHeldUpReadsToReads)
{
    EXPECT_EQ(choose_backend(Loads{load(true, 1, 9), load(false, 0)}, Call::Read), 1u);
    EXPECT_EQ(choose_backend(Loads{load(true, 1, 0, false), load(false, 0)}, Call::Read), 1u);
}

TEST(ChooseBackend, BoundsAPipeline)
{
    EXPECT_FALSE(choose_backend(Loads{load(true, most_in_flight)}, Call::QuickRead));
}

TEST(ChooseBackend, PassesByWhatIsNotUsable)
{
    EXPECT_FALSE(choose_backend(Loads{unusable()}, Call::QuickRead));
    EXPECT_EQ(choose_backend(Loads{unusable(), load(true, 0)}, Call::Write), 1u);
    EXPECT_FALSE(choose_backend(Loads{}, Call::QuickRead));
}

TEST(IdleBackend, IsOneWithNothingInFlightAKeptOneFirst)
{
    EXPECT_EQ(idle_backend(Loads{load(false, 0), load(true, 1), load(true, 0)}), 2u);
    EXPECT_EQ(idle_backend(Loads{load(true, 1), load(false, 0)}), 1u);
    EXPECT_FALSE(idle_backend(Loads{load(true, 1), unusable()}));
}

TEST(WantsAnother, ReadsInLineBehindQuickOnesDoNot)
{
    const Loads in_line{load(true, most_in_flight), load(true, 1, 9)};
    EXPECT_FALSE(wants_another(in_line, Call::QuickRead));
    EXPECT_TRUE(wants_another(in_line, Call::Write));
}

TEST(WantsAnother, ReadsHeldUpBySlowCallsOrWritesDo)
{
    EXPECT_TRUE(wants_another(Loads{load(true, 1, 3), load(true, 1, 0, false), unusable()},
                              Call::QuickRead));
    EXPECT_TRUE(wants_another(Loads{load(true, 1, 9)}, Call::Read));
}

TEST(WantsAnother, ReadsBesideAsManyAsThereAreKeptOnesDoNot)
{
    EXPECT_FALSE(wants_another(Loads{load(true, 1, 5), load(true, 1, 7)}, Call::Read));
}

TEST(Pace, IsQuickUntilMoreThanTheOddReadIsSlow)
{
    Pace pace(cheap_run);
    EXPECT_TRUE(pace.is_quick());
    for (int i = 0; i < 200; ++i)
        pace.note(i % 20 == 0 ? Milliseconds(500) : Milliseconds(1), 0);
    EXPECT_TRUE(pace.is_quick());
    for (int i = 0; i < 10; ++i)
        pace.note(quick_run, 0);
    EXPECT_FALSE(pace.is_quick());
    for (int i = 0; i < 40; ++i)
        pace.note(Milliseconds(1), 0);
    EXPECT_TRUE(pace.is_quick());
}

TEST(ShareOf, FillsAStatementAndNoMore)
{
    EXPECT_EQ(share_of(load(true, 0), 1), 1u);
    EXPECT_EQ(share_of(load(true, 0), 5), 5u);
    EXPECT_EQ(share_of(load(true, 0), 64), most_in_statement);
}

TEST(ShareOf, PutsBehindOthersWhatThereIsRoomFor)
{
    EXPECT_EQ(share_of(load(true, 3), 64), most_in_flight - 3);
    EXPECT_EQ(share_of(load(true, 3), 2), 2u);
    EXPECT_EQ(share_of(load(true, most_in_flight - 1), 2), 1u);
}

TEST(IsWorthWaiting, ForReadsThatHaveJustBegun)
{
    EXPECT_TRUE(is_worth_waiting(Loads{load(true, 1), load(true, 0)}, 1, 1));
    EXPECT_TRUE(is_worth_waiting(Loads{load(true, 8), load(true, 0)}, 1, most_in_statement - 1));
    EXPECT_FALSE(is_worth_waiting(Loads{load(true, 1), load(true, 0)}, 1, most_in_statement));
    EXPECT_FALSE(is_worth_waiting(Loads{load(true, 1, 1), load(true, 0)}, 1, 1));
    EXPECT_FALSE(is_worth_waiting(Loads{load(true, 1, 0, false), load(true, 0)}, 1, 1));
    EXPECT_FALSE(is_worth_waiting(Loads{load(true, 0), load(true, 0)}, 1, 1));
    EXPECT_FALSE(is_worth_waiting(Loads{load(true, 1), load(true, 2)}, 1, 1));
}

TEST(IsWorthWaiting, NeverWhereStatementsCannotBeShared)
{
    Load alone = load(true, 0);
    alone.takes_several = false;
    EXPECT_FALSE(is_worth_waiting(Loads{load(true, 1), alone}, 1, 1));
}

/* A pace after reads that took and answered next to nothing. */
Pace quick_pace()
{
    Pace pace(cheap_run);
    for (int i = 0; i < 50; ++i)
        pace.note({}, 0);
    return pace;
}

TEST(Pace, IsCheapOnceReadsWere)
{
    EXPECT_FALSE(Pace(cheap_run).is_cheap());
    EXPECT_TRUE(quick_pace().is_cheap());
}

TEST(Pace, IsNeverCheapBelowNothing)
{
    Pace pace(Clock::duration{});
    pace.note({}, 0);
    EXPECT_FALSE(pace.is_cheap());
}

TEST(Pace, IsCheapOnTheMean)
{
    Pace pace = quick_pace();
    pace.note(Milliseconds(500), 0); /* one for all of a kind */
    EXPECT_TRUE(pace.is_cheap());
    for (int i = 0; i < 100; ++i)
        pace.note(i % 8 == 0 ? cheap_run * 4 : Clock::duration{}, 1000); /* a statement of eight */
    EXPECT_TRUE(pace.is_cheap());
    for (int i = 0; i < 100; ++i)
        pace.note(cheap_run * 2, 1000);
    EXPECT_FALSE(pace.is_cheap());
}

TEST(Pace, IsNotCheapWithLargeAnswers)
{
    Pace pace = quick_pace();
    pace.note({}, 10u << 20);
    EXPECT_TRUE(pace.is_cheap());
    for (int i = 0; i < 100; ++i)
        pace.note({}, 50000);
    EXPECT_FALSE(pace.is_cheap());
    for (int i = 0; i < 100; ++i)
        pace.note({}, 1000);
    EXPECT_TRUE(pace.is_cheap());
}

TEST(ShareOf, IsOneWhereStatementsCannotBeShared)
{
    Load alone = load(true, 0);
    alone.takes_several = false;
    EXPECT_EQ(share_of(alone, 64), 1u);
}

} // namespace
} // namespace viginti::shim

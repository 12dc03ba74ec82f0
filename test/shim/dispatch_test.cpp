#include <vector>

#include <gtest/gtest.h>

#include "dispatch.hpp"

namespace viginti::shim {
namespace {

Load load(bool kept, unsigned in_flight, int head_ms = 0, bool reads = true)
{
    return Load{true, kept, reads, in_flight, Milliseconds(head_ms)};
}

Load unusable()
{
    return Load{false, true, true, 0, {}};
}

using Loads = std::vector<Load>;

TEST(ChooseBackend, SendsToAnIdleKeptOneFirst)
{
    EXPECT_EQ(choose_backend(Loads{load(true, 1), load(false, 0), load(true, 0)}, true), 2u);
    EXPECT_EQ(choose_backend(Loads{load(true, 1), load(false, 0), load(true, 0)}, false), 2u);
}

TEST(ChooseBackend, PutsAReadBehindTheShortestPipelineOfReads)
{
    EXPECT_EQ(choose_backend(Loads{load(true, 3), load(true, 2), load(false, 0)}, true), 1u);
}

TEST(ChooseBackend, PutsNothingBehindAWrite)
{
    EXPECT_FALSE(choose_backend(Loads{load(true, 1, 0, false)}, true));
    EXPECT_FALSE(choose_backend(Loads{load(true, 1, 0, false)}, false));
}

TEST(ChooseBackend, PutsAWriteBehindNothing)
{
    EXPECT_FALSE(choose_backend(Loads{load(true, 1), load(true, 1)}, false));
    EXPECT_EQ(choose_backend(Loads{load(true, 1), load(false, 0)}, false), 1u);
}

TEST(ChooseBackend, PutsNothingBehindASlowCall)
{
    EXPECT_FALSE(choose_backend(Loads{load(true, 1, 3)}, true));
    EXPECT_EQ(choose_backend(Loads{load(true, 1, 3), load(true, 5, 2)}, true), 1u);
}

TEST(ChooseBackend, LeavesTheKeptOnesWhenTheyAreHeldUp)
{
    EXPECT_EQ(choose_backend(Loads{load(true, 1, 9), load(false, 0)}, true), 1u);
    EXPECT_EQ(choose_backend(Loads{load(true, 1, 9), load(false, 2)}, true), 1u);
}

TEST(ChooseBackend, BoundsAPipeline)
{
    EXPECT_FALSE(choose_backend(Loads{load(true, most_in_flight)}, true));
}

TEST(ChooseBackend, PassesByWhatIsNotUsable)
{
    EXPECT_FALSE(choose_backend(Loads{unusable()}, true));
    EXPECT_EQ(choose_backend(Loads{unusable(), load(true, 0)}, false), 1u);
    EXPECT_FALSE(choose_backend(Loads{}, true));
}

} // namespace
} // namespace viginti::shim

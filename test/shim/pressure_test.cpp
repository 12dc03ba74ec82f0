#include <gtest/gtest.h>

#include "pressure.hpp"

namespace viginti::shim {
namespace {

TEST(Pressure, IsHighWhileTheLoopWaitsForLongerThanItRuns)
{
    Pressure pressure;
    EXPECT_FALSE(pressure.is_high());
    pressure.note(100, 90);
    EXPECT_FALSE(pressure.is_high());
    pressure.note(100, 300);
    EXPECT_TRUE(pressure.is_high());
    pressure.note(100, 30);
    EXPECT_TRUE(pressure.is_high());
    for (int i = 0; i < 4; ++i)
        pressure.note(100, 30);
    EXPECT_FALSE(pressure.is_high());
}

TEST(Pressure, IsNotHighInRest)
{
    Pressure pressure;
    pressure.note(1, 1000);
    for (int i = 0; i < 20; ++i)
        pressure.note(0, 0);
    EXPECT_FALSE(pressure.is_high());
}

TEST(Pressure, LooksAtThisThread)
{
    Pressure pressure;
    const Instant now = Clock::now();
    pressure.look(now);
    EXPECT_FALSE(pressure.is_high()); /* what was before the first look does not count */
    pressure.look(now);
    pressure.look(now + Milliseconds(1000));
}

} // namespace
} // namespace viginti::shim

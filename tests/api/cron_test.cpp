// Cron schedules: dates from the calendar and from the Quartz documentation's own examples, not worked out by the code
// under test.
#include "api/cron.h"

#include <gtest/gtest.h>

#include <vector>

namespace holdfast::api {
namespace {

using Fields = std::array<std::string, 5>;

constexpr EpochMs kMinute = 60'000;

/// `2026-11-24T00:20:21.000Z` without seconds, for the first `count` runs after `from`.
std::vector<std::string> runs(const Fields& fields, EpochMs from, int count) {
  const auto cron = Cron::parse(fields);
  EXPECT_TRUE(cron) << cron.error().message;
  std::vector<std::string> found;
  for (int index = 0; cron && index < count; ++index) {
    const auto next = cron->nextAfter(from);
    if (!next) break;
    found.push_back(isoTime(*next).substr(0, 16));
    from = *next;
  }
  return found;
}

using Times = std::vector<std::string>;

// 1 January 2026, 00:00 (a Thursday; `date -u -d 2026-01-01 +%s`).
constexpr EpochMs kNewYear = 1'767'225'600'000;

TEST(Cron, RunsEveryDayAtATime) {
  EXPECT_EQ(runs({"30", "2", "*", "*", "?"}, kNewYear, 2), (Times{"2026-01-01T02:30", "2026-01-02T02:30"}));
}

TEST(Cron, NamesTheNextMinuteNotThisOne) {
  EXPECT_EQ(runs({"*", "*", "*", "*", "*"}, kNewYear, 1), (Times{"2026-01-01T00:01"}));
  EXPECT_EQ(runs({"*", "*", "*", "*", "*"}, kNewYear - 1, 1), (Times{"2026-01-01T00:00"}));
  EXPECT_EQ(runs({"*", "*", "*", "*", "*"}, kNewYear + kMinute - 1, 1), (Times{"2026-01-01T00:01"}));
}

TEST(Cron, CountsListsRangesAndSteps) {
  EXPECT_EQ(runs({"0/20", "8-9", "?", "*", "MON"}, kNewYear, 7),
            (Times{"2026-01-05T08:00", "2026-01-05T08:20", "2026-01-05T08:40", "2026-01-05T09:00", "2026-01-05T09:20",
                   "2026-01-05T09:40", "2026-01-12T08:00"}));
  EXPECT_EQ(runs({"0", "0", "1,15", "*/6", "?"}, kNewYear, 4),
            (Times{"2026-01-15T00:00", "2026-07-01T00:00", "2026-07-15T00:00", "2027-01-01T00:00"}));
}

// Days of the week: 1 is Sunday; a range may run over Saturday.
TEST(Cron, NumbersDaysOfTheWeekAsQuartzDoes) {
  EXPECT_EQ(runs({"0", "0", "?", "*", "1"}, kNewYear, 1), (Times{"2026-01-04T00:00"}));
  EXPECT_EQ(
      runs({"0", "0", "?", "*", "fri-mon"}, kNewYear, 5),
      (Times{"2026-01-02T00:00", "2026-01-03T00:00", "2026-01-04T00:00", "2026-01-05T00:00", "2026-01-09T00:00"}));
  EXPECT_EQ(runs({"0", "0", "?", "*", "L"}, kNewYear, 1), (Times{"2026-01-03T00:00"}));
}

TEST(Cron, FindsTheLastDayOfAMonth) {
  EXPECT_EQ(runs({"0", "1", "L", "2", "?"}, kNewYear, 3),
            (Times{"2026-02-28T01:00", "2027-02-28T01:00", "2028-02-29T01:00"}));
  EXPECT_EQ(runs({"0", "1", "L-3", "*", "?"}, kNewYear, 2), (Times{"2026-01-28T01:00", "2026-02-25T01:00"}));
  // 31 January and 28 February 2026 are Saturdays.
  EXPECT_EQ(runs({"0", "1", "LW", "*", "?"}, kNewYear, 3),
            (Times{"2026-01-30T01:00", "2026-02-27T01:00", "2026-03-31T01:00"}));
}

// Quartz: "15W": on Saturday the 15th it is Friday the 14th, on Sunday the 15th Monday the 16th; never another month:
// "1W" on Saturday the 1st is Monday the 3rd.
TEST(Cron, FindsTheNearestWeekday) {
  EXPECT_EQ(runs({"0", "0", "15W", "2,8", "?"}, kNewYear, 2), (Times{"2026-02-16T00:00", "2026-08-14T00:00"}));
  EXPECT_EQ(runs({"0", "0", "1W", "8", "?"}, kNewYear, 1), (Times{"2026-08-03T00:00"}));
  EXPECT_EQ(runs({"0", "0", "31W", "5", "?"}, kNewYear, 1), (Times{"2026-05-29T00:00"}));
}

// Quartz: "6L" is the last Friday of the month, "6#3" the third.
TEST(Cron, FindsTheLastAndTheNthDayOfTheWeek) {
  EXPECT_EQ(runs({"15", "10", "?", "*", "6L"}, kNewYear, 2), (Times{"2026-01-30T10:15", "2026-02-27T10:15"}));
  EXPECT_EQ(runs({"15", "10", "?", "*", "6#3"}, kNewYear, 2), (Times{"2026-01-16T10:15", "2026-02-20T10:15"}));
  EXPECT_EQ(runs({"0", "0", "?", "*", "FRI#5"}, kNewYear, 2), (Times{"2026-01-30T00:00", "2026-05-29T00:00"}));
}

TEST(Cron, WaitsForLeapYears) {
  EXPECT_EQ(runs({"0", "0", "29", "2", "?"}, kNewYear, 2), (Times{"2028-02-29T00:00", "2032-02-29T00:00"}));
  EXPECT_TRUE(runs({"0", "0", "30", "2", "?"}, kNewYear, 1).empty());
}

TEST(Cron, ListsNoMoreRunsThanAskedForNorThanThereAre) {
  const auto daily = Cron::parse({"30", "2", "*", "*", "?"});
  EXPECT_EQ(daily->runsAfter(kNewYear, 3).size(), 3U);
  EXPECT_EQ(daily->runsAfter(kNewYear, 2), (std::vector<EpochMs>{kNewYear + 150 * kMinute, kNewYear + 1590 * kMinute}));
  EXPECT_TRUE(daily->runsAfter(kNewYear, 0).empty());
  EXPECT_TRUE(Cron::parse({"0", "0", "30", "2", "?"})->runsAfter(kNewYear, 5).empty());
}

TEST(Cron, TellsEveryFaultWithItsField) {
  const auto cron = Cron::parse({"60", "24", "32", "13", "8"});
  ASSERT_FALSE(cron);
  ASSERT_EQ(cron.error().faults.size(), 5U);
  for (std::size_t index = 0; index < 5; ++index) {
    EXPECT_EQ(cron.error().faults[index].parameter, kCronParts[index]);
    EXPECT_EQ(cron.error().faults[index].code, ErrorCode::parameterRange);
  }
}

TEST(Cron, RefusesWhatIsNoField) {
  for (const std::string text : {"", " ", "a", "1,,2", "1-", "-1", "*/0", "1/x", "?", "L", "5W", "99999999999"}) {
    EXPECT_FALSE(readCronField(CronPart::minute, text)) << text;
  }
  for (const std::string text : {"0", "L-31", "L-", "0W", "W", "LWW", "3#1", "MON"}) {
    EXPECT_FALSE(readCronField(CronPart::dayOfMonth, text)) << text;
  }
  for (const std::string text : {"0", "8", "MON#0", "MON#6", "#", "LW", "5W", "MONDAY"}) {
    EXPECT_FALSE(readCronField(CronPart::dayOfWeek, text)) << text;
  }
}

TEST(Cron, GoesByOneOfTheDayFields) {
  const auto both = Cron::parse({"0", "0", "1", "*", "MON"});
  ASSERT_FALSE(both);
  EXPECT_EQ(both.error().parameter, "dayOfWeek");
}

TEST(Cron, WritesTheQuartzExpression) {
  EXPECT_EQ(Cron::parse({"30", "2", "*", "*", "*"})->expression(), "0 30 2 * * ?");
  EXPECT_EQ(Cron::parse({"30", "2", "*", "*", "MON"})->expression(), "0 30 2 ? * MON");
  EXPECT_EQ(Cron::parse({"30", "2", "?", "*", "MON"})->expression(), "0 30 2 ? * MON");
  EXPECT_EQ(Cron::parse({"30", "2", "15", "*", "?"})->expression(), "0 30 2 15 * ?");
}

}  // namespace
}  // namespace holdfast::api

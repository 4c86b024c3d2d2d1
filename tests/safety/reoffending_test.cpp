// Proven reoffending against its definition: hand cases at the edges, and random histories against a plain reckoning.
#include "models/safety/supervision/reoffending.hpp"

#include "engine/random/draws.hpp"
#include "engine/time/calendar.hpp"

#include <gtest/gtest.h>

#include <map>
#include <optional>

namespace kith::safety {
namespace {

constexpr Day long_after = 4000;

CohortEntry entry(RecordId record, Day day, Disposal disposal = Disposal::order, bool youth = false) {
  return CohortEntry{record, day, disposal, youth, 0};
}

std::int32_t reoffences(Day entered, Day offence, Day proof) {
  const auto members = reoffending_cohorts({entry(5, entered)}, {ProvenOffence{5, offence, proof}}, long_after);
  return members.size() == 1 ? members[0].reoffences : -1;
}

TEST(Reoffending, FollowUpIsTwelveMonths) {
  EXPECT_EQ(reoffences(0, 0, 10), 0) << "the offence of the day itself";
  EXPECT_EQ(reoffences(0, 1, 10), 1);
  EXPECT_EQ(reoffences(0, 365, 370), 1);
  EXPECT_EQ(reoffences(0, 366, 370), 0);
  EXPECT_EQ(reoffences(100, 99, 110), 0) << "an earlier offence proven later";
  EXPECT_EQ(reoffences(100, 465, 470), 1);
  EXPECT_EQ(reoffences(100, 466, 470), 0);
}

TEST(Reoffending, ProofMustComeWithinEighteenMonths) {
  EXPECT_EQ(reoffences(0, 365, 547), 1);
  EXPECT_EQ(reoffences(0, 365, 548), 0);
  EXPECT_EQ(reoffences(0, 1, 547), 1);
  EXPECT_EQ(reoffences(0, 1, 548), 0);
}

TEST(Reoffending, APersonEntersACohortOnceAtTheFirstDay) {
  const auto members = reoffending_cohorts(
      {entry(1, 300, Disposal::custody), entry(1, 20, Disposal::caution, true), entry(1, 370, Disposal::order)},
      {ProvenOffence{1, 350, 360}, ProvenOffence{1, 388, 390}}, long_after);
  ASSERT_EQ(members.size(), 2U);
  EXPECT_EQ(members[0].cohort, 0);
  EXPECT_EQ(members[0].disposal, Disposal::caution);
  EXPECT_TRUE(members[0].youth);
  EXPECT_EQ(members[0].reoffences, 1);  // day 388 lies 368 days after day 20
  EXPECT_EQ(members[1].cohort, 1);
  EXPECT_EQ(members[1].reoffences, 1);
}

TEST(Reoffending, OffencesOfOthersDoNotCount) {
  const auto members =
      reoffending_cohorts({entry(1, 10), entry(3, 10)},
                          {ProvenOffence{2, 20, 30}, ProvenOffence{3, 20, 30}, ProvenOffence{4, 20, 30}}, long_after);
  ASSERT_EQ(members.size(), 2U);
  EXPECT_EQ(members[0].reoffences, 0);
  EXPECT_EQ(members[1].reoffences, 1);
}

TEST(Reoffending, CohortsThatCannotBeFollowedToTheEndAreLeftOut) {
  // Cohort 0 ends with year 1; follow-up and proof take 1.5 years more: 2.5 years are 913.125 days.
  EXPECT_EQ(reoffending_cohorts({entry(1, 10)}, {}, 911).size(), 0U);
  EXPECT_EQ(reoffending_cohorts({entry(1, 10)}, {}, 912).size(), 0U);
  EXPECT_EQ(reoffending_cohorts({entry(1, 10)}, {}, 913).size(), 1U);
  EXPECT_EQ(reoffending_cohorts({entry(1, 366)}, {}, 913).size(), 0U);
  EXPECT_EQ(reoffending_cohorts({entry(1, -1)}, {}, long_after).size(), 0U) << "burn-in makes no cohort";
}

/// The definition said again, plainly: for each record and year, the first entry, and every proven offence looked at.
std::map<std::pair<std::int32_t, RecordId>, std::int32_t> plainly(const std::vector<CohortEntry>& entries,
                                                                  const std::vector<ProvenOffence>& proven,
                                                                  Day last_day) {
  std::map<std::pair<std::int32_t, RecordId>, std::int32_t> result;
  for (std::int32_t year = 0; (year + 2.5) * days_per_year <= last_day + 1; ++year)
    for (RecordId record = 0; record < 30; ++record) {
      std::optional<Day> first;
      for (const CohortEntry& e : entries)
        if (e.record == record && e.day >= year * days_per_year && e.day < (year + 1) * days_per_year &&
            (!first || e.day < *first))
          first = e.day;
      if (!first) continue;
      std::int32_t count = 0;
      for (const ProvenOffence& p : proven) {
        const int offence_after = p.offence_day - *first;
        const int proof_after = p.proof_day - *first;
        count += p.record == record && offence_after >= 1 && offence_after <= 365 && proof_after <= 547;
      }
      result[{year, record}] = count;
    }
  return result;
}

TEST(Reoffending, RandomHistoriesAgreeWithThePlainDefinition) {
  for (std::uint64_t history = 0; history < 200; ++history) {
    Stream stream(1, purpose("test.reoffending"), history, 0, 0);
    const Day last_day = 800 + static_cast<Day>(stream.below(1500));
    std::vector<CohortEntry> entries;
    std::vector<ProvenOffence> proven;
    for (std::size_t i = stream.below(120); i > 0; --i)
      entries.push_back(entry(static_cast<RecordId>(stream.below(30)), static_cast<Day>(stream.below(2400)) - 400));
    for (std::size_t i = stream.below(300); i > 0; --i) {
      const Day offence = static_cast<Day>(stream.below(2400)) - 400;
      proven.push_back(
          {static_cast<RecordId>(stream.below(30)), offence, offence + static_cast<Day>(stream.below(600))});
    }
    std::map<std::pair<std::int32_t, RecordId>, std::int32_t> found;
    for (const CohortMember& member : reoffending_cohorts(entries, proven, last_day))
      EXPECT_TRUE(found.emplace(std::pair(member.cohort, member.record), member.reoffences).second);
    EXPECT_EQ(found, plainly(entries, proven, last_day)) << "history " << history;
  }
}

}  // namespace
}  // namespace kith::safety

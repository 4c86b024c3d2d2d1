// What a run counts adds up, and nobody does what they cannot: every step of a small world with all services is looked
// at.
#include "engine/measures/years.hpp"
#include "tests/safety/small_world.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace kith::safety {
namespace {

/// A run with everything seen of it step by step.
struct Watched {
  std::unique_ptr<Scene> scene;
  ReplicateResult result;
  State end;
  std::map<EntityId, std::set<std::pair<Day, Day>>> custody;  ///< spells by person, as recorded at the ends of steps
  std::vector<std::int32_t> inside, open;                     ///< counted by hand at the end of each week
};

void note_custody(Watched& watched, const State& state) {
  for (const OffenderRecord& record : state.offenders)
    if (record.custody_from != never && record.custody_until != never)  // who waits for court is told of at the end
      watched.custody[record.person].insert({record.custody_from, record.custody_until});
}

void look(Watched& watched, const State& state, Day day) {
  const Population& people = watched.scene->population;
  note_custody(watched, state);
  std::int32_t inside = 0, open = 0;
  for (RecordId id = 0; id < state.offenders.size(); ++id) {
    const OffenderRecord& record = state.offenders[id];
    ASSERT_LT(record.person, people.size());
    ASSERT_LE(record.open_cases, 60000) << "fell below nothing";
    open += record.open_cases;
    if (record.ended) {
      ASSERT_NE(state.offender_of[record.person], id);
      ASSERT_EQ(record.open_cases, 0) << "a household with an open case does not move";
    } else {
      ASSERT_EQ(state.offender_of[record.person], id);
    }
    inside += !record.ended && people.alive(record.person, day) && record.custody_until > day;
  }
  watched.inside.push_back(inside);
  watched.open.push_back(open);
  ASSERT_EQ(open, static_cast<std::int32_t>(state.charges.in_use()));
  std::set<std::uint32_t> queued;
  for (const CourtsState::Queue& court : state.court_queues)
    for (const auto* waiting : {&court.in_custody, &court.at_liberty})
      for (const std::uint32_t charge : *waiting) ASSERT_TRUE(queued.insert(charge).second) << "one charge waits once";
  ASSERT_LE(static_cast<std::int32_t>(queued.size()), open);
  std::set<std::uint32_t> listed;
  for (std::size_t i = 0; i < state.waiting.size(); ++i) {
    for (const std::uint32_t e : state.waiting[i]) {
      ASSERT_EQ(state.enrolments[e].stage, Stage::waiting);
      ASSERT_TRUE(listed.insert(e).second) << "a row is one referral's";
    }
    for (const std::uint32_t e : state.enrolled[i]) {
      ASSERT_EQ(state.enrolments[e].stage, Stage::enrolled);
      ASSERT_TRUE(listed.insert(e).second) << "a row is one enrolment's";
    }
  }
}

const Watched& watched() {
  static const Watched once = [] {
    Watched made;
    made.scene = test::small_scene({{"run.burn_in", "\"26w\""}, {"output.events", "true"}, {"run.end", "2015-03-29"}});
    Simulation simulation = test::simulation_of(*made.scene);
    std::int32_t step = made.scene->first_step;
    note_custody(made, made.scene->start);
    made.result = simulation.run({.steps_done = [&](std::int64_t) {
      look(made, simulation.state(), made.scene->timeline.step(step++).end - 1);
    }});
    made.end = simulation.state();
    return made;
  }();
  return once;
}

double total(Tally tally) { return test::sum(test::counts(watched().result, tally)); }

TEST(Conservation, ReferralsThatNeverStartGiveTheirRowsBack) {
  ASSERT_GT(total(Tally::service_waits_ended) + total(Tally::service_refusals), 0);
  double waiting = 0;
  for (const auto& list : watched().end.waiting) waiting += static_cast<double>(list.size());
  const auto in_use = static_cast<double>(watched().end.enrolments.in_use());
  EXPECT_GE(in_use, waiting);
  EXPECT_LE(in_use,
            static_cast<double>(watched().scene->start.enrolments.in_use()) + total(Tally::service_reached) + waiting);
}

TEST(Conservation, OffendersArePresentOldEnoughAndFree) {
  const auto& c = watched().result.event_columns;
  const Population& people = watched().scene->population;
  ASSERT_GT(c[0].size(), 5000U);
  for (std::size_t i = 0; i < c[0].size(); ++i) {
    const Day day = c[0][i];
    const auto person = static_cast<EntityId>(c[2][i]);
    ASSERT_TRUE(people.alive(person, day)) << "day " << day << " person " << person;
    ASSERT_GE(people.age(person, day), 10);
    const auto spells = watched().custody.find(person);
    if (spells == watched().custody.end()) continue;
    for (const auto& [from, until] : spells->second)
      ASSERT_FALSE(from <= day && day < until)
          << "person " << person << " on day " << day << " in custody from " << from << " until " << until;
  }
}

TEST(Conservation, PeopleHarmedArePresentAndNotTheOffender) {
  const auto& c = watched().result.event_columns;
  const Population& people = watched().scene->population;
  for (std::size_t i = 0; i < c[0].size(); ++i) {
    if (c[4][i] < 0) continue;
    const VictimKind kind = Evidence::get().offence_types()[static_cast<std::size_t>(c[1][i])].victim;
    if (kind == VictimKind::dwelling) {
      ASSERT_LT(static_cast<std::uint32_t>(c[4][i]), people.household_count());
      continue;
    }
    ASSERT_TRUE(people.alive(static_cast<EntityId>(c[4][i]), c[0][i]));
    ASSERT_NE(c[4][i], c[2][i]);
  }
}

/// Who moves in brings the cautions and convictions of who left, and no accusation; what is proven of either, before
/// and after, is followed under the first record.
TEST(Conservation, RecordsAreNationalOverMoves) {
  const State& end = watched().end;
  int brought = 0, followed = 0;
  for (RecordId id = 0; id < end.offenders.size(); ++id) {
    const OffenderRecord& record = end.offenders[id];
    if (record.national == nobody) continue;
    const OffenderRecord& first = end.offenders[record.national];
    ASSERT_TRUE(first.ended);
    ASSERT_EQ(first.person, record.person);
    ASSERT_EQ(first.national, nobody);
    const int before = first.cautions + first.convictions, now = record.cautions + record.convictions;
    ASSERT_GE(before, 1);
    ASSERT_GE(now, before);
    const auto accusations = std::count_if(end.accusations.begin(), end.accusations.end(),
                                           [&](const Accusation& one) { return one.record == id; });
    ASSERT_EQ(record.accusations, accusations) << "those of another are not known here";
    ++brought;
    followed += now - before;
  }
  EXPECT_GT(brought, 50);
  EXPECT_GT(followed, 0) << "some are proven to have offended again";
  for (const ProvenOffence& one : end.proven) ASSERT_EQ(end.offenders[one.record].national, nobody);
  for (const CohortEntry& one : end.cohort_entries) ASSERT_EQ(end.offenders[one.record].national, nobody);
}

TEST(Conservation, CustodyIsThatOfTheRecords) {
  const Counts& counted = test::counts(watched().result, Tally::custody_population);
  ASSERT_EQ(counted.size(), watched().inside.size());
  EXPECT_EQ(counted, watched().inside);
  EXPECT_GT(total(Tally::custody_population), 0);
}

TEST(Conservation, ChargesAreHeardOrWaitOrAreNotYetReady) {
  EXPECT_EQ(test::counts(watched().result, Tally::open_cases), watched().open);
  const State& start = watched().scene->start;
  EXPECT_EQ(total(Tally::charges_heard), watched().end.charges_heard - start.charges_heard);
  EXPECT_LE(total(Tally::convictions), total(Tally::charges_heard));
  EXPECT_GT(total(Tally::convictions), 0);
}

TEST(Conservation, ServiceListsAddUpEveryWeek) {
  const State& start = watched().scene->start;
  const ReplicateResult& result = watched().result;
  const std::size_t services = start.waiting.size();
  const std::size_t weeks = test::counts(result, Tally::referrals).size() / services;
  for (std::size_t i = 0; i < services; ++i) {
    if (!Catalogue::get().definitions()[i].takes_people()) continue;  // areas are chosen and have no list
    auto waiting = static_cast<std::int32_t>(start.waiting[i].size());
    auto enrolled = static_cast<std::int32_t>(start.enrolled[i].size());
    for (std::size_t week = 0; week < weeks; ++week) {
      const auto of = [&](Tally tally) { return test::counts(result, tally)[week * services + i]; };
      waiting += of(Tally::referrals) - of(Tally::service_refusals) - of(Tally::service_starts) -
                 of(Tally::service_waits_ended);
      enrolled += of(Tally::service_starts) - of(Tally::service_completions) - of(Tally::service_dropouts);
      ASSERT_EQ(waiting, of(Tally::service_waiting)) << "service " << i << " week " << week;
      ASSERT_EQ(enrolled, of(Tally::service_enrolled)) << "service " << i << " week " << week;
    }
  }
  EXPECT_GT(total(Tally::service_completions), 0);
}

TEST(Conservation, AreasAndTypesCountTheSameOffences) {
  EXPECT_EQ(total(Tally::offences_by_area), total(Tally::offences));
  EXPECT_EQ(total(Tally::offences), static_cast<double>(watched().result.event_columns[0].size()));
  EXPECT_EQ(total(Tally::recorded_offences_by_area_and_type), total(Tally::recorded_offences));
  double crimes = 0;
  const auto& types = Evidence::get().offence_types();
  const Counts& recorded = test::counts(watched().result, Tally::recorded_offences);
  for (std::size_t i = 0; i < recorded.size(); ++i) crimes += types[i % types.size()].crime ? recorded[i] : 0;
  EXPECT_EQ(total(Tally::recorded_crime_by_area), crimes);
}

TEST(Conservation, PartsAreNoLargerThanTheWhole) {
  const std::vector<std::pair<Tally, Tally>> pairs{{Tally::reported_offences, Tally::offences},
                                                   {Tally::recorded_offences, Tally::reported_offences},
                                                   {Tally::group_offences, Tally::offences},
                                                   {Tally::victimisations, Tally::offences},
                                                   {Tally::repeat_victimisations, Tally::victimisations},
                                                   {Tally::offences, Tally::participations}};
  for (const auto& [part, whole] : pairs) {
    const Counts& parts = test::counts(watched().result, part);
    const Counts& wholes = test::counts(watched().result, whole);
    ASSERT_EQ(parts.size(), wholes.size());
    for (std::size_t i = 0; i < parts.size(); ++i) ASSERT_LE(parts[i], wholes[i]);
  }
  EXPECT_LE(total(Tally::accused_people), total(Tally::accusations));
  EXPECT_LE(total(Tally::first_time_entrants), total(Tally::accusations));
}

/// Coefficients may be: the same type may come again less often than by chance.
TEST(Conservation, NoCountIsNegative) {
  const auto& arrays = watched().result.arrays;
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    const auto tally = static_cast<Tally>(i);
    if (tally == Tally::specialisation || tally == Tally::specialisation_by_type) continue;
    std::visit(
        [](const auto& values) {
          for (const auto value : values) ASSERT_FALSE(value < 0);
        },
        arrays[i]);
  }
}

TEST(Conservation, ReoffendersAreOfTheCohort) {
  const Reals& size = test::reals(watched().result, Tally::cohort_size);
  const Reals& again = test::reals(watched().result, Tally::cohort_reoffenders);
  const Reals& offences = test::reals(watched().result, Tally::cohort_reoffences);
  for (std::size_t i = 0; i < size.size(); ++i) {
    EXPECT_EQ(std::isnan(again[i]), std::isnan(size[i]));
    EXPECT_EQ(std::isnan(offences[i]), std::isnan(size[i]));
    if (std::isnan(size[i])) continue;
    EXPECT_LE(again[i], size[i]);
    EXPECT_GE(offences[i], again[i]);
  }
  const auto known = [](Tally tally) { return sum_known(test::reals(watched().result, tally)); };
  EXPECT_EQ(known(Tally::cohort_by_disposal), known(Tally::cohort_size));
  EXPECT_EQ(known(Tally::cohort_reoffenders_by_disposal), known(Tally::cohort_reoffenders));
}

TEST(Conservation, PeoplePresentAreThoseAliveAtTheEndOfTheWeek) {
  const Population& people = watched().scene->population;
  const Counts& present = test::counts(watched().result, Tally::people_present);
  for (const std::size_t week : {std::size_t{0}, std::size_t{51}, present.size() - 2}) {
    std::int32_t alive = 0;
    for (EntityId person = 0; person < people.size(); ++person)
      alive += people.alive(person, static_cast<Day>(week) * 7 + 6);
    EXPECT_EQ(present[week], alive) << "week " << week;
  }
}

TEST(Conservation, HouseholdsMoveNoOftenerThanTheyWould) {
  double due = 0;
  for (const auto& [day, household] : watched().scene->population.moves)
    due += day >= 0 && day <= watched().scene->timeline.last_day();
  EXPECT_LE(total(Tally::households_moved), due);
  EXPECT_GT(total(Tally::households_moved), 0.8 * due);
}

}  // namespace
}  // namespace kith::safety

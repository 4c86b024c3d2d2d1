// Lives and episodes say what the measures of the same run say; numbers stay with a life; worlds join by them.
#include "engine/run/replicates.hpp"
#include "tests/safety/small_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <set>

namespace kith::safety {
namespace {

using test::operator+;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

/// Rows of one table, by column.
class Rows {
 public:
  Rows(const MeasureSet& set, const ReplicateResult& result, LifeTable table)
      : declared_(set.tables.at(static_cast<std::size_t>(table))),
        rows_(result.tables.at(static_cast<std::size_t>(table))) {}
  std::size_t count() const { return rows_.count(); }
  double operator()(std::size_t row, const std::string& column) const {
    for (std::size_t i = 0; i < declared_.columns.size(); ++i)
      if (declared_.columns[i].name == column) return cell_value(rows_.columns[i], row);
    throw std::out_of_range(column);
  }
  bool is(std::size_t row, EpisodeKind kind) const { return (*this)(row, "kind") == static_cast<double>(kind); }
  std::int64_t many(const std::function<bool(std::size_t)>& which) const {
    std::int64_t found = 0;
    for (std::size_t row = 0; row < count(); ++row) found += which(row);
    return found;
  }
  /// Rows of a kind, by the code in a column.
  std::map<int, std::int64_t> by(EpisodeKind kind, const std::string& column,
                                 const std::function<bool(std::size_t)>& which) const {
    std::map<int, std::int64_t> found;
    for (std::size_t row = 0; row < count(); ++row)
      if (is(row, kind) && which(row)) ++found[static_cast<int>((*this)(row, column))];
    return found;
  }
  bool operator==(const Rows& other) const {
    if (count() != other.count()) return false;
    for (std::size_t column = 0; column < rows_.columns.size(); ++column)
      for (std::size_t row = 0; row < count(); ++row) {
        const double a = cell_value(rows_.columns[column], row), b = cell_value(other.rows_.columns[column], row);
        if (!(a == b || (std::isnan(a) && std::isnan(b)))) return false;
      }
    return true;
  }

 private:
  const Table& declared_;
  const TableRows& rows_;
};

/// Of services that take people: small areas are no rows.
std::map<int, std::int64_t> of_people(std::map<int, std::int64_t> by_service) {
  std::erase_if(by_service, [](const auto& one) {
    return !Catalogue::get().definitions()[static_cast<std::size_t>(one.first)].takes_people();
  });
  return by_service;
}

/// Over the last axis of a measure.
std::map<int, std::int64_t> by_last_axis(const Counts& counts, std::size_t length) {
  std::map<int, std::int64_t> sums;
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i] != 0) sums[static_cast<int>(i % length)] += counts[i];
  return sums;
}

const test::Set everything{{"output.people", "[\"all\"]"}, {"output.episodes", "[\"all\"]"}};
const test::Set eventful{{"run.burn_in", "\"26w\""},
                         {"run.end", "2014-12-31"},
                         {"services.early_help.active", "true"},
                         {"services.iom_spotlight.active", "true"},
                         {"services.restorative_justice.active", "true"},
                         {"services.drug_alcohol_treatment.active", "true"},
                         {"services.drug_alcohol_treatment.places", "5"}};

class Told : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    world_ = make_safety_model()->build(test::small_scenario(eventful + everything)).release();
    result_ = new ReplicateResult(world_->run(0, {.tables = true}));
  }
  static void TearDownTestSuite() {
    delete result_;
    delete world_;
  }
  Told()
      : people(world_->measures(), *result_, LifeTable::people),
        episodes(world_->measures(), *result_, LifeTable::episodes) {}

  const Counts& counts(Tally tally) const { return test::counts(*result_, tally); }
  std::int64_t total(Tally tally) const { return static_cast<std::int64_t>(test::sum(counts(tally))); }
  std::size_t length(const char* axis) const { return world_->measures().dimension(axis).size(); }
  bool began(std::size_t row) const {
    const double role = episodes(row, "role");
    return role == static_cast<double>(Role::alone) || role == static_cast<double>(Role::began_it);
  }
  std::int64_t with(EpisodeKind kind, Ending ending) const {
    return episodes.many([&](std::size_t row) {
      return episodes.is(row, kind) && episodes(row, "outcome") == static_cast<double>(ending);
    });
  }
  std::int64_t of(EpisodeKind kind) const {
    return episodes.many([&](std::size_t row) { return episodes.is(row, kind); });
  }

  static inline World* world_ = nullptr;
  static inline ReplicateResult* result_ = nullptr;
  Rows people, episodes;
};

bool any_row(std::size_t) { return true; }

TEST_F(Told, OffencesAndHarmsAreThoseCounted) {
  const std::size_t types = length("offence_type");
  EXPECT_EQ(episodes.by(EpisodeKind::offence, "offence_type", [&](std::size_t row) { return began(row); }),
            by_last_axis(counts(Tally::offences), types));
  EXPECT_EQ(episodes.by(EpisodeKind::offence, "offence_type", any_row),
            by_last_axis(counts(Tally::participations), types));
  EXPECT_EQ(episodes.by(EpisodeKind::offence, "offence_type",
                        [&](std::size_t row) { return began(row) && episodes(row, "recorded") == 1; }),
            by_last_axis(counts(Tally::recorded_offences), types));
  EXPECT_EQ(episodes.by(EpisodeKind::offence, "offence_type",
                        [&](std::size_t row) { return began(row) && episodes(row, "victim_kind") > 0; }),
            by_last_axis(counts(Tally::victimisations), types));
  EXPECT_EQ(of(EpisodeKind::harm), episodes.many([&](std::size_t row) {
    return episodes.is(row, EpisodeKind::offence) && began(row) && episodes(row, "victim_kind") == 1;
  }));
  EXPECT_GT(of(EpisodeKind::harm), 100);
}

TEST_F(Told, JusticeIsThatCounted) {
  EXPECT_EQ(episodes.by(EpisodeKind::accusation, "offence_type", any_row),
            by_last_axis(counts(Tally::accusations_by_type), length("offence_type")));
  EXPECT_EQ(of(EpisodeKind::arrest), total(Tally::arrests));
  EXPECT_EQ(of(EpisodeKind::hearing) > 0, true);
  EXPECT_EQ(with(EpisodeKind::hearing, Ending::convicted), total(Tally::convictions));
  EXPECT_EQ(of(EpisodeKind::sentence), total(Tally::sentences));
  EXPECT_EQ(of(EpisodeKind::breach), total(Tally::breaches_and_recalls));
  const std::int64_t begun = episodes.many(
      [&](std::size_t row) { return episodes.is(row, EpisodeKind::custody) && episodes(row, "day") >= 1; });
  EXPECT_EQ(begun, total(Tally::custody_starts));
  EXPECT_GT(begun, 10);
  std::map<double, double> left;
  for (std::size_t row = 0; row < people.count(); ++row) left[people(row, "person")] = people(row, "left");
  EXPECT_EQ(episodes.many([&](std::size_t row) {
    const double until = episodes(row, "until");
    return episodes.is(row, EpisodeKind::custody) && !std::isnan(until) && until != left.at(episodes(row, "person"));
  }),
            total(Tally::releases))
      << "of those who live to see it";
}

TEST_F(Told, ServicesAreThoseCounted) {
  const std::size_t services = length("service");
  const auto in_run = [&](std::size_t row) { return episodes(row, "day") >= 0; };
  const auto own = [&](std::size_t row) { return episodes(row, "role") == static_cast<double>(Role::own); };
  const auto starts =
      episodes.by(EpisodeKind::service, "service", [&](std::size_t row) { return in_run(row) && own(row); });
  EXPECT_EQ(starts, of_people(by_last_axis(counts(Tally::service_starts), services)));
  EXPECT_GT(starts.size(), 2U);
  EXPECT_EQ(episodes.by(EpisodeKind::service, "service", in_run),
            by_last_axis(counts(Tally::service_reached), services));
  const auto ended = [&](Ending ending) {
    return [&, ending](std::size_t row) { return own(row) && episodes(row, "outcome") == static_cast<double>(ending); };
  };
  EXPECT_EQ(episodes.by(EpisodeKind::service, "service", ended(Ending::completed)),
            by_last_axis(counts(Tally::service_completions), services));
  // Of some who died or went before the first day a service ends in the run; they are nobody the run has seen.
  const std::int64_t dropped = with(EpisodeKind::service, Ending::dropped_out) - episodes.many([&](std::size_t row) {
    return !own(row) && episodes.is(row, EpisodeKind::service) &&
           episodes(row, "outcome") == static_cast<double>(Ending::dropped_out);
  });
  EXPECT_LE(dropped, total(Tally::service_dropouts));
  EXPECT_GT(dropped, total(Tally::service_dropouts) * 9 / 10);
  EXPECT_EQ(with(EpisodeKind::wait, Ending::refused), total(Tally::service_refusals));
  // As the run begins, the waits end of those who died in the step before: they are nobody it has seen.
  constexpr std::int64_t died_in_the_step_before = 2;
  const std::int64_t ended_waits = with(EpisodeKind::wait, Ending::gave_up) + with(EpisodeKind::wait, Ending::gone);
  EXPECT_LE(ended_waits, total(Tally::service_waits_ended));
  EXPECT_GE(ended_waits, total(Tally::service_waits_ended) - died_in_the_step_before);
  double waited = 0;
  for (std::size_t row = 0; row < episodes.count(); ++row)
    if (episodes.is(row, EpisodeKind::service) && in_run(row) && own(row))
      waited += episodes(row, "day") - episodes(row, "since");
  EXPECT_EQ(static_cast<std::int64_t>(waited), total(Tally::service_wait_days));
}

/// Rows of people for which a need's column says yes.
std::int64_t having(const Rows& people, const std::string& column, const std::function<bool(std::size_t)>& which) {
  return people.many([&](std::size_t row) { return people(row, column) == 1 && which(row); });
}

TEST_F(Told, NeedsAreThosePeopleHaveAtTheStartAndAtTheEnd) {
  const auto told = [&](Role role, Ending ending) {
    return episodes.by(EpisodeKind::need, "about", [&](std::size_t row) {
      return (role == Role::own || episodes(row, "role") == static_cast<double>(role)) &&
             (ending == Ending::undecided || episodes(row, "outcome") == static_cast<double>(ending));
    });
  };
  auto there = told(Role::had_before, Ending::undecided), left = told(Role::own, Ending::goes_on);
  for (std::size_t need = 0; need < need_count(); ++need) {
    const std::string& name = need_names()[need];
    EXPECT_EQ(there[static_cast<int>(need)], having(people, name + "_at_start", any_row)) << name;
    EXPECT_EQ(left[static_cast<int>(need)],
              having(people, name + "_at_end", [&](std::size_t row) { return std::isnan(people(row, "left")); }))
        << name;
  }
  const auto recovered = with(EpisodeKind::need, Ending::passed), counted = total(Tally::risk_factor_recoveries);
  EXPECT_LE(recovered, counted) << "and some of the dead, who are followed no further";
  EXPECT_GT(static_cast<double>(recovered), 0.9 * static_cast<double>(counted));
}

TEST_F(Told, NotesAreThoseCounted) {
  const auto of_need = [&](std::size_t row) { return episodes(row, "about") < static_cast<double>(need_count()); };
  const std::size_t agencies = keeper_names.size();
  EXPECT_EQ(episodes.by(EpisodeKind::note, "agency", of_need), by_last_axis(counts(Tally::notes), agencies));
  EXPECT_EQ(episodes.by(EpisodeKind::note, "agency",
                        [&](std::size_t row) {
                          return of_need(row) && episodes(row, "outcome") == static_cast<double>(Ending::mistaken);
                        }),
            by_last_axis(counts(Tally::false_notes), agencies));
  EXPECT_GT(total(Tally::false_notes), 10);
  std::set<std::pair<double, double>> harmed;
  std::int64_t harms = 0;
  for (std::size_t row = 0; row < episodes.count(); ++row)
    if (episodes.is(row, EpisodeKind::harm)) harmed.insert({episodes(row, "person"), episodes(row, "offence")});
  for (std::size_t row = 0; row < episodes.count(); ++row) {
    if (!episodes.is(row, EpisodeKind::note) || of_need(row)) continue;
    ++harms;
    EXPECT_TRUE(harmed.contains({episodes(row, "person"), episodes(row, "offence")})) << "row " << row;
  }
  EXPECT_GT(harms, 50);
}

TEST_F(Told, NeedsOfThoseWhoStayChange) {
  const std::string name = need_names().front();
  const auto differ = [&](const std::string& here, const std::string& there) {
    return people.many([&](std::size_t row) {
      return std::isnan(people(row, "left")) && people(row, name + here) == 1 && people(row, name + there) == 0;
    });
  };
  EXPECT_GT(differ("_at_start", "_at_end"), 20);
  EXPECT_GT(differ("_at_end", "_at_start"), 20);
}

TEST_F(Told, EverybodyPresentIsToldOfOnce) {
  std::set<double> ids;
  std::int64_t present = 0;
  for (std::size_t row = 0; row < people.count(); ++row) {
    EXPECT_TRUE(ids.insert(people(row, "person")).second);
    present += std::isnan(people(row, "came"));
  }
  EXPECT_NEAR(static_cast<double>(present), static_cast<double>(world_->people()), 0.005 * static_cast<double>(present))
      << "on the first day, of whom those are counted who are still there as its week ends";
  for (std::size_t row = 0; row < episodes.count(); ++row)
    ASSERT_TRUE(ids.contains(episodes(row, "person"))) << "row " << row;
}

TEST_F(Told, ANumberStaysWithTheLifeAndNotWithTheHome) {
  std::map<double, std::pair<double, double>> stay;  // [came, left] by life
  std::int64_t moved_in = 0, moved_out = 0;
  for (std::size_t row = 0; row < people.count(); ++row) {
    const double came = people(row, "came"), left = people(row, "left");
    stay[people(row, "person")] = {std::isnan(came) ? -1e6 : came, std::isnan(left) ? 1e6 : left};
    moved_in += people(row, "person") >= static_cast<double>(world_->people_ever());
    moved_out += people(row, "gone") == 3;
  }
  EXPECT_GT(moved_out, 50);
  EXPECT_GT(moved_in, 50);
  const std::int64_t moves = of(EpisodeKind::move);
  EXPECT_EQ(moves, moved_out);
  constexpr double step = 7;  // a household moves at the beginning of the step its day falls in
  for (std::size_t row = 0; row < episodes.count(); ++row) {
    const auto [came, left] = stay.at(episodes(row, "person"));
    ASSERT_LE(episodes(row, "day"), left + step) << "row " << row;
    if (episodes.is(row, EpisodeKind::wait)) continue;
    ASSERT_GE(episodes(row, "day") + step, came) << "row " << row;
  }
}

TEST_F(Told, RowsStandByPersonAndDay) {
  for (std::size_t row = 1; row < episodes.count(); ++row) {
    const auto place = [&](std::size_t r) { return std::pair(episodes(r, "person"), episodes(r, "day")); };
    ASSERT_LE(place(row - 1), place(row));
  }
}

TEST_F(Told, NothingEndsBeforeItBeginsNorBeginsBeforeWhatLedToIt) {
  std::map<double, std::int64_t> with_an_end;
  for (std::size_t row = 0; row < episodes.count(); ++row) {
    const double day = episodes(row, "day"), until = episodes(row, "until"), since = episodes(row, "since");
    const char* kind = episode_kinds.at(static_cast<std::size_t>(episodes(row, "kind"))).name;
    ASSERT_FALSE(until < day) << kind << ", row " << row << ", until " << until << ", day " << day;
    ASSERT_FALSE(since > day) << kind << ", row " << row << ", since " << since << ", day " << day;
    with_an_end[episodes(row, "kind")] += !std::isnan(until);
  }
  for (const EpisodeKind kind : {EpisodeKind::wait, EpisodeKind::service, EpisodeKind::custody, EpisodeKind::order})
    EXPECT_GT(with_an_end[static_cast<double>(kind)], 10);
}

TEST(Lives, AreTheSameAtAnyNumberOfThreads) {
  const auto world = make_safety_model()->build(test::small_scenario(everything));
  const auto one = run_replicates(*world, 0, 2, 1, {.tables = true});
  const auto two = run_replicates(*world, 0, 2, 2, {.tables = true});
  for (const LifeTable table : {LifeTable::people, LifeTable::episodes})
    for (std::size_t i = 0; i < one.size(); ++i)
      EXPECT_TRUE(Rows(world->measures(), one[i], table) == Rows(world->measures(), two[i], table));
}

TEST(Lives, NeedsThatComeAreThoseCounted) {
  const auto world = make_safety_model()->build(
      test::small_scenario(everything + test::Set{{"parameters.population.move_rate", "0"},
                                                  {"parameters.population.young_departure_rate", "0"},
                                                  {"parameters.population.net_arrival_rate", "0"}}));
  const ReplicateResult result = world->run(0, {.tables = true});
  const Rows episodes(world->measures(), result, LifeTable::episodes);
  EXPECT_EQ(episodes.by(EpisodeKind::need, "about",
                        [&](std::size_t row) { return episodes(row, "role") == static_cast<double>(Role::comes); }),
            by_last_axis(test::counts(result, Tally::risk_factor_onsets), need_count()));
  EXPECT_GT(test::sum(test::counts(result, Tally::risk_factor_onsets)), 100);
}

TEST(Lives, AreToldOnlyIfAskedFor) {
  const auto off = make_safety_model()->build(test::small_scenario({{"run.end", "2013-06-30"}}));
  EXPECT_THAT(off->run(0, {.tables = true}).tables, IsEmpty());
  const auto people =
      make_safety_model()->build(test::small_scenario({{"run.end", "2013-06-30"}, {"output.people", "[\"accused\"]"}}));
  EXPECT_THAT(people->run(0, {}).tables, IsEmpty()) << "where nobody would write them";
  const ReplicateResult told = people->run(0, {.tables = true});
  EXPECT_GT(told.tables.at(0).count(), 0U);
  EXPECT_THAT(told.tables.at(1).columns, IsEmpty());
}

std::set<double> told_of(const World& world, const ReplicateResult& result) {
  const Rows people(world.measures(), result, LifeTable::people);
  std::set<double> ids;
  for (std::size_t row = 0; row < people.count(); ++row) ids.insert(people(row, "person"));
  return ids;
}

TEST(Lives, AreChosenByGroup) {
  const test::Set short_run =
      test::services_off() + test::Set{{"run.end", "2013-09-30"}, {"services.iom_spotlight.active", "true"}};
  const auto of = [&](const std::string& group) {
    const auto world = make_safety_model()->build(test::small_scenario(
        short_run + test::Set{{"output.people", "[" + group + "]"}, {"output.episodes", "[\"all\"]"}}));
    const ReplicateResult result = world->run(0, {.tables = true});
    const Rows episodes(world->measures(), result, LifeTable::episodes);
    std::map<EpisodeKind, std::set<double>> having;
    for (std::size_t row = 0; row < episodes.count(); ++row)
      having[static_cast<EpisodeKind>(episodes(row, "kind"))].insert(episodes(row, "person"));
    return std::pair(told_of(*world, result), having);
  };
  const auto [accused, of_accused] = of("\"accused\"");
  EXPECT_EQ(accused, of_accused.at(EpisodeKind::accusation));
  const auto [served, of_served] = of("\"iom_spotlight\"");
  EXPECT_GT(served.size(), 0U);
  EXPECT_EQ(served, of_served.at(EpisodeKind::service)) << "the only service that is on";
  const auto [both, of_both] = of("\"harmed\", \"in_custody\"");
  for (const EpisodeKind kind : {EpisodeKind::harm, EpisodeKind::custody})
    for (const double person : of_both.at(kind)) EXPECT_TRUE(both.contains(person));
}

TEST(Lives, AreChosenByAnExpression) {
  const auto world = make_safety_model()->build(
      test::small_scenario({{"run.end", "2013-06-30"}, {"output.people", "[\"age >= 10 && age < 18\"]"}}));
  const ReplicateResult result = world->run(0, {.tables = true});
  const Rows people(world->measures(), result, LifeTable::people);
  EXPECT_GT(people.count(), 500U);
  for (std::size_t row = 0; row < people.count(); ++row) {
    EXPECT_GE(people(row, "age"), 10);
    EXPECT_LT(people(row, "age"), 18);
  }
}

TEST(Lives, OffencesOfThoseChosenAreToldWithAllWhoTookPart) {
  const auto world = make_safety_model()->build(
      test::small_scenario({{"output.people", "[\"accused\"]"}, {"output.episodes", "[\"accused\"]"}}));
  const ReplicateResult result = world->run(0, {.tables = true});
  const Rows episodes(world->measures(), result, LifeTable::episodes);
  std::map<double, std::pair<double, double>> parties;  // rows of an offence, and how many there should be
  for (std::size_t row = 0; row < episodes.count(); ++row) {
    if (!episodes.is(row, EpisodeKind::offence)) continue;
    auto& [rows, expected] = parties[episodes(row, "offence")];
    ++rows;
    expected = episodes(row, "others") + 1;
  }
  EXPECT_GT(parties.size(), 100U);
  for (const auto& [offence, counts] : parties) EXPECT_EQ(counts.first, counts.second);
}

TEST(Lives, AnUnknownGroupIsToldAtItsLineWithWhatIsAllowed) {
  const Scenario scenario = test::small_scenario({{"output.people", "[\"acused\", \"age <\", \"case_has_victim\"]"}});
  const std::vector<Problem> problems = make_safety_model()->problems(scenario);
  ASSERT_EQ(problems.size(), 3U);
  EXPECT_THAT(problems[0].message, AllOf(HasSubstr("unknown group 'acused'; did you mean 'accused'?"),
                                         HasSubstr("allowed: all, offended, harmed"), HasSubstr("'output.people'")));
  EXPECT_THAT(problems[1].message, HasSubstr("'age <'"));
  EXPECT_THAT(problems[2].message, HasSubstr("the case of a referral"));
}

/// Two worlds run together, the second with more of a service from a day on.
class InTwoWorlds : public testing::Test {
 protected:
  PairedReplicate together(const std::string& effect) {
    const std::string change =
        "[[change]]\nat = 2013-07-01\n[change.set]\n\"services.iom_spotlight.active\" = true\n"
        "\"services.iom_spotlight.places\" = 200\n" +
        effect;
    base = make_safety_model()->build(test::small_scenario(test::services_off() + everything));
    alternative = make_safety_model()->build_like(
        *base, test::small_scenario(test::services_off() + test::Set{{"output.people", "[]"}}, change));
    const std::array<const World*, 1> others{alternative.get()};
    return base->run_together(others, 0, {.tables = true});
  }
  std::unique_ptr<World> base, alternative;
};

/// Episodes of each life as text, all or those of some kinds.
std::map<double, std::string> stories(const World& world, const ReplicateResult& result,
                                      const std::set<EpisodeKind>& kinds = {}) {
  const Rows rows(world.measures(), result, LifeTable::episodes);
  std::map<double, std::string> of;
  for (std::size_t row = 0; row < rows.count(); ++row) {
    if (!kinds.empty() && !kinds.contains(static_cast<EpisodeKind>(rows(row, "kind")))) continue;
    for (const char* column : {"kind", "day", "until", "since", "offence", "offence_type", "victim", "service",
                               "outcome", "about", "agency"})
      of[rows(row, "person")] += std::to_string(rows(row, column)) + " ";
  }
  return of;
}

TEST_F(InTwoWorlds, WhoeverNobodyReachedLivesTheSameLife) {
  const PairedReplicate pair = together("");
  EXPECT_EQ(told_of(*base, pair.worlds[0]).empty(), false);
  const auto before = stories(*base, pair.worlds[0]), after = stories(*alternative, pair.worlds[1]);
  std::size_t same = 0, other = 0;
  for (const auto& [person, story] : before) {
    const auto found = after.find(person);
    (found != after.end() && found->second == story ? same : other) += 1;
  }
  EXPECT_GT(other, 10U);
  EXPECT_GT(same, 20 * other) << "few are reached, and fewer still through others";
  // Alone, each world is told in the very same rows: ids do not depend on what it is run together with.
  const ReplicateResult alone = base->run(0, {.tables = true});
  EXPECT_EQ(stories(*base, alone), before);
}

TEST_F(InTwoWorlds, NeedsAndNotesDifferOnlyForThoseReached) {
  const PairedReplicate pair = together("\"services.drug_alcohol_treatment.active\" = true\n");
  const auto before = stories(*base, pair.worlds[0], {EpisodeKind::need, EpisodeKind::note});
  const auto after = stories(*alternative, pair.worlds[1], {EpisodeKind::need, EpisodeKind::note});
  std::size_t same = 0, other = 0;
  for (const auto& [person, story] : before) {
    const auto found = after.find(person);
    (found != after.end() && found->second == story ? same : other) += 1;
  }
  EXPECT_GT(other, 5U);
  EXPECT_GT(same, 50 * other);
}

TEST_F(InTwoWorlds, WhatIsAskedOfOneIsToldOfBoth) {
  const PairedReplicate pair = together("");
  EXPECT_GT(pair.worlds[1].tables.at(0).count(), 0U) << "though the alternative does not ask for people";
}

}  // namespace
}  // namespace kith::safety

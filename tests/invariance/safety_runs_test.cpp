// What must not change a result of the safety model: threads, how replicates are split over runs, the event log, a
// service without effect, and a policy change before its date.
#include "engine/run/replicates.hpp"
#include "engine/work/blocks.hpp"
#include "models/safety/summary/summary.hpp"
#include "results/results.hpp"
#include "tests/safety/small_world.hpp"

#include <gtest/gtest.h>

#include <set>

namespace kith::safety {
namespace {

using test::operator+;

const test::Set short_burn_in{{"run.burn_in", "\"26w\""}, {"run.replicates", "3"}};

std::unique_ptr<World> world(const test::Set& set, const std::string& changes = "") {
  return make_safety_model()->build(test::small_scenario(set, changes));
}

std::string digest(const World& world, int threads, std::int64_t first = 0, std::int64_t count = 3) {
  return results::digest(world.measures(), run_replicates(world, first, count, threads, {}));
}

TEST(SafetyRuns, AreTheSameOnAnyNumberOfThreads) {
  std::set<std::string> digests;
  for (const int threads : {1, 2, 5})
    // The making of the place and its past runs on threads too.
    with_threads(threads, [&] { digests.insert(digest(*world(short_burn_in), threads)); });
  EXPECT_EQ(digests.size(), 1U);
}

TEST(SafetyRuns, AreTheSameTogetherAndApart) {
  const auto built = world(short_burn_in);
  const auto together = run_replicates(*built, 0, 4, 2, {});
  const auto apart = world(short_burn_in + test::Set{{"run.first_replicate", "2"}});
  std::set<std::string> different;
  for (std::size_t i = 0; i < together.size(); ++i) {
    const auto alone = run_replicates(*(i < 2 ? built : apart), static_cast<std::int64_t>(i), 1, 1, {});
    EXPECT_EQ(results::replicate_digest(built->measures(), together[i]),
              results::replicate_digest(apart->measures(), alone[0]));
    different.insert(results::replicate_digest(built->measures(), together[i]));
  }
  EXPECT_EQ(different.size(), together.size()) << "replicates are different futures";
}

TEST(SafetyRuns, SeedsAreDifferentFutures) {
  EXPECT_NE(digest(*world(short_burn_in), 1, 0, 1),
            digest(*world(short_burn_in + test::Set{{"run.seed", "8"}}), 1, 0, 1));
}

TEST(SafetyRuns, AreTheSameWithAndWithoutTheEventLog) {
  const auto without = world(short_burn_in);
  const auto with = world(short_burn_in + test::Set{{"output.events", "true"}});
  EXPECT_EQ(digest(*without, 1), digest(*with, 1));
  EXPECT_FALSE(with->run(0, {}).event_columns.empty());
}

TEST(SafetyRuns, AreTheSameWhetherLivesAreToldOrNot) {
  const auto without = world(short_burn_in);
  const auto with = world(short_burn_in + test::Set{{"output.people", "[\"all\"]"}, {"output.episodes", "[\"all\"]"}});
  const auto told = run_replicates(*with, 0, 1, 2, {.tables = true});
  EXPECT_EQ(digest(*without, 1, 0, 1), results::digest(with->measures(), told));
  EXPECT_GT(told[0].tables.at(1).count(), 1000U);
  const Table& episodes = with->measures().tables.at(1);
  const auto kind = std::ranges::find(episodes.columns, "kind", &TableColumn::name) - episodes.columns.begin();
  std::set<double> kinds;
  for (std::size_t row = 0; row < told[0].tables[1].count(); ++row)
    kinds.insert(cell_value(told[0].tables[1].columns.at(static_cast<std::size_t>(kind)), row));
  EXPECT_EQ(kinds.size(), episode_kinds.size()) << "of every kind there are some";
}

/// Names of measures with values that differ, services and what they cost left out.
std::set<std::string> different_measures(const Scene& scene, const ReplicateResult& a, const ReplicateResult& b) {
  // Whom services reach, how long they let wait and what they cost, as part of all public money or of everything, too.
  const std::set<std::string> of_services{
      "agency_contacts", "services_cost_per_year", "services_cost_per_year_by_year", "events_handled",
      "fiscal_cost_per_year", "fiscal_cost_per_year_by_year", "total_cost_per_year", "total_cost_per_year_by_year",
      "present_fiscal_cost", "present_total_cost", "mean_wait_days", "unmet_need_share", "reached_by_group",
      "reached_without_offence_share",
      // What its agency is told because it is there, and who comes by mistake.
      "mistaken_starts", "needs_known_to_service", "needs_known_elsewhere", "concerned_households",
      "concerned_households_helped", "days_to_help", "mean_days_to_help"};
  std::set<std::string> names;
  for (std::size_t m = 0; m < scene.measures.measures.size(); ++m) {
    const Measure& measure = scene.measures.measures[m];
    if (measure.group == "services" || measure.group == "economics" || of_services.contains(measure.name)) continue;
    const bool equal = measure.number == Number::count
                           ? a.counts(m) == b.counts(m)
                           : std::equal(a.reals(m).begin(), a.reals(m).end(), b.reals(m).begin(),
                                        [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
    if (!equal) names.insert(measure.name);
  }
  return names;
}

/// Items of cost of which there is another number, services' own left out and the supervision that some stand in for.
std::vector<std::string> different_cost_drivers(const Scene& scene, const ReplicateResult& a,
                                                const ReplicateResult& b) {
  const std::vector<std::string>& items = scene.measures.dimension("cost_item").labels;
  const Reals& before = test::reals(a, Tally::cost_drivers);
  const Reals& after = test::reals(b, Tally::cost_drivers);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const std::string& item = items[i % items.size()];
    const bool of_services =
        item.find(".service.") != std::string::npos || item.find(".supervised_week.") != std::string::npos;
    if (!of_services && before[i] != after[i]) names.push_back(item);
  }
  return names;
}

class NullIntervention : public testing::TestWithParam<std::string> {};

/// Everybody takes part who can, for the longest overlap with everything else that happens to them; nothing acts on
/// them.
TEST_P(NullIntervention, LeavesEverythingElseAsItWas) {
  const Service& service = Catalogue::get().definitions()[test::service_number(GetParam())];
  const std::string path = "services." + service.name + ".";
  test::Set set = short_burn_in + test::services_off() + test::Set{{"output.events", "true"}};
  const auto without = test::small_scene(set);
  set.push_back({path + "active", "true"});
  set.push_back({path + "first_day", "1900-01-01"});
  for (const Effect& effect : service.effects)
    set.push_back({path + effect.name, std::to_string(declaration(effect.kind).none)});
  const auto with = test::small_scene(set);
  const ReplicateResult before = test::run(*without);
  const ReplicateResult after = test::run(*with);
  const bool came =
      test::sum(test::counts(after, Tally::referrals)) + test::sum(test::counts(after, Tally::service_enrolled)) > 0;
  EXPECT_TRUE(came || service.unit == Unit::workforce) << "a service nobody came to shows nothing";
  EXPECT_EQ(different_measures(*with, before, after), std::set<std::string>{});
  EXPECT_EQ(different_cost_drivers(*with, before, after), std::vector<std::string>{});
  EXPECT_EQ(before.event_columns, after.event_columns);
}

INSTANTIATE_TEST_SUITE_P(EachService, NullIntervention, testing::ValuesIn(Catalogue::get().names()),
                         [](const auto& tested) { return tested.param; });

/// The comparison must see a service that does have an effect.
TEST(NullIntervention, IsToldFromARealOne) {
  test::Set set = short_burn_in + test::services_off();
  const auto without = test::small_scene(set);
  set.push_back({"services.early_help.active", "true"});
  const auto with = test::small_scene(set);
  const ReplicateResult before = test::run(*without);
  const ReplicateResult after = test::run(*with);
  EXPECT_TRUE(different_measures(*with, before, after).contains("offences"));
  EXPECT_FALSE(different_cost_drivers(*with, before, after).empty());
}

TEST(SafetyRuns, AChangeLeavesWhatWasBeforeItAsItWas) {
  const std::string change =
      "[[change]]\nat = 2013-10-01\nset.\"services.iom_spotlight.places\" = 2\nset.\"services.early_help.effect\" = "
      "0.4\n";
  const test::Set set = short_burn_in + test::Set{{"output.events", "true"}};
  const auto unchanged = test::small_scene(set);
  const auto changed = test::small_scene(set, change);
  const ReplicateResult a = test::run(*unchanged);
  const ReplicateResult b = test::run(*changed);
  const Day day = changed->regimes[1].from;
  ASSERT_EQ(day, 183);
  const auto whole_periods = static_cast<std::size_t>(day / changed->timeline.report_days);
  for (std::size_t m = 0; m < changed->measures.measures.size(); ++m) {
    const Measure& measure = changed->measures.measures[m];
    if (measure.dimensions.empty() || measure.dimensions[0] != "time") continue;
    const auto shape = changed->measures.shape(measure);
    std::size_t row = 1;
    for (std::size_t axis = 1; axis < shape.size(); ++axis) row *= shape[axis];
    const auto same = [&](const auto& x, const auto& y) {
      return std::equal(x.begin(), x.begin() + static_cast<std::ptrdiff_t>(whole_periods * row), y.begin());
    };
    const bool equal = measure.number == Number::count ? same(a.counts(m), b.counts(m)) : same(a.reals(m), b.reals(m));
    EXPECT_TRUE(equal) << measure.name;
  }
  const auto& days = a.event_columns[0];
  const auto before = static_cast<std::ptrdiff_t>(
      std::find_if(days.begin(), days.end(), [&](Day d) { return d >= static_cast<Day>(whole_periods) * 7; }) -
      days.begin());
  ASSERT_GT(before, 1000);
  for (std::size_t column = 0; column < a.event_columns.size(); ++column)
    EXPECT_TRUE(std::equal(a.event_columns[column].begin(), a.event_columns[column].begin() + before,
                           b.event_columns[column].begin()));
  EXPECT_NE(test::counts(a, Tally::offences), test::counts(b, Tally::offences)) << "the change does something";
}

/// A change that reacts to what waits, eases off and may come again.
std::string reacting(const std::string& when, const std::string& set = "set.\"services.early_help.places\" = 900\n") {
  return "[[change]]\nwhen = \"" + when + "\"\nuntil = \"< 1\"\n" + set;
}

TEST(ChangesThatReact, ChangeNothingWhereTheyNeverActOrSetWhatHolds) {
  const auto without = world(short_burn_in);
  const ReplicateResult base = without->run(0, {});
  for (const std::string& changes : {reacting("organisation_waiting > 1000000"),
                                     reacting("offences >= 1", "set.\"services.early_help.places\" = 700\n")}) {
    const auto with = world(short_burn_in, changes);
    ReplicateResult result = with->run(0, {});
    ASSERT_EQ(result.arrays.size(), base.arrays.size() + 3);
    result.arrays.resize(base.arrays.size());
    EXPECT_EQ(results::replicate_digest(without->measures(), result),
              results::replicate_digest(without->measures(), base))
        << changes;
  }
}

TEST(ChangesThatReact, AreTheSameOnAnyNumberOfThreads) {
  std::set<std::string> digests;
  for (const int threads : {1, 3})
    digests.insert(digest(*world(short_burn_in, reacting("service_enrolled[early_help] > 20")), threads));
  EXPECT_EQ(digests.size(), 1U);
  EXPECT_NE(*digests.begin(), digest(*world(short_burn_in, reacting("service_enrolled[early_help] > 2000")), 1));
}

/// What a change could react to is what the results hold in the end, period by period, sums over organisations
/// included; nothing that may be named is worked out later.
TEST(ChangesThatReact, SeeWhatTheResultsHold) {
  const auto scene = test::small_scene(short_burn_in + test::Set{{"run.step_days", "1"}});
  Simulation simulation = test::simulation_of(*scene);
  simulation.begin();
  const std::vector<std::string> names = make_safety_model()->measures_to_react_to();
  std::vector<WatchedSum> sums;
  const std::vector<DemandSum> demand = demand_sums(*scene->catalogue);
  for (const std::string& name : names) {
    WatchedSum sum;
    for (const DemandSum& one : demand)
      if (scene->measures.measures[static_cast<std::size_t>(one.to)].name == name)
        for (WatchedSum::Part& part :
             watched_sum(scene->measures, scene->measures.measures[static_cast<std::size_t>(one.from)].name, "")
                 .parts) {
          std::erase_if(part.cells, [&](std::size_t cell) { return one.organisation[cell] == nobody; });
          sum.parts.push_back(part);
        }
    sums.push_back(sum.parts.empty() ? watched_sum(scene->measures, name, "") : sum);
  }
  std::vector<std::vector<double>> seen(names.size());
  const Timeline& timeline = scene->timeline;
  for (std::int32_t index = scene->first_step; index < timeline.step_count(); ++index) {
    const Step step = timeline.step(index);
    simulation.decide(step, nullptr);
    simulation.carry_out(step, nullptr);
    if (step.end % timeline.report_days != 0 && step.end <= timeline.last_day()) continue;
    for (std::size_t i = 0; i < names.size(); ++i)
      seen[i].push_back(sums[i].value(simulation.parts().recorder.recorded(),
                                      static_cast<std::size_t>(timeline.period_of(step.end - 1))));
  }
  const ReplicateResult result = simulation.finish();
  std::size_t with_values = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const WatchedSum kept = watched_sum(scene->measures, names[i], "");
    std::vector<double> held;
    for (std::size_t period = 0; period < seen[i].size(); ++period) held.push_back(kept.value(result, period));
    EXPECT_EQ(seen[i], held) << names[i];
    with_values += std::ranges::any_of(held, [](double value) { return value > 0; });
  }
  EXPECT_GT(with_values, 40U) << "of " << names.size();
}

}  // namespace
}  // namespace kith::safety

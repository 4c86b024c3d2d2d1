// Worlds run together are, to the last bit, those run alone, wherever they part; and the twin record of them adds up,
// is the same on any number of threads, and is nothing where nothing differs.
#include "engine/run/replicates.hpp"
#include "models/safety/twins/routes.hpp"
#include "results/results.hpp"
#include "tests/safety/small_world.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace kith::safety {
namespace {

const test::Set short_run{{"run.burn_in", "\"26w\""}, {"run.end", "2013-12-31"}};
const std::string larger =
    "[[change]]\nat = 2013-07-01\nset.\"services.iom_spotlight.places\" = 3\nset.\"services.early_help.places\" = 400\n"
    "set.\"services.early_help.effect\" = 0.5\nset.\"services.early_help.adult_effect\" = "
    "0.5\nset.\"services.iom_spotlight.effect\" = 0.5\n"
    "set.\"parameters.recording_probability.other_theft\" = 0.5\n";
const std::string same = "[[change]]\nat = 2013-07-01\nset.\"services.early_help.places\" = 700\n";
const std::string from_the_start = "[services.troubled_families]\nplaces = 5\n";

struct Worlds {
  std::vector<std::unique_ptr<World>> worlds;
  std::vector<const World*> pointers;
};

/// The base and three alternatives: one that parts on the way, one that never does, one that is another from the start.
const Worlds& worlds() {
  static const Worlds built = [] {
    Worlds made;
    const auto model = make_safety_model();
    made.worlds.push_back(model->build(test::small_scenario(short_run)));
    for (const std::string& difference : {larger, same, from_the_start})
      made.worlds.push_back(model->build_like(*made.worlds[0], test::small_scenario(short_run, difference)));
    for (const auto& world : made.worlds) made.pointers.push_back(world.get());
    return made;
  }();
  return built;
}

const PairedReplicate& together() {
  static const PairedReplicate lived = run_together(worlds().pointers, 3, 1, 1, {}).front();
  return lived;
}

double sum(const PairedReplicate& lived, std::size_t alternative) {
  double total = 0;
  for (const auto& values : lived.twins[alternative].arrays)
    for (const double value : std::get<Reals>(values)) total += std::abs(value);
  return total;
}

TEST(Lockstep, EachWorldIsAsItIsAlone) {
  ASSERT_EQ(together().worlds.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    const World& world = *worlds().worlds[i];
    EXPECT_EQ(results::replicate_digest(world.measures(), together().worlds[i]),
              results::replicate_digest(world.measures(), world.run(3, {})))
        << i;
  }
}

TEST(Lockstep, TellsAllStepsDone) {
  std::int64_t steps = 0;
  const std::vector<const World*> two{worlds().pointers[0], worlds().pointers[1]};
  run_together(two, 0, 1, 1, {.steps_done = [&](std::int64_t done) { steps += done; }});
  EXPECT_EQ(steps, 2 * two[0]->steps());
}

TEST(TwinRecords, OfANullChangeAreExactlyNothing) {
  EXPECT_GT(sum(together(), 0), 0);
  EXPECT_EQ(sum(together(), 1), 0);
  EXPECT_GT(sum(together(), 2), 0);
}

TEST(TwinRecords, AddUpToTheDifferenceByType) {
  const std::size_t types = Evidence::get().offence_types().size();
  for (const std::size_t alternative : {std::size_t{0}, std::size_t{2}}) {
    const ReplicateResult& twin = together().twins[alternative];
    const auto difference = [&](Tally tally, TwinTally caused, TwinTally averted, std::size_t type) {
      double left = 0;
      const Counts& before = test::counts(together().worlds[0], tally);
      const Counts& after = test::counts(together().worlds[alternative + 1], tally);
      for (std::size_t i = type; i < before.size(); i += types) left += after[i] - before[i];
      for (std::size_t i = 0; i < twin.reals(0).size(); ++i)
        if (i / route_count % types == type)
          left -= twin.reals(static_cast<std::size_t>(caused))[i] - twin.reals(static_cast<std::size_t>(averted))[i];
      return left;
    };
    for (std::size_t type = 0; type < types; ++type) {
      EXPECT_EQ(difference(Tally::offences, TwinTally::offences_caused, TwinTally::offences_averted, type), 0) << type;
      EXPECT_EQ(difference(Tally::recorded_offences, TwinTally::recorded_caused, TwinTally::recorded_averted, type), 0)
          << type;
    }
  }
}

/// Two services and a parameter differ, and nothing else: whatever follows, by however many steps, goes back to these.
TEST(TwinRecords, GoBackToWhatDiffers) {
  const ReplicateResult& twin = together().twins[0];
  const std::size_t origins = twin.reals(static_cast<std::size_t>(TwinTally::offences_averted_by_origin)).size() /
                              (twin.reals(0).size() / Evidence::get().offence_types().size());
  std::set<std::size_t> found;
  for (const TwinTally tally : {TwinTally::offences_averted_by_origin, TwinTally::offences_caused_by_origin}) {
    const Reals& values = twin.reals(static_cast<std::size_t>(tally));
    for (std::size_t i = 0; i < values.size(); ++i)
      if (values[i] != 0) found.insert(i / route_count % origins);
  }
  const auto number = [](const char* service) { return test::service_number(service); };
  EXPECT_EQ(found, (std::set{number("iom_spotlight"), number("early_help"), test::service_count()}));
}

/// With everything going on at once.
TEST(TwinRecords, LeaveNothingWithoutARoute) {
  for (const std::size_t alternative : {std::size_t{0}, std::size_t{2}})
    for (const TwinTally tally : {TwinTally::offences_averted, TwinTally::offences_caused, TwinTally::recorded_averted,
                                  TwinTally::recorded_caused}) {
      const Reals& values = together().twins[alternative].reals(static_cast<std::size_t>(tally));
      double all = 0, without = 0;
      for (std::size_t i = 0; i < values.size(); ++i) {
        all += std::abs(values[i]);
        if (i % route_count == static_cast<std::size_t>(Route::unattributed)) without += std::abs(values[i]);
      }
      EXPECT_GT(all, 3) << "too little differs for the test to say anything";
      EXPECT_EQ(without, 0) << "alternative " << alternative << ", tally " << static_cast<int>(tally);
    }
}

TEST(TwinRecords, AreTheSameOnAnyNumberOfThreads) {
  const std::vector<const World*> two{worlds().pointers[0], worlds().pointers[1]};
  const auto lived = run_together(two, 3, 2, 3, {.twin_events = true});
  EXPECT_EQ(lived[0].twins[0].arrays, together().twins[0].arrays) << "nor does the log change them";
  EXPECT_FALSE(lived[0].twins[0].event_columns[0].empty());
  EXPECT_NE(lived[1].twins[0].arrays, lived[0].twins[0].arrays);
}

/// Worlds that react decide each for itself, and are to the last bit as they are alone: whether the base reacts, the
/// other or both, and where a third change makes them part in between.
TEST(Lockstep, WorldsThatReactAreAsTheyAreAlone) {
  const std::string reacts =
      "[[change]]\nwhen = \"service_enrolled[early_help] > 20\"\nuntil = \"after 12w\"\n"
      "set.\"services.early_help.effect\" = 0.4\nset.\"services.early_help.places\" = 900\n";
  const std::string later =
      "[[change]]\nat = 2013-08-01\nwhen = \"organisation_waiting > 0\"\nset.\"services.iom_spotlight.places\" = 40\n";
  const auto model = make_safety_model();
  std::vector<std::unique_ptr<World>> built;
  built.push_back(model->build(test::small_scenario(short_run, reacts)));
  for (const std::string& changes : {std::string(), reacts + larger, later + reacts, reacts})
    built.push_back(model->build_like(*built[0], test::small_scenario(short_run, changes)));
  std::vector<const World*> pointers;
  for (const auto& world : built) pointers.push_back(world.get());
  const PairedReplicate lived = run_together(pointers, 3, 1, 1, {}).front();
  for (std::size_t i = 0; i < built.size(); ++i)
    EXPECT_EQ(results::replicate_digest(built[i]->measures(), lived.worlds[i]),
              results::replicate_digest(built[i]->measures(), built[i]->run(3, {})))
        << i;
  EXPECT_EQ(lived.worlds[0].reals(built[0]->measures().index("reaction_times"))[0] > 0, true);
  EXPECT_EQ(sum(lived, 3), 0) << "the same change in both is no difference";
  EXPECT_GT(sum(lived, 0), 0);
}

}  // namespace
}  // namespace kith::safety

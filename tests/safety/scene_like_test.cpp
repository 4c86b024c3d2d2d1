// A scene taken over from another is the scene that would have been made, to the last bit.
#include "tests/safety/small_world.hpp"

#include <gtest/gtest.h>

namespace kith::safety {
namespace {

using test::Set;
using test::small_scenario;

const std::string change =
    "[[change]]\nat = 2013-07-01\nset.\"services.iom_spotlight.places\" = 5\n"
    "set.\"services.early_help.places\" = 2000\n";

ReplicateResult first_replicate(const World& world) { return world.run(0, {}); }

void expect_same(const ReplicateResult& a, const ReplicateResult& b, const MeasureSet& set) {
  for (std::size_t i = 0; i < set.measures.size(); ++i) {
    if (set.measures[i].number == Number::count) {
      EXPECT_EQ(a.counts(i), b.counts(i)) << set.measures[i].name;
      continue;
    }
    for (std::size_t k = 0; k < a.reals(i).size(); ++k)
      EXPECT_TRUE(a.reals(i)[k] == b.reals(i)[k] || (std::isnan(a.reals(i)[k]) && std::isnan(b.reals(i)[k])))
          << set.measures[i].name;
  }
}

TEST(SceneLike, RunsAsTheSceneMadeAnew) {
  const auto model = make_safety_model();
  const Set burn_in{{"run.burn_in", "\"10w\""}};
  const Scenario alternative = small_scenario(burn_in, change);
  auto base = model->build(small_scenario(burn_in));
  const auto like = model->build_like(*base, alternative);
  base.reset();  // nothing of it may be needed
  const auto anew = model->build(alternative);
  expect_same(first_replicate(*like), first_replicate(*anew), anew->measures());
}

TEST(SceneLike, WithANullChangeIsTheBaseAgain) {
  const auto model = make_safety_model();
  const auto base = model->build(small_scenario());
  const auto like = model->build_like(*base, small_scenario());
  expect_same(first_replicate(*like), first_replicate(*base), base->measures());
}

TEST(SceneLike, IsMadeAnewWhereTheFirstDayDiffers) {
  const auto model = make_safety_model();
  const auto base = model->build(small_scenario());
  const Scenario other = small_scenario(test::services_off());
  const auto like = model->build_like(*base, other);
  const auto anew = model->build(other);
  expect_same(first_replicate(*like), first_replicate(*anew), anew->measures());
  const auto index = anew->measures().index("service_enrolled");
  EXPECT_GT(test::sum(first_replicate(*base).counts(index)), 0);
  EXPECT_EQ(test::sum(first_replicate(*like).counts(index)), 0);
}

TEST(SceneLike, IsMadeAnewWherePeopleDiffer) {
  const auto model = make_safety_model();
  const auto base = model->build(small_scenario());
  const Scenario other = small_scenario({{"place.population_seed", "77"}});
  const auto like = model->build_like(*base, other);
  expect_same(first_replicate(*like), first_replicate(*model->build(other)), like->measures());
}

TEST(SceneLike, SharesWhatItNeedNotMake) {
  const auto base = make_scene(small_scenario());
  const auto like = make_scene_like(*base, small_scenario({}, change));
  EXPECT_EQ(like->people, base->people);
  EXPECT_EQ(&like->start, &base->start);
  const auto other_past = make_scene_with_people_of(*base, small_scenario({{"parameters.past_peer_influence", "1.5"}}));
  EXPECT_EQ(other_past->people, base->people);
  EXPECT_NE(&other_past->start, &base->start);
}

TEST(YearlyCourse, AddsUpToTheHeadlines) {
  const auto scene = test::small_scene({{"run.end", "2016-03-31"}});
  const ReplicateResult result = test::run(*scene);
  const double years = (scene->timeline.last_day() + 1) / days_per_year;
  const auto days_of_year = [&](std::size_t year) {  // whole weeks, the last one cut short by the end of the run
    double days = 0;
    for (std::int32_t period = 0; period < scene->timeline.period_count(); ++period) {
      const Day first = period * scene->timeline.report_days;
      if (std::min<std::size_t>(2, static_cast<std::size_t>(first / days_per_year)) == year)
        days += std::min(scene->timeline.report_days, scene->timeline.last_day() + 1 - first);
    }
    return days;
  };
  for (const auto& [yearly, headline] :
       {std::pair(Tally::recorded_crime_by_year, Tally::recorded_crime),
        std::pair(Tally::all_crime_by_year, Tally::all_crime),
        std::pair(Tally::harm_per_year_by_year, Tally::harm_per_year),
        std::pair(Tally::first_time_entrants_rate_by_year, Tally::first_time_entrants_rate),
        std::pair(Tally::services_cost_per_year_by_year, Tally::services_cost_per_year)}) {
    const Reals& course = test::reals(result, yearly);
    ASSERT_EQ(course.size(), 3U);
    double total = 0;
    for (std::size_t year = 0; year < 3; ++year) total += course[year] * days_of_year(year) / days_per_year;
    const double expected = test::reals(result, headline)[0];
    EXPECT_NEAR(total / years, expected, 1e-9 * expected)
        << scene->measures.measures[static_cast<std::size_t>(yearly)].name;
    EXPECT_GT(expected, 0);
  }
}

}  // namespace
}  // namespace kith::safety

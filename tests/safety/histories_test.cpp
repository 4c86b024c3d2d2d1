// Histories come before the run: at its start the world is one that has been going on, and with nothing changed it
// stays as it is.
#include "tests/safety/small_world.hpp"
#include "tests/statistics.hpp"

#include <gtest/gtest.h>

#include <array>
#include <iostream>
#include <map>
#include <set>

namespace kith::safety {
namespace {

constexpr std::size_t years = 4;
constexpr std::uint64_t replicates = 8;
using ByYear = std::array<double, years>;

/// What is followed over the years, one value a replicate and year.
using Followed = std::map<std::string, std::vector<ByYear>>;

ByYear accused_before(const State& state) {
  std::vector<int> so_far(state.offenders.size());
  std::set<std::pair<int, RecordId>> seen;
  ByYear people{}, before{};
  for (const Accusation& accusation : state.accusations) {
    const int earlier = so_far[accusation.record]++;
    const int year = accusation.day < 0 ? -1 : static_cast<int>(accusation.day / days_per_year);
    if (year < 0 || year >= static_cast<int>(years) || !seen.emplace(year, accusation.record).second) continue;
    ++people[static_cast<std::size_t>(year)];
    before[static_cast<std::size_t>(year)] += earlier > 0;
  }
  for (std::size_t year = 0; year < years; ++year) before[year] /= people[year];
  return before;
}

/// Sum over a year's weeks of the columns `wanted` accepts.
template <class Wanted>
ByYear yearly(const Counts& values, std::size_t columns, double divisor, Wanted&& wanted) {
  ByYear sums{};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t year = i / columns / 52;
    if (year < years && wanted(i % columns)) sums[year] += values[i] / divisor;
  }
  return sums;
}

Followed follow() {
  const auto scene = test::small_scene(
      {{"run.burn_in", "\"1y\""},
       {"run.end", "2017-03-31"},
       {"place.wards",
        "[\"Moss Side\", \"Ancoats and Clayton\", \"Moston\", \"Rusholme\", \"Harpurhey\", \"Didsbury West\"]"},
       {"services.iom_spotlight.places", "80"},
       {"services.early_help.places", "130"}});
  const auto& types = Evidence::get().offence_types();
  const auto all = [](std::size_t) { return true; };
  Followed followed;
  for (std::uint64_t replicate = 0; replicate < replicates; ++replicate) {
    Simulation simulation = test::simulation_of(*scene, replicate);
    const ReplicateResult result = simulation.run({});
    followed["accused before (share)"].push_back(accused_before(simulation.state()));
    followed["recorded crime"].push_back(yearly(test::counts(result, Tally::recorded_offences), types.size(), 1,
                                                [&](std::size_t k) { return types[k].crime; }));
    followed["offences"].push_back(yearly(test::counts(result, Tally::offences), types.size(), 1, all));
    followed["accusations"].push_back(yearly(test::counts(result, Tally::accusations), 12, 1, all));
    followed["custody population"].push_back(yearly(test::counts(result, Tally::custody_population), 1, 52, all));
    followed["court waiting"].push_back(yearly(test::counts(result, Tally::court_waiting), 2, 52, all));
    followed["open cases"].push_back(yearly(test::counts(result, Tally::open_cases), 1, 52, all));
    followed["supervised"].push_back(yearly(test::counts(result, Tally::supervision_caseload), 3, 52, all));
    followed["IOM enrolled"].push_back(
        yearly(test::counts(result, Tally::service_enrolled), test::service_count(), 52,
               [](std::size_t service) { return service == test::service_number("iom_spotlight"); }));
    followed["people"].push_back(yearly(test::counts(result, Tally::people_present), 1, 52, all));
  }
  return followed;
}

/// Greatest accepted change from the first year to the last, as a share of the first and per head: the place grows by
/// some 1.5% a year as Manchester did. The court queue is only printed: it stands at about one case of fifty a week.
const std::map<std::string, double> tolerance{
    {"accused before (share)", 0.05}, {"recorded crime", 0.06}, {"offences", 0.06},   {"accusations", 0.08},
    {"custody population", 0.1},      {"open cases", 0.15},     {"supervised", 0.12}, {"IOM enrolled", 0.1}};

TEST(Histories, StayAsTheyAreWhereNothingChanges) {
  const Followed followed = follow();
  double first = 0, last = 0;
  for (const ByYear& people : followed.at("people")) {
    first += people.front();
    last += people.back();
  }
  const double growth = last / first;
  for (const auto& [name, values] : followed) {
    ByYear mean{};
    for (const ByYear& one : values)
      for (std::size_t year = 0; year < years; ++year) mean[year] += one[year] / replicates;
    std::cout << "  " << name << ":";
    for (const double value : mean) std::cout << " " << value;
    std::cout << "\n";
    if (!tolerance.contains(name)) continue;
    const bool is_share = name == "accused before (share)" || name == "IOM enrolled";
    EXPECT_NEAR(mean[years - 1] / mean[0] / (is_share ? 1 : growth), 1, tolerance.at(name)) << name;
  }
}

}  // namespace
}  // namespace kith::safety

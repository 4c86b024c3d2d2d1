// Every parameter of the evidence at both ends of its range: the run ends, or the scenario is refused. One test a
// parameter file's worth of names would hide which one hangs; each setting is named.
#include "tests/safety/small_world.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace kith::safety {
namespace {

constexpr std::size_t parts = 8;

/// One ward for a fortnight, with the services that are on by default.
void lives_at_the_ends(std::size_t part) {
  const std::vector<Setting>& parameters = Evidence::get().parameters();
  for (std::size_t i = part; i < parameters.size(); i += parts) {
    // Costs are multiplied and added after a run; they cannot keep it from ending.
    if (parameters[i].path.find("unit_cost") != std::string::npos) continue;
    for (const double end : {parameters[i].lowest, parameters[i].highest}) {
      if (!std::isfinite(end)) continue;
      SCOPED_TRACE(parameters[i].path + " = " + std::to_string(end));
      const Scenario scenario = test::small_scenario({{parameters[i].path, format_value(end)},
                                                      {"place.wards", "[\"Moss Side\"]"},
                                                      {"run.burn_in", "\"0d\""},
                                                      {"run.end", "2013-04-14"}});
      if (!make_safety_model()->problems(scenario).empty()) continue;
      const auto scene = make_scene(scenario);
      EXPECT_TRUE(std::isfinite(test::sum(test::counts(test::run(*scene), Tally::offences))));
    }
  }
}

class Extremes : public testing::TestWithParam<std::size_t> {};
TEST_P(Extremes, OfAParameterEnd) { lives_at_the_ends(GetParam()); }
INSTANTIATE_TEST_SUITE_P(Parts, Extremes, testing::Range(std::size_t{0}, parts));

/// Nobody has the factor, or nearly everybody: the odds are finite. A prevalence of 1 has none.
TEST(Prevalence, OfOneIsRefused) {
  for (const std::string& risk : need_names()) {
    if (risk == "unemployed") continue;  // which has that of the census
    const std::string path = std::string("parameters.risk_prevalence.") + risk;
    EXPECT_THROW(test::small_scenario({{path, "1"}}), InputError) << path;
  }
}

}  // namespace
}  // namespace kith::safety

// The posterior the model carries: of its own numbers, within what they allow, about the values in use.
#include "tests/safety/small_world.hpp"

#include "engine/run/fitted_sample.hpp"
#include "engine/settings/setting_check.hpp"
#include "models/safety/safety.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace kith::safety {
namespace {

TEST(Posterior, IsOfTheModelsNumbersAndHoldsTheValuesInUse) {
  const std::unique_ptr<Model> model = make_safety_model();
  const FittedSample& posterior = *model->fitted_sample();
  ASSERT_GE(posterior.points.size(), 100U);
  EXPECT_NE(posterior.source.find("kith calibrate"), std::string::npos) << "says how it was made";
  const Declarations all = test::safety_declarations();
  for (std::size_t column = 0; column < posterior.paths.size(); ++column) {
    const Setting* setting = all.find(posterior.paths[column]);
    ASSERT_NE(setting, nullptr) << posterior.paths[column];
    std::vector<double> values;
    for (const std::vector<double>& point : posterior.points) values.push_back(point.at(column));
    std::sort(values.begin(), values.end());
    EXPECT_TRUE(is_allowed(*setting, values.front())) << setting->path;
    EXPECT_TRUE(is_allowed(*setting, values.back())) << setting->path;
    const double in_use = std::get<double>(setting->default_value);
    EXPECT_LE(values[values.size() / 40], in_use) << setting->path << ": 2.5% of the posterior";
    EXPECT_GE(values[values.size() - 1 - values.size() / 40], in_use) << setting->path << ": 97.5% of it";
  }
}

}  // namespace
}  // namespace kith::safety

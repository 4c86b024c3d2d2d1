// Distributions of evidence: what their text means, where their quantiles lie, and what is refused.
#include "engine/settings/distribution.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace kith {
namespace {

constexpr double everything = std::numeric_limits<double>::infinity();

/// The standard normal's upper 97.5% point, from tables.
constexpr double z = 1.959963984540054;

TEST(EvidenceDistributions, AreReadAsTheTextSays) {
  EXPECT_DOUBLE_EQ(Distribution("uniform(400, 460)").quantile(0.25), 415);
  EXPECT_NEAR(Distribution("normal(-2, 0.5)").quantile(0.975), -2 + 0.5 * z, 1e-12);
  EXPECT_NEAR(Distribution("lognormal(0.90, 0.12)").quantile(0.5), 0.90, 1e-12);
  EXPECT_NEAR(Distribution("lognormal(0.90, 0.12)").quantile(0.025), 0.90 * std::exp(-0.12 * z), 1e-12);
  EXPECT_NEAR(Distribution("triangular(0, 1, 2)").quantile(0.125), 0.5, 1e-12);
  EXPECT_NEAR(Distribution("beta(1, 2)").quantile(0.75), 0.5, 1e-9);  // 1 - (1 - x)^2
  EXPECT_DOUBLE_EQ(Distribution("  uniform ( 0 ,1e1 ) ").quantile(0.5), 5);
}

TEST(EvidenceDistributions, AreFiniteAtTheEnds) {
  for (const char* text : {"uniform(0, 1)", "normal(0, 1)", "lognormal(1, 3)", "triangular(0, 0, 1)", "beta(0.5, 0.5)"})
    for (const double end : {0.0, 1.0})
      EXPECT_TRUE(std::isfinite(Distribution(text).quantile(end))) << text << ' ' << end;
}

TEST(EvidenceDistributions, SayWhatTheyMean) {
  EXPECT_EQ(Distribution("lognormal(0.90,0.12)").meaning(),
            "lognormal: median 0.9, standard deviation of the logarithm 0.12; 95% between 0.711 and 1.14");
}

TEST(EvidenceDistributions, RefuseWhatIsNone) {
  const auto problem = [](const char* text) { return distribution_problem(text, -everything, everything); };
  EXPECT_EQ(problem("uniform(0, 1)"), "");
  EXPECT_THAT(problem("unifrom(0, 1)"), testing::HasSubstr("did you mean 'uniform'?"));
  EXPECT_THAT(problem("cauchy(0, 1)"), testing::HasSubstr("allowed: uniform(lowest, highest), normal("));
  EXPECT_THAT(problem(""), testing::HasSubstr("is no distribution"));
  EXPECT_THAT(problem("uniform"), testing::HasSubstr("is not written uniform(lowest, highest)"));
  EXPECT_THAT(problem("uniform(0, 1"), testing::HasSubstr("is not written"));
  EXPECT_THAT(problem("uniform(0, 1, 2)"), testing::HasSubstr("is not written"));
  EXPECT_THAT(problem("uniform()"), testing::HasSubstr("has '' where"));
  EXPECT_THAT(problem("uniform(0, one)"), testing::HasSubstr("has 'one' where"));
  EXPECT_THAT(problem("uniform(0, 1,)"), testing::HasSubstr("has '' where"));
  EXPECT_THAT(problem("uniform(0, inf)"), testing::HasSubstr("has 'inf' where"));
  EXPECT_THAT(problem("uniform(0, 1) or so"), testing::HasSubstr("is not written"));
  EXPECT_THAT(problem("uniform(1, 0)"), testing::HasSubstr("the lowest comes first"));
  EXPECT_THAT(problem("normal(1, 0)"), testing::HasSubstr("above 0"));
  EXPECT_THAT(problem("lognormal(0, 0.1)"), testing::HasSubstr("the median is above 0"));
  EXPECT_THAT(problem("lognormal(1500, 450)"), testing::HasSubstr("at most 3"));
  EXPECT_THAT(problem("triangular(0, 3, 2)"), testing::HasSubstr("the mode lies between"));
  EXPECT_THAT(problem("beta(0, 1)"), testing::HasSubstr("above 0"));
}

TEST(EvidenceDistributions, HaveTheirMedianInTheRange) {
  EXPECT_THAT(distribution_problem("uniform(3, 5)", 0, 1), testing::HasSubstr("its median, 4, outside the range"));
  EXPECT_EQ(distribution_problem("normal(0.5, 9)", 0, 1), "");
}

TEST(EvidenceDistributions, GiveSettingsValuesInTheirRange) {
  Setting setting;
  setting.path = "a";
  setting.default_value = 0.5;
  setting.lowest = 0;
  setting.highest = 1;
  setting.distribution = "normal(0.5, 9)";
  // Within so narrow a range a wide normal is all but uniform: nothing heaps up at the ends.
  EXPECT_NEAR(std::get<double>(value_at_quantile(setting, 0.01)), 0.01, 1e-3);
  EXPECT_NEAR(std::get<double>(value_at_quantile(setting, 0.99)), 0.99, 1e-3);
  EXPECT_NEAR(std::get<double>(value_at_quantile(setting, 0.5)), 0.5, 1e-9);
  EXPECT_THAT(cut_by_range(setting), testing::HasSubstr("96% of the distribution lies outside 0 to 1"));
  setting.default_value = std::int64_t{5};
  setting.highest = 10;
  setting.distribution = "uniform(0, 10)";
  EXPECT_EQ(value_at_quantile(setting, 0.37), Value(std::int64_t{4}));
  setting.distribution = "";
  EXPECT_THROW(value_at_quantile(setting, 0.5), std::logic_error);
}

TEST(EvidenceDistributions, HaveTheDefaultInTheirMiddle) {
  Setting setting;
  setting.lowest = 0;
  setting.highest = 10;
  const auto problem = [&](const Value& value) {
    setting.default_value = value;
    return default_problem(setting);
  };
  EXPECT_EQ(problem(9.0), "") << "no distribution";
  setting.distribution = "uniform(2, 4)";
  EXPECT_EQ(problem(2.06), "");
  EXPECT_EQ(problem(3.94), "");
  EXPECT_EQ(problem(2.04), "2.04 lies outside the middle 95% of its distribution, 2.05 to 3.95");
  EXPECT_NE(problem(3.96), "");
  EXPECT_EQ(problem(std::int64_t{3}), "");
  EXPECT_NE(problem(std::int64_t{5}), "");
  setting.distribution = "normal(0, 1)";  // what lies within the range is drawn
  EXPECT_NE(problem(0.01), "");
  EXPECT_EQ(problem(2.2), "");
}

TEST(EvidenceDistributions, AreCutWhereTheRangeEnds) {
  Setting setting;
  setting.default_value = 1.0;
  setting.lowest = 0.5;
  setting.highest = 1.5;
  for (const char* text : {"lognormal(1, 0.8)", "normal(1, 1)", "uniform(0, 2)", "triangular(0, 1, 3)"}) {
    setting.distribution = text;
    const Distribution distribution(text);
    const double below = distribution.share_below(0.5);
    const double within = distribution.share_below(1.5) - below;
    for (const double p : {0.001, 0.2, 0.5, 0.8, 0.999}) {
      const double value = std::get<double>(value_at_quantile(setting, p));
      EXPECT_GT(value, 0.5) << text;
      EXPECT_LT(value, 1.5) << text;
      EXPECT_NEAR((distribution.share_below(value) - below) / within, p, 1e-9) << text;
    }
    EXPECT_NE(cut_by_range(setting), "") << text;
  }
  setting.distribution = "uniform(0.6, 1.4)";
  EXPECT_EQ(value_at_quantile(setting, 0.3), Value(Distribution(setting.distribution).quantile(0.3)));
  EXPECT_EQ(cut_by_range(setting), "");
}

}  // namespace
}  // namespace kith

// Draws are pure functions of their key, come from Philox4x64-10 as published, and follow their distributions.
#include "engine/random/draws.hpp"
#include "tests/statistics.hpp"

#include <gtest/gtest.h>

#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/poisson.hpp>

#include <set>
#include <thread>

namespace kith {
namespace {

using namespace test;
constexpr auto testing_draws = purpose("test.draws");

struct KnownAnswer {
  std::array<std::uint64_t, 4> counter;
  std::array<std::uint64_t, 2> key;
  std::array<std::uint64_t, 4> words;
};

// Published with Random123 (tests/kat_vectors), rows "philox4x64 10".
constexpr KnownAnswer known_answers[] = {
    {{0, 0, 0, 0}, {0, 0}, {0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b}},
    {{~0ULL, ~0ULL, ~0ULL, ~0ULL},
     {~0ULL, ~0ULL},
     {0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0}},
    {{0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89},
     {0x452821e638d01377, 0xbe5466cf34e90c6c},
     {0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6}}};

TEST(Philox, GivesThePublishedAnswers) {
  for (const KnownAnswer& known : known_answers) {
    const r123::Philox4x64::ctr_type counter{{known.counter[0], known.counter[1], known.counter[2], known.counter[3]}};
    const r123::Philox4x64::key_type key{{known.key[0], known.key[1]}};
    const auto words = r123::Philox4x64{}(counter, key);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(words[i], known.words[i]);
  }
}

TEST(Stream, IsPhiloxOfSeedPurposeEntityStepReplicateAndIndex) {
  Stream stream(11, testing_draws, 22, 33, 44);
  for (std::uint64_t block = 0; block < 3; ++block) {
    const auto words = r123::Philox4x64{}({{22, 33, 44, block}}, {{11, testing_draws.hash}});
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(stream(), words[i]);
  }
}

TEST(Stream, EveryPartOfTheKeyMatters) {
  std::set<std::uint64_t> firsts;
  firsts.insert(Draws{1, 0}.at(testing_draws, 5, 6)());
  firsts.insert(Draws{2, 0}.at(testing_draws, 5, 6)());
  firsts.insert(Draws{1, 1}.at(testing_draws, 5, 6)());
  firsts.insert(Draws{1, 0}.at(purpose("test.other"), 5, 6)());
  firsts.insert(Draws{1, 0}.at(testing_draws, 6, 6)());
  firsts.insert(Draws{1, 0}.at(testing_draws, 5, 7)());
  EXPECT_EQ(firsts.size(), 6U);
}

TEST(Stream, DistributionsKeepNothingBehind) {
  const auto all_of_one = [](std::uint64_t entity) {
    Stream stream = Draws{3, 1}.at(testing_draws, entity, 9);
    return std::array{stream.normal(),
                      stream.exponential(2),
                      stream.gamma(2.5, 1),
                      stream.gamma(0.3, 1),
                      static_cast<double>(stream.poisson(4)),
                      static_cast<double>(stream.poisson(400)),
                      static_cast<double>(stream.below(1000)),
                      stream.uniform()};
  };
  const auto alone = all_of_one(7);
  std::array<double, 8> on_another_thread{};
  std::thread([&] {
    all_of_one(1);
    on_another_thread = all_of_one(7);
  }).join();
  EXPECT_EQ(alone, on_another_thread);
}

TEST(Purpose, HashesAtRunTimeAsAtCompileTime) {
  EXPECT_EQ(purpose("contagion.risk"), purpose_of("contagion.risk"));
  EXPECT_EQ(purpose_of("").hash, 0xcbf29ce484222325ULL);   // FNV-1a's offset basis
  EXPECT_EQ(purpose_of("a").hash, 0xaf63dc4c8601ec8cULL);  // FNV-1a's published test value
}

std::vector<double> sample(int count, const std::function<double(Stream&)>& draw) {
  std::vector<double> values;
  for (int i = 0; i < count; ++i) {
    Stream stream = Draws{17, 0}.at(testing_draws, static_cast<std::uint64_t>(i));
    values.push_back(draw(stream));
  }
  return values;
}

TEST(Distributions, ContinuousOnesFollowTheirLaw) {
  struct Case {
    std::string name;
    std::function<double(Stream&)> draw;
    std::function<double(double)> distribution;
  };
  const boost::math::gamma_distribution<> long_tailed(0.4, 2.0);
  const boost::math::gamma_distribution<> humped(3.5, 0.5);
  const Case cases[] = {
      {"uniform", [](Stream& s) { return s.uniform(); }, [](double x) { return x; }},
      {"exponential", [](Stream& s) { return s.exponential(2.5); }, [](double x) { return -std::expm1(-2.5 * x); }},
      {"normal", [](Stream& s) { return s.normal(); }, [](double x) { return cdf(boost::math::normal(), x); }},
      {"gamma 0.4", [](Stream& s) { return s.gamma(0.4, 2.0); }, [&](double x) { return cdf(long_tailed, x); }},
      {"gamma 3.5", [](Stream& s) { return s.gamma(3.5, 0.5); }, [&](double x) { return cdf(humped, x); }}};
  for (const Case& c : cases) {
    EXPECT_LT(kolmogorov_smirnov(sample(100000, c.draw), c.distribution), kolmogorov_smirnov_limit()) << c.name;
  }
}

TEST(Distributions, LaterValuesOfOneStreamAreUniformToo) {
  Stream stream = Draws{5, 0}.at(testing_draws, 0);
  std::vector<double> values;
  for (int i = 0; i < 100000; ++i) values.push_back(stream.uniform());
  EXPECT_LT(kolmogorov_smirnov(values, [](double x) { return x; }), kolmogorov_smirnov_limit());
}

TEST(Distributions, PoissonFollowsItsLaw) {
  for (const double mean : {0.02, 0.7, 5.0, 60.0}) {
    constexpr int count = 100000;
    const boost::math::poisson law(mean);
    const auto last = static_cast<std::size_t>(mean + 4 * std::sqrt(mean) + 1);
    std::vector<double> observed(last + 1);
    for (const double value : sample(count, [&](Stream& s) { return static_cast<double>(s.poisson(mean)); })) {
      ++observed[std::min(last, static_cast<std::size_t>(value))];
    }
    std::vector<double> expected;
    for (std::size_t k = 0; k < last; ++k) expected.push_back(count * pdf(law, static_cast<double>(k)));
    expected.push_back(count * cdf(complement(law, static_cast<double>(last) - 1)));
    EXPECT_LT(chi_square(observed, expected), chi_square_limit(last + 1)) << "mean " << mean;
  }
}

TEST(Distributions, PoissonOfNothingIsNothing) {
  Stream stream = Draws{}.at(testing_draws, 0);
  EXPECT_EQ(stream.poisson(0), 0U);
}

TEST(Below, IsUniformWithoutBias) {
  std::vector<double> observed(7);
  for (const double value : sample(70000, [](Stream& s) { return static_cast<double>(s.below(7)); })) {
    ++observed[static_cast<std::size_t>(value)];
  }
  EXPECT_LT(chi_square(observed, std::vector<double>(7, 10000)), chi_square_limit(7));
  // At three quarters of the range, taking the high half without rejection would favour every third number twofold.
  const std::uint64_t count = (std::uint64_t{3} << 62);
  std::vector<double> thirds(3);
  for (int i = 0; i < 30000; ++i) {
    Stream stream = Draws{2, 0}.at(testing_draws, static_cast<std::uint64_t>(i));
    ++thirds[stream.below(count) % 3];
  }
  EXPECT_LT(chi_square(thirds, std::vector<double>(3, 10000)), chi_square_limit(3));
}

TEST(Below, OneIsAlwaysNought) {
  Stream stream = Draws{}.at(testing_draws, 0);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(stream.below(1), 0U);
}

TEST(Bernoulli, EndsAreCertain) {
  Stream stream = Draws{}.at(testing_draws, 0);
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(stream.bernoulli(0));
    EXPECT_FALSE(stream.bernoulli(-1));
    EXPECT_TRUE(stream.bernoulli(1));
    EXPECT_TRUE(stream.bernoulli(2));
  }
}

}  // namespace
}  // namespace kith

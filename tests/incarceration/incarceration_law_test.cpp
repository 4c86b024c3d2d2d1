// Laws of the incarceration model, each against a closed form. The chance of a false alarm of one comparison is that of
// tests/statistics.hpp, one in 100,000.
#include "tests/incarceration/made_up_people.hpp"
#include "tests/statistics.hpp"

#include <boost/math/distributions/negative_binomial.hpp>

#include <numeric>

namespace kith::test {
namespace {

class Laws : public IncarcerationTest {
 protected:
  /// The mean of a headline over replicates is `expected`.
  static void expect_mean(const std::vector<ReplicateResult>& results, std::size_t measure, double expected) {
    std::vector<double> values;
    for (const ReplicateResult& result : results) values.push_back(result.reals(measure)[0]);
    const Moments seen = moments(values);
    EXPECT_NEAR(seen.mean, expected, standard_errors_limit() * seen.standard_error) << "measure " << measure;
    EXPECT_LT(standard_errors_limit() * seen.standard_error, expected / 4) << "tells little";
  }
};

/// Without ties everybody alternates by themselves: outside, a conviction comes in a month with probability
/// q = 1 - exp(-rate); a sentence is of no month with probability p0 = (1 + mean / shape)^-shape. Held by
/// incarceration.spontaneous, mean_sentence, sentence_shape, ties.
TEST_F(Laws, WithoutTiesAllMeasuresHaveAClosedForm) {
  MadeUpPeople strangers;
  for (int i = 0; i < 1500; ++i) strangers.add({});
  for (int i = 1; i < 1500; ++i) strangers.tie(i, "sibling", i - 1);  // which must not matter
  constexpr double rate = 0.002, mean = 17, shape = 1.2;
  constexpr int months = 600;
  const auto results = results_of(scenario(strangers, months,
                                           {{"incarceration.spontaneous", rate},
                                            {"incarceration.mean_sentence", mean},
                                            {"incarceration.sentence_shape", shape},
                                            {"incarceration.initial_share", 0.0},
                                            {"incarceration.ties", false}}),
                                  40);
  const double q = -std::expm1(-rate), p0 = std::pow(1 + mean / shape, -shape), enters = q * (1 - p0);
  // Of every chance to be convicted come q * mean months inside and, if nobody enters, one outside.
  expect_mean(results, share_in_custody, q * mean / (q * mean + 1 - enters));
  expect_mean(results, ever_in_custody, 1 - std::pow(1 - enters, months));
  expect_mean(results, back, 1 - std::pow(1 - enters, 37));  // the month of release is the first of 37 chances
}

/// Sentences are Poisson numbers whose mean is gamma: negative binomial. Held by mean_sentence, sentence_shape.
TEST_F(Laws, SentencesAreNegativeBinomial) {
  MadeUpPeople all;
  for (int i = 0; i < 20'000; ++i) all.add({.sex = 'm', .born = 80});
  constexpr double mean = 14, shape = 1.2;
  constexpr int months = 60;
  const auto result = results_of(scenario(all, months,
                                          {{"incarceration.spontaneous", 0.0},
                                           {"incarceration.mean_sentence", mean},
                                           {"incarceration.initial_share", 1.0},
                                           {"incarceration.ties", false}}))[0];
  const boost::math::negative_binomial sentence(shape, 1 / (1 + mean / shape));
  std::vector<double> observed, expected;
  // Sentenced before the first step, with S months one leaves in step S - 1; the last cell is of longer ones.
  for (int month = 0; month < months; ++month) {
    observed.push_back(result.counts(released)[static_cast<std::size_t>(month)]);
    expected.push_back(20'000 * pdf(sentence, month + 1));
  }
  observed.push_back(result.counts(in_custody).back());
  expected.push_back(20'000 * cdf(complement(sentence, months)));
  observed.push_back(20'000 - std::accumulate(observed.begin(), observed.end(), 0.0));  // of no month
  expected.push_back(20'000 * pdf(sentence, 0));
  EXPECT_LT(chi_square(observed, expected), chi_square_limit(observed.size()));
}

/// One rate in a table of twelve: which it is, and how many pairs of a made-up town it acts on.
struct Rate {
  std::string path;
  std::vector<std::string> groups;
};

/// Pairs of somebody in custody (young enough to be there at the start) and one relative, of every kind.
class PassingOn : public IncarcerationTest, public testing::WithParamInterface<Rate> {
 protected:
  static constexpr int pairs = 400;

  static MadeUpPeople town(const std::vector<std::string>& groups) {
    MadeUpPeople made;
    for (const char sex : {'f', 'm'})
      for (const auto& [relation, of] : kinds()) {
        if (!groups.empty() && std::ranges::find(groups, name(sex, relation, of)) == groups.end()) continue;
        for (int i = 0; i < pairs; ++i) add_pair(made, sex, relation, of);
      }
    return made;
  }

 private:
  using Kinds = std::vector<std::pair<std::string, char>>;
  static const Kinds& kinds() {
    static const Kinds all{{"parent", 'f'}, {"parent", 'm'}, {"sibling", 'f'}, {"sibling", 'm'}, {"friend", 'f'},
                           {"friend", 'm'}, {"child", 'f'},  {"child", 'm'},   {"partner", 'f'}, {"partner", 'm'}};
    return all;
  }
  static std::string name(char sex, const std::string& relation, char of) {
    return fmt::format("{}-{}-{}", sex, relation, of);
  }
  static void add_pair(MadeUpPeople& made, char sex, const std::string& relation, char of) {
    const int inside = made.add({.sex = sex, .born = 80});
    const int relative = made.add({.sex = of});
    if (relation != "partner") return made.tie(inside, relation, relative);
    made.people[static_cast<std::size_t>(inside)].partner = relative;
    made.people[static_cast<std::size_t>(inside)].married = 100;
  }
};

TEST_P(PassingOn, OneRateActsOnItsRelativesAlone) {
  constexpr double rate = 0.3;
  Written written{{"incarceration.spontaneous", 0.0},
                  {"incarceration.initial_share", 0.5},   // all who are young enough
                  {"incarceration.mean_sentence", 1e6}};  // to the end of the run
  for (const char* from : {"from_women", "from_men"})
    for (const char* to : {"mother", "father", "sister", "brother", "partner", "child"}) {
      const std::string path = fmt::format("incarceration.{}.{}", from, to);
      written.emplace_back(path, path == GetParam().path ? rate : 0.0);
    }
  const MadeUpPeople made = town({});
  const auto result = results_of(scenario(made, 1, written))[0];
  const double count = pairs * static_cast<double>(GetParam().groups.size());
  const double entries = result.counts(entered)[0];
  EXPECT_NEAR(entries, count * rate, standard_errors_limit() * std::sqrt(count * rate * (1 - rate)));
  // The same from those groups alone: nobody else was convicted.
  const auto alone = results_of(scenario(town(GetParam().groups), 1, written))[0];
  EXPECT_NEAR(alone.counts(entered)[0], count * rate, standard_errors_limit() * std::sqrt(count * rate * (1 - rate)));
}

INSTANTIATE_TEST_SUITE_P(Rates, PassingOn,
                         testing::Values(Rate{"incarceration.from_women.mother", {"f-parent-f"}},
                                         Rate{"incarceration.from_women.father", {"f-parent-m"}},
                                         Rate{"incarceration.from_women.sister", {"f-sibling-f", "f-friend-f"}},
                                         Rate{"incarceration.from_women.brother", {"f-sibling-m", "f-friend-m"}},
                                         Rate{"incarceration.from_women.child", {"f-child-f", "f-child-m"}},
                                         Rate{"incarceration.from_women.partner",
                                              {"f-partner-f", "m-partner-f"}},  // by whom it is passed to
                                         Rate{"incarceration.from_men.mother", {"m-parent-f"}},
                                         Rate{"incarceration.from_men.father", {"m-parent-m"}},
                                         Rate{"incarceration.from_men.sister", {"m-sibling-f", "m-friend-f"}},
                                         Rate{"incarceration.from_men.brother", {"m-sibling-m", "m-friend-m"}},
                                         Rate{"incarceration.from_men.child", {"m-child-f", "m-child-m"}},
                                         Rate{"incarceration.from_men.partner", {"f-partner-m", "m-partner-m"}}),
                         [](const auto& rate) {
                           std::string name = rate.param.path.substr(std::string("incarceration.").size());
                           std::ranges::replace(name, '.', '_');
                           return name;
                         });

}  // namespace
}  // namespace kith::test

// What tells apart people of one age and sex: propensity, area, season, and the recent offending of those they know.
#include "models/safety/offending/leanings.hpp"
#include "models/safety/summary/specialisation.hpp"
#include "tests/laws/made_up_place.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

namespace kith::safety::laws {
namespace {

Set only(const std::string& type, double rate) {
  return by_type("base_rate", [&](std::size_t k) { return types()[k].name == type ? rate : 0.0; });
}

/// What each of a life's people, alike but for propensity, does on average: offences over the run by row.
std::vector<double> mean_offences(const Life& life, double rate) {
  std::vector<double> mean(life.people().size());
  for (EntityId person = 0; person < mean.size(); ++person)
    for (Day day = 3; day < life.days(); day += 7)
      if (life.people().alive(person, day))
        mean[person] += rate * 7 / days_per_year * plain_age_shape(life.people().age(person, day));
  return mean;
}
std::vector<int> offences_by_person(const Life& life, std::size_t family = family_count) {
  std::vector<int> offences(life.people().size());
  for (const Event& e : life.events())
    offences[e.offender] += family == family_count || types()[e.type].family == family;
  return offences;
}

/// Chance of no offence of somebody whose mean is `mean` times a lognormal of mean one and deviation `sigma` of its
/// logarithm.
double chance_of_none(double mean, double sigma) {
  double sum = 0, weight = 0;
  for (double z = -6; z <= 6; z += 0.1) {
    const double density = std::exp(-z * z / 2);
    weight += density;
    sum += density * std::exp(-mean * std::exp(sigma * z - sigma * sigma / 2));
  }
  return sum / weight;
}

/// propensity_sigma, concentration: of each family, so many never offend whatever the mean.
TEST(PropensityLaw, ConcentratesOffendingOnSome) {
  constexpr double sigma = 1.4, rate = 3;
  const auto concentration = [](std::size_t family) { return 0.5 + 0.05 * static_cast<double>(family); };
  std::array<bool, family_count> seen{};
  const Life life(
      by_label("concentration", family_names, concentration) + by_type("away_share", 1) +
      by_type("base_rate", [&](std::size_t k) { return std::exchange(seen[types()[k].family], true) ? 0.0 : rate; }) +
      Set{parameter("propensity_sigma", sigma), {"run.end", "2014-12-31"}});
  const std::vector<double> mean = mean_offences(life, rate);
  for (std::size_t family = 0; family < family_count; ++family) {
    const std::vector<int> offences = offences_by_person(life, family);
    double expected = 0, observed = 0;
    for (EntityId person = 0; person < mean.size(); ++person) {
      const EntityId partner = life.people().partner(person, 0);
      const bool domestic = std::string_view(family_names[family]) == "domestic";
      // Those with a partner at home all the while can do all they would.
      if (mean[person] < 0.5 || (domestic && (partner == nobody || !life.people().alive(partner, life.days()) ||
                                              life.people().age(partner, 0) < 16)))
        continue;
      expected += chance_of_none(mean[person], sigma * concentration(family));
      observed += offences[person] == 0;
    }
    expect_count(observed, expected, family_names[family]);
  }
}

/// family_sigma: leanings are one on average, as far apart as the family says, and each family's own.
TEST(LeaningsLaw, HaveMeanOneAndTheirOwnSpread) {
  constexpr std::array<double, family_count> sigma{0.3, 1.2, 1.6, 0, 0.6, 0.9};
  const Leanings leanings({sigma.begin(), sigma.end()}, 7);
  constexpr int people = 200000;
  std::array<double, family_count> sum{}, logs{}, squares{};
  double together = 0;
  for (EntityId person = 0; person < people; ++person) {
    const FamilyRates of = leanings.of(person);
    for (std::size_t f = 0; f < family_count; ++f) {
      sum[f] += of[f];
      logs[f] += std::log(of[f]);
      squares[f] += std::log(of[f]) * std::log(of[f]);
    }
    together += (std::log(of[0]) + sigma[0] * sigma[0] / 2) * (std::log(of[1]) + sigma[1] * sigma[1] / 2);
  }
  for (std::size_t f = 0; f < family_count; ++f) {
    const double deviation = std::sqrt((std::exp(sigma[f] * sigma[f]) - 1) / people);
    EXPECT_NEAR(sum[f] / people, 1, kith::test::standard_errors_limit() * deviation) << family_names[f];
    const double mean = logs[f] / people;
    EXPECT_NEAR(mean, -sigma[f] * sigma[f] / 2, 0.02) << family_names[f];
    EXPECT_NEAR(std::sqrt(squares[f] / people - mean * mean), sigma[f], 0.02) << family_names[f];
  }
  EXPECT_NEAR(together / people / (sigma[0] * sigma[1]), 0, kith::test::standard_errors_limit() / std::sqrt(people));
}

/// family_sigma: without it nothing is multiplied, to the last bit, whoever it is.
TEST(LeaningsLaw, AreOneWhereAllLeanAlike) {
  const Leanings none(std::vector<double>(family_count, 0), 7), one({0, 2, 0, 0, 0, 0}, 7);
  FamilyRates ones;
  ones.fill(1);
  for (EntityId person = 0; person < 1000; ++person) {
    EXPECT_EQ(none.of(person), ones);
    for (const std::size_t family : {0U, 2U, 3U, 4U, 5U}) EXPECT_EQ(one.of(person)[family], 1);
  }
}

/// One type of each family, of those that harm nobody who could be lacking.
Set two_types(double rate) {
  return by_type("away_share", 1) + by_type("base_rate", [rate](std::size_t k) {
           return types()[k].name == "shoplifting" || types()[k].name == "drugs" ? rate : 0.0;
         });
}

/// family_sigma: so many never commit an offence of the family, and of those who do not of one, no more or fewer commit
/// one of the other.
TEST(LeaningsLaw, ConcentrateEachFamilyOnItsOwn) {
  constexpr double rate = 3;
  constexpr std::array<double, 2> sigma{1.6, 0.8};
  const Life life(two_types(rate) + Set{parameter("family_sigma.acquisitive", sigma[0]),
                                        parameter("family_sigma.disorder", sigma[1]),
                                        {"run.end", "2014-12-31"}});
  const std::vector<double> mean = mean_offences(life, rate);
  const std::array<std::vector<int>, 2> offences{offences_by_person(life, types()[type_named("shoplifting")].family),
                                                 offences_by_person(life, types()[type_named("drugs")].family)};
  std::array<double, 2> expected{}, observed{};
  double expected_neither = 0, neither = 0;
  for (EntityId person = 0; person < mean.size(); ++person) {
    if (mean[person] < 0.5) continue;
    std::array<double, 2> none{};
    for (std::size_t i = 0; i < 2; ++i) {
      none[i] = chance_of_none(mean[person], sigma[i]);
      expected[i] += none[i];
      observed[i] += offences[i][person] == 0;
    }
    expected_neither += none[0] * none[1];
    neither += offences[0][person] + offences[1][person] == 0;
  }
  for (std::size_t i = 0; i < 2; ++i) expect_count(observed[i], expected[i], i == 0 ? "shoplifting" : "drugs");
  expect_count(neither, expected_neither, "neither");
}

/// Worked out by hand: of ten pairs four begin with the first type and five end with it, so chance has two of them
/// alike.
TEST(Specialisation, IsWhatIsBeyondChance) {
  Transitions pairs(2);
  const auto add = [&](std::size_t from, std::size_t to, int times) {
    for (int i = 0; i < times; ++i) pairs.add(from, to);
  };
  add(0, 0, 3);
  add(0, 1, 1);
  add(1, 0, 2);
  add(1, 1, 4);
  EXPECT_DOUBLE_EQ(pairs.coefficient(0), (3 - 2) / (4 - 2.0));
  EXPECT_DOUBLE_EQ(pairs.coefficient(1), (4 - 3) / (6 - 3.0));
  EXPECT_DOUBLE_EQ(pairs.coefficient(), (7 - 5) / (10 - 5.0));
}

/// Of two families whose rates are a half each on average, how much more often than by chance the next offence is of
/// the same: in proportion to how many pairs somebody with these leanings has in offences of mean `mean` a family.
double coefficient_of(double mean, double sigma) {
  double alike = 0, pairs = 0;
  constexpr double step = 0.2, widest = 5;
  for (double x = -widest; x <= widest; x += step)
    for (double y = -widest; y <= widest; y += step) {
      const double a = std::exp(sigma * x - sigma * sigma / 2), b = std::exp(sigma * y - sigma * sigma / 2);
      const double offences = mean * (a + b);
      const double weight = std::exp(-(x * x + y * y) / 2) * (offences - 1 + std::exp(-offences));
      pairs += weight;
      alike += weight * (a * a + b * b) / ((a + b) * (a + b));
    }
  return 2 * alike / pairs - 1;
}

/// family_sigma: the coefficient of specialisation is that of a closed form, nought where all lean alike.
TEST(LeaningsLaw, MakeSpecialists) {
  constexpr double rate = 3;
  for (const double sigma : {0.0, 0.7, 1.4}) {
    const Life life(two_types(rate) + all_convicted() + by_label("family_sigma", family_names, sigma) +
                    Set{{"run.end", "2015-12-31"}});
    const std::vector<double> mean = mean_offences(life, rate);
    double expected = 0, weights = 0;
    for (EntityId person = 0; person < mean.size(); person += 50) {  // as likely as any to be of any age
      const double weight = 2 * mean[person] - 1 + std::exp(-2 * mean[person]);
      if (mean[person] > 0) expected += weight * coefficient_of(mean[person], sigma), weights += weight;
    }
    EXPECT_NEAR(life.headline(Tally::specialisation), expected / weights, 0.02) << sigma;
    EXPECT_NEAR(life.reals(Tally::specialisation_by_type)[type_named("drugs")], expected / weights, 0.03) << sigma;
  }
}

/// concentration, family_sigma: where part of what makes a family unequal is a leaning of its own, as many never commit
/// an offence of it, and those most active otherwise commit fewer of them.
TEST(LeaningsLaw, TakeAFamilyFromTheMostActive) {
  constexpr double rate = 4, sigma = 1.4;
  const auto share_of_most_active = [&](double concentration) {
    const double own = sigma * std::sqrt(1 - concentration * concentration);
    const Life life(two_types(rate) +
                    Set{parameter("concentration.acquisitive", 1), parameter("propensity_sigma", sigma),
                        parameter("concentration.disorder", concentration), parameter("family_sigma.disorder", own)});
    const std::vector<double> mean = mean_offences(life, rate);
    const std::vector<int> otherwise = offences_by_person(life, types()[type_named("shoplifting")].family);
    const std::vector<int> of_family = offences_by_person(life, types()[type_named("drugs")].family);
    std::vector<EntityId> by_activity(mean.size());
    std::iota(by_activity.begin(), by_activity.end(), EntityId{0});
    std::ranges::stable_sort(by_activity, std::greater{}, [&](EntityId person) { return otherwise[person]; });
    double theirs = 0, all = 0, expected_none = 0, none = 0;
    for (std::size_t i = 0; i < by_activity.size(); ++i) {
      const EntityId person = by_activity[i];
      all += of_family[person];
      if (i < by_activity.size() / 20) theirs += of_family[person];
      expected_none += mean[person] > 0.5 ? chance_of_none(mean[person], sigma) : 0;
      none += mean[person] > 0.5 && of_family[person] == 0;
    }
    expect_count(none, expected_none, fmt::format("{}", concentration));
    return theirs / all;
  };
  EXPECT_LT(share_of_most_active(0.4), 0.6 * share_of_most_active(1));
}

/// offending_ceiling: rates level off, so that somebody whose propensity makes for the ceiling offends half as often.
TEST(PropensityLaw, LevelsOff) {
  constexpr double rate = 100;
  const auto harms_nobody = [](const OffenceType& type) {
    return type.victim == VictimKind::none || type.victim == VictimKind::business;
  };
  const auto such = static_cast<double>(std::count_if(types().begin(), types().end(), harms_nobody));
  for (const double ceiling : {rate / 2, rate, 4 * rate}) {
    const Life life(by_type("base_rate", [&](std::size_t k) { return harms_nobody(types()[k]) ? rate / such : 0; }) +
                    Set{parameter("offending_ceiling", ceiling)});
    double expected = 0;
    for (EntityId person = 0; person < life.people().size(); ++person)
      for (Day day = 3; day < life.days(); day += 7) {
        if (!life.people().alive(person, day)) continue;
        const double a_year = rate * plain_age_shape(life.people().age(person, day));
        expected += 7 / days_per_year * a_year / (1 + a_year / ceiling);
      }
    const auto observed = static_cast<double>(life.events().size());
    EXPECT_NEAR(observed / expected, 1, 0.01) << ceiling;
  }
}

/// active_share, active_spell_years: the years somebody does not offend in, and how alike two days are.
TEST(SpellsLaw, ComeAndGo) {
  const Settings defaults(test::safety_declarations());
  ParameterReader reader(defaults);
  Parameters p = read_parameters(reader);
  p.active_share = 0.3;
  p.active_spell_years = 0.5;
  const Spells spells(p, 7);
  const Draws run{11, 0};
  constexpr int people = 20000;
  const double leaves = 1 / (0.5 * days_per_year), returns = leaves * 0.3 / 0.7;  // a day
  for (const Day later : {7, 60, 400}) {
    double active = 0, both = 0;
    for (std::uint32_t person = 0; person < people; ++person) {
      const bool now = spells.factor(person, -30, run) > 0;
      active += now;
      both += now && spells.factor(person, -30 + later, run) > 0;
    }
    const double still = 0.3 + 0.7 * std::exp(-(leaves + returns) * later);
    EXPECT_NEAR(active / people, 0.3, 0.015);
    EXPECT_NEAR(both / active, still, 0.03) << later << " days later";
  }
  EXPECT_DOUBLE_EQ(spells.greatest() * 0.3, 1);
}

/// Before the first day of the run all replicates share the spells; after it each has its own.
TEST(SpellsLaw, AreCommonBeforeTheRunOnly) {
  const Settings defaults(test::safety_declarations());
  ParameterReader reader(defaults);
  const Spells spells(read_parameters(reader), 7);
  int differ = 0;
  for (std::uint32_t person = 0; person < 1000; ++person) {
    EXPECT_EQ(spells.factor(person, -1, {11, 0}), spells.factor(person, -1, {11, 1}));
    differ += spells.factor(person, 2000, {11, 0}) != spells.factor(person, 2000, {11, 1});
  }
  EXPECT_GT(differ, 100);
}

/// deprivation_effect, deprivation_score_mean, deprivation_score_deviation: offences of each area's people.
TEST(AreaLaw, DeprivationRaisesOffending) {
  constexpr double effect = 0.4, mean_score = 20, deviation = 16;
  const Life life(only("drugs", 6) + Set{parameter("deprivation_effect", effect),
                                         parameter("deprivation_score_mean", mean_score),
                                         parameter("deprivation_score_deviation", deviation)});
  const std::vector<double> mean = mean_offences(life, 6);
  std::vector<double> expected(life.people().place.areas.size());
  for (EntityId person = 0; person < mean.size(); ++person) {
    const std::size_t area = life.people().area(person);
    const double z = (life.people().place.areas[area].deprivation_score - mean_score) / deviation;
    expected[area] += mean[person] * std::exp(effect * z);
  }
  for (std::size_t area = 0; area < expected.size(); ++area)
    expect_count(life.at(Tally::offences_by_area, area, expected.size()), expected[area],
                 life.people().place.areas[area].name);
}

/// Twice the mean cosine of the days on which offences of a type happened, counted from a date: the share of their
/// swing that is highest on that date.
void expect_swing(const Life& life, const std::string& type, const char* date, double swing) {
  const double peak = life.day_of(date);
  double sum = 0, all = 0;
  for (const Event& e : life.events())
    if (e.type == type_named(type)) ++all, sum += std::cos(2 * std::acos(-1.0) * (e.day + 0.5 - peak) / days_per_year);
  // The mean of cos is half the amplitude, its variance about a half.
  EXPECT_NEAR(2 * sum / all, swing, 2 * kith::test::standard_errors_limit() * std::sqrt(0.5 / all)) << type << date;
}

/// season_amplitude, season_peak: two types of one family, a third of another; none is moved by the season of another.
TEST(SeasonLaw, EachTypeHasItsOwn) {
  const Life life(by_type("base_rate",
                          [](std::size_t type) {
                            const std::string& name = types()[type].name;
                            return name == "shoplifting" || name == "vehicle_theft" || name == "public_order" ? 6.0 : 0;
                          }) +
                  by_type("away_share", 1) +
                  Set{parameter("season_amplitude.shoplifting", 0.3), parameter("season_peak.shoplifting", 15),
                      parameter("season_amplitude.vehicle_theft", 0.5), parameter("season_peak.vehicle_theft", 196)});
  expect_swing(life, "shoplifting", "2014-01-15", 0.3);
  expect_swing(life, "shoplifting", "2013-10-15", 0);
  expect_swing(life, "vehicle_theft", "2013-07-15", 0.5);
  expect_swing(life, "vehicle_theft", "2013-10-15", 0);
  expect_swing(life, "public_order", "2013-07-15", 0);
  expect_swing(life, "public_order", "2013-10-15", 0);
}

/// The hazard under the influence of ties, worked out from the log of offences alone, and the slope of the likelihood
/// of all that happened along each of its parameters.
class Influence {
 public:
  static constexpr double limit = 3, half = 6, memory = 50, rate = 5;
  static constexpr std::array<double, 4> weights{0.8, 2.5, 0, 1.2};  // of tie_layers
  static constexpr std::array<const char*, 6> directions{"limit",   "half exposure", "memory",
                                                         "friends", "household",     "kin"};

  explicit Influence(const Life& life) : people_(life.people()), recent_(people_.size()), aged_(people_.size()) {
    auto next = life.events().begin();
    for (Day week = 0; week + 7 <= life.days(); week += 7) {
      const auto first = next;
      while (next != life.events().end() && next->day < week + 7) ++next;
      weigh_week(week, {first, next});
      remember(week, {first, next});
    }
  }
  /// In standard errors, which it has where the parameters are what they are said to be.
  double slope(std::size_t direction) const { return slope_[direction] / std::sqrt(information_[direction]); }

 private:
  struct Layers {
    double friends = 0, household = 0, kin = 0;
    double sum() const { return weights[0] * friends + weights[1] * household + weights[3] * kin; }
  };
  Layers felt(EntityId person, const std::vector<double>& of) const {
    Layers layers;
    for (const EntityId other : people_.friends.of(person)) layers.friends += of[other];
    const auto [first, last] = people_.members(people_.household(person));
    for (EntityId other = first; other < last; ++other) layers.household += other != person ? of[other] : 0;
    for (const EntityId other : people_.kin.of(person)) layers.kin += of[other];
    return layers;
  }
  /// The middle of a week stands for it; what its own offences do is felt from the next on.
  void weigh_week(Day week, std::span<const Event> events) {
    std::vector<int> offences(people_.size());
    for (const Event& e : events) ++offences[e.offender];
    for (EntityId person = 0; person < people_.size(); ++person) {
      if (!people_.alive(person, week + 3)) continue;
      const double alone = rate * 7 / days_per_year * plain_age_shape(people_.age(person, week + 3));
      if (alone > 0) weigh(alone, offences[person], felt(person, recent_), felt(person, aged_));
    }
  }
  void weigh(double alone, int offences, const Layers& layers, const Layers& aged) {
    const double faded = std::exp(-3.5 / memory), exposure = layers.sum() * faded;
    const double influence = 1 + (limit - 1) * exposure / (exposure + half);
    const double by_exposure = (limit - 1) * half / ((exposure + half) * (exposure + half)) / influence;
    const std::array<double, directions.size()> along{exposure / (exposure + half) / influence,
                                                      -by_exposure * exposure / half,
                                                      by_exposure * faded * (aged.sum() + 3.5 * layers.sum()),
                                                      by_exposure * faded * layers.friends,
                                                      by_exposure * faded * layers.household,
                                                      by_exposure * faded * layers.kin};
    for (std::size_t d = 0; d < directions.size(); ++d) {
      slope_[d] += along[d] * (offences - alone * influence);
      information_[d] += along[d] * along[d] * alone * influence;
    }
  }
  void remember(Day week, std::span<const Event> events) {
    const double faded = std::exp(-7 / memory);
    for (EntityId person = 0; person < people_.size(); ++person) {
      aged_[person] = faded * (aged_[person] + 7 * recent_[person]);
      recent_[person] *= faded;
    }
    for (const Event& e : events) {
      const double since = week + 7 - e.day;
      recent_[e.offender] += std::exp(-since / memory);
      aged_[e.offender] += since * std::exp(-since / memory);
    }
  }

  const Population& people_;
  std::vector<double> recent_, aged_;  ///< at the week's begin: offences faded, and these times the days since
  std::array<double, directions.size()> slope_{}, information_{};
};

/// peer_limit, peer_half_exposure, peer_memory_days, peer_weight.friends, peer_weight.household, peer_weight.kin: where
/// they are what they are said to be, no slope is steeper than chance makes it.
TEST(PeersLaw, MultiplyOffendingByWhatTiesDidLately) {
  const Life life(only("drugs", Influence::rate) +
                  by_label("peer_weight", tie_layers, [](std::size_t i) { return Influence::weights.at(i); }) +
                  Set{parameter("peer_limit", Influence::limit), parameter("peer_half_exposure", Influence::half),
                      parameter("peer_memory_days", Influence::memory)});
  const Influence influence(life);
  for (std::size_t d = 0; d < Influence::directions.size(); ++d)
    EXPECT_LT(std::abs(influence.slope(d)), kith::test::standard_errors_limit()) << Influence::directions.at(d);
}

}  // namespace
}  // namespace kith::safety::laws

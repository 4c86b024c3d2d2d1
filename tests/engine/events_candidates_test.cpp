// Candidates by skipping, thinned by hazards, with the excess drawn one by one, have the law of a dense reference that
// draws every entity on every step; and one entity's hazard is nobody else's business.
#include "engine/events/candidates.hpp"
#include "engine/events/excess_candidates.hpp"
#include "tests/statistics.hpp"

#include <gtest/gtest.h>

#include <set>

namespace kith {
namespace {

using namespace test;
constexpr auto static_candidates = purpose("test.static_candidates");
constexpr auto excess_candidates = purpose("test.excess_candidates");
constexpr auto happening = purpose("test.happening");

struct Event {
  std::uint32_t entity;
  double day;
  bool operator==(const Event&) const = default;
};

/// Hazards that change over time; some stand above their static bound.
struct Hazards {
  std::vector<float> bounds;
  std::vector<double> base;

  explicit Hazards(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      Stream stream = Draws{8, 0}.at(purpose("test.hazards"), i);
      const double bound = stream.bernoulli(0.1) ? 0 : 0.05 + 4 * stream.uniform() * stream.uniform();
      bounds.push_back(static_cast<float>(bound));
      base.push_back(bound * stream.uniform() * (stream.bernoulli(0.3) ? 3 : 1) + (stream.bernoulli(0.1) ? 0.5 : 0));
    }
  }
  /// Halves in the second half of a year of 364 days.
  double at(std::uint32_t entity, double day) const { return base[entity] * (day < 182 ? 1 : 0.5); }
};

Timeline year_in_steps(int step_days) {
  return Timeline{Date{}, Date{} + std::chrono::days{363}, step_days, 0, step_days};
}

std::vector<Event> sparse_year(const Hazards& hazards, const CandidateSampler& sampler, std::uint64_t replicate,
                               int step_days) {
  const Draws draws{21, replicate};
  ExcessCandidates excess(excess_candidates, static_cast<std::uint32_t>(hazards.bounds.size()), 0, 364);
  for (std::uint32_t i = 0; i < hazards.bounds.size(); ++i) {
    excess.set(i, CandidateSampler::class_rate(hazards.bounds[i]), static_cast<float>(hazards.base[i] * 1.01), 0,
               draws);
  }
  std::vector<Event> events;
  const auto consider = [&](const Candidate& candidate) {
    if (candidate.happens(hazards.at(candidate.entity, candidate.day), draws, happening)) {
      events.push_back({candidate.entity, candidate.day});
    }
  };
  const Timeline timeline = year_in_steps(step_days);
  for (std::int32_t i = 0; i < timeline.step_count(); ++i) {
    for (std::size_t block = 0; block < sampler.block_count(); ++block) {
      sampler.draw(draws, timeline.step(i), block, consider);
    }
    excess.draw(timeline.step(i).end, draws, consider);
  }
  return events;
}

/// The plainest way: every entity by itself, a Poisson process at its greatest hazard, thinned.
std::vector<Event> dense_year(const Hazards& hazards, std::uint64_t replicate) {
  std::vector<Event> events;
  for (std::uint32_t i = 0; i < hazards.base.size(); ++i) {
    if (hazards.base[i] == 0) continue;
    Stream stream = Draws{22, replicate}.at(purpose("test.dense"), i);
    for (double day = 0; (day += stream.exponential(hazards.base[i] / days_per_year)) < 364;) {
      if (stream.uniform() * hazards.base[i] < hazards.at(i, day)) events.push_back({i, day});
    }
  }
  return events;
}

constexpr std::size_t entities = 400;
constexpr std::size_t groups = 20;

struct Tally {
  std::vector<double> by_entity = std::vector<double>(entities);
  std::vector<double> totals;
  std::vector<double> days;
  void add(const std::vector<Event>& events) {
    totals.push_back(static_cast<double>(events.size()));
    for (const Event& event : events) {
      ++by_entity[event.entity];
      days.push_back(event.day);
    }
  }
};

double expected_events(const Hazards& hazards, std::size_t entity) {
  return hazards.base[entity] * 273 / days_per_year;
}

// In 400 years of 400 entities about 100,000 events are drawn, 5,000 in each group of 20 entities: a bias of 5% in any
// one group is 3.5 standard errors and one of 10% is caught almost surely; a bias of 2% everywhere moves the sum over
// groups by 40 at 20 degrees of freedom.
void expect_law(const Hazards& hazards, const Tally& tally) {
  const auto replicates = static_cast<double>(tally.totals.size());
  std::vector<double> observed(groups);
  std::vector<double> expected(groups);
  for (std::size_t i = 0; i < entities; ++i) {
    observed[i % groups] += tally.by_entity[i];
    expected[i % groups] += replicates * expected_events(hazards, i);
    if (hazards.base[i] == 0) {
      EXPECT_EQ(tally.by_entity[i], 0);
    }
  }
  // Totals are not fixed, so the cells are independent Poisson counts: one degree of freedom more.
  EXPECT_LT(chi_square(observed, expected), chi_square_limit(groups + 1));
  double squares = 0;
  double cells = 0;
  for (std::size_t i = 0; i < entities; ++i) {
    const double mean = replicates * expected_events(hazards, i);
    if (mean < 5) continue;
    squares += std::pow(tally.by_entity[i] - mean, 2) / mean;
    ++cells;
  }
  EXPECT_LT(squares, chi_square_limit(static_cast<std::size_t>(cells) + 1));
  const auto day_law = [](double day) { return (std::min(day, 182.0) + std::max(day - 182, 0.0) / 2) / 273; };
  EXPECT_LT(kolmogorov_smirnov(tally.days, day_law), kolmogorov_smirnov_limit());
  const Moments totals = moments(tally.totals);
  EXPECT_NEAR(totals.variance / totals.mean, 1, 5 * std::sqrt(2.0 / replicates));  // Poisson: variance = mean
}

TEST(Candidates, HaveTheLawOfTheHazards) {
  const Hazards hazards(entities);
  const CandidateSampler sampler(static_candidates, hazards.bounds);
  for (const auto& [step_days, replicates] : {std::pair(1, 50U), std::pair(7, 400U), std::pair(91, 400U)}) {
    SCOPED_TRACE(step_days);
    Tally tally;
    for (std::uint64_t r = 0; r < replicates; ++r) tally.add(sparse_year(hazards, sampler, r, step_days));
    expect_law(hazards, tally);
  }
}

TEST(Candidates, TheDenseReferenceHasTheSameLaw) {
  const Hazards hazards(entities);
  Tally tally;
  for (std::uint64_t r = 0; r < 400; ++r) tally.add(dense_year(hazards, r));
  expect_law(hazards, tally);
}

TEST(Candidates, OneEntitysHazardLeavesOthersAlone) {
  const Hazards before(entities);
  Hazards after = before;
  after.base[17] = 40;  // far above its bound: it comes onto the list of excesses
  after.base[18] = 0;
  const CandidateSampler sampler(static_candidates, before.bounds);
  for (std::uint64_t r = 0; r < 5; ++r) {
    auto with = sparse_year(before, sampler, r, 7);
    auto without = sparse_year(after, sampler, r, 7);
    EXPECT_NE(with, without);
    const auto touched = [](const Event& event) { return event.entity == 17 || event.entity == 18; };
    std::erase_if(with, touched);
    std::erase_if(without, touched);
    EXPECT_EQ(with, without);
  }
}

TEST(Candidates, AHigherHazardOnlyAddsEvents) {
  Hazards low(entities);
  low.bounds.assign(entities, 16.0F);  // above all hazards, so that nobody is on the list of excesses
  Hazards high = low;
  for (double& hazard : high.base) hazard *= 1.2;
  const CandidateSampler sampler(static_candidates, low.bounds);
  const auto few = sparse_year(low, sampler, 0, 7);
  const auto many = sparse_year(high, sampler, 0, 7);
  const auto key = [](const Event& event) { return std::pair(event.entity, event.day); };
  std::set<std::pair<std::uint32_t, double>> seen;
  for (const Event& event : many) seen.insert(key(event));
  EXPECT_GT(many.size(), few.size());
  for (const Event& event : few) EXPECT_TRUE(seen.contains(key(event)));
}

TEST(CandidateSampler, ClassRatesCoverBoundsClosely) {
  for (float bound = 1e-12F; bound < 1e6F; bound *= 1.0137F) {
    EXPECT_GE(CandidateSampler::class_rate(bound), bound);
    EXPECT_LE(CandidateSampler::class_rate(bound), bound * 1.0906F);
  }
  for (float bound = 1e-6F; bound < 1e4F; bound *= 1.31F)
    EXPECT_EQ(CandidateSampler::class_rate(CandidateSampler::class_rate(bound)), CandidateSampler::class_rate(bound));
  for (const float power : {0.25F, 0.5F, 1.0F, 2.0F, 4.0F}) EXPECT_EQ(CandidateSampler::class_rate(power), power);
  EXPECT_EQ(CandidateSampler::class_rate(0), 0);
}

TEST(CandidateSampler, PresenceSparesTheAbsentAndTakesNothingFromThePresent) {
  // A third always there, a third only in the second of three years, a third only in the last.
  constexpr std::uint32_t members = 3000;
  std::vector<CandidateSampler::Presence> presences;
  for (std::uint32_t i = 0; i < members; ++i)
    presences.push_back(i % 3 == 0   ? CandidateSampler::Presence{-5000, 5000}
                        : i % 3 == 1 ? CandidateSampler::Presence{400, 700}
                                     : CandidateSampler::Presence{800, 1090});
  const CandidateSampler sampler(static_candidates, std::vector<float>(members, 8.0F), presences);
  double there = 0, absent = 0, days_there = 0;
  for (std::uint32_t i = 0; i < members; ++i) days_there += i % 3 == 0 ? 1092 : presences[i].until - presences[i].from;
  for (std::int32_t step = 0; step < 156; ++step)
    for (std::size_t block = 0; block < sampler.block_count(); ++block)
      sampler.draw(Draws{3, 0}, Step{step, step * 7, step * 7 + 7}, block, [&](const Candidate& candidate) {
        const auto& presence = presences[candidate.entity];
        (presence.from <= candidate.day && candidate.day < presence.until ? there : absent) += 1;
      });
  const double expected = 8 * days_there / days_per_year;
  EXPECT_NEAR(there, expected, 5 * std::sqrt(expected));
  EXPECT_LT(absent, 0.3 * there);
  EXPECT_GT(absent, 0);  // thinning stays the caller's
}

TEST(CandidateSampler, LeavesOutBoundsOfNought) {
  const CandidateSampler none(static_candidates, std::vector<float>(1000, 0.0F));
  EXPECT_EQ(none.block_count(), 0U);
  EXPECT_EQ(none.bytes(), 0U);
  const CandidateSampler empty(static_candidates, {});
  EXPECT_EQ(empty.block_count(), 0U);
}

TEST(CandidateSampler, BlocksAreBoundedAndEachHasItsOwnDraws) {
  const CandidateSampler sampler(static_candidates, std::vector<float>(20000, 30.0F));
  ASSERT_EQ(sampler.block_count(), 3U);
  EXPECT_LE(sampler.bytes(), 20000U * 4 + 100);
  std::vector<std::vector<double>> days(3);
  std::uint32_t last = 0;
  for (std::size_t block = 0; block < 3; ++block) {
    sampler.draw(Draws{1, 0}, Step{0, 0, 7}, block, [&](const Candidate& candidate) {
      EXPECT_GE(candidate.entity, last);  // members ascend through the blocks of a class
      last = candidate.entity;
      EXPECT_GE(candidate.day, 0);
      EXPECT_LT(candidate.day, 7);
      EXPECT_EQ(candidate.floor, 0);
      days[block].push_back(candidate.day);
    });
  }
  EXPECT_NE(days[0].front(), days[1].front());
  EXPECT_GT(last, 19000U);
}

TEST(ExcessCandidates, ComeByDayFromThoseAboveTheirFloor) {
  const Draws draws{1, 0};
  ExcessCandidates excess(excess_candidates, 20, 0, 60);
  excess.set(9, 1, 400, 0, draws);
  excess.set(3, 1, 400, 0, draws);
  excess.set(5, 1, 400, 0, draws);
  excess.set(3, 1, 300, 0, draws);
  excess.set(9, 2, 1, 0, draws);  // no longer above its floor
  excess.set(4, 1, 1, 0, draws);  // never was
  std::vector<double> days;
  std::set<std::uint32_t> seen;
  excess.draw(30, draws, [&](const Candidate& candidate) {
    EXPECT_EQ(candidate.floor, 1);
    EXPECT_NEAR(candidate.rate, candidate.entity == 3 ? 299 : 399, 0.001);
    days.push_back(std::floor(candidate.day));
    seen.insert(candidate.entity);
  });
  EXPECT_TRUE(std::is_sorted(days.begin(), days.end()));
  EXPECT_LT(days.back(), 30);
  EXPECT_EQ(seen, (std::set<std::uint32_t>{3, 5}));
  EXPECT_NEAR(static_cast<double>(days.size()), 698 * 30 / days_per_year, 5 * std::sqrt(698 * 30 / days_per_year));
}

TEST(ExcessCandidates, TakenOffAndPutBackRunsOnce) {
  const Draws draws{1, 0};
  double events = 0;
  constexpr double entities_listed = 2000;
  ExcessCandidates excess(excess_candidates, static_cast<std::uint32_t>(entities_listed), 0, 364);
  for (std::uint32_t entity = 0; entity < entities_listed; ++entity) {
    excess.set(entity, 1, 3, 0, draws);
    excess.set(entity, 1, 1, 0.25, draws);
    excess.set(entity, 1, 3, 0.5, draws);
  }
  excess.draw(364, draws, [&](const Candidate&) { ++events; });
  const double expected = entities_listed * 2 * 363.5 / days_per_year;
  EXPECT_NEAR(events, expected, 5 * std::sqrt(expected));
}

TEST(ExcessCandidates, SetManyTimesRunsOnce) {
  const Draws draws{1, 0};
  double events = 0;
  constexpr std::uint32_t listed = 500;
  ExcessCandidates excess(excess_candidates, listed, 0, 364);
  // More often than the count of settings goes before it starts anew: 300 and then 256 settings of each entity.
  for (std::uint32_t entity = 0; entity < listed; ++entity)
    for (int times = 0; times < 556; ++times) excess.set(entity, 1, times == 299 || times == 555 ? 5 : 1, 0.5, draws);
  excess.draw(364, draws, [&](const Candidate&) { ++events; });
  const double expected = listed * 4 * 363.5 / days_per_year;
  EXPECT_NEAR(events, expected, 5 * std::sqrt(expected));
}

TEST(ExcessCandidates, ACopyIsASnapshot) {
  const Draws draws{1, 0};
  ExcessCandidates excess(excess_candidates, 20, 0, 60);
  for (std::uint32_t entity = 0; entity < 20; ++entity) excess.set(entity, 1, 100, 0, draws);
  ExcessCandidates copy = excess;
  const auto days_of = [&](ExcessCandidates& from) {
    std::vector<double> days;
    from.draw(30, draws, [&](const Candidate& candidate) { days.push_back(candidate.day); });
    return days;
  };
  EXPECT_EQ(days_of(excess), days_of(copy));
}

}  // namespace
}  // namespace kith

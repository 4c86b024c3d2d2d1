// What others come to know: police records of the years before a run, and injuries that are treated.
#include "tests/laws/made_up_place.hpp"

#include <filesystem>
#include <fstream>

namespace kith::safety::laws {
namespace {

/// history_years, past_peer_influence: who was accused in so many years, at the rate that peers, reports, records and
/// outcomes made it, has a record as the run begins.
TEST(PastLaw, LeavesRecords) {
  constexpr double years = 6, peers = 1.5, rate = 0.03, reported = 0.5, recorded = 0.6, charged = 0.3, resolved = 0.2;
  const Life life(all_convicted() + by_type("base_rate", rate) + by_type("report_probability", reported) +
                  by_type("recording_probability", recorded) + by_type("charge_probability", charged) +
                  by_type("out_of_court_probability", resolved) +
                  Set{{"run.end", "2013-04-30"},
                      parameter("history_years", years),
                      parameter("past_peer_influence", peers),
                      parameter("population.move_rate", 0)});
  const double accused = rate * recordable_types() * peers * reported * recorded * (charged + resolved);
  double expected = 0;
  for (EntityId person = 0; person < life.people().size(); ++person) {
    double sum = 0;
    for (Day day = -static_cast<Day>(years * days_per_year) + 15; day < 0; day += 30)
      if (life.people().alive(person, day))
        sum += accused * 30 / days_per_year * plain_age_shape(life.people().age(person, day));
    expected += 1 - std::exp(-sum);
  }
  expect_count(life.records_at_start(), expected, "records", 1 - expected / life.people().size());
}

/// local_records_years: the place's own police know what was done in it so long ago at most, since the household came;
/// what was proven is on record whenever and wherever it was.
TEST(PastLaw, IsKnownHereSinceSomebodyCame) {
  constexpr double years = 12, local = 5, rate = 0.02;
  const Life life(all_convicted() + by_type("base_rate", rate) +
                  Set{{"run.end", "2013-04-30"},
                      parameter("history_years", years),
                      parameter("local_records_years", local),
                      parameter("past_peer_influence", 1),
                      parameter("population.move_rate", 0.3)});
  ASSERT_GT(life.moves_a_year(), 0.08);
  double known = 0, proven = 0;
  for (EntityId person = 0; person < life.people().size(); ++person)
    for (Day day = -static_cast<Day>(years * days_per_year) + 15; day < 0; day += 30) {
      if (!life.people().alive(person, day)) continue;
      const double offences =
          rate * recordable_types() * 30 / days_per_year * plain_age_shape(life.people().age(person, day));
      proven += offences;
      if (-day < local * days_per_year) known += offences * std::exp(life.moves_a_year() * day / days_per_year);
    }
  // Who lives in one household came at one time.
  expect_count(life.accusations_at_start(), known, "accusations known here", 2.5);
  expect_count(life.proofs_at_start(), proven, "proofs", 1.1);
}

/// Types that harm people: those that have an injury_treated_share.
std::vector<std::string> types_that_harm_people() {
  std::vector<std::string> names;
  for (const auto& [path, value] : by_type("injury_treated_share", 0))
    names.push_back(path.substr(path.rfind('.') + 1));
  return names;
}

/// A service that hears of people from those who treated them, and waits.
class TreatedLaw : public testing::TestWithParam<std::string> {
 protected:
  TreatedLaw() : folder_(std::filesystem::temp_directory_path() / ("kith-laws-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / "listener.toml") << scheme;
  }
  ~TreatedLaw() override { std::filesystem::remove_all(folder_); }
  static constexpr const char* scheme = R"(name = "listener"
title = "A listener"
summary = "Is told of everybody treated."
agency = "listeners"
seeds = ["made-up"]
active = true
price_year = 2020
claims = "offences"
unit = "person"
referral_sources = ["health_contact"]
eligibility = "1"
priority = "1"
[places]
value = 0
source = "made up"
grade = "assumed"
[dose_weeks]
value = 1
source = "made up"
grade = "assumed"
[patience_weeks]
value = 5200
source = "made up"
grade = "assumed"
[longest_wait_weeks]
value = 5200
source = "made up"
grade = "assumed"
[[effect]]
name = "effect"
acts_on = "offending"
value = 0.9
source = "made up"
grade = "assumed"
)";
  std::filesystem::path folder_;
};

/// injury_treated_share: each is referred once, whoever treats them again.
TEST_P(TreatedLaw, IsAShareOfThoseHarmed) {
  constexpr double treated = 0.3;
  const double rate = GetParam() == "exploitation" ? 0.15 : 1;  // there are fewer children
  const Life life(by_type("base_rate", [&](std::size_t k) { return types()[k].name == GetParam() ? rate : 0.0; }) +
                      by_type("away_share", 1) + by_type("injury_treated_share", treated),
                  "", "catalogue = [\"" + folder_.string() + "\"]\n");
  std::map<std::int32_t, int> times;
  for (const Event& e : life.events()) ++times[e.victim];
  double expected = 0;
  for (const auto& [person, n] : times) expected += 1 - std::pow(1 - treated, n);
  expect_count(life.total(Tally::referrals), expected, GetParam(), 1 - treated);
}
INSTANTIATE_TEST_SUITE_P(Types, TreatedLaw, testing::ValuesIn(types_that_harm_people()),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace kith::safety::laws

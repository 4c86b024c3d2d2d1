// From a charge to a hearing, a verdict and a sentence, type by type.
#include "tests/laws/made_up_place.hpp"

namespace kith::safety::laws {
namespace {

constexpr double days_per_month = days_per_year / 12;

/// Weekly counts of somebody in custody for so many days from a day on which weeks end.
double weeks_seen(double days) { return (1 + days) / 7 + 3.0 / 7; }

class CourtLaw : public testing::Test {
 protected:
  static const Life& life() {
    // A long delay, so that charges fall on all days of the week, not on its first only.
    static const Life once(all_convicted() + by_type("base_rate", 0.3) + by_type("detection_delay_days", 40) +
                               Set{{"run.end", "2015-03-31"},
                                   parameter("conviction_probability", 0.4),
                                   parameter("preparation_days", 50),
                                   parameter("crown_share", 0.3)},
                           police_hear_nothing_from("2014-04-01"));
    return once;
  }
};

/// conviction_probability
TEST_F(CourtLaw, ConvictsAShare) {
  expect_share(life().total(Tally::convictions), life().total(Tally::court_hearings), 0.4, "convicted");
}

/// crown_share: of adults only.
TEST_F(CourtLaw, SendsAShareOfAdultsToTheCrownCourt) {
  double adults = 0;
  const Counts& hearings = life().counts(Tally::hearings_by_age_and_type);
  for (std::size_t i = 0; i < hearings.size(); ++i) adults += i / type_count() % 2 == 1 ? hearings[i] : 0;
  expect_share(life().at(Tally::court_hearings, 1, 2), adults, 0.3, "heard in the Crown Court");
}

/// preparation_days: gamma with shape 2, from the day after the charge.
TEST_F(CourtLaw, HearsWhatIsPrepared) {
  const double n = life().total(Tally::court_hearings);
  double hearing_days = 0;
  const Counts& hearings = life().counts(Tally::court_hearings);
  for (std::size_t i = 0; i < hearings.size(); ++i)
    hearing_days += hearings[i] * (7.0 * static_cast<double>(i / 2) + 3);
  double charge_days = 0, charges = 0;
  for (std::size_t k = 0; k < type_count(); ++k) {
    const double of_type = life().of_type(Tally::charged_offences, k);
    charges += of_type;
    charge_days += of_type > 0 ? of_type * life().mean_day(Tally::charged_offences, k, type_count()) : 0;
  }
  EXPECT_NEAR(hearing_days / n - charge_days / charges, 0.5 + 50,
              kith::test::standard_errors_limit() * std::hypot(50 / std::sqrt(2.0), 3) / std::sqrt(n) + 0.5)
      << "and half a day for the few who die first";
}

/// magistrates_hearings_per_week, crown_hearings_per_week, people_of_court_capacity: where there is always a queue, as
/// many are heard as can be.
TEST(CourtCapacityLaw, IsUsedUpWhereThereIsAQueue) {
  const Life life(all_convicted() + by_type("base_rate", 0.6) +
                  Set{parameter("crown_share", 0.4), parameter("magistrates_hearings_per_week", 100),
                      parameter("crown_hearings_per_week", 60), parameter("people_of_court_capacity", 50000)});
  const double share = life.counts(Tally::people_present)[0] / 50000.0;
  const Counts& hearings = life.counts(Tally::court_hearings);
  for (const std::size_t court : {std::size_t{0}, std::size_t{1}}) {
    double heard = 0;
    constexpr std::size_t from = 10, until = 50;
    for (std::size_t week = from; week < until; ++week) heard += hearings[week * 2 + court];
    EXPECT_NEAR(heard, (court == 0 ? 100 : 60) * share * (until - from), 1) << court_names[court];
    EXPECT_GT(life.counts(Tally::court_waiting)[(until - 1) * 2 + court], 0);
  }
}

/// Adults and youths sentenced for one type of offence, few twice.
class SentenceLaw : public testing::TestWithParam<std::size_t> {
 protected:
  static constexpr double custody = 0.2, community = 0.22, suspended = 0.18, months = 3, served = 0.4;
  Life live() const {
    const std::size_t type = GetParam();
    return Life(all_convicted() + by_type("away_share", 1) +
                    by_type("base_rate", [&](std::size_t k) { return k == type ? 0.9 : 0.0; }) +
                    by_type("custody_probability", custody) + by_type("community_probability", community) +
                    by_type("suspended_probability", suspended) + by_type("custody_months", months) +
                    Set{{"run.end", "2014-12-31"}, {"output.events", "false"}, parameter("served_share", served)},
                police_hear_nothing_from("2014-03-01"));
  }
};

/// custody_probability, community_probability, suspended_probability, custody_months, served_share. Somebody sentenced
/// while inside begins no new custody: some two in a hundred.
TEST_P(SentenceLaw, HasItsSharesAndItsLength) {
  const Life life = live();
  const double convictions = life.total(Tally::convictions), inside = life.total(Tally::custody_starts);
  constexpr double inside_already = 0.02;
  EXPECT_NEAR(inside / convictions, custody,
              kith::test::standard_errors_limit() * std::sqrt(custody * (1 - custody) / convictions) +
                  inside_already * custody);
  double supervised = -inside;  // all are released on licence
  for (const Agency agency : {Agency::probation_high_risk, Agency::probation_medium_risk, Agency::youth_justice})
    supervised += life.at(Tally::agency_contacts, static_cast<std::size_t>(agency), agency_names.size());
  expect_share(supervised, convictions, community + suspended, "orders");
  const double mean = months * days_per_month * served;
  EXPECT_NEAR(life.total(Tally::custody_population) / inside, weeks_seen(mean),
              kith::test::standard_errors_limit() * mean / 7 / std::sqrt(1.5 * inside) + inside_already * mean / 7);
}

INSTANTIATE_TEST_SUITE_P(Types, SentenceLaw, testing::Range(std::size_t{0}, std::size_t{20}),
                         [](const auto& tested) { return types().at(tested.param).name; });

/// youth_custody_ratio: of an adult's probability of custody.
TEST(YouthSentenceLaw, IsCustodyLessOften) {
  const Life life(all_convicted() + by_type("base_rate", 0.6) + by_label("age_decay", family_names, 3) +
                      by_label("age_floor", family_names, 0) + by_type("custody_probability", 0.4) +
                      by_type("custody_months", 0.5) +
                      Set{parameter("youth_custody_ratio", 0.3), parameter("served_share", 0.1)},
                  police_hear_nothing_from("2014-02-01"));
  std::array<double, 2> heard{};
  const Counts& hearings = life.counts(Tally::hearings_by_age_and_type);
  for (std::size_t i = 0; i < hearings.size(); ++i) heard[i / type_count() % 2] += hearings[i];
  const double expected = 0.4 * (0.3 * heard[0] + heard[1]);
  expect_count(life.total(Tally::custody_starts), expected, "custody", 1 - expected / (heard[0] + heard[1]));
}

/// custody_per_conviction: each earlier conviction raises the probability of custody, up to ten.
TEST(RecordLaw, MakesCustodyMoreLikely) {
  const Life life(all_convicted() + by_type("base_rate", 0.4) + by_type("custody_probability", 0.04) +
                      by_type("custody_months", 0.5) +
                      Set{parameter("custody_per_conviction", 0.25), parameter("served_share", 0.1)},
                  police_hear_nothing_from("2014-02-01"));
  std::map<EntityId, int> convictions;
  double expected = 0;
  for (const Event& e : life.events())
    if (e.reported) expected += 0.04 * (1 + 0.25 * std::min(convictions[e.offender]++, 10));
  expect_count(life.total(Tally::custody_starts), expected, "custody");
}

}  // namespace
}  // namespace kith::safety::laws

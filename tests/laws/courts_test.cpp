// From a charge to a hearing, a verdict and a sentence, type by type.
#include "models/safety/courts/law.hpp"
#include "tests/laws/made_up_place.hpp"

namespace kith::safety::laws {
namespace {

constexpr double days_per_month = days_per_year / 12;

/// Weekly counts of somebody in custody for so many days from a day on which weeks end.
double weeks_seen(double days) { return (1 + days) / 7 + 3.0 / 7; }

/// Charges on all days of the week, some admitted and some denied, heard in both courts.
class CourtLaw : public testing::Test {
 protected:
  static constexpr double plea = 0.7, crown = 0.3, dropped = 0.2, attrition = 0.8, convicted = 0.6;
  static const Life& life() {
    static const Life once(
        all_convicted() + by_type("base_rate", 0.3) + by_type("charge_delay_days", 40) + by_type("crown_share", crown) +
            by_label("guilty_plea", court_names, plea) + by_label("dropped_share", court_names, dropped) +
            by_label("contested_conviction", court_names, convicted) + by_label("plea_listing_days", court_names, 30) +
            by_label("trial_listing_days", court_names, 90) +
            Set{{"run.end", "2016-03-31"}, parameter("attrition_rate", attrition), parameter("first_hearing_days", 20)},
        police_hear_nothing_from("2014-04-01"));
    return once;
  }
  static double ended(std::size_t court, Verdict verdict) {
    constexpr std::size_t kinds = verdict_names.size();
    return life().at(Tally::verdicts, court * kinds + static_cast<std::size_t>(verdict), court_count * kinds);
  }
  static double heard(std::size_t court) { return life().at(Tally::court_hearings, court, court_count); }
};

/// guilty_plea
TEST_F(CourtLaw, SomePleadGuilty) {
  for (std::size_t court = 0; court < court_count; ++court)
    expect_share(ended(court, Verdict::pleaded_guilty), heard(court), plea, court_names[court]);
}

/// dropped_share, attrition_rate: what is denied falls with the time it waits, which is the sum of two gammas of shape
/// 2; contested_conviction of what is left.
TEST_F(CourtLaw, WhatIsDeniedMayFallWhileItWaits) {
  const double rate = attrition / days_per_year;
  const double kept = std::pow(1 + rate * 20 / 2, -2) * std::pow(1 + rate * 90 / 2, -2) * std::exp(-rate * 5);
  for (std::size_t court = 0; court < court_count; ++court) {
    const double denied = heard(court) - ended(court, Verdict::pleaded_guilty);
    const double tried = denied - ended(court, Verdict::dropped);
    const double expected = (1 - dropped) * kept;
    EXPECT_NEAR(tried / denied, expected,
                kith::test::standard_errors_limit() * std::sqrt(expected * (1 - expected) / denied) + 0.004);
    expect_share(ended(court, Verdict::found_guilty), tried, convicted, court_names[court]);
  }
}

/// crown_share: of adults only.
TEST_F(CourtLaw, SendsAShareOfAdultsToTheCrownCourt) {
  double adults = 0;
  const Counts& hearings = life().counts(Tally::hearings_by_age_and_type);
  for (std::size_t i = 0; i < hearings.size(); ++i) adults += i / type_count() % 2 == 1 ? hearings[i] : 0;
  expect_share(heard(1), adults, crown, "heard in the Crown Court");
}

/// first_hearing_days, plea_listing_days, trial_listing_days: from the day after the charge to the end of the step.
TEST_F(CourtLaw, TakesItsDays) {
  const double n = heard(0) + heard(1);
  const double mean = 20 + plea * 30 + (1 - plea) * 90;
  const double days = life().at(Tally::court_days, 0, 2) + life().at(Tally::court_days, 1, 2);
  EXPECT_NEAR(days / n, mean + 3.5, kith::test::standard_errors_limit() * mean / std::sqrt(n) + 0.6)
      << "and half a week to the day courts sit";
}

/// charge_delay_days: exponential, from the offence on.
TEST_F(CourtLaw, BeginsWhenPoliceCharge) {
  const double n = heard(0) + heard(1);
  const double before = life().at(Tally::completion_days, 0, 2) + life().at(Tally::completion_days, 1, 2) -
                        life().at(Tally::court_days, 0, 2) - life().at(Tally::court_days, 1, 2);
  EXPECT_NEAR(before / n, 40 + 0.5, kith::test::standard_errors_limit() * 40 / std::sqrt(n) + 0.5);
}

/// court_capacity, plea_hours, trial_hours: after a year without limit a court that may sit for half as long hears half
/// as many, and what waits grows by the rest.
TEST(CourtCapacityLaw, IsThatOfTheYearBefore) {
  const Set set = all_convicted() + by_type("base_rate", 0.4) + by_type("crown_share", 0.4) +
                  Set{{"run.burn_in", "\"2y\""}, {"run.end", "2015-03-31"}};
  const Life enough(set + by_label("court_capacity", court_names, 2));
  const Life half(set + by_label("court_capacity", court_names, 0.5));
  for (std::size_t court = 0; court < court_count; ++court) {
    const double all = enough.at(Tally::court_hearings, court, court_count);
    const double heard = half.at(Tally::court_hearings, court, court_count);
    EXPECT_NEAR(heard / all, 0.5, 0.03) << court_names[court];
    EXPECT_NEAR(half.counts(Tally::court_waiting)[(104 - 1) * 2 + court], all - heard, 0.03 * all);
    EXPECT_EQ(enough.counts(Tally::court_waiting)[(104 - 1) * 2 + court], 0);
  }
  const Life longer(set + by_label("court_capacity", court_names, 0.5) + by_label("plea_hours", court_names, 0.9));
  EXPECT_NEAR(longer.total(Tally::court_hearings), half.total(Tally::court_hearings), 3)
      << "hours twice as long, of courts that sat twice as long before";
}

/// heard_together: a charge laid while another of the same person waits for the court is heard with it, and one
/// sentence follows, by the gravest. Charges come at a constant rate and wait for a gamma of shape 2, so that hearings
/// and what is dealt with at one are those of a renewal process.
class HeardTogetherLaw : public testing::Test {
 protected:
  static constexpr double rate = 0.1, wait = 120,
                          in_step = 1 + 1 + 0.5 + 3.5;  // days of whole and half days, and weeks
  static constexpr std::size_t grave = 3;
  static Life live(double together) {
    return Life(all_convicted() + by_type("base_rate", rate) +
                    by_type("custody_probability", [](std::size_t k) { return k == grave ? 1e-9 : 0; }) +
                    Set{{"run.end", "2017-03-31"},
                        parameter("first_hearing_days", wait),
                        parameter("heard_together", together)},
                police_hear_nothing_from("2016-04-01"));
  }
  struct Expected {
    double hearings = 0, with_a_grave_one = 0;
  };
  static Expected expected(const Life& life) {
    Expected sum;
    const double types = recordable_types(), until = life.day_of("2016-04-01");
    for (EntityId person = 0; person < life.people().size(); ++person)
      for (Day day = 3; day < until; day += 7) {
        if (!life.people().alive(person, day)) continue;
        const double a_day = rate * types * plain_age_shape(life.people().age(person, day)) / days_per_year;
        const double hearings = 7 * a_day / (1 + a_day * (wait + in_step));
        const double light =
            (1 - 1 / types) * std::exp(-a_day / types * in_step) * std::pow(1 + a_day / types * wait / 2, -2);
        sum.hearings += hearings;
        sum.with_a_grave_one += hearings * (1 - light);
      }
    return sum;
  }
};

TEST_F(HeardTogetherLaw, MakesOneHearingAndOneSentence) {
  const Life alone = live(0), half = live(0.5), together = live(1);
  const double charges = alone.total(Tally::charges_heard), fewest = together.total(Tally::court_hearings);
  EXPECT_EQ(alone.total(Tally::court_hearings), charges);
  EXPECT_NEAR(together.total(Tally::charges_heard) / charges, 1, 0.002) << "as many come to their end";
  EXPECT_NEAR(together.total(Tally::convictions) / alone.total(Tally::convictions), 1, 0.002);
  EXPECT_NEAR(half.total(Tally::sentences) / half.total(Tally::court_hearings), 1, 0.005) << "but for those who die";
  const Expected law = expected(together);
  EXPECT_LT(law.hearings, 0.75 * charges);
  EXPECT_NEAR(fewest / law.hearings, 1, 0.04) << "and more at first: nobody waits as the run begins";
  expect_share(half.total(Tally::court_hearings) - fewest, charges - fewest, 0.5, "heard apart");
  const double of_grave = together.of_type(Tally::hearings_by_age_and_type, grave);
  EXPECT_NEAR(of_grave / fewest, law.with_a_grave_one / law.hearings, 0.006);
  EXPECT_GT(of_grave / fewest, 1.25 / recordable_types());
}

/// remand_share, custody_per_conviction: who waits in custody does so from the day after the charge to the hearing, and
/// is released without entering a cohort.
TEST(RemandLaw, IsServedUntilTheHearing) {
  const Life life(all_convicted() + by_type("base_rate", 0.2) + by_label("remand_share", court_names, 0.3) +
                      by_label("plea_listing_days", court_names, 60) + Set{parameter("first_hearing_days", 10)},
                  police_hear_nothing_from("2013-10-01"));
  const double charges = life.total(Tally::court_hearings), inside = life.total(Tally::custody_starts);
  constexpr double inside_already = 0.05;
  EXPECT_NEAR(inside / charges, 0.3,
              kith::test::standard_errors_limit() * std::sqrt(0.21 / charges) + inside_already * 0.3);
  EXPECT_EQ(life.total(Tally::custody_population), life.total(Tally::remand_population));
  EXPECT_NEAR(life.total(Tally::custody_population) / inside, (70 + 3.5) / 7, 1.5);
  EXPECT_NEAR(life.total(Tally::releases), inside, 0.02 * inside) << "but for those who die";
}

/// remand_share: days waited inside count as served, so that nobody is inside for longer for having waited there.
TEST(RemandLaw, CountsAsServed) {
  const auto weeks_inside = [](double remanded) {
    const Life life(
        all_convicted() + by_type("base_rate", [](std::size_t k) { return types()[k].name == "drugs" ? 0.3 : 0.0; }) +
            by_type("custody_probability", 1) + by_type("custody_months", 12) + by_type("custody_shape", 10) +
            by_label("remand_share", court_names, remanded) + by_label("plea_listing_days", court_names, 60) +
            Set{{"run.end", "2016-03-31"}, parameter("served_share", 0.5)},
        police_hear_nothing_from("2013-10-01"));
    EXPECT_GT(life.total(Tally::convictions), 200);
    return life.total(Tally::custody_population) / life.total(Tally::convictions);
  };
  const double without = weeks_inside(0);
  EXPECT_NEAR(weeks_inside(1) / without, 1, 0.05);
}

/// plea_hours, trial_hours: by court; what is dropped takes no trial.
TEST(CourtHoursLaw, AreThoseOfWhatIsHeard) {
  Parameters p{};
  p.plea_hours = {1, 2};
  p.trial_hours = {10, 20};
  p.dropped_share = {0, 0.5};
  p.attrition_rate = std::log(2.0);
  EXPECT_EQ(hours_of(p, Court::magistrates, Verdict::pleaded_guilty), 1);
  EXPECT_EQ(hours_of(p, Court::crown, Verdict::dropped), 2);
  EXPECT_EQ(hours_of(p, Court::magistrates, Verdict::acquitted), 10);
  EXPECT_EQ(hours_of(p, Court::crown, Verdict::found_guilty), 20);
  EXPECT_EQ(expected_hours(p, {Court::crown, false, false, 400}), 2);
  const auto year = static_cast<Day>(days_per_year);
  EXPECT_NEAR(expected_hours(p, {Court::crown, true, false, year}), 0.75 * 2 + 0.25 * 20, 0.02);
}

/// An incident is no crime: whoever is dealt with for one is arrested, and nothing stands against them.
TEST(RecordableLaw, IncidentsMakeNoRecord) {
  const Life life(all_convicted() + by_type("charge_probability", 0) + by_type("out_of_court_probability", 1) +
                  by_type("base_rate", [](std::size_t k) { return types()[k].crime ? 0.0 : 0.3; }));
  EXPECT_GT(life.total(Tally::arrests), 200);
  EXPECT_EQ(life.total(Tally::accusations), 0);
  EXPECT_EQ(life.total(Tally::first_time_entrants), 0);
}

/// Types that can be charged.
std::vector<std::size_t> crimes() {
  std::vector<std::size_t> all;
  for (std::size_t type = 0; type < type_count(); ++type)
    if (types()[type].crime) all.push_back(type);
  return all;
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
                    Set{{"run.end", "2014-12-31"},
                        {"output.events", "false"},
                        parameter("served_share", served),
                        parameter("short_sentence_supervision_days", 60)},
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

INSTANTIATE_TEST_SUITE_P(Types, SentenceLaw, testing::ValuesIn(crimes()),
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

/// female_custody_ratio: on the odds of custody. Of sentences_by_record, women come first and custody last.
TEST(WomensSentenceLaw, IsCustodyLessOften) {
  const Life life(all_convicted() + by_type("base_rate", 0.4) + by_type("female_ratio", 1) +
                      by_type("custody_probability", 0.4) + by_type("custody_months", 0.5) +
                      Set{parameter("female_custody_ratio", 0.25), parameter("served_share", 0.1)},
                  police_hear_nothing_from("2014-02-01"));
  const Counts& sentences = life.counts(Tally::sentences_by_record);
  std::array<double, 2> all{}, custody{};
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    const std::size_t sex = i * 2 / sentences.size();
    all[sex] += sentences[i];
    if (i % sentence_names.size() == sentence_names.size() - 1) custody[sex] += sentences[i];
  }
  expect_share(custody[0], all[0], 1.0 / 7, "women");  // odds of 2 to 3, times a quarter
  expect_share(custody[1], all[1], 0.4, "men");
}

/// custody_per_conviction: each earlier conviction raises the odds of custody, up to ten.
TEST(RecordLaw, MakesCustodyMoreLikely) {
  const Life life(all_convicted() + by_type("base_rate", 0.4) + by_type("custody_probability", 0.04) +
                      by_type("custody_months", 0.5) + by_label("custody_per_conviction", court_names, 0.25) +
                      Set{parameter("served_share", 0.1)},
                  police_hear_nothing_from("2014-02-01"));
  std::map<EntityId, int> convictions;
  double expected = 0;
  for (const Event& e : life.events()) {
    if (!e.reported) continue;
    const double odds = 0.04 / 0.96 * (1 + 0.25 * std::min(convictions[e.offender]++, 10));
    expected += odds / (1 + odds);
  }
  expect_count(life.total(Tally::custody_starts), expected, "custody");
}

}  // namespace
}  // namespace kith::safety::laws

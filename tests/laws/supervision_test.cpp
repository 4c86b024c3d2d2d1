// Orders and licences: how long they last, breach and recall, and what somebody comes out of custody without.
#include "tests/laws/made_up_place.hpp"

namespace kith::safety::laws {
namespace {

constexpr double days_per_month = days_per_year / 12;

/// One type, so that all are sentenced alike; few are sentenced twice. The last two years are for sentences to end.
Life live(const Set& set) {
  return Life(all_convicted() +
                  by_type("base_rate", [](std::size_t k) { return types()[k].name == "drugs" ? 0.6 : 0.0; }) +
                  Set{{"run.end", "2016-03-31"}} + set,
              police_hear_nothing_from("2014-01-01"));
}

/// order_months: of the days on an order nobody loses any but those who are given a second.
TEST(OrderLaw, LastsItsMonths) {
  const Life life = live(by_type("community_probability", 1) + Set{parameter("order_months", 5)});
  const double weeks = std::ceil(std::floor(5 * days_per_month) / 7);
  EXPECT_LT(life.total(Tally::supervision_caseload) / life.total(Tally::convictions), weeks);
  EXPECT_GT(life.total(Tally::supervision_caseload) / life.total(Tally::convictions), 0.85 * weeks);
}

/// Shares of those sentenced to orders, all for one type, whom the officers for high risk, for medium risk and for
/// children supervise.
std::array<double, 3> supervised_by(const std::string& type) {
  const Life life = live(by_type("base_rate", [&](std::size_t k) { return types()[k].name == type ? 0.6 : 0.0; }) +
                         by_type("away_share", 1) + by_type("community_probability", 1));
  std::array<double, 3> supervised{};
  double all = 0;
  for (std::size_t i = 0; i < supervised.size(); ++i) {
    supervised[i] = life.at(Tally::supervision_caseload, i, supervised.size());
    all += supervised[i];
  }
  EXPECT_GT(all, 1000) << type;
  for (double& share : supervised) share /= all;
  return supervised;
}

/// high_risk of an offence: by what Schedule 15 lists, not by the days of harm alone.
TEST(HighRiskLaw, IsOfViolentAndSexualOffences) {
  for (const char* type : {"sexual_offence", "violence_with_injury", "robbery"}) {
    const auto [high, medium, youth] = supervised_by(type);
    EXPECT_EQ(medium, 0) << type;
    EXPECT_GT(high, youth) << type;
  }
  for (const char* type : {"domestic_burglary", "weapons", "shoplifting"}) {
    const auto [high, medium, youth] = supervised_by(type);
    EXPECT_EQ(high, 0) << type;
    EXPECT_GT(medium, youth) << type;
  }
}

/// Whoever comes out after years inside for a sexual offence, accused before the last 24 months, is referred to public
/// protection; a burglar is not.
TEST(PublicProtectionLaw, TakesSexualOffendersAfterLongSentences) {
  const auto referred = [](const std::string& type) {
    const Life life =
        live(by_type("base_rate", [&](std::size_t k) { return types()[k].name == type ? 0.6 : 0.0; }) +
             by_type("away_share", 1) + by_type("custody_probability", 1) + by_type("custody_months", 60) +
             by_type("custody_shape", 10) + by_label("age_peak", family_names, 30) +
             Set{{"run.end", "2018-03-31"}, {"services.mappa.active", "true"}, parameter("served_share", 0.5)});
    EXPECT_GT(life.total(Tally::releases), 100) << type;
    return life.total(Tally::referrals) / life.total(Tally::releases);
  };
  EXPECT_GT(referred("sexual_offence"), 0.85) << "all but children";
  EXPECT_EQ(referred("domestic_burglary"), 0);
}

/// order_breach_rate, breach_custody_probability, breach_custody_days
TEST(OrderLaw, IsBreachedAtItsRate) {
  const Life life = live(by_type("community_probability", 1) +
                         Set{parameter("order_months", 12), parameter("order_breach_rate", 0.8),
                             parameter("breach_custody_probability", 0.4), parameter("breach_custody_days", 60)});
  const double breaches = life.total(Tally::breaches_and_recalls), custody = life.total(Tally::custody_starts);
  const double breached = 1 - std::exp(-0.8 * std::floor(12 * days_per_month) / days_per_year);
  constexpr double twice_or_dead = 0.03;
  EXPECT_NEAR(breaches / life.total(Tally::convictions), breached,
              kith::test::standard_errors_limit() * std::sqrt(0.25 / life.total(Tally::convictions)) + twice_or_dead);
  expect_share(custody, breaches, 0.4, "breaches that end in custody");
  EXPECT_NEAR(life.total(Tally::custody_population) / custody, 61 / 7.0, 0.5);
}

/// Recalls to be expected over a licence of so many days, each of which is followed by `inside` days in custody.
std::vector<double> recalls_by_days(double rate_a_day, int inside, std::size_t longest) {
  std::vector<double> recalls(longest + 1);  // m(R) = integral of r exp(-r t) (1 + m(R - t - inside)) dt
  for (std::size_t days = 1; days <= longest; ++days)
    for (std::size_t t = 0; t < days; ++t) {
      const double here = std::exp(-rate_a_day * static_cast<double>(t)) * (1 - std::exp(-rate_a_day));
      const auto left = static_cast<std::ptrdiff_t>(days - t) - inside - 2;  // released the day after the last inside
      recalls[days] += here * (1 + (left > 0 ? recalls[static_cast<std::size_t>(left)] : 0));
    }
  return recalls;
}

/// Recalls to be expected of `sentenced` people whose sentences are gamma with `shape`, on licence from when the share
/// `served` is over.
double recalls_expected(double sentenced, double shape, double months, double served, double rate, int recall_days) {
  constexpr std::size_t longest = 2500;  // a sentence that outlasts the run is too rare to matter
  const std::vector<double> by_days = recalls_by_days(rate / days_per_year, recall_days, longest);
  const double scale = months * days_per_month / shape;
  double expected = 0, weight = 0;
  for (double length = 0.5; length * (1 - served) < longest; ++length) {
    const double density = std::exp((shape - 1) * std::log(length / (shape * scale)) - length / scale);
    weight += density;
    expected += density * by_days[static_cast<std::size_t>(length * (1 - served))];
  }
  return sentenced * expected / weight;
}

/// Sentences of some twenty months, few of them under twelve.
Set long_sentences(double months, double shape, double served) {
  return by_type("custody_probability", 1) + by_type("custody_months", months) + by_type("custody_shape", shape) +
         Set{parameter("served_share", served)};
}

/// recall_rate, recall_days: somebody recalled is released and may be recalled again until the licence ends.
TEST(LicenceLaw, IsRecalledAtItsRate) {
  constexpr double months = 20, shape = 10, served = 0.2, rate = 1.5;
  constexpr int recall_days = 40;
  const Life life = live(long_sentences(months, shape, served) +
                         Set{parameter("recall_rate", rate), parameter("recall_days", recall_days)});
  const double recalls = life.total(Tally::breaches_and_recalls);
  const double sentenced = life.total(Tally::custody_starts) - recalls;
  expect_count(recalls, recalls_expected(sentenced, shape, months, served, rate, recall_days), "recalls", 1.5);
  const double mean = months * days_per_month * served;
  const double weeks = sentenced * ((1 + mean) / 7 + 3.0 / 7) + recalls * (recall_days + 1) / 7.0;
  EXPECT_NEAR(life.total(Tally::custody_population), weeks, 0.12 * weeks);
}

/// breach_per_need: whoever comes out without work, which is all who are old enough for it, is recalled as much more
/// often.
TEST(LicenceLaw, IsBrokenMoreOftenInNeed) {
  constexpr double months = 20, shape = 10, served = 0.2, rate = 0.6, per_need = 2;
  const Life life = live(long_sentences(months, shape, served) +
                         Set{parameter("recall_rate", rate), parameter("recall_days", 40),
                             parameter("custody_job_loss", 1), parameter("breach_per_need", per_need)});
  const double recalls = life.total(Tally::breaches_and_recalls);
  const double sentenced = life.total(Tally::custody_starts) - recalls;
  const double expected = recalls_expected(sentenced, shape, months, served, rate * per_need, 40);
  EXPECT_LT(recalls, 1.1 * expected);
  EXPECT_GT(recalls, 0.85 * expected) << "children have no work to lose";
}

/// short_sentence_supervision_days, short_recall_days: adults with less than twelve months are supervised for as long
/// as the law of the day of the offence says, and not at all where it says nothing.
TEST(LicenceLaw, OfShortSentencesIsALawOfItsOwn) {
  const auto short_sentences = [](double days) {
    return live(by_type("custody_probability", 1) + by_type("custody_months", 2) + by_type("custody_shape", 10) +
                by_label("age_peak", family_names, 30) +
                Set{parameter("served_share", 0.5), parameter("recall_rate", 2), parameter("short_recall_days", 10),
                    parameter("short_sentence_supervision_days", days)});
  };
  const Life none = short_sentences(0);
  const Life some = short_sentences(200);
  const double recalls = some.total(Tally::breaches_and_recalls);
  const double sentenced = some.total(Tally::custody_starts) - recalls;
  const double expected = sentenced * recalls_by_days(2 / days_per_year, 10, 200)[200];
  EXPECT_LT(none.total(Tally::breaches_and_recalls), 0.1 * recalls) << "of children alone";
  EXPECT_NEAR(recalls, expected, 0.12 * expected);
}

/// recall_on_charge: half the chance, half the recalls, or a little more, as whoever is not recalled is charged again.
TEST(LicenceLaw, ChargesLeadToRecall) {
  const auto recalls = [](double chance) {
    return live(long_sentences(20, 10, 0.1) + Set{parameter("recall_on_charge", chance)})
        .total(Tally::breaches_and_recalls);
  };
  const double always = recalls(1), half = recalls(0.5);
  EXPECT_EQ(recalls(0), 0);
  ASSERT_GT(always, 100);
  EXPECT_NEAR(half / always, 0.5, 0.12);
}

/// Somebody in an active spell at first, who offends `rate` times a year in it: the chance of an offence within so many
/// days of life at liberty, where spells are as in SpellsLaw.ComeAndGo.
double chance_of_offence(double rate, double share, double spell_years, int days) {
  const double leaves = 1 / (spell_years * days_per_year), returns = leaves * share / (1 - share);
  double active = 1, quiet = 0;
  for (int day = 0; day < days; ++day) {
    const double gone = active * leaves, back = quiet * returns;
    active = (active - gone + back) * std::exp(-rate / days_per_year);
    quiet += gone - back;
  }
  return 1 - active - quiet;
}

/// A year inside is no part of a spell: whoever comes out goes on where they were when they went in.
TEST(CustodyLaw, HoldsTheSpellOfOffending) {
  constexpr double base = 0.6, share = 0.3, spell_years = 0.5, served = 365;
  constexpr int waits = 10, watched = 120;
  const Life life =
      live(by_type("custody_probability", 1) + by_type("custody_months", 200) + by_type("custody_shape", 10) +
           by_label("longest_custody_months", court_names, 2 * served / days_per_month) +
           Set{parameter("served_share", 0.5), parameter("active_share", share),
               parameter("active_spell_years", spell_years)});
  std::map<EntityId, std::vector<Day>> offences;
  for (const Event& e : life.events()) offences[e.offender].push_back(e.day);
  double people = 0, again = 0, expected = 0;
  for (const auto& [person, days] : offences) {
    const Day out = days[0] + waits + static_cast<Day>(served);
    if (days[0] > 200 || life.people().age(person, days[0]) < 18 ||
        (days.size() > 1 && days[1] < days[0] + 2 * waits) || !life.people().alive(person, out))
      continue;
    ++people;
    again += days.size() > 1 && days[1] < out + watched;
    const double rate = base / share * plain_age_shape(life.people().age(person, out));
    expected += chance_of_offence(rate, share, spell_years, watched);
  }
  ASSERT_GT(people, 300);
  EXPECT_NEAR(again / people, expected / people, 0.06) << "of " << people << "; a sixth, did spells run on inside";
}

TEST(SupervisedLaw, ReachesBackToWhenItBeganAndNoFurther) {
  OffenderRecord record;
  EXPECT_FALSE(record.supervised(0));
  record.supervised_from = 50;
  record.order_until = 100;
  EXPECT_FALSE(record.supervised(49)) << "an order given later";
  EXPECT_TRUE(record.supervised(50));
  EXPECT_TRUE(record.supervised(99));
  EXPECT_FALSE(record.supervised(100));
}

/// custody_while_supervised: only for what is done after the order began, however late the charge. Police hear of two
/// months' offences and charge them over a year, so that few are done on an order and most are charged on one.
TEST(SupervisedLaw, OffencesBeforeTheOrderDoNotCount) {
  const auto sentenced_to_custody = [](double while_supervised) {
    const Life life(all_convicted() +
                        by_type("base_rate", [](std::size_t k) { return types()[k].name == "drugs" ? 6.0 : 0.0; }) +
                        by_type("charge_delay_days", 300) + by_type("community_probability", 0.9) +
                        by_type("custody_probability", 0.1) + by_type("custody_months", 0.5) +
                        Set{{"run.end", "2016-03-31"},
                            parameter("served_share", 0.1),
                            parameter("order_months", 12),
                            parameter("custody_while_supervised", while_supervised)},
                    police_hear_nothing_from("2013-06-01"));
    return life.total(Tally::custody_starts) / life.total(Tally::convictions);
  };
  EXPECT_LT(sentenced_to_custody(5), 1.4 * sentenced_to_custody(1));
}

/// custody_housing_loss, custody_job_loss: nobody finds again within the run what they lost.
TEST(ReleaseLaw, MayBeWithoutHomeAndWork) {
  const Life life = live(by_type("custody_probability", 1) + by_type("custody_months", 0.5) +
                         Set{parameter("custody_housing_loss", 0.3), parameter("custody_job_loss", 0.4)});
  std::map<EntityId, int> times;
  std::map<EntityId, bool> may_work;
  for (const Event& e : life.events()) {
    if (!e.reported) continue;
    ++times[e.offender];
    may_work[e.offender] = life.people().age(e.offender, e.day) >= 16;
  }
  double homeless = 0, jobless = 0;
  for (const auto& [person, released] : times) {
    homeless += 1 - std::pow(0.7, released);
    jobless += may_work[person] ? 1 - std::pow(0.6, released) : 0;
  }
  expect_count(life.of_risk(Tally::risk_factor_onsets, Risk::unstable_housing), homeless, "homes lost", 0.7);
  expect_count(life.of_risk(Tally::risk_factor_onsets, Risk::unemployed), jobless, "jobs lost", 0.6);
}

}  // namespace
}  // namespace kith::safety::laws

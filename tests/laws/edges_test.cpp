// Who comes first, what is owed, and on which side of an age or a length somebody stands.
#include "models/safety/courts/law.hpp"
#include "models/safety/courts/sentence.hpp"
#include "tests/laws/made_up_place.hpp"

namespace kith::safety::laws {
namespace {

/// Magistrates alone, every charge admitted, after a year in which nothing limits the court.
Set one_court(double rate, double capacity) {
  return all_convicted() + by_type("base_rate", [&](std::size_t k) { return types()[k].name == "drugs" ? rate : 0; }) +
         by_label("court_capacity", court_names, capacity) + Set{{"run.burn_in", "\"1y\""}, {"run.end", "2015-03-31"}};
}

/// court_capacity: a court so short of hours that few of those at liberty are ever heard hears whoever waits in custody
/// as soon as they are ready, so that as many wait inside as where there are hours enough.
TEST(CourtQueueLaw, WhoeverWaitsInCustodyIsHeardFirst) {
  const auto live = [](double capacity) {
    return Life(one_court(2, capacity) + by_label("remand_share", court_names, 0.2) +
                by_label("plea_listing_days", court_names, 30));
  };
  const Life enough = live(10), few = live(0.5);
  EXPECT_GT(few.counts(Tally::court_waiting)[(104 - 1) * court_count], 500);
  EXPECT_GT(enough.total(Tally::remand_population), 1000);
  EXPECT_NEAR(few.total(Tally::remand_population) / enough.total(Tally::remand_population), 1, 0.1);
}

/// court_capacity: hours a hearing took beyond those of its week are not sat in the weeks that follow. Where a court
/// has hours for a quarter of a hearing a week, it holds one in four weeks and not one in each.
TEST(CourtQueueLaw, HoursOverrunAreOwed) {
  const Life enough(one_court(0.03, 10)), few(one_court(0.03, 0.1));
  const double all = enough.total(Tally::court_hearings), heard = few.total(Tally::court_hearings);
  ASSERT_GT(all, 100);
  ASSERT_LT(all, 500) << "else the court has hours for more than a hearing a week";
  EXPECT_NEAR(heard / all, 0.1, 0.03);
}

/// remand_share, custody_per_conviction: odds of one to nine, times three with four convictions before.
TEST(RemandLaw, IsLikelierTheLongerTheRecord) {
  const Life life{Set{}};
  Parameters p = life.parameters();
  p.remand_share = {0.1, 0.1};
  p.custody_per_conviction = {0.5, 0.5};
  constexpr int charges = 20000;
  const auto remanded = [&](int earlier) {
    double count = 0;
    for (std::uint64_t i = 0; i < charges; ++i)
      count += course_of_charge(p, {0, false, earlier}, life.draws().at(purpose("test.charge"), i)).remanded;
    return count;
  };
  expect_share(remanded(0), charges, 0.1, "no conviction before");
  expect_share(remanded(4), charges, 0.25, "four before");
}

/// Under twelve months is not twelve months.
TEST(ShortSentenceLaw, EndsAtTwelveMonths) {
  const Life life{Set{parameter("served_share", 0.5), parameter("short_sentence_supervision_days", 7)}};
  const auto sentence = [&](double months) {
    return sentence_of(life.parameters(), {0, false, 0, false, Court::crown}, 0, months);
  };
  const Sentence year = sentence(12);
  EXPECT_EQ(year.length, static_cast<Day>(days_per_year));
  EXPECT_EQ(year.supervision, year.length - year.served);
  EXPECT_EQ(sentence(12 - 1.01 / days_per_month).supervision, 7) << "a day less";
}

/// Offences become orders within days; who is on one as a week ends, by the day of the offence, and how old they are.
/// Whoever is of age is no longer a child's.
TEST(SupervisorLaw, ChildrenAreSupervisedAsChildrenUntilTheyAreOfAge) {
  constexpr double months = 10;
  constexpr Day until_sentence = 8;  // charge, first hearing and the end of the week it falls in
  const Life life(all_convicted() + by_type("base_rate", [](std::size_t k) { return types()[k].name == "drugs"; }) +
                  by_type("community_probability", 1) + by_label("age_peak", family_names, 17) +
                  by_label("age_decay", family_names, 3) + by_label("age_floor", family_names, 0) +
                  Set{parameter("order_months", months), {"run.end", "2015-03-31"}});
  std::map<EntityId, Day> last;
  double children = 0, all = 0;
  std::size_t next = 0;
  for (Day week_end = 6; week_end < life.days(); week_end += 7) {
    for (; next < life.events().size() && life.events()[next].day + until_sentence <= week_end; ++next)
      last[life.events()[next].offender] = life.events()[next].day + until_sentence;
    for (const auto& [person, from] : last) {
      if (week_end >= from + months * days_per_month || !life.people().alive(person, week_end)) continue;
      ++all;
      children += life.people().age(person, week_end) < 18;
    }
  }
  constexpr std::size_t kinds = 3, youth = 2;
  const double supervised = life.at(Tally::supervision_caseload, youth, kinds);
  ASSERT_GT(children, 2000);
  EXPECT_NEAR(life.total(Tally::supervision_caseload) / all, 1, 0.05);
  EXPECT_NEAR(supervised / life.total(Tally::supervision_caseload), children / all, 0.01);
}

/// breach_per_need: each need that counts does so alike, and others do not.
class BreachNeedLaw : public testing::TestWithParam<const char*> {};

TEST_P(BreachNeedLaw, BreaksOrdersMoreOften) {
  const std::string need = GetParam();
  const auto breaches = [&](double times) {
    const Life life(all_convicted() +
                    by_type("base_rate", [](std::size_t k) { return types()[k].name == "drugs" ? 2 : 0; }) +
                    by_type("community_probability", 1) +
                    Set{parameter("order_months", 6),
                        parameter("order_breach_rate", 0.2),
                        parameter("breach_per_need", times),
                        parameter("risk_prevalence." + need, 0.5),
                        parameter("risk_deprivation." + need, 0),
                        parameter("risk_recovery." + need, 0.01),
                        {"run.end", "2015-03-31"}});
    EXPECT_GT(life.total(Tally::breaches_and_recalls), 100);
    return life.total(Tally::breaches_and_recalls) / life.total(Tally::convictions);
  };
  const bool counts = need != "trauma";
  const double ratio = breaches(2) / breaches(1);
  if (counts)
    EXPECT_GT(ratio, 1.15) << need << ": not all have it";
  else
    EXPECT_NEAR(ratio, 1, 0.05) << need;
}

INSTANTIATE_TEST_SUITE_P(Needs, BreachNeedLaw,
                         testing::Values("substance_misuse", "alcohol_misuse", "unstable_housing", "mental_health_need",
                                         "trauma"),
                         [](const auto& need) { return std::string(need.param); });

/// custody_job_loss: a child has no work to lose. Most offenders are under sixteen, or all but a few are over.
TEST(ReleaseLaw, ChildrenLoseNoWork) {
  const auto jobs_lost = [](double peak) {
    const Life life(all_convicted() +
                    by_type("base_rate", [](std::size_t k) { return types()[k].name == "drugs" ? 2 : 0; }) +
                    by_type("custody_probability", 1) + by_type("custody_months", 0.5) +
                    by_label("age_peak", family_names, peak) + by_label("age_decay", family_names, 3) +
                    by_label("age_floor", family_names, 0) + Set{parameter("custody_job_loss", 1)});
    EXPECT_GT(life.total(Tally::releases), 50);
    return life.of_risk(Tally::risk_factor_onsets, Risk::unemployed) / life.total(Tally::releases);
  };
  EXPECT_LT(jobs_lost(12), 0.45) << "some are older, or grow older inside";
  EXPECT_GT(jobs_lost(20), 0.4);
}

}  // namespace
}  // namespace kith::safety::laws

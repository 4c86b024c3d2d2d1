// What a sanction does afterwards: a child diverted offends less than one charged, an adult out of short custody more
// than one on an order, and both fade.
#include "models/safety/offending/sanctions.hpp"
#include "models/safety/courts/sentence.hpp"
#include "models/safety/police/law.hpp"
#include "tests/laws/made_up_place.hpp"

namespace kith::safety::laws {
namespace {

constexpr double base = 2.5;
constexpr int watched = 300;

/// The sum over [from, from + days) of what the last sanction multiplies a rate by, a day being its middle.
double days_after_sanction(double size, double fade_years, int from, int days) {
  double sum = 0;
  for (int day = from; day < from + days; ++day)
    sum += std::pow(size, std::exp(-(day + 0.5) / (fade_years * days_per_year)));
  return sum;
}

/// One type at one rate; police hear of what is done in the first two months and of nothing after.
Life live(const Set& set) {
  return Life(all_convicted() +
                  by_type("base_rate", [](std::size_t k) { return types()[k].name == "drugs" ? base : 0.0; }) +
                  Set{{"run.end", "2015-03-31"}, parameter("sanction_fade_years", 1000)} + set,
              police_hear_nothing_from("2013-06-01"));
}

struct Watched {
  double offences = 0, expected = 0;  ///< expected: without any sanction
};

/// Offences of those police heard of, from so many days after the last they heard of on; children or adults.
Watched watch(const Life& life, bool children, int after, int days = watched) {
  std::map<EntityId, Day> last;
  for (const Event& e : life.events())
    if (e.reported) last[e.offender] = e.day;
  Watched seen;
  std::map<EntityId, Day> from;
  for (const auto& [person, day] : last) {
    const Day begin = day + after, end = begin + days;
    const int age = life.people().age(person, day);
    if ((age < 18) != children || !life.people().alive(person, begin) || !life.people().alive(person, end) ||
        end > life.days())
      continue;
    from[person] = begin;
    for (Day at = begin; at < end; ++at)
      seen.expected += base * plain_age_shape(life.people().age(person, at)) / days_per_year;
  }
  for (const Event& e : life.events()) {
    const auto found = from.find(e.offender);
    seen.offences += found != from.end() && found->second <= e.day && e.day < found->second + days;
  }
  return seen;
}

Set diverted(double share) {
  return by_type("charge_probability", 0) + by_type("out_of_court_probability", 1) +
         Set{parameter("youth_diversion_share", share), parameter("community_resolution_share", share)};
}

/// diversion_effect: of children, warned or cautioned; adults offend as before.
TEST(SanctionLaw, DiversionChangesWhatChildrenDo) {
  for (const double informal : {0.0, 1.0})
    for (const double effect : {0.5, 1.6}) {
      const Life life = live(diverted(informal) + Set{parameter("diversion_effect", effect)});
      const Watched children = watch(life, true, 6), adults = watch(life, false, 6);
      ASSERT_GT(children.expected, 60);
      expect_count(children.offences, effect * children.expected, "offences of children diverted");
      expect_count(adults.offences, adults.expected, "offences of adults");
    }
}

/// diversion_effect: a charge ends it.
TEST(SanctionLaw, ChildrenChargedOffendAsBefore) {
  const Life life = live(Set{parameter("diversion_effect", 0.3), parameter("short_custody_effect", 2)});
  const Watched children = watch(life, true, 6);
  expect_count(children.offences, children.expected, "offences of children charged");
}

constexpr int waits = 10, served = 31;

/// Everybody convicted is out again after a month.
Set short_custody(double effect) {
  return by_type("custody_probability", 1) + by_type("custody_months", 200) + by_type("custody_shape", 10) +
         by_label("longest_custody_months", court_names, 2 * served / days_per_month) +
         Set{parameter("served_share", 0.5), parameter("short_custody_effect", effect)};
}

/// short_custody_effect: of adults, from when they come out; its part of a hazard stands above the bound.
TEST(SanctionLaw, ShortCustodyChangesWhatAdultsDo) {
  for (const double effect : {0.6, 1.7}) {
    const Watched adults = watch(live(short_custody(effect)), false, 2 * waits + 2 * served);
    ASSERT_GT(adults.expected, 1000);
    expect_count(adults.offences, effect * adults.expected, "offences after short custody");
  }
}

/// short_custody_effect: orders and custody of twelve months or more leave rates as they are.
TEST(SanctionLaw, OtherSentencesChangeNothing) {
  const Life orders = live(by_type("community_probability", 1) + Set{parameter("short_custody_effect", 3)});
  const Watched on_orders = watch(orders, false, 20);
  expect_count(on_orders.offences, on_orders.expected, "offences after orders");
  const Life longer = live(by_type("custody_probability", 1) + by_type("custody_months", 200) +
                           by_type("custody_shape", 10) + by_label("longest_custody_months", court_names, 12.5) +
                           Set{parameter("served_share", 0.1), parameter("short_custody_effect", 3)});
  const Watched out = watch(longer, false, 80);
  expect_count(out.offences, out.expected, "offences after longer custody");
}

/// sanction_fade_years: of what is left of the logarithm, day by day. When they come out is known to within days.
TEST(SanctionLaw, Fades) {
  constexpr double effect = 2.5, fade_years = 0.6;
  const Life life = live(short_custody(effect) + Set{parameter("sanction_fade_years", fade_years)});
  for (const int after : {2 * waits + 2 * served, 350}) {
    const Watched adults = watch(life, false, after);
    const double share = days_after_sanction(effect, fade_years, after - waits - served, watched) / watched;
    EXPECT_NEAR(adults.offences / adults.expected, share, 0.08) << after << " days after";
  }
}

/// The years before the first day go by the same law: every child is warned at the first offence, and offends no more.
TEST(SanctionLaw, HoldsInThePast) {
  const auto accusations = [](double effect) {
    const Life life(all_convicted() + diverted(1) +
                    by_type("base_rate", [](std::size_t k) { return types()[k].name == "drugs" ? base : 0.0; }) +
                    Set{{"run.end", "2013-04-30"},
                        parameter("history_years", 6),
                        parameter("local_records_years", 6),
                        parameter("sanction_fade_years", 1000),
                        parameter("diversion_effect", effect)});
    return life.accusations_at_start();
  };
  const double as_before = accusations(1), fewer = accusations(0.5), more = accusations(1.5);
  EXPECT_LT(fewer, as_before - 100);
  EXPECT_GT(more, as_before + 100);
}

TEST(SanctionLaw, TheLatestDecisionCounts) {
  EXPECT_EQ(decided_by_police(true, SuspectDisposal::informal, 7), (Sanctioned{Sanction::diversion, 7}));
  EXPECT_EQ(decided_by_police(true, SuspectDisposal::cautioned, 7), (Sanctioned{Sanction::diversion, 7}));
  EXPECT_EQ(decided_by_police(true, SuspectDisposal::charged, 7), Sanctioned{});
  EXPECT_EQ(decided_by_police(false, SuspectDisposal::informal, 7), std::nullopt) << "what was before goes on to count";
  Sentence given{Disposal::custody};
  given.length = 200;
  EXPECT_EQ(sentenced(given, false, 90), (Sanctioned{Sanction::short_custody, 90}));
  EXPECT_EQ(sentenced(given, true, 90), Sanctioned{}) << "children";
  given.length = 400;
  EXPECT_EQ(sentenced(given, false, 90), Sanctioned{}) << "twelve months or more";
  EXPECT_EQ(sentenced({Disposal::order}, false, 90), Sanctioned{});
}

TEST(SanctionLaw, BeginsOnItsDayAndFadesFromThere) {
  Parameters parameters{};
  parameters.short_custody_effect = 1.5;
  parameters.diversion_effect = 0.5;
  parameters.sanction_fade_years = 2;
  const Sanctioned out{Sanction::short_custody, 100};
  EXPECT_EQ(after_sanction(parameters, out, 99.9), 1);
  EXPECT_DOUBLE_EQ(after_sanction(parameters, out, 100), 1.5);
  EXPECT_DOUBLE_EQ(after_sanction(parameters, out, 100 + 2 * days_per_year), std::pow(1.5, std::exp(-1)));
  EXPECT_EQ(after_sanction(parameters, {}, 100), 1);
  EXPECT_EQ(greatest_sanction(parameters), 1.5);
}

}  // namespace
}  // namespace kith::safety::laws

// From an offence to a report, a record, and what becomes of each suspect.
#include "tests/laws/made_up_place.hpp"

#include <filesystem>
#include <fstream>
#include <map>

namespace kith::safety::laws {
namespace {

double spread(double from, double step, std::size_t type) { return from + step * static_cast<double>(type); }

class PoliceLaw : public testing::Test {
 protected:
  static double reported(std::size_t k) { return spread(0.3, 0.01, k); }
  static double recorded(std::size_t k) { return spread(0.45, -0.01, k); }
  static double charged(std::size_t k) { return spread(0.2, 0.005, k); }
  static double resolved(std::size_t k) { return spread(0.3, -0.005, k); }
  static double dropped(std::size_t k) { return spread(0.15, 0.004, k); }
  static double delay(std::size_t k) { return spread(12, 2, k); }

  /// Police hear of nothing from the third year on, so that every outcome is seen.
  static const Life& life() {
    static const Life once(all_convicted() + by_type("base_rate", 2) + by_type("away_share", 1) +
                               by_type("report_probability", reported) + by_type("recording_probability", recorded) +
                               by_type("charge_probability", charged) + by_type("out_of_court_probability", resolved) +
                               by_type("no_action_probability", dropped) + by_type("detection_delay_days", delay) +
                               by_type("charge_delay_days", delay) + Set{{"run.end", "2016-03-31"}},
                           police_hear_nothing_from("2015-04-01"));
    return once;
  }
  static double of(std::size_t type, const std::function<bool(const Event&)>& holds) {
    return life().count([&](const Event& e) { return e.type == type && holds(e); });
  }
  static double with_outcome(std::size_t type, Outcome outcome) {
    return of(type, [&](const Event& e) { return e.outcome == outcome; });
  }
  static bool while_listening(const Event& e) { return e.day < life().day_of("2015-04-01"); }
};

/// report_probability
TEST_F(PoliceLaw, HearOfAShareOfEachType) {
  for (std::size_t k = 0; k < type_count(); ++k)
    expect_share(life().of_type(Tally::reported_offences, k), of(k, while_listening), reported(k), types()[k].name);
}

/// recording_probability
TEST_F(PoliceLaw, RecordAShareOfWhatTheyHear) {
  for (std::size_t k = 0; k < type_count(); ++k)
    expect_share(life().of_type(Tally::recorded_offences, k), life().of_type(Tally::reported_offences, k), recorded(k),
                 types()[k].name);
}

/// charge_probability, out_of_court_probability, no_action_probability
TEST_F(PoliceLaw, DecideAShareOfWhatTheyRecordEachWay) {
  for (std::size_t k = 0; k < type_count(); ++k) {
    const double all = life().of_type(Tally::recorded_offences, k);
    expect_share(with_outcome(k, Outcome::charge), all, charged(k), "charged " + types()[k].name);
    expect_share(with_outcome(k, Outcome::out_of_court), all, resolved(k), "resolved " + types()[k].name);
    expect_share(with_outcome(k, Outcome::no_action), all, dropped(k), "dropped " + types()[k].name);
    EXPECT_NEAR(life().of_type(Tally::charged_offences, k), with_outcome(k, Outcome::charge), 10) << "but for deaths";
  }
}

/// charge_delay_days: exponential, and the decision falls on the day after at the earliest.
TEST_F(PoliceLaw, DecideAfterADelay) {
  for (std::size_t k = 0; k < type_count(); ++k) {
    double offence_days = 0;
    for (const Event& e : life().events())
      if (e.type == k && e.outcome == Outcome::charge) offence_days += e.day;
    const double n = with_outcome(k, Outcome::charge);
    const double waited = life().mean_day(Tally::charged_offences, k, type_count()) - offence_days / n;
    EXPECT_NEAR(waited, 0.5 + delay(k), kith::test::standard_errors_limit() * std::hypot(delay(k), 2) / std::sqrt(n))
        << types()[k].name;
  }
}

/// repeat_report_effect: somebody harmed within the last year reports twice as often.
TEST(ReportingLaw, IsMoreLikelyOfThoseHarmedBefore) {
  const Life life(all_convicted() + by_type("base_rate", 1) + by_type("report_probability", 0.25) +
                  by_type("charge_probability", 0) + Set{parameter("repeat_report_effect", 2)});
  std::map<std::int32_t, Day> last;  // of people harmed, the day it was
  std::array<double, 2> all{}, reports{};
  for (const Event& e : life.events()) {
    if (e.victim < 0 || types()[e.type].victim == VictimKind::dwelling) continue;
    const auto before = last.find(e.victim);
    const bool again = before != last.end();
    if (!again || e.day - before->second >= 7) {  // within a week it depends on where the step ends
      ++all[again ? 1 : 0];
      reports[again ? 1 : 0] += e.reported;
    }
    last[e.victim] = e.day;
  }
  expect_share(reports[0], all[0], 0.25, "the first time");
  expect_share(reports[1], all[1], 0.5, "again");
}

/// report_male_victim_ratio: of what falls on men and boys police hear less often where the type says so.
TEST(ReportingLaw, IsLessLikelyOfMenWhereTheTypeSaysSo) {
  constexpr double reported = 0.6, ratio = 0.45;
  const Life life(all_convicted() + by_type("base_rate", 1) + by_type("report_probability", reported) +
                  by_type("report_male_victim_ratio", ratio));
  const std::size_t home = type_named("domestic_abuse"), street = type_named("robbery");
  for (const std::size_t type : {home, street})
    for (const Sex sex : {Sex::female, Sex::male}) {
      double all = 0, known = 0;
      for (const Event& e : life.events()) {
        if (e.type != type || life.people().sex(static_cast<EntityId>(e.victim)) != sex) continue;
        ++all;
        known += e.reported;
      }
      expect_share(known, all, reported * (sex == Sex::male && type == home ? ratio : 1), types()[type].name);
    }
}

/// confidence_after_outcome, confidence_after_silence: what became of the first report decides on the second.
TEST(ReportingLaw, DependsOnWhatBecameOfTheFirstReport) {
  const Life life(all_convicted() + by_type("base_rate", 1) + by_type("report_probability", 0.4) +
                  by_type("charge_probability", 0.5) +
                  Set{parameter("confidence_after_outcome", 1.8), parameter("confidence_after_silence", 0.5)});
  enum { after_none, after_silence, after_outcome };
  std::map<std::int32_t, std::vector<const Event*>> harmed;
  for (const Event& e : life.events())
    if (e.victim >= 0 && types()[e.type].victim != VictimKind::dwelling) harmed[e.victim].push_back(&e);
  std::array<double, 3> all{}, reports{};
  for (const auto& [person, times] : harmed) {
    if (times.size() < 2 || times[1]->day - times[0]->day < 21) continue;
    const auto first = !times[0]->reported                    ? after_none
                       : times[0]->outcome == Outcome::charge ? after_outcome
                                                              : after_silence;
    ++all[first];
    reports[first] += times[1]->reported;
  }
  expect_share(reports[after_none], all[after_none], 0.4, "not reported");
  expect_share(reports[after_silence], all[after_silence], 0.2, "reported, no outcome");
  expect_share(reports[after_outcome], all[after_outcome], 0.72, "reported, outcome");
}

/// youth_charge_shift: of would-be charges of those under 18 a share is not heard in court.
TEST(SuspectsLaw, UnderEighteenAreChargedLess) {
  const Life life(all_convicted() + by_type("base_rate", 0.5) + Set{parameter("youth_charge_shift", 0.4)},
                  police_hear_nothing_from("2014-02-01"));
  const auto is_crime = [](const Event& e) { return e.reported && types()[e.type].crime; };
  const double youths =
      life.count([&](const Event& e) { return is_crime(e) && life.people().age(e.offender, e.day) < 18; });
  const double adults =
      life.count([&](const Event& e) { return is_crime(e) && life.people().age(e.offender, e.day) >= 18; });
  double heard_youths = 0, heard = 0;
  const Counts& hearings = life.counts(Tally::hearings_by_age_and_type);
  for (std::size_t i = 0; i < hearings.size(); ++i) {
    heard += hearings[i];
    heard_youths += i / type_count() % 2 == 0 ? hearings[i] : 0;
  }
  EXPECT_NEAR(heard - heard_youths, adults, 0.02 * adults) << "but for birthdays and deaths";
  expect_share(heard_youths, youths, 0.6, "heard of youths charged");
}

/// community_resolution_share, youth_diversion_share: the rest are cautions, the first of which makes a first-time
/// entrant.
TEST(SuspectsLaw, AreCautionedUnlessResolvedInformally) {
  constexpr std::array<double, 2> informal{0.4, 0.45};  // of youths, of adults
  const Life life(all_convicted() + by_type("base_rate", 0.06) + by_type("charge_probability", 0) +
                      by_type("out_of_court_probability", 1) +
                      Set{parameter("youth_diversion_share", informal[0]),
                          parameter("community_resolution_share", informal[1]),
                          {"place.population_total", "400000"}},
                  police_hear_nothing_from("2014-03-01"));
  std::map<EntityId, double> never_cautioned;
  std::array<double, 2> expected{};
  for (const Event& e : life.events()) {
    if (!e.reported) continue;
    const std::size_t group = life.people().age(e.offender, e.day) < 18 ? 0 : 1;
    double& chance = never_cautioned.emplace(e.offender, 1.0).first->second;
    expected[group] += chance * (1 - informal[group]);
    chance *= informal[group];
  }
  expect_count(life.at(Tally::first_time_entrants, 0, 2), expected[0], "youths", informal[0]);
  expect_count(life.at(Tally::first_time_entrants, 1, 2), expected[1], "adults", informal[1]);
}

/// co_accused: of those who took part, all but the one who began it are arrested with this probability.
TEST(SuspectsLaw, CompanionsAreAccusedToo) {
  const Life life(all_convicted() + by_type("base_rate", 0.3) + by_type("co_offending", 0.5) +
                      Set{parameter("co_accused", 0.4), parameter("co_offender_two", 0.5)},
                  police_hear_nothing_from("2014-03-01"));
  double companions = 0, mains = 0;
  for (const Event& e : life.events()) {
    mains += e.reported;
    companions += e.reported ? e.offenders - 1 : 0;
  }
  expect_share(life.total(Tally::arrests) - mains, companions, 0.4, "companions arrested");
}

/// A service that hears of people behind antisocial incidents, and waits, so that each is referred once.
class IncidentsLaw : public testing::Test {
 protected:
  IncidentsLaw() : folder_(std::filesystem::temp_directory_path() / fmt::format("kith-incidents-{}", getpid())) {
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / "listener.toml") << text();
  }
  ~IncidentsLaw() override { std::filesystem::remove_all(folder_); }
  Life live(double identified, double settled) const {
    return Life(all_convicted() + by_type("base_rate", [](std::size_t k) { return types()[k].crime ? 0.0 : 1.0; }) +
                    by_type("charge_probability", 0) + by_type("out_of_court_probability", settled / 2) +
                    by_type("no_action_probability", settled / 2) +
                    Set{parameter("incident_identified_share", identified)},
                police_hear_nothing_from("2014-02-01"), fmt::format("catalogue = [\"{}\"]\n", folder_.string()));
  }
  /// Of those who were behind an incident that was recorded, how many should be referred, each incident alone bringing
  /// it about with this probability.
  static double expected(const Life& life, double chance) {
    std::map<EntityId, int> times;
    for (const Event& e : life.events()) times[e.offender] += e.recorded;
    double people = 0;
    for (const auto& [person, n] : times) people += 1 - std::pow(1 - chance, n);
    return people;
  }

 private:
  static std::string number(const std::string& name, double value) {
    return fmt::format("[{}]\nvalue = {}\nsource = \"made up\"\ngrade = \"assumed\"\n", name, value);
  }
  static std::string text() {
    return "name = \"listener\"\ntitle = \"A listener\"\nsummary = \"Is told who was behind an incident.\"\n"
           "agency = \"listeners\"\nseeds = [\"made-up\"]\nactive = true\nprice_year = 2020\nclaims = \"offences\"\n"
           "unit = \"person\"\nreferral_sources = [\"antisocial_incident\"]\neligibility = \"1\"\n" +
           number("places", 0) + number("dose_weeks", 1) + number("patience_weeks", 5200) +
           number("longest_wait_weeks", 5200) +
           "[[effect]]\nname = \"effect\"\nacts_on = \"offending\"\nvalue = 1\nsource = \"made up\"\n"
           "grade = \"assumed\"\n";
  }
  std::filesystem::path folder_;
};

TEST_F(IncidentsLaw, NobodyIsReferredOfWhomNobodyKnows) {
  const Life life = live(0, 0);
  EXPECT_GT(life.total(Tally::recorded_offences), 500);
  EXPECT_EQ(life.total(Tally::referrals), 0);
}

/// incident_identified_share
TEST_F(IncidentsLaw, AShareIsKnownThoughPoliceDoNothing) {
  constexpr double share = 0.3;
  const Life life = live(share, 0);
  expect_count(life.total(Tally::referrals), expected(life, share), "referred", 1 - share);
}

TEST_F(IncidentsLaw, WhomPoliceSettledOnIsReferred) {
  constexpr double settled = 0.4;
  const Life life = live(0, settled);
  expect_count(life.total(Tally::referrals), expected(life, settled), "referred", 1 - settled);
}

}  // namespace
}  // namespace kith::safety::laws

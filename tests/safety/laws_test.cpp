// The laws by themselves: pure functions of facts and draws, held against closed forms written out here by hand.
#include "models/safety/courts/law.hpp"
#include "models/safety/courts/sentence.hpp"
#include "models/safety/offending/law.hpp"
#include "models/safety/police/law.hpp"
#include "models/safety/victims/law.hpp"
#include "tests/safety/small_world.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>
#include <numeric>

namespace kith::safety::test {
namespace {

/// The shipped parameters, some of them changed by hand.
Parameters shipped() {
  const Settings settings = small_scenario().settings;
  ParameterReader reader(settings);
  return read_parameters(reader);
}

TypeShares shares_of(const Parameters& p) { return {p.base_rate, p.female_ratio}; }

std::size_t type_number(const std::string& name) {
  const auto names = offence_type_names();
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

std::vector<OffendingFactors::ServiceEffect> one_service(std::uint64_t types, double size) {
  return {{types, size, 1}};
}

constexpr FamilyRates no_needs{1, 1, 1, 1, 1, 1};

TEST(OffendingLaw, IsTheProductOfItsFactors) {
  const TypeShares types = shares_of(shipped());
  const FamilyRates families{1, 2, 3, 4, 5, 6}, needs{1.5, 1, 2, 1, 1, 0.5};
  constexpr double sum = 1.5 + 2 + 6 + 4 + 5 + 3;
  OffendingFactors factors(families, needs, types.of(Sex::male).data(), 0.9);
  EXPECT_DOUBLE_EQ(factors.without_peers(), sum * 0.9);
  factors.add_services(one_service(~0ULL, 0.8), types, 0.5);
  factors.peers = 1.25;
  EXPECT_DOUBLE_EQ(factors.hazard(), sum * 0.9 * 0.8 * 1.25);
}

TEST(OffendingLaw, AnEffectOnSomeTypesLeavesTheOthersAlone) {
  const Parameters p = shipped();
  const TypeShares types = shares_of(p);
  const FamilyRates families{1, 2, 3, 4, 5, 6};
  OffendingFactors factors(families, no_needs, types.of(Sex::male).data(), 1);
  const std::size_t robbery = type_number("robbery");
  const double before = factors.rate_of(types, robbery);
  factors.add_services(one_service(std::uint64_t{1} << robbery, 0.25), types, 0.5);
  EXPECT_NEAR(factors.rate, 21 - 0.75 * before, 1e-12);
}

TEST(OffendingLaw, TypesShareTheRateOfTheirFamily) {
  const Parameters p = shipped();
  const TypeShares types = shares_of(p);
  const std::size_t robbery = type_number("robbery"), vehicle = type_number("vehicle_theft");
  ASSERT_EQ(types.family[robbery], types.family[vehicle]);
  const double of_base_rates = p.base_rate[robbery] / p.base_rate[vehicle];
  const double of_ratios = p.female_ratio[robbery] / p.female_ratio[vehicle];
  for (const Sex sex : {Sex::female, Sex::male}) {
    std::map<std::uint8_t, double> sums;
    for (std::size_t k = 0; k < types.size(); ++k) sums[types.family[k]] += types.of(sex)[k];
    for (const auto& [family, sum] : sums) EXPECT_NEAR(sum, 1, 1e-12) << family_names[family];
    EXPECT_NEAR(types.of(sex)[robbery] / types.of(sex)[vehicle], of_base_rates * (sex == Sex::female ? of_ratios : 1),
                1e-12);
  }
}

/// The types' shares of [0, 1) are their shares of the rate, whether or not services set them apart.
TEST(OffendingLaw, EachTypeComesInProportionToItsRate) {
  const TypeShares types = shares_of(shipped());
  const FamilyRates families{1, 2, 3, 4, 5, 6};
  for (const bool apart : {false, true}) {
    OffendingFactors factors(families, no_needs, types.of(Sex::male).data(), 1);
    if (apart) factors.add_services(one_service(std::uint64_t{1} << type_number("shoplifting"), 0.2), types, 0.5);
    constexpr int draws = 200000;
    std::vector<int> counts(types.size());
    for (int i = 0; i < draws; ++i) ++counts[choose_type(types, factors, (i + 0.5) / draws)];
    for (std::size_t k = 0; k < counts.size(); ++k)
      EXPECT_NEAR(counts[k], draws * factors.rate_of(types, k) / factors.rate, 2) << k << apart;
  }
}

TEST(OffendingLaw, PeersSaturate) {
  const Parameters p = shipped();
  EXPECT_DOUBLE_EQ(peer_influence(p, {}, 1), 1);
  const double half = p.peer_half_exposure;
  EXPECT_NEAR(peer_influence(p, {half / 2, half / 2, 0, 0}, 1), 1 + (p.peer_limit - 1) / 2, 1e-12);
  EXPECT_NEAR(peer_influence(p, {0, 0, half, half}, 0.5), 1 + (p.peer_limit - 1) / 2, 1e-12);
  EXPECT_NEAR(peer_influence(p, {1e9, 0, 0, 0}, 1), p.peer_limit, 1e-6);
}

TEST(PoliceLaw, OutcomesLieEndToEnd) {
  const PoliceChances chances{0.5, 0.9, 0.2, 0.1, 0.3};
  EXPECT_EQ(outcome_of(chances, 0.199), Outcome::charge);
  EXPECT_EQ(outcome_of(chances, 0.201), Outcome::out_of_court);
  EXPECT_EQ(outcome_of(chances, 0.299), Outcome::out_of_court);
  EXPECT_EQ(outcome_of(chances, 0.301), Outcome::no_action);
  EXPECT_EQ(outcome_of(chances, 0.599), Outcome::no_action);
  EXPECT_EQ(outcome_of(chances, 0.601), Outcome::none);
}

TEST(PoliceLaw, FactorsMultiplyWhatTheyAreNamedAfter) {
  const Parameters p = shipped();
  const std::size_t type = type_number("domestic_burglary");
  const PoliceChances plain = police_chances(p, type, {}), changed = police_chances(p, type, {0.5, 0.8, 1.2});
  EXPECT_DOUBLE_EQ(plain.reported, p.report_probability[type]);
  EXPECT_DOUBLE_EQ(plain.recorded, p.recording_probability[type]);
  EXPECT_DOUBLE_EQ(changed.reported, 0.5 * plain.reported);
  EXPECT_DOUBLE_EQ(changed.recorded, 0.8 * plain.recorded);
  EXPECT_DOUBLE_EQ(changed.charge, 1.2 * p.charge_probability[type]);
  EXPECT_DOUBLE_EQ(changed.out_of_court, 1.2 * p.out_of_court_probability[type]);
  EXPECT_DOUBLE_EQ(changed.no_action, 1.2 * p.no_action_probability[type]);
}

TEST(PoliceLaw, AnAccusationNeedsReportRecordAndOutcome) {
  const Parameters p = shipped();
  const std::size_t type = type_number("robbery");
  EXPECT_NEAR(accusation_chance(p, type, Sex::male),
              p.report_probability[type] * p.recording_probability[type] *
                  (p.charge_probability[type] + p.out_of_court_probability[type]) *
                  (1 + p.co_offending[type] * p.co_accused),
              1e-15);
}

TEST(PoliceLaw, WhatFallsOnMenIsKnownLessOftenWhereTheTypeSaysSo) {
  Parameters p = shipped();
  const std::size_t home = type_number("domestic_abuse"), street = type_number("robbery");
  p.report_male_victim_ratio[home] = 0.3;
  EXPECT_DOUBLE_EQ(reporting_by_sex(p, home, Sex::male), 0.3);
  EXPECT_DOUBLE_EQ(reporting_by_sex(p, home, Sex::female), 1);
  EXPECT_DOUBLE_EQ(reporting_by_sex(p, street, Sex::male), 1) << "a type that says nothing";
  EXPECT_NEAR(accusation_chance(p, home, Sex::female), 0.3 * accusation_chance(p, home, Sex::male), 1e-15)
      << "whom a woman abuses at home is taken to be a man";
  EXPECT_DOUBLE_EQ(accusation_chance(p, street, Sex::female), accusation_chance(p, street, Sex::male));
}

TEST(PoliceLaw, OnlyTheYoungAreKeptFromCourt) {
  Parameters p = shipped();
  p.youth_charge_shift = 0.6;
  p.youth_diversion_share = 0.7;
  p.community_resolution_share = 0.2;
  EXPECT_EQ(suspect_disposal(p, Outcome::charge, {false, 0}, {0.0, 0.0, 0.0}), SuspectDisposal::charged);
  EXPECT_EQ(suspect_disposal(p, Outcome::charge, {true, 0}, {0.61, 0.0, 0.0}), SuspectDisposal::charged);
  EXPECT_EQ(suspect_disposal(p, Outcome::charge, {true, 0}, {0.59, 0.71, 0.0}), SuspectDisposal::cautioned);
  EXPECT_EQ(suspect_disposal(p, Outcome::charge, {true, 0}, {0.59, 0.69, 0.0}), SuspectDisposal::informal);
  EXPECT_EQ(suspect_disposal(p, Outcome::out_of_court, {false, 0}, {0.0, 0.21, 0.0}), SuspectDisposal::cautioned);
  EXPECT_EQ(suspect_disposal(p, Outcome::out_of_court, {false, 0}, {0.0, 0.19, 0.0}), SuspectDisposal::informal);
  p.out_of_court_per_proof = 0.5;
  EXPECT_EQ(suspect_disposal(p, Outcome::out_of_court, {false, 2}, {0.0, 0.21, 0.24}), SuspectDisposal::cautioned);
  EXPECT_EQ(suspect_disposal(p, Outcome::out_of_court, {false, 2}, {0.0, 0.21, 0.26}), SuspectDisposal::charged);
  EXPECT_EQ(suspect_disposal(p, Outcome::out_of_court, {false, 2}, {0.0, 0.19, 0.26}), SuspectDisposal::informal);
  EXPECT_EQ(suspect_disposal(p, Outcome::charge, {true, 1}, {0.59, 0.349, 0.6}), SuspectDisposal::informal);
  EXPECT_EQ(suspect_disposal(p, Outcome::charge, {true, 1}, {0.59, 0.351, 0.4}), SuspectDisposal::cautioned);
}

/// Custody, order and lesser sentences lie end to end on [0, 1), custody growing with the record.
TEST(SentenceLaw, EachSentenceHasItsShare) {
  Parameters p = shipped();
  const std::size_t type = type_number("shoplifting");
  p.custody_probability[type] = 0.1;
  p.community_probability[type] = 0.2;
  p.suspended_probability[type] = 0.05;
  p.custody_per_conviction = {0.5, 0.1};
  p.youth_custody_ratio = 0.25;
  p.court_custody_ratio = {1, 3};
  p.custody_while_supervised = 1.5;
  const auto disposal = [&](bool youth, int earlier, double draw) {
    return sentence_of(p, {type, youth, earlier, false, Court::magistrates}, draw, 2).disposal;
  };
  EXPECT_EQ(disposal(false, 0, 0.099), Disposal::custody);
  EXPECT_EQ(disposal(false, 0, 0.101), Disposal::order);
  EXPECT_EQ(disposal(false, 0, 0.349), Disposal::order);
  EXPECT_EQ(disposal(false, 0, 0.351), Disposal::fine_or_discharge);
  EXPECT_EQ(disposal(false, 2, 0.181), Disposal::custody) << "odds of 1 to 9, times 1 + 0.5 x 2";
  EXPECT_EQ(disposal(false, 2, 0.183), Disposal::order);
  EXPECT_EQ(disposal(true, 0, 0.024), Disposal::custody);
  EXPECT_EQ(disposal(true, 0, 0.026), Disposal::order);
  EXPECT_EQ(disposal(false, 10, 0.399), Disposal::custody);
  EXPECT_EQ(disposal(false, 50, 0.401), Disposal::order);  // what counts ends at ten
  EXPECT_EQ(sentence_of(p, {type, false, 10, false, Court::crown}, 0.399, 2).disposal, Disposal::custody)
      << "odds of 1 to 9, times 3 x (1 + 0.1 x 10)";
  EXPECT_EQ(sentence_of(p, {type, false, 10, false, Court::crown}, 0.401, 2).disposal, Disposal::order);
  const auto graver = [&](bool supervised, Court court, double draw) {
    return sentence_of(p, {type, false, 0, supervised, court}, draw, 2).disposal;
  };
  EXPECT_EQ(graver(false, Court::crown, 0.249), Disposal::custody);
  EXPECT_EQ(graver(false, Court::crown, 0.251), Disposal::order);
  EXPECT_EQ(graver(true, Court::magistrates, 0.142), Disposal::custody) << "odds of 1 to 9, times 1.5";
  EXPECT_EQ(graver(true, Court::magistrates, 0.144), Disposal::order);
  EXPECT_TRUE(sentence_of(p, {type, false, 0, false, Court::magistrates}, 0.301, 2).suspended);
  EXPECT_FALSE(sentence_of(p, {type, false, 0, false, Court::magistrates}, 0.299, 2).suspended);
}

double odds(double probability) { return probability / (1 - probability); }

/// Whatever the court and the record, less custody by the table is less custody in court, in proportion of the odds.
TEST(SentenceLaw, NothingIsCutOffSoThatEveryLeverTells) {
  const Parameters before = shipped();
  Parameters after = before;
  for (double& probability : after.custody_probability) probability = at_odds(probability, 0.5);
  for (const char* name : {"sexual_offence", "robbery", "domestic_burglary", "exploitation", "shoplifting"})
    for (const Court court : {Court::magistrates, Court::crown})
      for (const int earlier : {0, 3, 10}) {
        const Convicted convicted{type_number(name), false, earlier, true, court};
        const double was = custody_probability(before, convicted);
        EXPECT_LT(was, 1) << name;
        EXPECT_NEAR(odds(custody_probability(after, convicted)) / odds(was), 0.5, 1e-9) << name;
      }
}

TEST(SentenceLaw, AWomansOddsOfCustodyAreAMansTimesTheRatio) {
  Parameters p = shipped();
  p.female_custody_ratio = 0.25;
  Convicted convicted{type_number("robbery"), false, 3, true, Court::crown};
  const double mans = custody_probability(p, convicted);
  convicted.woman = true;
  EXPECT_NEAR(odds(custody_probability(p, convicted)) / odds(mans), 0.25, 1e-9);
}

/// In share of those not sent to custody, women get the same; the law has no suspended sentence for a child.
TEST(SentenceLaw, WhomLowerOddsKeepOutOfCustodyGetsWhatOthersGetBelowIt) {
  Parameters p = shipped();
  p.female_custody_ratio = 0.25;
  const auto shares = [&](const Convicted& convicted) {
    constexpr int draws = 100'000;
    std::array<double, 4> shares{};  // custody, suspended, community, fine or discharge
    for (int i = 0; i < draws; ++i) {
      const Sentence given = sentence_of(p, convicted, (i + 0.5) / draws, 12);
      const std::size_t kind = given.disposal == Disposal::custody ? 0
                               : given.disposal != Disposal::order ? 3
                               : given.suspended                   ? 1
                                                                   : 2;
      shares[kind] += 1.0 / draws;
    }
    return shares;
  };
  Convicted convicted{type_number("shoplifting"), false, 3, false, Court::magistrates};
  const auto men = shares(convicted);
  convicted.woman = true;
  const auto women = shares(convicted);
  EXPECT_LT(women[0], 0.5 * men[0]);
  for (std::size_t kind = 1; kind < men.size(); ++kind)
    EXPECT_NEAR(women[kind] / (1 - women[0]), men[kind] / (1 - men[0]), 1e-4) << kind;
  convicted.youth = true;
  EXPECT_EQ(shares(convicted)[1], 0);
}

TEST(SentenceLaw, WhatIsCertainOrOutOfTheQuestionStaysSo) {
  EXPECT_EQ(at_odds(1, 0.1), 1);
  EXPECT_EQ(at_odds(0, 10), 0);
  EXPECT_EQ(at_odds(1, 0), 0) << "a ratio of 0 rules it out";
  EXPECT_EQ(at_odds(0.25, 1), 0.25);
  EXPECT_DOUBLE_EQ(at_odds(0.25, 3), 0.5);
}

TEST(SentenceLaw, CustodyIsServedInItsShareAndNeverNothing) {
  Parameters p = shipped();
  p.served_share = 0.5;
  p.short_sentence_supervision_days = 30;
  const Convicted adult{type_number("robbery"), false, 0, false, Court::crown};
  const Sentence longer = sentence_of(p, adult, 0, 24);
  EXPECT_EQ(longer.disposal, Disposal::custody);
  EXPECT_NEAR(longer.length, 2 * days_per_year, 1);
  EXPECT_NEAR(longer.served, days_per_year, 1);
  EXPECT_EQ(longer.supervision, longer.length - longer.served) << "on licence to its end";
  const Sentence half_a_year = sentence_of(p, adult, 0, 6);
  EXPECT_EQ(half_a_year.supervision, 30) << "as the law of the day has it";
  Convicted child = adult;
  child.youth = true;
  EXPECT_EQ(sentence_of(p, child, 0, 6).supervision, half_a_year.length - half_a_year.served);
  const Sentence shortest = sentence_of(p, adult, 0, 0);
  EXPECT_EQ(shortest.length, 2);
  EXPECT_EQ(shortest.served, 1);
}

TEST(SentenceLaw, MagistratesMayNotPassMoreThanTheirMonths) {
  Parameters p = shipped();
  p.longest_custody_months = {6, 480};
  Convicted convicted{type_number("robbery"), false, 0, false, Court::magistrates};
  EXPECT_NEAR(sentence_of(p, convicted, 0, 24).length, days_per_year / 2, 1);
  convicted.youth = true;
  EXPECT_NEAR(sentence_of(p, convicted, 0, 24).length, 2 * days_per_year, 1) << "the youth court may";
}

/// Three types of which police are asked for hours, by what they harm: little, more and most.
struct ShortHours {
  static constexpr std::size_t least = 3, more = 5, most = 0;
  Parameters p = shipped();
  std::vector<double> asked;
  explicit ShortHours(double priority) : asked(p.severity_days.size(), 0) {
    p.investigation_priority = priority;
    p.least_investigated = 0.2;
    p.severity_days.assign(p.severity_days.size(), 99);
    p.severity_days[least] = 0;
    p.severity_days[more] = 9;
    asked[most] = 100;
    asked[least] = asked[more] = 50;
  }
  std::vector<double> shares(double hours_there) const { return investigated_shares(p, asked, hours_there); }
  double used(double hours_there) const {
    const std::vector<double> found = shares(hours_there);
    return std::inner_product(found.begin(), found.end(), asked.begin(), 0.0);
  }
};

TEST(PoliceLaw, EnoughHoursLeaveEverythingAsItIs) {
  for (const double priority : {0.0, 0.3, 1.0}) {
    const ShortHours police(priority);
    EXPECT_EQ(police.shares(200), std::vector<double>(police.asked.size(), 1));
    EXPECT_EQ(police.shares(1000), std::vector<double>(police.asked.size(), 1));
  }
}

/// investigation_priority
TEST(PoliceLaw, WhatIsShortIsTakenFromAllAlikeIfHarmDoesNotCount) {
  const ShortHours police(0);
  for (const std::size_t type : {police.least, police.more, police.most}) {
    EXPECT_DOUBLE_EQ(police.shares(180)[type], 0.9);
    EXPECT_DOUBLE_EQ(police.shares(0)[type], 0.2) << "no less is done";
  }
  EXPECT_DOUBLE_EQ(police.shares(0)[1], 1) << "nothing of it is recorded";
}

/// investigation_priority: shares lost are as 1 to 1/10 to 1/100, until the first can lose no more.
TEST(PoliceLaw, WhatIsShortIsTakenInProportionToHarmTurnedAbout) {
  const ShortHours police(1);
  const std::vector<double> some = police.shares(172);  // 28 = 50 x + 50 x / 10 + 100 x / 100
  EXPECT_DOUBLE_EQ(some[police.least], 0.5);
  EXPECT_DOUBLE_EQ(some[police.more], 0.95);
  EXPECT_DOUBLE_EQ(some[police.most], 0.995);
  const std::vector<double> many = police.shares(148);  // 52 = 50 x 0.8 + 50 x + 100 x / 10
  EXPECT_DOUBLE_EQ(many[police.least], 0.2);
  EXPECT_DOUBLE_EQ(many[police.more], 0.8);
  EXPECT_DOUBLE_EQ(many[police.most], 0.98);
}

TEST(PoliceLaw, TheGraverIsSparedTheMoreTheHigherThePriorityAndAllHoursAreUsed) {
  std::vector<double> before = ShortHours(0).shares(170);
  for (const double priority : {0.1, 0.3, 0.6, 1.0}) {
    const ShortHours police(priority);
    const std::vector<double> now = police.shares(170);
    EXPECT_LT(now[police.least], before[police.least]) << priority;
    EXPECT_GT(now[police.most], before[police.most]) << priority;
    EXPECT_LT(now[police.most], 1) << "every type loses";
    EXPECT_LT(police.shares(160)[police.most], now[police.most]) << "fewer hours, less of each";
    EXPECT_NEAR(police.used(170), 170, 1e-9);
    before = now;
  }
}

TEST(VictimLaw, FallsBySexAndAge) {
  Parameters p = shipped();
  const std::size_t type = type_number("sexual_offence");
  p.victim_female_ratio[type] = 4;
  p.victim_age_weight = {0, 0.5, 2, 1, 0.5, 0.1};
  EXPECT_DOUBLE_EQ(victim_weight(p, type, Sex::female, 20), 1);
  EXPECT_DOUBLE_EQ(victim_weight(p, type, Sex::male, 20), 0.25);
  EXPECT_DOUBLE_EQ(victim_weight(p, type, Sex::female, 30), 0.5);
  EXPECT_DOUBLE_EQ(victim_weight(p, type, Sex::female, 9), 0);
  EXPECT_DOUBLE_EQ(victim_weight(p, type, Sex::male, 65), 0.25 * 0.05);
  p.victim_female_ratio[type] = 0.5;
  EXPECT_DOUBLE_EQ(victim_weight(p, type, Sex::male, 16), 1);
  EXPECT_DOUBLE_EQ(victim_weight(p, type, Sex::female, 24), 0.5);
}

/// Who is harmed in a run: where strangers and acquaintances are as good as everybody, the ratio comes out again. Some
/// 300 victims: four standard errors of the share are 0.09.
TEST(VictimLaw, TheRatioComesOutAgain) {
  const auto women = [](const std::string& ratio) {
    const auto scene = small_scene({{"parameters.victim_female_ratio.sexual_offence", ratio},
                                    {"parameters.base_rate.sexual_offence", "0.02"},
                                    {"parameters.partner_share.sexual_offence", "0"},
                                    {"run.end", "2015-03-31"}});
    return reals(run(*scene), Tally::women_among_sexual_victims).at(0);
  };
  EXPECT_NEAR(women("1"), 0.5, 0.09);
  EXPECT_NEAR(women("5.7"), 0.85, 0.09);
}

TEST(VictimLaw, NobodyUnderTenIsRobbedButFew) {
  const auto scene = small_scene({{"parameters.base_rate.robbery", "0.05"}});
  const ReplicateResult result = run(*scene);
  const Counts& harmed = counts(result, Tally::harmed_by_type);
  const std::size_t ages = victim_age_labels.size(), types = offence_type_names().size();
  std::vector<double> by_age(ages);
  for (std::size_t i = 0; i < harmed.size(); ++i)
    if (i / (2 * ages) % types == type_number("robbery")) by_age[i % ages] += harmed[i];
  EXPECT_GT(by_age[2], 100);
  EXPECT_LT(by_age[0], 0.02 * sum(by_age));
  EXPECT_LT(by_age[5], 0.05 * sum(by_age));
}

}  // namespace
}  // namespace kith::safety::test

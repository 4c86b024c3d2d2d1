// Whom offences fall on by what they are to the offender, partners, former partners and others at home, and by ethnic
// group; and who speaks for a dwelling.
#include "models/population/couples.hpp"
#include "models/safety/victims/law.hpp"
#include "tests/laws/made_up_place.hpp"

#include <set>

namespace kith::safety::laws {
namespace {

Set only(const std::string& name, double rate) {
  return by_type("base_rate", [&](std::size_t k) { return types()[k].name == name ? rate : 0.0; });
}

EntityId former_of(const Life& life, EntityId person, Day day) {
  return former_partner(life.people(), life.parameters(), life.draws(), person, day);
}
EntityId victim_of(const Event& e) { return static_cast<EntityId>(e.victim); }
bool live_together(const Population& people, EntityId a, EntityId b, Day day) {
  return population::home(people, a, day) == population::home(people, b, day);
}
bool at_home(const Population& people, EntityId a, EntityId b) { return people.household(a) == people.household(b); }

/// population.same_sex_couple_share, population.partner_age_gap, population.partner_age_gap_sd: a former partner is of
/// the sex and age partners are of, lives elsewhere and near, and is no kin.
TEST(FormerPartnerLaw, IsWhomPartnersAreLike) {
  constexpr double same_sex = 0.1, gap = 3;
  const Life life(
      Set{parameter("population.same_sex_couple_share", same_sex), parameter("population.partner_age_gap", gap)});
  const Population& people = life.people();
  double all = 0, adults = 0, alike = 0, pairs = 0, older = 0, squares = 0;
  for (EntityId person = 0; person < people.size(); ++person) {
    if (!people.alive(person, 0)) continue;
    const EntityId former = former_of(life, person, 0);
    if (people.age(person, 0) < lowest_partner_age) {
      EXPECT_EQ(former, nobody);
    }
    // Of the middle ages there are as many older as younger people to be found.
    if (people.age(person, 0) < 30 || people.age(person, 0) > 60) continue;
    ++adults;
    if (former == nobody) continue;
    ++all;
    const std::uint16_t area = people.area(person), other = people.area(former);
    const auto bordering = people.place.neighbours.of(area);
    EXPECT_TRUE(area == other || std::count(bordering.begin(), bordering.end(), other) == 1);
    EXPECT_FALSE(at_home(people, person, former));
    EXPECT_TRUE(people.alive(former, 0));
    const auto kin = people.kin.of(person);
    EXPECT_EQ(std::count(kin.begin(), kin.end(), former), 0);
    if (people.sex(former) == people.sex(person)) {
      ++alike;
      continue;
    }
    const double by = (people.birth_day(former) - people.birth_day(person)) / days_per_year;
    const double of_man = people.sex(person) == Sex::female ? -by : by;
    ++pairs;
    older += of_man;
    squares += of_man * of_man;
  }
  EXPECT_GT(all, 0.99 * adults) << "somebody is found";
  expect_share(alike, all, same_sex, "of the same sex");
  const double mean = older / pairs, deviation = std::sqrt(squares / pairs - mean * mean);
  const double expected = std::hypot(life.parameters().partner_age_gap_sd, 6 / std::sqrt(12.0));  // within three years
  EXPECT_NEAR(mean, gap, 0.4) << "years a man is older";
  EXPECT_NEAR(deviation, expected, 0.5);
}

/// Only births, arrivals, deaths, departures and becoming a couple make somebody's former partner another.
TEST(FormerPartnerLaw, StaysTheSame) {
  const Life life(Set{});
  const Population& people = life.people();
  const Day later = life.days() - 1;
  double all = 0, same = 0;
  for (EntityId person = 0; person < people.size(); ++person) {
    if (!people.alive(person, 0) || !people.alive(person, later)) continue;
    if (people.age(person, 0) < lowest_partner_age) continue;
    const EntityId first = former_of(life, person, 0), then = former_of(life, person, later);
    ++all;
    same += first == then;
    const bool new_here = then != nobody && (!people.alive(then, 0) || people.age(then, 0) < lowest_partner_age);
    const bool now_together = people.partner(person, later) == first;
    EXPECT_TRUE(first == then || new_here || now_together || first == nobody || !people.alive(first, later));
  }
  EXPECT_GT(same, 0.75 * all);
}

/// partner_share: of offences of adults; on the partner, or on a former one of whoever has no other or turns on them.
TEST(PartnerLaw, AShareOfSexualOffencesFallsOnPartners) {
  constexpr double share = 0.35, former_share = 0.4;
  const Life life(only("sexual_offence", 4) + by_type("partner_share", share) + by_type("away_share", 1) +
                  Set{parameter("former_partner_share", former_share)});
  const Population& people = life.people();
  double offences = 0, on_partners = 0, at_theirs = 0;
  std::map<EntityId, bool> turns;  // of those who have a partner
  for (const Event& e : life.events()) {
    const EntityId partner = people.partner(e.offender, e.day), former = former_of(life, e.offender, e.day);
    if (people.age(e.offender, e.day) < adult_age || former == nobody) continue;
    if (partner != nobody && !people.alive(partner, e.day)) continue;
    ++offences;
    const bool on_former = victim_of(e) == former;
    on_partners += on_former || victim_of(e) == partner;
    if (!on_former && victim_of(e) != partner) continue;
    at_theirs += e.area == people.area(victim_of(e));
    if (partner == nobody) continue;
    const auto [found, is_new] = turns.try_emplace(e.offender, on_former);
    EXPECT_TRUE(is_new || found->second == on_former || former != former_of(life, e.offender, 0));
  }
  expect_share(on_partners, offences, share, "on partners");
  EXPECT_GT(at_theirs, 0.99 * on_partners) << "but for those met by chance in town";
  double former = 0;
  for (const auto& [offender, on_former] : turns) former += on_former;
  expect_share(former, static_cast<double>(turns.size()), former_share, "turn on a former partner");
}

/// former_partner_share: of those who abuse partners or others at home, each keeps to one of the two.
TEST(DomesticLaw, AShareTurnsOnAFormerPartner) {
  constexpr double share = 0.3;
  const Life life(only("domestic_abuse", 3) + Set{parameter("former_partner_share", share)});
  const Population& people = life.people();
  const auto has_company = [&](EntityId person) {
    const auto [first, last] = people.members(people.household(person));
    for (EntityId other = first; other < last; ++other)
      if (other != person && people.alive(other, 0) && people.alive(other, life.days() - 1) &&
          people.age(other, 0) >= lowest_partner_age)
        return true;
    return false;
  };
  std::set<EntityId> offenders, turned;
  for (const Event& e : life.events()) {
    const bool close =
        live_together(people, e.offender, victim_of(e), e.day) || people.partner(e.offender, e.day) == victim_of(e);
    if (!close) {
      EXPECT_EQ(victim_of(e), former_of(life, e.offender, e.day));
    }
    EXPECT_EQ(e.area, people.area(victim_of(e)));
    if (people.age(e.offender, 0) < lowest_partner_age || !has_company(e.offender)) continue;
    offenders.insert(e.offender);
    if (!close) turned.insert(e.offender);
  }
  expect_share(static_cast<double>(turned.size()), static_cast<double>(offenders.size()), share, "turned");
}

/// victim_female_ratio of domestic abuse: of adults at home who are no partner, women are harmed at a ratio, and where
/// there are only men so much less happens.
TEST(DomesticLaw, WomenAtHomeAreHarmedAtARatio) {
  constexpr double ratio = 4;
  const Life life(only("domestic_abuse", 3) + by_type("victim_female_ratio", ratio));
  const Population& people = life.people();
  double on_women = 0, on_men = 0, women = 0, men = 0;
  for (const Event& e : life.events())
    if (people.partner(e.offender, e.day) == nobody) (people.sex(victim_of(e)) == Sex::female ? on_women : on_men) += 1;
  for (EntityId person = 0; person < people.size(); ++person) {
    if (people.partner(person, 0) != nobody) continue;
    const auto [first, last] = people.members(people.household(person));
    for (Day day = 3; day < life.days(); day += 14) {
      if (!people.alive(person, day)) continue;
      std::array<double, 2> others{};
      for (EntityId other = first; other < last; ++other)
        if (other != person && people.alive(other, day) && people.age(other, day) >= lowest_partner_age)
          ++others[static_cast<std::size_t>(people.sex(other))];
      if (others[0] + others[1] == 0) continue;
      const double shape = plain_age_shape(people.age(person, day)) / (others[0] + others[1]);
      women += shape * others[static_cast<std::size_t>(Sex::female)];
      men += shape * others[static_cast<std::size_t>(Sex::male)] / ratio;
    }
  }
  expect_share(on_women, on_women + on_men, women / (women + men), "women");
}

/// population.parting_rate: whoever moved out when they parted and has found nobody else goes on harming whom they
/// parted from, and nobody at home.
TEST(DomesticLaw, GoesOnAfterParting) {
  const Life life(only("domestic_abuse", 3) +
                  Set{parameter("population.parting_rate", 0.5), {"run.end", "2015-03-31"}});
  const Population& people = life.people();
  double moved_out = 0;
  for (const Event& e : life.events()) {
    const EntityId left = people.former_partner(e.offender, e.day);
    if (left == nobody || people.partner(e.offender, e.day) != nobody) continue;
    EXPECT_EQ(former_of(life, e.offender, e.day), left);
    if (people.lives_at_home(e.offender, e.day)) continue;
    EXPECT_EQ(victim_of(e), left);
    ++moved_out;
  }
  EXPECT_GT(moved_out, 30);
}

/// Whoever has a partner who can be harmed harms them and nobody else at home.
TEST(DomesticLaw, FallsOnThePartnerWhereThereIsOne) {
  const Life life(only("domestic_abuse", 1));
  const Population& people = life.people();
  double on_partners = 0;
  for (const Event& e : life.events()) {
    const EntityId partner = people.partner(e.offender, e.day);
    if (partner == nobody || !people.alive(partner, e.day)) continue;
    EXPECT_EQ(victim_of(e), partner);
    ++on_partners;
  }
  EXPECT_GT(on_partners, 100);
}

/// What is done to a partner makes nobody else more likely to harm them; see RepeatLaw for what else does. Those harmed
/// by partners alone are no more among the victims of others than among all.
TEST(PartnerLaw, HarmOfPartnersDrawsNobodyElse) {
  const Life life(only("sexual_offence", 0.5) + by_type("partner_share", 0.5) + by_type("repeat_boost", 50) +
                  Set{{"place.population_total", "240000"}});
  const Population& people = life.people();
  std::vector<std::set<EntityId>> by_partners(people.place.areas.size());
  std::set<EntityId> by_others;
  double observed = 0, by_chance = 0;
  for (const Event& e : life.events()) {
    const EntityId victim = victim_of(e);
    if (victim == people.partner(e.offender, e.day) || victim == former_of(life, e.offender, e.day)) {
      if (!by_others.contains(victim)) by_partners[e.area].insert(victim);
      continue;
    }
    const EntityId first = people.household_first[people.area_household_first[e.area]];
    const EntityId last = people.household_first[people.area_household_first[e.area + 1]];
    by_chance += static_cast<double>(by_partners[e.area].size()) / (last - first);
    observed += static_cast<double>(by_partners[e.area].erase(victim));
    by_others.insert(victim);
  }
  EXPECT_GT(by_chance, 100);
  EXPECT_LT(observed, by_chance + kith::test::standard_errors_limit() * std::sqrt(by_chance));
}

/// racist_share, victim_ethnicity_weight: the rest falls on all groups alike.
TEST(VictimLaw, EthnicGroupsAreHarmedByTheirWeight) {
  constexpr std::array<double, 5> weights{5, 3, 2, 1, 4};
  constexpr double share = 0.6;
  const Life life(
      only("hate_crime", 4) + by_type("racist_share", share) + by_type("away_share", 1) +
      by_label("victim_ethnicity_weight", ethnicity_names, [&](std::size_t group) { return weights[group]; }));
  std::array<double, weights.size()> days{}, harmed{};
  for (EntityId person = 0; person < life.people().size(); ++person)
    for (Day day = 3; day < life.days(); day += 28)
      if (life.people().alive(person, day)) ++days[static_cast<std::size_t>(life.people().ethnicity(person))];
  for (const Event& e : life.events()) ++harmed[static_cast<std::size_t>(life.people().ethnicity(victim_of(e)))];
  double all = 0, weighted = 0;
  for (std::size_t group = 0; group < weights.size(); ++group) {
    all += days[group];
    weighted += days[group] * weights[group];
  }
  for (std::size_t group = 0; group < weights.size(); ++group) {
    const double expected = share * days[group] * weights[group] / weighted + (1 - share) * days[group] / all;
    expect_share(harmed[group], static_cast<double>(life.events().size()), expected, ethnicity_names[group]);
  }
}

/// A charged offence against a dwelling leads to restorative justice with an adult who lives there.
TEST(SpeakingLaw, AnAdultOfTheHouseholdIsTheVictimOfTheCase) {
  const std::string service = "services.restorative_justice.";
  const Life life(all_convicted() + only("domestic_burglary", 0.5) +
                  Set{{service + "active", "true"},
                      {service + "consent", "1"},
                      {service + "victim_consent", "1"},
                      {service + "facilitator_hours_per_week", "100000"}});
  std::set<std::pair<EntityId, std::uint32_t>> burgled;
  for (const Event& e : life.events()) {
    ASSERT_TRUE(types()[e.type].victim == VictimKind::dwelling);
    burgled.emplace(e.offender, static_cast<std::uint32_t>(e.victim));
  }
  Simulation simulation(life.scene(), life.draws());
  simulation.run({});
  const Population& people = life.people();
  std::set<EntityId> offenders;
  const auto& enrolments = simulation.state().enrolments;
  for (std::uint32_t i = 0; i < enrolments.next_appended(); ++i) {
    const Enrolment& one = enrolments[i];
    if (one.follows != nobody || one.service != test::service_number("restorative_justice")) continue;
    ASSERT_NE(one.victim, nobody);
    EXPECT_NE(one.victim, one.person);
    EXPECT_GE(people.age(one.victim, one.referred), adult_age);
    EXPECT_TRUE(burgled.contains({one.person, people.household(one.victim)}));
    offenders.insert(one.person);
  }
  EXPECT_GT(offenders.size(), 100U);
}

}  // namespace
}  // namespace kith::safety::laws

// Who is harmed, where, how soon again, and what it leaves behind.
#include "models/safety/victims/law.hpp"
#include "tests/laws/made_up_place.hpp"

#include <set>

namespace kith::safety::laws {
namespace {

double share_of(std::size_t type) { return 0.25 + 0.01 * static_cast<double>(type); }
bool falls_on_dwellings(std::size_t type) { return types()[type].victim == VictimKind::dwelling; }
bool falls_on_partners(std::size_t type) { return types()[type].victim == VictimKind::partner; }

/// own_area_share: of offences near home; the rest fall in areas that border on it.
TEST(PlaceLaw, OffencesNearHomeFallInTheOwnAreaOrNextToIt) {
  const Life life(by_type("base_rate", 0.5) + Set{parameter("own_area_share", 0.4)});
  const Layer& neighbours = life.people().place.neighbours;
  double near = 0, own = 0;
  for (const Event& e : life.events()) {
    const std::uint16_t home = life.people().area(e.offender);
    const auto bordering = neighbours.of(home);
    if (bordering.empty() || falls_on_partners(e.type)) continue;
    ++near;
    own += e.area == home;
    EXPECT_TRUE(e.area == home || std::count(bordering.begin(), bordering.end(), e.area) == 1);
  }
  expect_share(own, near, 0.4, "in the own area");
}

/// away_share: by type; where shops or night life are, which may be the own area.
TEST(PlaceLaw, AShareHappensAway) {
  const Life life(by_type("base_rate", 1) + by_type("away_share", share_of));
  const std::vector<Area>& areas = life.people().place.areas;
  double retail = 0, night = 0;
  for (const Area& area : areas) {
    retail += area.retail_weight;
    night += area.night_weight;
  }
  for (std::size_t k = 0; k < type_count(); ++k) {
    if (falls_on_partners(k)) continue;
    double elsewhere = 0, expected = 0;
    for (const Event& e : life.events()) {
      if (e.type != k) continue;
      const Area& home = areas[life.people().area(e.offender)];
      const double at_home =
          types()[k].victim == VictimKind::business ? home.retail_weight / retail : home.night_weight / night;
      expected += share_of(k) * (1 - at_home);
      elsewhere += e.area != life.people().area(e.offender);
    }
    expect_count(elsewhere, expected, types()[k].name);
  }
}

/// Friends, kin, colleagues and the street of somebody.
std::set<EntityId> known_to(const Population& people, EntityId person) {
  std::set<EntityId> known;
  for (const EntityId other : people.friends.of(person)) known.insert(other);
  for (const EntityId other : people.kin.of(person)) known.insert(other);
  if (people.meeting_group[person] != nobody)
    for (const EntityId other : people.meeting_groups.members(people.meeting_group[person])) known.insert(other);
  const std::uint32_t street = people.street(people.household(person));
  for (EntityId other = people.household_first[people.street_first[street]];
       other < people.household_first[people.street_first[street + 1]]; ++other)
    known.insert(other);
  known.erase(person);
  return known;
}

/// acquaintance_share: by type; strangers met in town are known by chance. A child somebody knows may not be there.
TEST(VictimLaw, AShareIsKnownToTheOffender) {
  const Life life(by_type("base_rate", 1) + by_type("acquaintance_share", share_of) + by_type("away_share", 1));
  const Population& people = life.people();
  std::vector<double> known(type_count()), expected(type_count());
  for (const Event& e : life.events()) {
    if (types()[e.type].victim != VictimKind::person) continue;
    const std::set<EntityId> acquaintances = known_to(people, e.offender);
    const double by_chance = static_cast<double>(acquaintances.size()) / people.size();
    expected[e.type] += share_of(e.type) + (1 - share_of(e.type)) * by_chance;
    known[e.type] += static_cast<double>(acquaintances.count(static_cast<EntityId>(e.victim)));
  }
  for (std::size_t k = 0; k < type_count(); ++k)
    if (expected[k] > 0) expect_count(known[k], expected[k], types()[k].name);
}

/// Shares of the days lived by those whom offences in town can fall on, each day weighted.
double share_of_days(const Life& life, const std::function<bool(EntityId)>& holds,
                     const std::function<double(EntityId, int)>& weight) {
  double part = 0, all = 0;
  for (EntityId person = 0; person < life.people().size(); ++person)
    for (Day day = 3; day < life.days(); day += 28)
      if (life.people().alive(person, day)) {
        const double days = weight(person, life.people().age(person, day));
        all += days;
        if (holds(person)) part += days;
      }
  return part / all;
}

/// victim_female_ratio: by type.
TEST(VictimLaw, WomenAreHarmedAtARatio) {
  const auto ratio = [](std::size_t type) { return 0.4 + 0.3 * static_cast<double>(type % 7); };
  const Life life(by_type("base_rate", 1) + by_type("away_share", 1) + by_type("victim_female_ratio", ratio));
  const auto is_woman = [&](EntityId person) { return life.people().sex(person) == Sex::female; };
  for (std::size_t k = 0; k < type_count(); ++k) {
    if (types()[k].victim != VictimKind::person) continue;
    const auto of_type = [&](const Event& e) { return e.type == k && e.victim >= 0; };
    const double women =
        life.count([&](const Event& e) { return of_type(e) && is_woman(static_cast<EntityId>(e.victim)); });
    const double expected =
        share_of_days(life, is_woman, [&](EntityId person, int) { return is_woman(person) ? ratio(k) : 1.0; });
    expect_share(women, life.count(of_type), expected, types()[k].name);
  }
}

/// The same of a type that falls on children only: those of 10 to 17.
TEST(VictimLaw, GirlsAreHarmedAtARatio) {
  const Life life(
      by_type("base_rate", [](std::size_t k) { return types()[k].victim == VictimKind::child ? 2.0 : 0.0; }) +
      by_type("away_share", 1) + by_type("victim_female_ratio", 3));
  const auto is_girl = [&](EntityId person) { return life.people().sex(person) == Sex::female; };
  const auto has_victim = [](const Event& e) { return e.victim >= 0; };
  const double girls =
      life.count([&](const Event& e) { return has_victim(e) && is_girl(static_cast<EntityId>(e.victim)); });
  const double expected = share_of_days(life, is_girl, [&](EntityId person, int age) {
    return age < 10 || age > 17 ? 0.0 : is_girl(person) ? 3.0 : 1.0;
  });
  expect_share(girls, life.count(has_victim), expected, "girls");
}

/// victim_age_weight: of all types that fall on anybody.
TEST(VictimLaw, AgesAreHarmedByTheirWeight) {
  constexpr std::array<double, victim_age_names.size()> weights{0.3, 0.5, 1, 0.8, 0.4, 0.2};
  const Life life(by_type("base_rate", 1) + by_type("away_share", 1) +
                  by_label("victim_age_weight", victim_age_names, [&](std::size_t band) { return weights[band]; }));
  std::array<double, weights.size()> harmed{};
  double all = 0;
  for (const Event& e : life.events())
    if (types()[e.type].victim == VictimKind::person) {
      ++harmed[victim_age_band(life.people().age(static_cast<EntityId>(e.victim), e.day))];
      ++all;
    }
  for (std::size_t band = 0; band < weights.size(); ++band) {
    double part = 0, whole = 0;
    const auto days = life.days_at_age([](EntityId) { return true; });
    for (std::size_t age = 0; age < days.size(); ++age) {
      const std::size_t of_age = victim_age_band(static_cast<int>(age));
      whole += days[age] * weights[of_age];
      if (of_age == band) part += days[age] * weights[band];
    }
    expect_share(harmed[band], all, part / whole, victim_age_names[band]);
  }
}

/// Chance that somebody is never harmed whose number of harms has this mean over people of lognormal risk.
double chance_of_no_harm(double mean, double sigma) {
  double all = 0, none = 0;
  for (double z = -6; z <= 6; z += 0.05) {
    const double density = std::exp(-z * z / 2);
    all += density;
    none += density * std::exp(-mean * std::exp(sigma * z - sigma * sigma / 2));
  }
  return none / all;
}

Set only_type(const std::string& name, double rate) {
  return by_type("base_rate", [&](std::size_t k) { return types()[k].name == name ? rate : 0.0; });
}

/// victim_sigma: lasting differences leave so many unharmed.
TEST(VictimLaw, SomeAreHarmedAgainAndAgainAndOthersNever) {
  constexpr double sigma = 0.9;
  const Life life(only_type("robbery", 6) + by_type("away_share", 1) + Set{parameter("victim_sigma", sigma)});
  std::vector<int> harms(life.people().size());
  for (const Event& e : life.events()) ++harms[static_cast<std::size_t>(e.victim)];
  double people = 0, unharmed = 0;
  for (EntityId person = 0; person < harms.size(); ++person)
    if (life.people().alive(person, 0) && life.people().alive(person, life.days() - 1)) {
      ++people;
      unharmed += harms[person] == 0;
    }
  const double mean = static_cast<double>(life.events().size()) / people;
  expect_share(unharmed, people, chance_of_no_harm(mean, sigma), "unharmed");
}

/// dwelling_sigma: the same of dwellings, area by area.
TEST(VictimLaw, SomeDwellingsAreHarmedAgainAndAgainAndOthersNever) {
  constexpr double sigma = 0.9;
  const Life life(only_type("domestic_burglary", 3) + Set{parameter("dwelling_sigma", sigma)});
  std::vector<int> harms(life.people().household_count());
  std::vector<double> in_area(life.people().place.areas.size());
  for (const Event& e : life.events()) {
    ++harms[static_cast<std::size_t>(e.victim)];
    ++in_area[e.area];
  }
  double expected = 0;
  for (std::size_t area = 0; area < in_area.size(); ++area) {
    const double dwellings = life.people().area_household_first[area + 1] - life.people().area_household_first[area];
    if (dwellings > 0) expected += dwellings * chance_of_no_harm(in_area[area] / dwellings, sigma);
  }
  expect_count(static_cast<double>(std::count(harms.begin(), harms.end(), 0)), expected, "unharmed");
}

/// exploited_if_missing, exploited_if_looked_after: the need that tells most counts.
TEST(VictimLaw, OfSeveralNeedsOneCounts) {
  Settings settings(test::safety_declarations());
  settings.set("parameters.exploited_if_missing", 8.0, {"test"});
  settings.set("parameters.exploited_if_looked_after", 4.0, {"test"});
  ParameterReader reader(settings);
  const Parameters p = read_parameters(reader);
  const NeedSet missing = bit(Risk::missing_episodes), looked_after = bit(Risk::looked_after);
  EXPECT_DOUBLE_EQ(exploitation_weight(p, 0), 1.0 / 8);
  EXPECT_DOUBLE_EQ(exploitation_weight(p, looked_after), 0.5);
  EXPECT_DOUBLE_EQ(exploitation_weight(p, static_cast<NeedSet>(missing | looked_after)), 1);
}

/// Offences on people or on dwellings of one area, and what of them was lately harmed there.
class RepeatLaw : public testing::TestWithParam<bool> {
 protected:
  static constexpr double memory = 25, near = 0.25;
  static double boost_of(std::size_t type) { return 6 + 0.2 * static_cast<double>(type); }
  bool dwellings() const { return GetParam(); }
  bool is_of_kind(std::size_t type) const {
    return dwellings() ? falls_on_dwellings(type) : types()[type].victim == VictimKind::person;
  }
  struct Harm {
    Day day;
    std::int32_t victim;
  };
  /// Rows of the area: of people or of households.
  std::pair<std::uint32_t, std::uint32_t> rows(const Population& people, std::size_t area) const {
    const std::uint32_t first = people.area_household_first[area], last = people.area_household_first[area + 1];
    if (dwellings()) return {first, last};
    return {people.household_first[first], people.household_first[last]};
  }

  static constexpr std::array<Day, 2> windows{14, 70};

  /// Whom of the area's a harm befell within so many days before the week of an offence, and the chance that it falls
  /// on one of them.
  class Lately {
   public:
    Lately(const RepeatLaw& law, const Population& people, const Event& e, const std::vector<Harm>& harms, Day window) {
      const Day step = e.day / 7 * 7;  // what this week brings is not known yet
      for (const Harm& harm : harms)
        if (harm.day < step && harm.day >= step - window) harmed_.insert(harm.victim);
      const auto street_of = [&](std::int32_t dwelling) { return people.street(static_cast<std::uint32_t>(dwelling)); };
      std::map<std::uint32_t, double> in_street;
      if (law.dwellings())
        for (const std::int32_t dwelling : harmed_) ++in_street[street_of(dwelling)];
      double weight = 0, on_these = 0;
      for (const Harm& harm : harms) {
        if (harm.day >= step) continue;
        const double w = std::exp(-(e.day - harm.day) / memory), same = holds(harm.victim);
        weight += w;
        if (!law.dwellings()) {
          on_these += w * same;
          continue;
        }
        const std::uint32_t street = street_of(harm.victim);
        on_these += w * ((1 - near) * same +
                         near * in_street[street] / (people.street_first[street + 1] - people.street_first[street]));
      }
      const auto [first, last] = law.rows(people, e.area);
      const double ordinary = last - first, boosted = boost_of(e.type) * weight;
      const double by_chance = static_cast<double>(harmed_.size()) / ordinary;
      chance_ = weight > 0 ? (boosted * on_these / weight + ordinary * by_chance) / (boosted + ordinary) : 0;
    }
    double holds(std::int32_t victim) const { return static_cast<double>(harmed_.count(victim)); }
    double chance() const { return chance_; }

   private:
    std::set<std::int32_t> harmed_;
    double chance_ = 0;
  };
};

/// repeat_boost, repeat_memory_days, near_repeat_share: just after a harm the same person or dwelling runs so many
/// times the ordinary risk, which fades; a share of dwellings are taken of the same street instead.
TEST_P(RepeatLaw, FollowsAHarmAndFades) {
  const Life life(by_type("base_rate", [&](std::size_t k) { return is_of_kind(k) ? 0.25 : 0.0; }) +
                  by_type("repeat_boost", boost_of) +
                  Set{{"place.population_total", "240000"},
                      parameter("repeat_memory_days", memory),
                      parameter("near_repeat_share", near)});
  std::vector<std::vector<Harm>> harms(life.people().place.areas.size());
  std::vector<std::array<double, windows.size()>> observed(type_count()), expected(type_count());
  for (const Event& e : life.events()) {
    for (std::size_t i = 0; i < windows.size(); ++i) {
      const Lately lately(*this, life.people(), e, harms[e.area], windows[i]);
      observed[e.type][i] += lately.holds(e.victim);
      expected[e.type][i] += lately.chance();
    }
    harms[e.area].push_back({e.day, e.victim});
  }
  for (std::size_t i = 0; i < windows.size(); ++i) {
    double observed_of_all = 0, expected_of_all = 0;
    for (std::size_t k = 0; k < type_count(); ++k) {
      observed_of_all += observed[k][i];
      expected_of_all += expected[k][i];
      if (is_of_kind(k)) expect_count(observed[k][i], expected[k][i], types()[k].name);
    }
    expect_count(observed_of_all, expected_of_all, fmt::format("within {} days", windows[i]));
  }
}
INSTANTIATE_TEST_SUITE_P(Kinds, RepeatLaw, testing::Bool(),
                         [](const auto& tested) { return std::string(tested.param ? "dwellings" : "people"); });

/// repeat_boost of domestic abuse, repeat_memory_days: what the same people would do if every time came about comes
/// about as often as how lately the last time was says. Without a partner it falls on one or another of the home.
TEST(DomesticAbuseLaw, ComesAboutMoreOftenAfterTheLastTime) {
  constexpr double boost = 6, memory = 30;
  const Set at_home = by_type("base_rate", [](std::size_t k) { return falls_on_partners(k) ? 3.0 : 0.0; }) +
                      Set{parameter("repeat_memory_days", memory)};
  const Life every(at_home), some(at_home + by_type("repeat_boost", boost));
  std::map<std::int32_t, Day> last;
  auto next = some.events().begin();
  double expected = 0;
  for (const Event& e : every.events()) {
    const Day step = e.day / 7 * 7;  // what this week brings is not known yet
    for (; next != some.events().end() && next->day < step; ++next) last[next->victim] = next->day;
    const auto lately = last.find(e.victim);
    const double faded = lately == last.end() ? 0 : std::exp(-(e.day - lately->second) / memory);
    expected += (1 + boost * faded) / (1 + boost);
  }
  expect_count(static_cast<double>(some.events().size()), expected, "came about");
  EXPECT_GT(expected, 1.15 / (1 + boost) * static_cast<double>(every.events().size())) << "the last time counts";
}

/// trauma_after_violence: of those harmed by anything but acquisitive crime.
TEST(TraumaLaw, MayFollowViolence) {
  const Life life(by_type("base_rate", 0.3) + Set{parameter("trauma_after_violence", 0.3)});
  std::map<std::int32_t, int> times;
  for (const Event& e : life.events())
    if (e.victim >= 0 && !falls_on_dwellings(e.type) &&
        std::string_view(family_names[types()[e.type].family]) != "acquisitive")
      ++times[e.victim];
  double expected = 0;
  for (const auto& [person, n] : times) expected += 1 - std::pow(0.7, n);
  expect_count(life.of_risk(Tally::risk_factor_onsets, Risk::trauma), expected, "left with trauma", 0.7);
}

/// trauma_of_child_witness: of children in homes where domestic abuse happens.
TEST(TraumaLaw, MayBeThatOfAChildWhoSees) {
  const Life life(by_type("base_rate", [](std::size_t k) { return falls_on_partners(k) ? 1.0 : 0.0; }) +
                  Set{parameter("trauma_of_child_witness", 0.25)});
  std::map<EntityId, int> times;
  for (const Event& e : life.events()) {
    const auto [first, last] = life.people().members(life.people().household(static_cast<EntityId>(e.victim)));
    for (EntityId child = first; child < last; ++child)
      if (life.people().alive(child, e.day) && life.people().age(child, e.day) < 18) ++times[child];
  }
  double expected = 0;
  for (const auto& [child, n] : times) expected += 1 - std::pow(0.75, n);
  expect_count(life.of_risk(Tally::risk_factor_onsets, Risk::trauma), expected, "left with trauma", 0.75);
}

}  // namespace
}  // namespace kith::safety::laws

// An intervention confined to one household leaves everyone outside its reach as they were. Two worlds differ in one
// thing: in the second, one family starts early help on a given day.
// Reach, as this test means it: the household; then, whenever an offence by somebody within reach happens in only one
// of the worlds, in two ways, or with companions, the offender, the victims of both and those with ties to either
// (household, partner, friends, kin, and those whose former partner they are), for these see each other offend, go
// along, witness harm, or abuse somebody the more the less time has passed since the last time. Besides, whom strangers
// harm again in a small area depends on what was done there lately: an area where a differing offence happened may
// differ in its victims. Courts have hearings to spare, or one case less would move every later one.
#include "models/safety/victims/law.hpp"
#include "tests/safety/small_world.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace kith::safety {
namespace {

using test::operator+;

constexpr Day first_contact = 56;

struct Offence {
  std::int32_t companions, victim, area, reported, recorded, outcome, type;
  bool operator==(const Offence&) const = default;
};
/// By step, as settled: (day, offender, which of the offender's that day).
using Log = std::map<std::tuple<Day, std::int32_t, int>, Offence>;

Log log_of(const ReplicateResult& result) {
  const auto& c = result.event_columns;
  Log log;
  for (std::size_t i = 0; i < c[0].size(); ++i) {
    int which = 0;
    while (log.contains({c[0][i], c[2][i], which})) ++which;
    log[{c[0][i], c[2][i], which}] = Offence{c[3][i], c[4][i], c[5][i], c[6][i], c[7][i], c[8][i], c[1][i]};
  }
  return log;
}

/// Nobody is referred; the family of `person` alone waits, and a place comes free on the first day of contact.
void offer_to(Scene& scene, EntityId person) {
  const std::size_t service = test::service_number("early_help");
  for (Regime& regime : scene.regimes) {
    Service& help = regime.services[service];
    help.eligibility = "0";
    help.active = true;
    help.consent = 1;
    help.dropout_rate = 0;
    help.effects[0].value = 0.3;
    help.places = regime.from < first_contact ? 0 : 1;
  }
  Enrolment waiting;
  waiting.person = person;
  waiting.service = static_cast<std::uint16_t>(service);
  RecordId& record = scene.start.offender_of[person];
  if (record == nobody) {
    record = static_cast<RecordId>(scene.start.offenders.size());
    scene.start.offenders.emplace_back().person = person;
  }
  waiting.record = record;
  waiting.previous = scene.start.offenders[record].last_enrolment;
  const std::uint32_t number = scene.start.enrolments.append(waiting);
  scene.start.offenders[record].last_enrolment = number;
  scene.start.waiting[service].push_back(number);
}

class Reach {
 public:
  Reach(const Scene& scene, EntityId person) : people_(scene.population) {
    const Draws draws{static_cast<std::uint64_t>(scene.run.seed), 0};
    for (EntityId one = 0; one < people_.size(); ++one)
      for (const Day day : {first_contact, scene.timeline.last_day()})
        if (const EntityId former = former_partner(people_, scene.regimes.front().parameters, draws, one, day);
            former != nobody)
          left_by_[former].insert(one);
    add_household(people_.household(person));
  }

  bool holds(EntityId person) const { return reached_.contains(person); }
  bool holds_area(std::int32_t area) const { return areas_.contains(area); }
  std::size_t size() const { return reached_.size(); }
  void add_area(std::int32_t area) { areas_.insert(area); }
  void add_with_ties(EntityId person) {
    for (const EntityId other : ties_of(person)) reached_.insert(other);
  }
  void add_with_ties_of_ties(EntityId person) {
    for (const EntityId other : ties_of(person)) add_with_ties(other);
  }
  void add_household(std::uint32_t household) {
    const auto [first, last] = people_.members(household);
    for (EntityId member = first; member < last; ++member) add_with_ties(member);
  }

 private:
  std::vector<EntityId> ties_of(EntityId person) const {
    std::vector<EntityId> ties{person};
    const auto [first, last] = people_.members(people_.household(person));
    for (EntityId member = first; member < last; ++member) ties.push_back(member);
    for (const EntityId other : people_.friends.of(person)) ties.push_back(other);
    for (const EntityId other : people_.kin.of(person)) ties.push_back(other);
    if (people_.partner_at_home(person) != nobody) ties.push_back(people_.partner_at_home(person));
    for (const auto& couple : people_.couples_of(person)) ties.push_back(couple.partner);
    if (const auto left_by = left_by_.find(person); left_by != left_by_.end())
      ties.insert(ties.end(), left_by->second.begin(), left_by->second.end());
    return ties;
  }

  const Population& people_;
  std::map<EntityId, std::set<EntityId>> left_by_;  // those whose former partner somebody is
  std::set<EntityId> reached_;
  std::set<std::int32_t> areas_;
};

/// The person with the most offences after first contact, of those who stay, so that help has work to do.
EntityId most_active(const Scene& scene, const Log& log) {
  std::set<std::uint32_t> moving;
  for (const auto& [day, household] : scene.population.moves) moving.insert(household);
  std::map<EntityId, int> offences;
  for (const auto& [when, offence] : log) {
    const auto offender = static_cast<EntityId>(std::get<1>(when));
    const bool stays = scene.population.alive(offender, 0) && !moving.contains(scene.population.household(offender));
    if (std::get<0>(when) >= first_contact && stays) ++offences[offender];
  }
  const auto most = std::max_element(offences.begin(), offences.end(),
                                     [&](const auto& a, const auto& b) { return a.second < b.second; });
  return most->first;
}

TEST(OneHousehold, LeavesEveryoneOutsideItsReachAsTheyWere) {
  const test::Set set = test::services_off() + test::Set{{"output.events", "true"},
                                                         {"run.end", "2013-09-29"},
                                                         {"parameters.court_capacity.magistrates_and_youth", "10"},
                                                         {"parameters.court_capacity.crown", "10"},
                                                         {"parameters.police_capacity", "10"}};
  const std::string change = "[[change]]\nat = 2013-05-27\nset.\"services.early_help.places\" = 1\n";
  const auto scene = test::small_scene(set, change);
  ASSERT_EQ(scene->regimes[1].from, first_contact);
  const Log without = log_of(test::run(*scene));
  const EntityId person = most_active(*scene, without);
  offer_to(*scene, person);
  const ReplicateResult helped = test::run(*scene);
  ASSERT_EQ(test::sum(test::counts(helped, Tally::service_starts)), 1);
  const Log with = log_of(helped);

  std::set<std::tuple<Day, std::int32_t, int>> all;
  for (const auto& [when, offence] : without) all.insert(when);
  for (const auto& [when, offence] : with) all.insert(when);
  const Population& people = scene->population;
  Reach reach(*scene, person);
  int differences = 0, outside = 0;
  for (const auto& when : all) {
    const auto a = without.find(when);
    const auto b = with.find(when);
    const auto offender = static_cast<EntityId>(std::get<1>(when));
    const bool in_both = a != without.end() && b != with.end();
    const bool differs = !in_both || !(a->second == b->second);
    const Offence& offence = a != without.end() ? a->second : b->second;
    if (differs) {
      ++differences;
      ASSERT_GE(std::get<0>(when), first_contact);
      const auto reached_victim = [&](const auto& found) {
        return found->second.victim >= 0 && static_cast<std::size_t>(found->second.victim) < people.size() &&
               reach.holds(static_cast<EntityId>(found->second.victim));
      };
      const bool explained =
          reach.holds(offender) || (in_both && (reach.holds_area(a->second.area) || reach.holds_area(b->second.area) ||
                                                reached_victim(a) || reached_victim(b)));
      EXPECT_TRUE(explained) << "day " << std::get<0>(when) << " offender " << offender;
    }
    if (!differs && !(reach.holds(offender) && offence.companions > 1)) {
      outside += !reach.holds(offender);
      continue;
    }
    if (offence.companions > 1 || (in_both && b->second.companions > 1)) reach.add_with_ties_of_ties(offender);
    reach.add_with_ties(offender);
    for (const auto& [found, present] : {std::pair(a, a != without.end()), std::pair(b, b != with.end())}) {
      if (!present) continue;
      reach.add_area(found->second.area);
      const OffenceType& type = Evidence::get().offence_types()[static_cast<std::size_t>(found->second.type)];
      const bool of_person =
          type.victim == VictimKind::person || type.victim == VictimKind::partner || type.victim == VictimKind::child;
      if (of_person && found->second.victim >= 0)
        reach.add_household(people.household(static_cast<EntityId>(found->second.victim)));
    }
  }
  EXPECT_GT(differences, 5) << "help did something";
  EXPECT_LT(static_cast<double>(reach.size()), 0.5 * people.size()) << "reach is not everybody";
  EXPECT_GT(outside, static_cast<int>(all.size()) / 3);
  RecordProperty("differences", differences);
  RecordProperty("reached", static_cast<int>(reach.size()));
  RecordProperty("outside", outside);
}

}  // namespace
}  // namespace kith::safety

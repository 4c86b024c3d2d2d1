// What several services come to together: the rule by itself, and one live effect a person and service in a run.
#include "models/safety/services/joint_effect.hpp"
#include "tests/safety/trial.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>

namespace kith::safety {
namespace {

using test::Set;
using test::Trial;
using test::operator+;

TEST(JointEffect, MultipliesDownToItsLimit) {
  JointEffect joint;
  EXPECT_EQ(joint.value(0.5), 1);
  joint.add(0.9, 1);
  joint.add(0.8, 2);
  EXPECT_DOUBLE_EQ(joint.value(0.5), 0.9 * 0.8);
  joint.add(0.6, 3);
  EXPECT_DOUBLE_EQ(joint.value(0.5), 0.5);
  joint.add(0.3, 4);
  EXPECT_DOUBLE_EQ(joint.value(0.5), 0.3) << "the strongest alone goes further than the limit";
}

TEST(JointEffect, IsLimitedUpwardsToo) {
  JointEffect joint;
  for (EffectBasis basis = 0; basis < 5; ++basis) joint.add(1.5, basis);
  EXPECT_DOUBLE_EQ(joint.value(0.5), 2);
  EXPECT_DOUBLE_EQ(joint.value(0.25), 4);
}

TEST(JointEffect, CountsTheStrongestOfOneBasis) {
  JointEffect joint;
  joint.add(0.9, 7);
  joint.add(0.8, 7);
  joint.add(0.95, 7);
  joint.add(0.9, 8);
  EXPECT_NEAR(joint.value(0.1), 0.8 * 0.9, 1e-12);
}

TEST(JointEffect, OfAreaVictimAndPairIsThatOfAllEffectsAtOnce) {
  constexpr double limit = 0.5;
  const std::vector<std::vector<double>> cases[] = {{{0.9, 0.9}, {0.8}, {0.95}},
                                                    {{0.6, 0.7}, {0.6}, {}},
                                                    {{0.3, 0.9}, {0.8}, {}},
                                                    {{}, {0.3, 0.9}, {0.2}},
                                                    {{}, {}, {}},
                                                    {{0.7}, {0.7}, {0.7}}};
  for (const auto& parts : cases) {
    JointEffect all;
    std::vector<double> of_parts;
    for (EffectBasis basis = 0; const std::vector<double>& sizes : parts) {
      JointEffect part;
      for (const double size : sizes) {
        all.add(size, basis);
        part.add(size, basis++);
      }
      of_parts.push_back(part.value(limit));
    }
    EXPECT_DOUBLE_EQ(left_of_chance(of_parts[0], of_parts[1], of_parts[2], limit), all.value(limit));
  }
}

/// Police hear of nothing, so nobody goes to custody.
Set quiet() {
  Set set{{"run.end", "2013-12-31"}};
  for (const std::string& type : offence_type_names()) set.emplace_back("parameters.report_probability." + type, "0");
  return set;
}

/// The IOM service, its effect 0.8 on everything, fading over 100 weeks; `person` is on its list as often as said.
struct Twice {
  static constexpr double effect = 0.8;
  explicit Twice(double places) : trial("iom_spotlight", quiet()) {
    trial.service().places = places;
    trial.service().dose_weeks = 8;
    trial.service().decay_weeks = 100;
    for (Effect& each : trial.service().effects)
      if (each.kind == EffectKind::offending) each.value = effect;
    person = trial.readiest(1).at(0);
  }
  /// The joint effect on the person's offending at the end of each step.
  std::vector<double> by_step() const {
    Simulation simulation = test::simulation_of(trial.scene());
    std::vector<double> effects;
    Day day = 0;
    simulation.run({.steps_done = [&](std::int64_t) {
      day += 7;
      effects.push_back(simulation.parts().effects.joint_effect(person, EffectKind::offending, 0, day));
    }});
    return effects;
  }
  Trial trial;
  EntityId person;
};

TEST(OneLiveEffect, TwoAtTheSameTimeCountOnce) {
  Twice twice(test::no_limit);
  twice.trial.put_on_list(twice.person);
  twice.trial.put_on_list(twice.person);
  EXPECT_DOUBLE_EQ(twice.by_step().at(2), Twice::effect);
}

TEST(OneLiveEffect, ASecondEnrolmentRenewsTheFirst) {
  Twice once(1), twice(1);
  once.trial.put_on_list(once.person);
  twice.trial.put_on_list(twice.person, 1);
  twice.trial.put_on_list(twice.person, 0);
  const std::vector<double> first = once.by_step(), second = twice.by_step();
  EXPECT_DOUBLE_EQ(first.at(4), Twice::effect);
  EXPECT_DOUBLE_EQ(second.at(4), Twice::effect);
  EXPECT_GT(first.at(12), Twice::effect) << "fading";
  EXPECT_DOUBLE_EQ(second.at(12), Twice::effect) << "renewed, not multiplied";
  // Both fade at the same pace; the second eight weeks later.
  EXPECT_NEAR(second.at(24), first.at(16), 1e-3);
}

/// Somebody protected where patrols are: either alone leaves 0.6, both 0.36 were there no limit.
TEST(JointLimit, HoldsForAreaAndVictimTogether) {
  constexpr double each = 0.6, limit = 0.5;
  Trial trial("domestic_abuse_victim_support", quiet() + Set{{"parameters.joint_effect_limit", std::to_string(limit)}});
  Service& patrol = trial.scene().regimes[0].services[test::service_number("hot_spot_patrol")];
  patrol.active = true;
  patrol.places = test::no_limit;
  patrol.hours_per_week = 0;
  for (Service* service : {&trial.service(), &patrol})
    for (Effect& effect : service->effects) {
      effect.types = ~0ULL;
      if (effect.kind == EffectKind::opportunity || effect.kind == EffectKind::victimisation) effect.value = each;
    }
  const std::vector<EntityId> people = trial.readiest(3);
  trial.put_on_list(people[0]);
  Simulation simulation = test::simulation_of(trial.scene());
  const auto left_to = [&](EntityId harmed) {
    constexpr std::uint64_t offences = 20000;
    const auto area = static_cast<std::uint16_t>(simulation.parts().population.area(harmed));
    int left = 0;
    for (std::uint64_t key = 0; key < offences; ++key)
      left += !simulation.parts().effects.prevented({20, people[2], 0, key}, {area, harmed});
    return left / static_cast<double>(offences);
  };
  double protected_too = 0, in_area_only = 0;
  simulation.run({.steps_done = [&, step = 0](std::int64_t) mutable {
    if (++step != 3) return;
    protected_too = left_to(people[0]);
    in_area_only = left_to(people[1]);
  }});
  // False alarm of one in 100,000: 4.4 standard errors.
  EXPECT_NEAR(protected_too, limit, 0.016);
  EXPECT_NEAR(in_area_only, each, 0.016);
}

/// Of a family in early help the young have one effect, adults another, and neither is on what was not measured.
TEST(AgesAndTypes, AnEffectActsOnThoseItsSourceMeasured) {
  constexpr double on_young = 0.7, on_adults = 0.8;
  Trial trial("early_help", quiet());
  for (Effect& effect : trial.service().effects)
    if (effect.kind == EffectKind::offending) effect.value = effect.name == "effect" ? on_young : on_adults;
  const Population& people = trial.scene().population;
  EntityId adult = nobody, child = nobody;
  for (const EntityId one : trial.readiest(test::no_limit)) {
    const auto [first, last] = people.members(people.household(one));
    for (EntityId member = first; member < last && child == nobody; ++member)
      if (people.alive(member, 0) && people.alive(member, 60) && people.age(member, 0) >= 10 &&
          people.age(member, 60) < 18)
        child = member;
    if (child == nobody) continue;
    adult = one;
    break;
  }
  ASSERT_NE(child, nobody);
  trial.put_on_list(adult);
  Simulation simulation = test::simulation_of(trial.scene());
  const auto of = [&](EntityId person, const char* type, double day) {
    const TextList types = offence_type_names();
    const auto number = static_cast<std::size_t>(std::find(types.begin(), types.end(), type) - types.begin());
    return simulation.parts().effects.joint_effect(person, EffectKind::offending, number, day);
  };
  bool looked = false;
  simulation.run({.steps_done = [&, step = 0](std::int64_t) mutable {
    if (++step != 2) return;
    looked = true;
    for (const char* type : {"shoplifting", "violence_with_injury", "drugs"}) {
      EXPECT_DOUBLE_EQ(of(child, type, 14), on_young) << type;
      EXPECT_DOUBLE_EQ(of(adult, type, 14), on_adults) << type;
    }
    for (const char* type : {"domestic_abuse", "sexual_offence", "exploitation"}) {
      EXPECT_EQ(of(child, type, 14), 1) << type;
      EXPECT_EQ(of(adult, type, 14), 1) << type;
    }
    const double of_age = people.birth_day(child) + 18 * days_per_year;
    EXPECT_DOUBLE_EQ(of(child, "shoplifting", of_age + 2), on_adults) << "of age, and in the service still";
  }});
  EXPECT_TRUE(looked);
}

/// The basis of an effect of the shipped catalogue.
EffectBasis basis_of(const char* service, const std::string& effect) {
  for (const Effect& each : Catalogue::get().definitions()[test::service_number(service)].effects)
    if (each.name == effect) return each.basis;
  ADD_FAILURE() << service << " has no " << effect;
  return 0;
}

TEST(OneLiveEffect, TwoServicesOfOneEvaluationCountOnce) {
  EXPECT_EQ(basis_of("early_help", "effect"), basis_of("troubled_families", "effect"));
  EXPECT_NE(basis_of("early_help", "effect"), basis_of("restorative_justice", "effect"));
}

/// A letter after a meeting does not undo the meeting, and does not add to it.
TEST(OneLiveEffect, TheWaysAServiceIsGivenAreOneEffect) {
  EXPECT_EQ(basis_of("restorative_justice", "effect"), basis_of("restorative_justice", "indirect_effect"));
}

/// Somebody who offended against one and was harmed by another is in restorative justice as both.
TEST(OneLiveEffect, OfAnOffenderStaysWhenTheyAreAVictim) {
  const double effect = 0.7;
  Trial trial("restorative_justice", quiet());
  for (Effect& each : trial.service().effects)
    if (each.kind == EffectKind::offending) each.value = effect;
  const std::vector<EntityId> people = trial.readiest(3);
  for (const auto& [offender, victim] : {std::pair(people[0], people[1]), std::pair(people[2], people[0])}) {
    Enrolment waiting;
    waiting.person = offender;
    waiting.victim = victim;
    waiting.gives_up = never;
    waiting.service = static_cast<std::uint16_t>(test::service_number("restorative_justice"));
    test::put_on_waiting_list(trial.scene().start, waiting);
  }
  Simulation simulation = test::simulation_of(trial.scene());
  double of_both = 1, of_victim = 0;
  simulation.run({.steps_done = [&, step = 0](std::int64_t) mutable {
    if (++step != 1) return;
    const Effects& effects = simulation.parts().effects;
    of_both = effects.joint_effect(people[0], EffectKind::offending, 0, 7);
    of_victim = effects.joint_effect(people[1], EffectKind::offending, 0, 7);
  }});
  EXPECT_NEAR(of_both, effect, 0.01);
  EXPECT_EQ(of_victim, 1);
}

}  // namespace
}  // namespace kith::safety

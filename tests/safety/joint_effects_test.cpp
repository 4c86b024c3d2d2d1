// What several services come to together: the rule by itself, and one live effect a person and service in a run.
#include "models/safety/services/joint_effect.hpp"
#include "tests/safety/trial.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace kith::safety {
namespace {

using test::Set;
using test::Trial;

TEST(JointEffect, MultipliesDownToItsLimit) {
  JointEffect joint;
  EXPECT_EQ(joint.value(0.5), 1);
  joint.add(0.9, no_evaluation);
  joint.add(0.8, no_evaluation);
  EXPECT_DOUBLE_EQ(joint.value(0.5), 0.9 * 0.8);
  joint.add(0.6, no_evaluation);
  EXPECT_DOUBLE_EQ(joint.value(0.5), 0.5);
  joint.add(0.3, no_evaluation);
  EXPECT_DOUBLE_EQ(joint.value(0.5), 0.3) << "the strongest alone goes further than the limit";
}

TEST(JointEffect, IsLimitedUpwardsToo) {
  JointEffect joint;
  for (int i = 0; i < 5; ++i) joint.add(1.5, no_evaluation);
  EXPECT_DOUBLE_EQ(joint.value(0.5), 2);
  EXPECT_DOUBLE_EQ(joint.value(0.25), 4);
}

TEST(JointEffect, CountsOneEvaluationOnce) {
  JointEffect joint;
  joint.add(0.9, 7);
  joint.add(0.8, 7);
  joint.add(0.95, 7);
  joint.add(0.9, 8);
  EXPECT_NEAR(joint.value(0.1), 0.8 * 0.9, 1e-12);
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

/// Both rest on one evaluation, so a member of both families is helped once.
TEST(OneLiveEffect, TwoServicesOfOneEvaluationCountOnce) {
  const auto evaluation = [](const char* name) {
    for (const Effect& effect : Catalogue::get().definitions()[test::service_number(name)].effects)
      if (effect.kind == EffectKind::offending) return effect.evaluation;
    return no_evaluation;
  };
  EXPECT_NE(evaluation("early_help"), no_evaluation);
  EXPECT_EQ(evaluation("early_help"), evaluation("troubled_families"));
  EXPECT_EQ(evaluation("restorative_justice"), no_evaluation);
}

}  // namespace
}  // namespace kith::safety

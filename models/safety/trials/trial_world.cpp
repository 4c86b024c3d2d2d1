#include "models/safety/trials/trial_world.hpp"

#include "engine/pairing/differences.hpp"
#include "models/safety/replicate/simulation.hpp"
#include "models/safety/safety.hpp"
#include "models/safety/trials/trial_offer.hpp"
#include "models/safety/trials/trial_record.hpp"

#include <algorithm>

namespace kith::safety {
namespace {

TrialSetup setup_of(const Scenario& scenario, const TrialPlan& plan) {
  const auto names = Catalogue::get(scenario.catalogue).names();
  const TrialDays days = trial_days(scenario, plan);
  TrialSetup setup;
  setup.service = static_cast<std::size_t>(std::ranges::find(names, plan.treatment) - names.begin());
  setup.first = days.first;
  setup.last = days.last;
  setup.share = plan.share;
  if (plan.most_subjects > 0) setup.most = static_cast<std::size_t>(plan.most_subjects);
  return setup;
}

class SafetyTrial final : public TrialWorld {
 public:
  SafetyTrial(const Scenario& scenario, const TrialPlan& plan) : plan_(plan), setup_(setup_of(scenario, plan)) {
    const Scenario tried = trial_scenario(scenario, plan, false), idle = trial_scenario(scenario, plan, true);
    tried_ = make_scene(tried);
    idle_ = start_alike(tried, idle) ? make_scene_like(*tried_, idle) : make_scene_with_people_of(*tried_, idle);
  }

  TrialReplicate run(std::int64_t replicate, const RunControl& control) const override {
    TrialReplicate result{replicate, {}, {}};
    TrialRecord record;
    if (!plan_.placebo) record = record_of(*held_in(*tried_, replicate, control), setup_, plan_);
    const std::unique_ptr<Simulation> idle = held_in(*idle_, replicate, control);
    TrialRecord placebo = record_of(*idle, setup_, plan_);
    result.placebo = placebo.subjects;
    if (plan_.placebo) record = std::move(placebo);
    add_without(record, *idle, plan_.placebo ? *idle_ : *tried_, setup_, plan_);
    result.tried = std::move(record.subjects);
    return result;
  }

  std::int64_t steps() const override {
    return (tried_->timeline.step_count() - tried_->first_step) * (plan_.placebo ? 1 : 2);
  }
  std::int64_t people() const override { return tried_->people_present.front(); }
  std::int64_t bytes_of_state() const override { return static_cast<std::int64_t>(tried_->start.bytes()); }

 private:
  std::unique_ptr<Simulation> held_in(const Scene& scene, std::int64_t replicate, const RunControl& control) const {
    auto held = std::make_unique<Simulation>(
        scene, Draws{static_cast<std::uint64_t>(scene.run.seed), static_cast<std::uint64_t>(replicate)});
    held->begin();
    held->hold_trial(setup_);
    held->live(control);
    held->choose_lives();
    return held;
  }

  TrialPlan plan_;
  TrialSetup setup_;
  std::unique_ptr<Scene> tried_, idle_;
};

}  // namespace

std::unique_ptr<TrialWorld> make_trial_world(const Scenario& scenario, const TrialPlan& plan) {
  return std::make_unique<SafetyTrial>(scenario, plan);
}

}  // namespace kith::safety

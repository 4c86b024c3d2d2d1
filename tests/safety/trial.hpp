// One service in a small world, with people put on its waiting list by hand, so that what each rule does is known.
#pragma once

#include "tests/safety/small_world.hpp"

#include <set>

namespace kith::safety::test {

inline constexpr std::size_t no_limit = 1000000;

/// A world of one service, to which nobody is referred but those put on its list.
class Trial {
 public:
  explicit Trial(const std::string& name, const Set& set = {})
      : scene_(small_scene(services_off() + Set{{"output.events", "true"}} + set)), index_(service_number(name)) {
    service().active = true;
    service().first_day = parse_date("1900-01-01");
    service().eligibility = "0";
    service().consent = service().victim_consent = 1;
    service().dropout_rate = 0;
    service().places = no_limit;
    staff() = no_limit;
  }
  Service& service() { return scene_->regimes[0].services[index_]; }
  Scene& scene() { return *scene_; }
  const Scene& scene() const { return *scene_; }
  /// Staff hours a week of the pool it draws on.
  double& staff() { return scene_->regimes[0].pool_hours[service().pool]; }

  std::uint32_t put_on_list(EntityId person, float priority = 0, Day referred = 0, Day gives_up = never) {
    Enrolment waiting;
    waiting.person = person;
    waiting.referred = referred;
    waiting.gives_up = gives_up;
    waiting.priority = priority;
    waiting.service = static_cast<std::uint16_t>(index_);
    return put_on_waiting_list(scene_->start, waiting);
  }

  /// Adults present all year, whose household does not move, at liberty at its start, one a household, the readiest to
  /// offend first.
  std::vector<EntityId> readiest(std::size_t most) const {
    const Population& people = scene_->population;
    std::vector<std::pair<double, EntityId>> ready;
    const Day last = scene_->timeline.last_day();
    for (EntityId person = 0; person < people.size(); ++person) {
      if (!people.alive(person, 0) || !people.alive(person, last) || people.age(person, 0) < 18) continue;
      const RecordId record = scene_->start.offender_of[person];
      if (record != nobody && scene_->start.offenders[record].in_custody(0)) continue;
      ready.emplace_back(-scene_->hazards->bound(person), person);
    }
    std::sort(ready.begin(), ready.end());
    std::vector<EntityId> chosen;
    std::set<std::uint32_t> households;  // already chosen from, or moving away during the run
    for (const auto& [day, household] : people.moves)
      if (day >= 0) households.insert(household);
    for (const auto& [rate, person] : ready)
      if (chosen.size() < most && households.insert(people.household(person)).second) chosen.push_back(person);
    return chosen;
  }

  ReplicateResult run() {
    Simulation simulation = simulation_of(*scene_);
    ReplicateResult result = simulation.run({.steps_done = [&](std::int64_t) {
      most_enrolled = std::max(most_enrolled, simulation.state().enrolled[index_].size());
      if (after_first_step.in_use() == 0) after_first_step = simulation.state().enrolments;
    }});
    at_end = simulation.state().enrolments;
    return result;
  }
  std::size_t most_enrolled = 0;
  ReusedRows<Enrolment> after_first_step, at_end;

 private:
  std::unique_ptr<Scene> scene_;
  std::size_t index_;
};

}  // namespace kith::safety::test

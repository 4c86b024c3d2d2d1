#include "tools/studies/sweep/worlds.hpp"

#include "tools/console/models.hpp"
#include "tools/studies/sweep/points.hpp"

#include <algorithm>

namespace kith::sweep {
namespace {

/// Whether a setting says who the people are, as settings_of_people names them: paths or tables of paths.
bool is_of_people(const std::string& path, const std::vector<std::string>& settings_of_people) {
  const auto covers = [&](const std::string& table) { return path == table || path.starts_with(table + "."); };
  return covers("run") || std::ranges::any_of(settings_of_people, covers);
}

}  // namespace

Worlds::Worlds(const SweepFile& sweep, const Plan& plan)
    : sweep_(sweep), plan_(plan), model_(tools::model_of(sweep.scenario)), base_(sweep.scenario) {
  // A sweep keeps no event logs.
  const auto events = base_.settings.entries().find("output.events");
  if (events != base_.settings.entries().end()) base_.settings.set("output.events", false, events->second.origin);
}

Scenario Worlds::scenario_of(std::size_t point) const {
  std::vector<Variation> variations = variations_of(sweep_, plan_, point);
  if (!plan_.common_random_numbers)
    variations.push_back({"run.seed", plan_.points[point].seed, std::nullopt, {"plan"}});
  Scenario scenario = with_values(base_, variations);
  if (std::vector<Problem> problems = point_problems(scenario); !problems.empty())
    throw InputError(std::move(problems));
  return scenario;
}

std::string Worlds::text_of(std::size_t point, bool people_only) const {
  const std::vector<std::string> of_people = model_.settings_of_people();
  const Point& planned = plan_.points[point];
  std::string text;
  for (std::size_t k = 0; k < sweep_.parameters.size(); ++k) {
    const VariedParameter& parameter = sweep_.parameters[k];
    if (parameter.at || (people_only && !is_of_people(parameter.setting.path, of_people))) continue;
    text += planned.values[k] + "\n";
  }
  return text + std::to_string(planned.seed);
}

Worlds::Pointer Worlds::world_of(std::size_t point) {
  std::promise<Pointer> promise;
  std::shared_future<Pointer> other;
  const std::string people = text_of(point, true);
  const std::string start = text_of(point, false);
  {
    const std::scoped_lock lock(mutex_);
    const auto found = std::ranges::find_if(kept_, [&](const Kept& kept) { return kept.point == point; });
    if (found != kept_.end()) {
      kept_.splice(kept_.begin(), kept_, found);
      other = found->world;
    } else {
      kept_.push_front({point, people, start, promise.get_future().share()});
      while (kept_.size() > most_kept_) kept_.pop_back();
    }
  }
  if (other.valid()) return other.get();
  try {
    Pointer world = build(point, people, start);
    promise.set_value(world);
    return world;
  } catch (...) {
    promise.set_exception(std::current_exception());
    forget(point);
    throw;
  }
}

void Worlds::forget(std::size_t point) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(kept_, [&](const Kept& kept) { return kept.point == point; });
}

/// A world built already that shares most with the point: the same first day, or at least the same people; null if
/// there is none.
Worlds::Pointer Worlds::like(std::size_t point, const std::string& people, const std::string& start) {
  const auto is_there = [&](const Kept& kept) {
    return kept.point != point && kept.world.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  };
  const std::scoped_lock lock(mutex_);
  const Kept* best = nullptr;
  for (const Kept& kept : kept_) {
    if (!is_there(kept)) continue;
    if (kept.start == start) return kept.world.get();
    if (kept.people == people && best == nullptr) best = &kept;
  }
  return best == nullptr ? nullptr : best->world.get();
}

Worlds::Pointer Worlds::build(std::size_t point, const std::string& people, const std::string& start) {
  const Scenario scenario = scenario_of(point);
  const Pointer other = like(point, people, start);
  return other ? model_.build_like(*other, scenario) : model_.build(scenario);
}

void Worlds::keep_at_most(std::size_t worlds) {
  const std::scoped_lock lock(mutex_);
  most_kept_ = worlds;
  while (kept_.size() > most_kept_) kept_.pop_back();
}

}  // namespace kith::sweep

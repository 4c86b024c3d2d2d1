#include "tools/studies/sweep/points.hpp"

#include "engine/run/reactions.hpp"
#include "engine/settings/reactions.hpp"
#include "engine/settings/scenario_dates.hpp"
#include "engine/settings/written_changes.hpp"
#include "engine/work/blocks.hpp"
#include "results/sha256.hpp"
#include "tools/console/models.hpp"
#include "tools/studies/sweep/worker.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>

namespace kith::sweep {
namespace {

constexpr std::size_t points_a_block = 64;
constexpr std::size_t most_values_named = 4;
constexpr std::size_t most_problems_said = 20;

/// The base of all points, without what copying it need not carry.
SweepFile light(const SweepFile& sweep) {
  SweepFile copy = sweep;
  copy.texts.clear();
  copy.scenario.texts.clear();
  return copy;
}

/// The line of the setting that varies which a problem is about: where it is said to be, else the one it names.
SourceLocation line_of(const SweepFile& sweep, const Problem& problem) {
  for (const VariedParameter& parameter : sweep.parameters)
    if (format_location(parameter.where) == format_location(problem.where)) return parameter.where;
  for (const VariedParameter& parameter : sweep.parameters)
    if (problem.message.find(parameter.setting.path) != std::string::npos) return parameter.where;
  return sweep.parameters.empty() ? SourceLocation{sweep.file.string()} : sweep.parameters.front().where;
}

/// A problem and the points that have it.
struct Fault {
  SourceLocation where;
  std::string message;
  std::size_t first = 0;
  std::size_t points = 0;
};

std::vector<Problem> problems_at(const SweepFile& sweep, const Plan& plan, std::size_t point) {
  std::vector<Problem> problems = point_problems(scenario_at(sweep, plan, point));
  for (Problem& problem : problems) {
    const SourceLocation line = line_of(sweep, problem);
    if (format_location(line) != format_location(problem.where) && !problem.where.file.empty() &&
        problem.where.file != "default")
      problem.message += fmt::format(" ({})", format_location(problem.where));
    problem.where = line;
  }
  return problems;
}

std::vector<Fault> faults_of(const SweepFile& sweep, const Plan& plan) {
  const std::size_t count = plan.points.size();
  std::vector<std::vector<Problem>> problems(count);
  for_each_block((count + points_a_block - 1) / points_a_block, [&](std::size_t block) {
    const std::size_t end = std::min(count, (block + 1) * points_a_block);
    for (std::size_t point = block * points_a_block; point < end; ++point)
      problems[point] = problems_at(sweep, plan, point);
  });
  std::vector<Fault> faults;
  std::map<std::string, std::size_t> known;
  for (std::size_t point = 0; point < count; ++point)
    for (Problem& problem : problems[point]) {
      const auto [found, is_new] = known.emplace(format_location(problem.where) + problem.message, faults.size());
      if (is_new) faults.push_back({problem.where, std::move(problem.message), point, 0});
      ++faults[found->second].points;
    }
  return faults;
}

std::string others(std::size_t points) {
  return points < 2 ? "" : fmt::format(" and {} other{}", points - 1, points == 2 ? "" : "s");
}

void check_scenarios(const SweepFile& sweep, const Plan& plan) {
  const std::vector<Fault> faults = faults_of(sweep, plan);
  if (faults.empty()) return;
  std::vector<Problem> problems;
  for (std::size_t i = 0; i < std::min(faults.size(), most_problems_said); ++i)
    problems.push_back({faults[i].where, fmt::format("{}{}: {}", name_of_point(plan, faults[i].first),
                                                     others(faults[i].points), faults[i].message)});
  if (faults.size() > most_problems_said)
    problems.push_back(
        {{sweep.file.string()}, fmt::format("and {} further problems of points", faults.size() - most_problems_said)});
  throw InputError(std::move(problems));
}

/// Whether axes or files may depend on a setting: dates and steps of the run, and who the people are.
bool shapes_worlds(const std::string& path, const std::vector<std::string>& of_people) {
  const auto within = [&](const std::string& table) { return path == table || path.starts_with(table + "."); };
  return within("run") || within("place") || std::ranges::any_of(of_people, within);
}

/// One point of each combination of the values that shape worlds.
std::vector<std::size_t> unlike_points(const SweepFile& sweep, const Plan& plan) {
  const std::vector<std::string> of_people = tools::model_of(sweep.scenario).settings_of_people();
  std::vector<std::size_t> shaping, points;
  for (std::size_t k = 0; k < sweep.parameters.size(); ++k)
    if (shapes_worlds(sweep.parameters[k].setting.path, of_people)) shaping.push_back(k);
  std::set<std::vector<std::string>> seen;
  for (std::size_t point = 0; point < plan.points.size(); ++point) {
    std::vector<std::string> values;
    for (const std::size_t k : shaping) values.push_back(plan.points[point].values[k]);
    if (seen.insert(std::move(values)).second) points.push_back(point);
  }
  return points;
}

std::size_t entries_of(const Dimension& axis) { return std::max(axis.labels.size(), axis.values.size()); }

bool alike(const Dimension& a, const Dimension& b) {
  return a.labels == b.labels && a.values == b.values && a.unit == b.unit;
}

/// The setting that tells two points apart and shapes worlds, for the line to name.
SourceLocation what_differs(const SweepFile& sweep, const Plan& plan, std::size_t a, std::size_t b) {
  const std::vector<std::string> of_people = tools::model_of(sweep.scenario).settings_of_people();
  for (std::size_t k = 0; k < sweep.parameters.size(); ++k)
    if (plan.points[a].values[k] != plan.points[b].values[k] &&
        shapes_worlds(sweep.parameters[k].setting.path, of_people))
      return sweep.parameters[k].where;
  return {sweep.file.string()};
}

std::string unlike_axes(const Plan& plan, const Measure& measure, const Dimension& first, const Dimension& other,
                        std::size_t a, std::size_t b) {
  const std::string here = name_of_point(plan, a), there = name_of_point(plan, b);
  const std::string how =
      entries_of(first) == entries_of(other)
          ? fmt::format("is not the same at {} and at {}", here, there)
          : fmt::format("has {} entries at {}, but {} at {}", entries_of(first), here, entries_of(other), there);
  return fmt::format(
      "the measure '{}' cannot be kept, since its axis '{}' {}; one file holds one axis for all points. "
      "Keep measures without axes, or let the axis be the same",
      measure.name, first.name, how);
}

void check_axes(const SweepFile& sweep, const Plan& plan) {
  const Model& model = tools::model_of(sweep.scenario);
  const MeasureSet declared = kept_measures(model.measures(), plan.measures);
  if (declared.dimensions.empty()) return;
  std::vector<Problem> problems;
  std::optional<MeasureSet> first;
  for (const std::size_t point : unlike_points(sweep, plan)) {
    MeasureSet kept = kept_measures(model.measures_of(scenario_at(sweep, plan, point)), plan.measures);
    if (!first) {
      first = std::move(kept);
      continue;
    }
    for (const Measure& measure : kept.measures)
      for (const std::string& axis : measure.dimensions)
        if (!alike(first->dimension(axis), kept.dimension(axis)))
          problems.push_back({what_differs(sweep, plan, 0, point),
                              unlike_axes(plan, measure, first->dimension(axis), kept.dimension(axis), 0, point)});
    if (!problems.empty()) throw InputError(std::move(problems));
  }
}

std::string sha256_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return results::sha256(std::string(std::istreambuf_iterator<char>(stream), {}));
}

}  // namespace

Scenario scenario_at(const SweepFile& sweep, const Plan& plan, std::size_t point) {
  std::vector<Variation> variations = variations_of(sweep, plan, point);
  if (!plan.common_random_numbers) variations.push_back({"run.seed", plan.points[point].seed, std::nullopt, {"plan"}});
  return with_values(sweep.scenario, variations);
}

std::vector<Problem> point_problems(const Scenario& scenario) {
  std::vector<Problem> problems = date_problems(scenario);
  for (Problem& problem : step_problems(scenario.changes, tools::declarations_of(scenario)))
    problems.push_back(std::move(problem));
  for (Problem& problem : reaction_problems(scenario, tools::declarations_of(scenario)))
    problems.push_back(std::move(problem));
  if (!problems.empty()) return problems;  // a model need not bear a run that ends before it starts
  try {
    problems = condition_problems(scenario, tools::model_of(scenario));
    for (Problem& problem : tools::model_of(scenario).problems(scenario)) problems.push_back(std::move(problem));
    return problems;
  } catch (const InputError& error) {
    return error.problems();
  }
}

std::string name_of_point(const Plan& plan, std::size_t point) {
  std::vector<std::string> values;
  const std::size_t count = std::min(plan.parameters.size(), most_values_named);
  for (std::size_t k = 0; k < count; ++k)
    values.push_back(fmt::format("{} = {}", plan.parameters[k].path, plan.points[point].values[k]));
  if (plan.parameters.size() > count) values.push_back(fmt::format("and {} more", plan.parameters.size() - count));
  return fmt::format("point {} ({})", point, fmt::join(values, ", "));
}

void check_points(const SweepFile& sweep, const Plan& plan) {
  const SweepFile base = light(sweep);
  check_scenarios(base, plan);
  check_axes(base, plan);
}

std::vector<Input> files_of_points(const SweepFile& sweep, const Plan& plan) {
  const Model& model = tools::model_of(sweep.scenario);
  std::vector<Input> inputs;
  std::set<std::filesystem::path> seen;
  for (const std::size_t point : unlike_points(sweep, plan))
    for (const std::filesystem::path& file : model.input_files(scenario_at(sweep, plan, point)))
      if (seen.insert(file).second) inputs.push_back({file.string(), "", sha256_of(file)});
  return inputs;
}

}  // namespace kith::sweep

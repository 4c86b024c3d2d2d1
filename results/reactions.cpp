#include "results/reactions.hpp"

#include "engine/run/reactions.hpp"
#include "results/statistics.hpp"

#include <algorithm>
#include <cmath>

namespace kith::results {
namespace {

const Dimension* axis_of(const MeasureSet& measures) {
  const auto found = std::ranges::find(measures.dimensions, std::string(reaction_axis), &Dimension::name);
  return found == measures.dimensions.end() ? nullptr : &*found;
}

std::vector<Measure> told_of_reactions(const MeasureSet& measures) {
  std::vector<Measure> told;
  for (const Measure& measure : measures.measures)
    if (std::ranges::find(measure.dimensions, std::string(reaction_axis)) != measure.dimensions.end())
      told.push_back(measure);
  return told;
}

/// A row by the run's own reactions, by those of all.
Reals laid_over(const Reals& own, const std::vector<std::string>& own_names, const std::vector<std::string>& names) {
  Reals values;
  for (const std::string& name : names) {
    const auto found = std::ranges::find(own_names, name);
    values.push_back(found == own_names.end() ? none : own[static_cast<std::size_t>(found - own_names.begin())]);
  }
  return values;
}

void spread_over(Run& run, const Dimension& axis, const std::vector<Measure>& told) {
  const bool has_any = axis_of(run.measures) != nullptr;
  const std::vector<std::string> own = has_any ? axis_of(run.measures)->labels : std::vector<std::string>{};
  for (ReplicateResult& replicate : run.replicates)
    for (const Measure& measure : told) {
      if (!has_any)
        replicate.arrays.emplace_back(Reals(axis.labels.size(), none));
      else if (Reals& values = replicate.reals(run.measures.index(measure.name)); own != axis.labels)
        values = laid_over(values, own, axis.labels);
    }
  std::erase_if(run.measures.dimensions, [](const Dimension& one) { return one.name == reaction_axis; });
  run.measures.dimensions.push_back(axis);
  if (!has_any) run.measures.measures.insert(run.measures.measures.end(), told.begin(), told.end());
}

/// Of one scenario, by replicate and reaction.
std::vector<Reals> rows_of(const Run& run, const char* measure, std::size_t scenario) {
  const std::size_t count = axis_of(run.measures)->labels.size();
  std::vector<Reals> rows;
  for (const ReplicateResult& replicate : run.replicates) {
    const auto begin =
        replicate.reals(run.measures.index(measure)).begin() + static_cast<std::ptrdiff_t>(scenario * count);
    rows.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(count));
  }
  return rows;
}

double mean_of_reaction(const std::vector<Reals>& rows, std::size_t reaction) {
  double sum = 0;
  for (const Reals& row : rows) sum += row[reaction];
  return sum / static_cast<double>(rows.size());
}

/// The lower of the two in the middle, so that it is a day on which the change came.
void tell_days(ReactionTold& told, const std::vector<Reals>& first, std::size_t reaction) {
  Reals days;
  for (const Reals& row : first)
    if (!std::isnan(row[reaction])) days.push_back(row[reaction]);
  std::ranges::sort(days);
  told.replicates = first.size();
  told.acted = days.size();
  told.earliest = days.empty() ? none : days.front();
  told.median = days.empty() ? none : days[(days.size() - 1) / 2];
  told.latest = days.empty() ? none : days.back();
}

}  // namespace

void unite_reactions(std::vector<Run>& runs) {
  Dimension axis;
  std::vector<Measure> told;
  for (const Run& run : runs) {
    const Dimension* own = axis_of(run.measures);
    if (own == nullptr) continue;
    if (axis.name.empty()) {
      axis = *own;
      told = told_of_reactions(run.measures);
    }
    for (const std::string& name : own->labels)
      if (std::ranges::find(axis.labels, name) == axis.labels.end()) axis.labels.push_back(name);
  }
  if (axis.name.empty()) return;
  for (Run& run : runs) spread_over(run, axis, told);
}

std::vector<ReactionTold> reactions_told(const Run& run, std::size_t scenario) {
  const Dimension* axis = axis_of(run.measures);
  if (axis == nullptr || run.replicates.empty()) return {};
  const auto first = rows_of(run, first_day_of_reactions, scenario);
  const auto times = rows_of(run, times_of_reactions, scenario), days = rows_of(run, days_of_reactions, scenario);
  std::vector<ReactionTold> all;
  for (std::size_t i = 0; i < axis->labels.size(); ++i) {
    if (std::isnan(times.front()[i])) continue;  // another scenario's
    ReactionTold told{.name = axis->labels[i]};
    tell_days(told, first, i);
    told.mean_times = mean_of_reaction(times, i);
    told.mean_days = mean_of_reaction(days, i);
    all.push_back(std::move(told));
  }
  return all;
}

}  // namespace kith::results

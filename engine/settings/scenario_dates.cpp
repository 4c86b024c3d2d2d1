#include "engine/settings/scenario_dates.hpp"

#include "engine/time/calendar.hpp"

#include <fmt/format.h>

namespace kith {
namespace {

constexpr double longest_run_years = 200;

bool outside(Date day, Date start, Date end) { return day < start || day > end; }

}  // namespace

std::string run_problem(Date start, Date end) {
  if (end < start)
    return fmt::format("the run ends before it starts: 'run.end' is {}, 'run.start' is {}", format_date(end),
                       format_date(start));
  if (static_cast<double>((end - start).count()) > longest_run_years * days_per_year)
    return fmt::format("the run from {} to {} is longer than {} years", format_date(start), format_date(end),
                       longest_run_years);
  return "";
}

std::string change_problem(Date at, Date start, Date end) {
  if (end < start || !outside(at, start, end)) return "";
  return fmt::format("a change on {} lies outside the run, which goes from {} to {}", format_date(at),
                     format_date(start), format_date(end));
}

std::string target_problem(Date by, Date start, Date end) {
  if (!outside(by, start, end)) return "";
  return fmt::format("a target for {} cannot be judged by a run from {} to {}", format_date(by), format_date(start),
                     format_date(end));
}

std::vector<Problem> date_problems(const Scenario& scenario) {
  const auto run = read<RunSettings>(scenario.settings);
  std::vector<Problem> problems;
  const auto add = [&](const SourceLocation& where, std::string problem) {
    if (!problem.empty()) problems.push_back({where, std::move(problem)});
  };
  const auto& entries = scenario.settings.entries();
  const bool end_written = entries.at("run.end").origin.file != "default";
  add(entries.at(end_written ? "run.end" : "run.start").origin, run_problem(run.start, run.end));
  if (!problems.empty()) return problems;
  for (const Change& change : scenario.changes) add(change.where, change_problem(change.at, run.start, run.end));
  for (const Reaction& reaction : scenario.reactions)
    if (reaction.at) add(reaction.where, change_problem(*reaction.at, run.start, run.end));
  for (const Target& target : scenario.targets)
    if (target.by) add(target.where, target_problem(*target.by, run.start, run.end));
  return problems;
}

}  // namespace kith

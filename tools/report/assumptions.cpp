#include "tools/report/assumptions.hpp"

#include "engine/tables/csv_table.hpp"
#include "tools/console/format.hpp"
#include "tools/console/terminal.hpp"
#include "tools/report/doubt_summary.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

namespace kith::tools {
namespace {

constexpr std::size_t most_shown = 20;
constexpr double none = std::numeric_limits<double>::quiet_NaN();

const std::string& grade_of(const Assumption& assumption) { return assumption.evidence.grade; }
double strength(const Assumption& assumption) {
  return std::isnan(assumption.rank_correlation) ? -1 : std::abs(assumption.rank_correlation);
}

std::map<std::string, std::size_t> count_by_grade(const std::vector<Assumption>& assumptions) {
  std::map<std::string, std::size_t> counts;
  for (const Assumption& assumption : assumptions) ++counts[grade_of(assumption)];
  return counts;
}

/// Whether the change in the last scenario goes up and down with anything.
bool varies(const results::EvidenceDraws& draws) {
  return draws.draws > 0 && std::ranges::any_of(results::rank_correlations(draws, draws.scenarios - 1, 0),
                                                [](double with) { return !std::isnan(with); });
}

/// The pairs as draws of the measure the answer is about, or of the first headline whose change varies over them.
results::EvidenceDraws draws_of_answer(const results::Run& run, const std::vector<std::string>& headlines) {
  std::vector<results::Preference> asked;
  if (const auto preference = preference_of(run, headlines)) asked.push_back(*preference);
  for (const std::string& name : headlines) asked.push_back({name, true});
  for (const results::Preference& preference : asked)
    if (results::EvidenceDraws draws = results::pairs_as_draws(run, preference); varies(draws)) return draws;
  return {};
}

/// What the pairs drew fills in what is not known of a number, and how much the answer goes with it.
void tell_of_draws(const results::Run& run, const std::vector<std::string>& headlines,
                   std::map<std::string, Assumption*>& by_path) {
  for (const results::HeldNumber& held : run.doubt.held)
    if (const auto found = by_path.find(held.path); found != by_path.end())
      found->second->uncertainty = "held: " + held.why;
  for (const results::DrawnNumber& number : run.doubt.numbers)
    if (const auto found = by_path.find(number.path); found != by_path.end())
      found->second->uncertainty = number.distribution;
  if (run.doubt.numbers.empty() || run.replicates.size() < 2) return;
  const results::EvidenceDraws draws = draws_of_answer(run, headlines);
  if (draws.draws == 0) return;
  const std::size_t last = run.scenarios.size() - 1;
  const Reals correlations = results::rank_correlations(draws, last, 0);
  for (std::size_t i = 0; i < draws.numbers.size(); ++i)
    if (const auto found = by_path.find(draws.numbers[i].path); found != by_path.end())
      found->second->rank_correlation = correlations[i];
  for (const results::Influence& one : results::influences(draws, last, 0))
    if (const auto found = by_path.find(draws.numbers[one.number].path); found != by_path.end())
      found->second->beyond_chance = true;
}

std::string correlation_text(double correlation) {
  return std::isnan(correlation) ? std::string() : fmt::format("{:+.2f}", correlation);
}

std::string line_of(const Assumption& one) {
  return fmt::format("  {:>5}{} {} = {}{} ({})\n", correlation_text(one.rank_correlation),
                     one.beyond_chance ? "*" : " ", terminal_safe(one.evidence.path), terminal_safe(one.evidence.value),
                     one.evidence.unit.empty() ? "" : " " + terminal_safe(one.evidence.unit),
                     terminal_safe(grade_of(one)));
}

}  // namespace

std::vector<Assumption> assumptions_of(const results::Run& run, const std::vector<std::string>& headlines) {
  std::vector<Assumption> all;
  for (const results::Run::Evidence& evidence : run.evidence) all.push_back({evidence, "stands as it is", none, false});
  std::map<std::string, Assumption*> by_path;
  for (Assumption& one : all) by_path.emplace(one.evidence.path, &one);
  if (!run.scenarios.empty()) tell_of_draws(run, headlines, by_path);
  const std::map<std::string, std::size_t> counts = count_by_grade(all);
  const auto rank = [&](const Assumption& one) {
    return std::tuple(-static_cast<double>(counts.at(grade_of(one))), grade_of(one), -strength(one), one.evidence.path);
  };
  std::ranges::sort(all, {}, rank);
  return all;
}

std::string assumptions_text(const results::Run& run, const std::vector<Assumption>& assumptions) {
  std::vector<std::string> grades;
  for (const auto& [grade, count] : count_by_grade(assumptions)) grades.push_back(fmt::format("{} {}", count, grade));
  std::string text =
      fmt::format("{} rests on {}: {}.\n", terminal_safe(run.name),
                  plural(static_cast<std::int64_t>(assumptions.size()), "number"), fmt::join(grades, ", "));
  std::vector<Assumption> moving;
  std::ranges::copy_if(assumptions, std::back_inserter(moving), [](const auto& one) { return strength(one) >= 0; });
  if (moving.empty())
    return text + "Nothing was drawn, so which of them the answer hangs on cannot be said: kith compare draws them.\n";
  std::ranges::stable_sort(moving, std::greater{}, strength);
  moving.resize(std::min(moving.size(), most_shown));
  text += fmt::format("The answer goes most with these (rank correlation over {}; * beyond chance):\n",
                      plural(static_cast<std::int64_t>(run.replicates.size()), "pair"));
  for (const Assumption& one : moving) text += line_of(one);
  if (std::ranges::none_of(moving, &Assumption::beyond_chance))
    text += "None of these is more than chance brings among so many numbers; more pairs would tell.\n";
  return text;
}

std::string assumptions_csv(const std::vector<Assumption>& assumptions) {
  std::string text = "assumption,value,unit,quality,uncertainty,impact,impact_beyond_chance,source,set_by,owner\n";
  for (const Assumption& one : assumptions)
    text += fmt::format("{},{},{},{},{},{},{},{},{},\n", csv_cell(one.evidence.path), csv_cell(one.evidence.value),
                        csv_cell(one.evidence.unit), csv_cell(grade_of(one)), csv_cell(one.uncertainty),
                        correlation_text(one.rank_correlation), one.beyond_chance ? "yes" : "no",
                        csv_cell(one.evidence.source), csv_cell(one.evidence.origin));
  return text;
}

}  // namespace kith::tools

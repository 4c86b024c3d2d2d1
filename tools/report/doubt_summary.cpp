#include "tools/report/doubt_summary.hpp"

#include "results/judged.hpp"
#include "tools/console/format.hpp"
#include "tools/console/terminal.hpp"
#include "tools/report/answer.hpp"
#include "tools/report/evidence_draws_summary.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace kith::tools {
namespace {

using Align = Table::Align;
using results::PartOfDoubt;
using results::Run;

struct NamedPart {
  const char* name;
  const char* title;
  PartOfDoubt results::SplitOfDoubt::*part;
};
constexpr std::array named_parts = {NamedPart{"chance", "chance", &results::SplitOfDoubt::chance},
                                    NamedPart{"people", "who lives there", &results::SplitOfDoubt::people},
                                    NamedPart{"numbers", "what is not known", &results::SplitOfDoubt::numbers}};

bool is_in_doubt(const results::Doubt& doubt, const NamedPart& part) {
  if (part.part == &results::SplitOfDoubt::people) return doubt.population;
  return part.part == &results::SplitOfDoubt::chance || !doubt.numbers.empty();
}

std::string part_in_words(const PartOfDoubt& part) {
  if (std::isnan(part.share)) return "-";
  return fmt::format("{} ({} to {})", format_whole_percent(part.share), format_whole_percent(part.low),
                     format_whole_percent(part.high));
}

bool is_split(const Run& run) { return !run.doubt.agains.empty(); }

/// The pairs as draws of the preferred measure; none where pairs differ in chance alone.
/// As the first target that can be judged asks; else by the preferred headline.
results::EvidenceDraws draws_told(const Run& run, const std::vector<std::string>& headlines) {
  if (run.doubt.chance_alone() || run.replicates.size() < 2) return {};
  for (const results::Goal& goal : run.goals)
    if (results::EvidenceDraws draws = results::pairs_as_draws(run, goal); draws.draws > 0) return draws;
  const auto preference = preference_of(run, headlines);
  if (!preference) return {};
  return results::pairs_as_draws(run, *preference);
}

std::string title_of(const results::ComparedScenario& scenario) {
  return terminal_safe(scenario.name.empty() ? in_words(scenario.label) : scenario.name);
}

/// "" if all are equally good in every pair.
std::string best_in_words(const Run& run, const results::EvidenceDraws& draws) {
  const results::SoleBest best = results::sole_best(draws);
  if (best.shared == draws.draws) return "";
  std::vector<std::string> told;
  told.reserve(best.alone.size() + 1);
  for (std::size_t i = 0; i < best.alone.size(); ++i)
    told.push_back(fmt::format("{} in {}", title_of(run.scenarios[i]), best.alone[i]));
  if (best.shared > 0) told.push_back(fmt::format("none, being equal, in {}", best.shared));
  return fmt::format("Of {}, the best ({}) is {}.", plural(static_cast<std::int64_t>(draws.draws), "pair"),
                     in_words(preference_text(draws.preference)), fmt::join(told, ", "));
}

/// "" if nothing goes with the change beyond chance.
std::string influences_in_words(const Run& run, const results::EvidenceDraws& draws, std::size_t scenario) {
  std::vector<std::string> told;
  for (const results::Influence& one : results::influences(draws, scenario, 0))
    if (told.size() < most_influences)
      told.push_back(fmt::format("{} ({:+.2f})", draws.numbers[one.number].path, one.rank_correlation));
  if (told.empty()) return "";
  const std::string whose = run.scenarios.size() > 2 ? " in " + title_of(run.scenarios[scenario]) : std::string();
  return fmt::format("Beyond chance, the change of {}{} goes with {} (rank correlation over pairs).",
                     in_words(draws.preference.measure), whose, fmt::join(told, ", "));
}

}  // namespace

std::optional<results::Preference> preference_of(const Run& run, const std::vector<std::string>& headlines) {
  for (const results::Goal& goal : run.goals)
    if (!std::isnan(goal.change) && std::ranges::count(headlines, goal.measure) > 0)
      return results::Preference{goal.measure, goal.change < 0};
  if (headlines.empty()) return std::nullopt;
  return results::Preference{headlines.front(), true};
}

std::string split_text(const Run& run, const std::vector<std::string>& headlines, std::size_t alternative) {
  if (!is_split(run)) return "";
  std::vector<Table::Column> titles{{"Doubt about the change goes with"}};
  for (const NamedPart& part : named_parts)
    if (is_in_doubt(run.doubt, part)) titles.push_back({part.title, Align::right});
  Table table(titles);
  for (const std::string& name : headlines) {
    const results::SplitOfDoubt split = results::split_of(run, name, alternative);
    std::vector<std::string> cells{name};
    for (const NamedPart& part : named_parts)
      if (is_in_doubt(run.doubt, part)) cells.push_back(part_in_words(split.*part.part));
    table.add(std::move(cells));
  }
  return "\n" + table.text() +
         wrapped(fmt::format("Shares of the variance of the change over pairs, each pair lived again {}; chance within "
                             "people within numbers. In brackets: 95% by resampling {}; wide means that so few tell "
                             "little.",
                             run.doubt.agains.size() > 1 ? "twice" : "once",
                             plural(static_cast<std::int64_t>(run.replicates.size()), "pair")),
                 screen_columns, 2) +
         "\n";
}

std::string split_phrase(const Run& run, const std::string& measure, std::size_t alternative) {
  if (!is_split(run)) return "";
  const results::SplitOfDoubt split = results::split_of(run, measure, alternative);
  if (std::isnan(split.chance.share)) return "";
  std::vector<std::string> told;
  for (const NamedPart& part : named_parts)
    if (is_in_doubt(run.doubt, part))
      told.push_back(fmt::format("{} {}", part.title, format_whole_percent((split.*part.part).share)));
  return fmt::format("{}", fmt::join(told, ", "));
}

nlohmann::ordered_json split_json(const Run& run, const std::vector<std::string>& headlines, std::size_t alternative) {
  if (!is_split(run)) return nullptr;
  auto rows = nlohmann::ordered_json::array();
  for (const std::string& name : headlines) {
    const results::SplitOfDoubt split = results::split_of(run, name, alternative);
    auto& row = rows.emplace_back(nlohmann::ordered_json{{"name", name}});
    for (const NamedPart& part : named_parts) {
      const PartOfDoubt& one = split.*part.part;
      row[part.name] = {{"share", one.share}, {"low", one.low}, {"high", one.high}};
    }
  }
  return rows;
}

std::vector<std::string> best_sentences(const Run& run, const std::vector<std::string>& headlines) {
  const results::EvidenceDraws draws = draws_told(run, headlines);
  if (draws.draws == 0) return {};
  std::vector<std::string> sentences;
  if (std::string best = best_in_words(run, draws); !best.empty()) sentences.push_back(std::move(best));
  if (!draws.numbers.empty())
    for (std::size_t i = 1; i < run.scenarios.size(); ++i)
      if (std::string text = influences_in_words(run, draws, i); !text.empty()) sentences.push_back(std::move(text));
  return sentences;
}

std::string best_text(const Run& run, const std::vector<std::string>& headlines) {
  std::string text;
  for (const std::string& sentence : best_sentences(run, headlines))
    text += wrapped(sentence, screen_columns, 2) + "\n";
  return text.empty() ? "" : "\n" + text;
}

nlohmann::ordered_json doubt_json(const Run& run, const std::vector<std::string>& headlines) {
  nlohmann::ordered_json json{{"covers", results::covered_in_words(run.doubt)},
                              {"intervals_of", results::interval_word(run.doubt)},
                              {"population", run.doubt.population}};
  auto& numbers = json["numbers"] = nlohmann::ordered_json::array();
  for (const results::DrawnNumber& number : run.doubt.numbers)
    numbers.push_back({{"path", number.path}, {"distribution", number.distribution}});
  auto& held = json["held"] = nlohmann::ordered_json::array();
  for (const results::HeldNumber& number : run.doubt.held)
    held.push_back({{"path", number.path}, {"because", number.why}});
  json["told"] = best_sentences(run, headlines);
  auto& best = json["best_in"] = nlohmann::ordered_json::array();
  const results::EvidenceDraws draws = draws_told(run, headlines);
  if (draws.draws == 0) return json;
  for (const results::Regret& regret : results::regrets(draws)) best.push_back(regret.best_in);
  return json;
}

}  // namespace kith::tools

#include "tools/report/short_summary.hpp"

#include "tools/console/format.hpp"
#include "tools/console/terminal.hpp"
#include "tools/report/answer.hpp"
#include "tools/report/brief.hpp"
#include "tools/report/doubt_summary.hpp"
#include "tools/report/reactions_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace kith::tools {
namespace {

using results::Run;
using Align = Table::Align;

constexpr std::size_t most_targets = 3;
constexpr std::size_t most_alternatives = 9;

/// Wrapped, and on a screen cut after so many lines; a file or another program is given all.
std::string short_paragraph(const std::string& text, std::size_t most_lines) {
  const std::string all = wrapped(terminal_safe(text), screen_columns, 2);
  if (!is_terminal(stdout)) return all + "\n";
  std::size_t end = 0;
  for (std::size_t line = 0; line < most_lines && end != std::string::npos; ++line)
    end = all.find('\n', line == 0 ? 0 : end + 1);
  return end == std::string::npos ? all + "\n" : all.substr(0, end) + " ...\n";
}

std::string target_text(const Brief::Target& target) {
  const std::string met = target.met.empty() ? "" : fmt::format(" ({})", target.met);
  const std::string head = fmt::format("{}{}: {} {}", target.answer, met, target.title, target.asked);
  const std::string missed = target.missed.empty() ? "" : "; " + target.missed;
  if (target.from.empty()) return head + ": " + target.judged_on + missed;
  std::string text = fmt::format("{}, from {} to {}", head, target.from, target.to);
  if (!target.change.empty()) text += ", " + target.change;
  return text + missed;
}

std::string targets_text(const Brief& brief) {
  if (brief.targets.empty()) return "No target was set.\n";
  const std::size_t lines_each = brief.targets.size() < most_targets ? 2 : 1;
  std::string text;
  for (std::size_t i = 0; i < std::min(brief.targets.size(), most_targets); ++i)
    text += short_paragraph(target_text(brief.targets[i]), lines_each);
  if (brief.targets.size() > most_targets)
    text += fmt::format("and {} more targets.\n", brief.targets.size() - most_targets);
  return text;
}

/// The screen has no room for doubt about unit costs, which every comparison holds; the page tells it.
std::string interval_of(const Brief::Number& number) {
  if (!number.drawn.starts_with("evidence")) return number.interval;
  return fmt::format("{} (drawn {})", number.interval, number.with_drawn);
}

std::string numbers_text(const Brief& brief) {
  Table table({{terminal_safe(brief.numbers_title)},
               {"from", Align::right},
               {"to", Align::right},
               {"change", Align::right},
               {"95%"},
               {"chance of worse"}});
  for (const Brief::Number& number : brief.numbers)
    table.add({terminal_safe(number.title), number.from, number.to, number.change, interval_of(number), number.worse});
  return table.text();
}

std::string one_alternative(const Brief& brief) {
  std::string text = brief.question.empty() ? "" : short_paragraph(brief.question, 2);
  if (!brief.answer.empty()) text += short_paragraph(brief.answer, 2);
  if (!brief.nothing_differs.empty()) text += brief.nothing_differs + "\n";
  return text + targets_text(brief) + numbers_text(brief);
}

/// Of each target, in order.
std::string verdicts(const Brief& brief) {
  std::string text;
  for (const Brief::Target& target : brief.targets)
    text += fmt::format("{}{}", text.empty() ? "" : ", ", target.answer);
  return text.empty() ? "none set" : text;
}

std::string cell_of(const Brief::Number& number) {
  return number.interval.empty() ? number.change : fmt::format("{} ({})", number.change, number.interval);
}

/// Options side by side: the first number and the last, which is of all money.
std::string several_alternatives(const std::vector<Brief>& briefs) {
  const auto& numbers = briefs.front().numbers;
  std::vector<Table::Column> titles{{"Scenario"}, {"target met?"}};
  if (!numbers.empty()) titles.push_back({terminal_safe(numbers.front().title) + " (95%)"});
  if (numbers.size() > 1) titles.push_back({terminal_safe(numbers.back().title) + " (95%)"});
  Table table(titles);
  for (std::size_t i = 0; i < std::min(briefs.size(), most_alternatives); ++i) {
    const Brief& brief = briefs[i];
    std::vector<std::string> cells{terminal_safe(brief.name), verdicts(brief)};
    if (!numbers.empty()) cells.push_back(cell_of(brief.numbers.front()));
    if (numbers.size() > 1) cells.push_back(cell_of(brief.numbers.back()));
    table.add(std::move(cells));
  }
  const std::size_t all = briefs.size();
  return table.text() + (all > most_alternatives ? fmt::format("and {} more.\n", all - most_alternatives) : "");
}

/// Cautions are told in full.
std::string trust_text(const Run& run) {
  const std::vector<std::string> lines = trust_in(run);
  const auto rest = lines.begin() + static_cast<std::ptrdiff_t>(run.cautions.size());
  std::string text;
  for (auto caution = lines.begin(); caution != rest; ++caution)
    text += wrapped("Caution: " + terminal_safe(*caution), screen_columns, 2) + "\n";
  return text + short_paragraph(fmt::format("Trust: {}", fmt::join(rest, lines.end(), " ")), 2);
}

}  // namespace

std::string short_summary(const Run& run, const Model* model) {
  std::vector<Brief> briefs;
  for (std::size_t i = 1; i < run.scenarios.size(); ++i) briefs.push_back(brief_of(run, model, i));
  const std::string name =
      briefs.size() == 1 ? briefs[0].name : plural(static_cast<std::int64_t>(briefs.size()), "alternative");
  std::string text =
      coloured(terminal_safe(fmt::format("{}  against  {}", name, run.scenarios[0].name)), Colour::bold, stdout) +
      fmt::format(", {}\n", plural(static_cast<std::int64_t>(run.replicates.size()), "pair"));
  text += briefs.size() == 1 ? one_alternative(briefs[0]) : several_alternatives(briefs);
  for (std::size_t i = 0; i < run.scenarios.size(); ++i)
    for (const std::string& sentence : reactions_in_words(run, i))
      text += short_paragraph(fmt::format("{}: {}", run.scenarios[i].label, sentence), 2);
  if (const auto best = best_sentences(run, headline_names(run, model)); briefs.size() > 1 && !best.empty())
    text += short_paragraph(best.front(), 2);
  return text + short_paragraph(years_told(run) + " " + covered_by_intervals(run), 2) + trust_text(run);
}

}  // namespace kith::tools

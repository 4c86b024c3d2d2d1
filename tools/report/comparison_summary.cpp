#include "tools/report/comparison_summary.hpp"

#include "results/full_years.hpp"
#include "results/judged.hpp"
#include "tools/console/format.hpp"
#include "tools/console/terminal.hpp"
#include "tools/report/answer.hpp"
#include "tools/report/brief.hpp"
#include "tools/report/doubt_summary.hpp"
#include "tools/report/reactions_text.hpp"
#include "tools/report/route_remarks.hpp"
#include "tools/report/summary.hpp"
#include "tools/studies/cost_benefit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace kith::tools {
namespace {

using Align = Table::Align;
using results::PairedDifference;

constexpr std::size_t most_rows_of_a_panel = 6;
constexpr std::size_t most_routes_of_a_panel = 8;

/// Rounding alone can part the ends of an interval, also where the base has nothing.
int decimals_of(const PairedDifference& difference) {
  const double level = std::max(std::abs(difference.base), std::abs(difference.alternative));
  const double half = half_width(difference.difference);
  return decimals_for(level, half > 1e-9 * level ? half : 0);
}

Table difference_table(const std::string& title) {
  return Table({{title},
                {"base", Align::right},
                {"change", Align::right},
                {"95% interval", Align::right},
                {"relative", Align::right},
                {"pairing", Align::right},
                {"verdict"}});
}

void add_row(Table& table, const std::string& name, const PairedDifference& difference, const std::string& verdict) {
  const int decimals = decimals_of(difference);
  table.add({name, format_fixed(difference.base, decimals), format_fixed(difference.difference.mean, decimals),
             interval_text(difference.difference, decimals), format_signed_percent(difference.relative.mean),
             format_times(difference.variance_ratio), verdict});
}

std::string headline_text(const results::Run& run, const std::vector<std::string>& names, std::size_t alternative) {
  Table table = difference_table("Headline (whole run)");
  for (const auto& row : headline_differences(names, run, alternative))
    add_row(table, row.measure.name, row.difference, verdict_in_words(run, row.measure.name, row.telling, alternative));
  return table.text();
}

/// Where the change of a measure comes from: all that was averted and caused, the largest change first.
std::string routes_text(const Panel& panel, const results::Run& run, std::size_t alternative) {
  std::vector<RouteRow> rows = route_rows(panel, run, alternative);
  if (rows.empty()) {
    const std::string remark = remark_on_routes(panel, run, alternative);
    return remark.empty() ? "" : "\n" + wrapped(panel.title + ": nothing. " + remark, 118, 0) + "\n";
  }
  std::ranges::stable_sort(rows, std::greater{}, [](const RouteRow& row) { return std::abs(row.change.mean); });
  const std::size_t all = rows.size();
  rows.resize(std::min(all, most_routes_of_a_panel));
  rows.push_back(route_total(panel, run, alternative));
  Table table({{fmt::format("{} ({})", panel.title, unit_of(panel, run))},
               {"averted", Align::right},
               {"caused", Align::right},
               {"change", Align::right},
               {"95% interval", Align::right}});
  for (const RouteRow& row : rows) {
    const int decimals = decimals_for(row.change.mean, half_width(row.change));
    table.add({row.label, format_fixed(row.averted.mean, decimals), format_fixed(row.caused.mean, decimals),
               format_fixed(row.change.mean, decimals), interval_text(row.change, decimals)});
  }
  std::string text = "\n" + table.text();
  if (all + 1 > rows.size()) text += fmt::format("and {} that change less.\n", all + 1 - rows.size());
  if (const std::string remark = remark_on_routes(panel, run, alternative); !remark.empty())
    text += wrapped(remark, 118, 0) + "\n";
  return text;
}

/// The rows that change most beyond doubt; the rest are counted.
std::string panel_text(const Panel& panel, const results::Run& run, std::size_t alternative) {
  std::vector<LabelDifference> rows = label_differences(panel, run, alternative);
  const std::size_t all = rows.size();
  std::erase_if(rows, [](const LabelDifference& row) { return !is_told(row.telling); });
  const std::size_t told_apart = rows.size();
  std::ranges::stable_sort(rows, std::greater{},
                           [](const auto& row) { return std::abs(row.difference.difference.mean); });
  rows.resize(std::min(rows.size(), most_rows_of_a_panel));
  std::string title = fmt::format("{} ({})", panel.title, unit_of(panel, run));
  if (all == 0) return "";
  if (rows.empty()) return fmt::format("\n{}: no change can be told in any of {} rows.\n", title, all);
  Table table = difference_table(title);
  for (const auto& row : rows) add_row(table, row.label, row.difference, results::in_words(row.telling));
  std::string text = "\n" + table.text();
  if (told_apart > rows.size())
    text += fmt::format("and {} smaller changes that can be told. ", told_apart - rows.size());
  if (all > told_apart)
    text += fmt::format("Of {} more no change can be told, or none that matters.", all - told_apart);
  return all > rows.size() ? text + "\n" : text;
}

/// Over which years a flow is told a year.
std::string years_text(const results::Run& run) {
  const results::FullYears years = results::full_years(run);
  if (years.whole_run()) return "the whole run, as no full year of it follows the change";
  return years.words + ", when the scenarios differ; the headlines are of the whole run";
}

std::string alternative_text(const results::Run& run, const std::vector<std::string>& headlines,
                             std::size_t alternative) {
  const results::ComparedScenario& scenario = run.scenarios[alternative];
  std::string text = coloured(terminal_safe(fmt::format("{}  against  {}", scenario.name, run.scenarios[0].name)),
                              Colour::bold, stdout) +
                     "\n";
  if (!scenario.question.empty()) text += wrapped(terminal_safe(scenario.question), 100, 0) + "\n";
  text += fmt::format("Model {}, {} to {}, {}, seed {}\n\n", run.model, run.start, run.end,
                      plural(static_cast<std::int64_t>(run.replicates.size()), "pair"), run.seed);
  text += headline_text(run, headlines, alternative);
  text += wrapped(interval_in_words(run) + ".", 118, 2) + "\n" + split_text(run, headlines, alternative);
  if (const std::string note = on_recording(run, alternative); !note.empty())
    text += "\n" + wrapped(note, 118, 0) + "\n";
  text += reactions_text(run, alternative);
  for (const results::Goal& goal : run.goals)
    if (goal.scenario == scenario.label) text += "\n" + wrapped(goal_text(run, goal), 118, 2) + "\n";
  for (const Panel& panel : panels_of(run))
    if (panel.summary)
      text += panel.kind == "routes" ? routes_text(panel, run, alternative) : panel_text(panel, run, alternative);
  return text + cost_benefit_text(run, alternative);
}

nlohmann::ordered_json estimate_json(const results::Estimate& estimate) {
  return {{"mean", estimate.mean}, {"low", estimate.low}, {"high", estimate.high}};
}

nlohmann::ordered_json alternative_json(const results::Run& run, const std::vector<std::string>& headlines,
                                        std::size_t alternative) {
  nlohmann::ordered_json json{{"label", run.scenarios[alternative].label},
                              {"name", run.scenarios[alternative].name},
                              {"question", run.scenarios[alternative].question},
                              {"digest", run.scenarios[alternative].digest}};
  auto& rows = json["headlines"] = nlohmann::ordered_json::array();
  for (const auto& [measure, difference, telling] : headline_differences(headlines, run, alternative)) {
    rows.push_back({{"name", measure.name}, {"unit", measure.unit}, {"meaning", measure.meaning}});
    rows.back().update(difference_json(difference, telling));
  }
  json["reactions"] = reactions_json(run, alternative);
  json["split"] = split_json(run, headlines, alternative);
  json["cost_benefit"] = cost_benefit_json(run, alternative);
  auto& panels = json["panels"] = nlohmann::ordered_json::array();
  for (const Panel& panel : panels_of(run)) {
    if (panel.kind == "course" || panel.kind == "map") continue;
    auto labels = nlohmann::ordered_json::array();
    if (panel.kind == "routes") {
      for (const RouteRow& row : route_rows(panel, run, alternative))
        labels.push_back({{"label", row.label},
                          {"averted", estimate_json(row.averted)},
                          {"caused", estimate_json(row.caused)},
                          {"change", estimate_json(row.change)}});
      panels.push_back({{"id", panel.id},
                        {"title", panel.title},
                        {"measure", panel.measure},
                        {"minus", panel.minus},
                        {"unit", unit_of(panel, run)},
                        {"rows", labels}});
      continue;
    }
    for (const auto& [label, difference, telling] : label_differences(panel, run, alternative)) {
      labels.push_back({{"label", label}});
      labels.back().update(difference_json(difference, telling));
    }
    panels.push_back({{"id", panel.id},
                      {"title", panel.title},
                      {"measure", panel.measure},
                      {"unit", unit_of(panel, run)},
                      {"rows", labels}});
  }
  return json;
}

}  // namespace

std::string goal_text(const results::Run& run, const results::Goal& goal) {
  const results::Verdict verdict = results::judge(run, goal);
  const std::string name = terminal_safe(goal.name);
  if (!verdict.judged) return fmt::format("Target {}: not judged, {}.", name, terminal_safe(verdict.judged_on));
  const bool change = !std::isnan(goal.change);
  const auto number = [&](double value) {
    return change ? format_signed_percent(value) : format_fixed(value, decimals_for(value, 0));
  };
  const auto ends = [&](const results::Estimate& of) {
    return change ? format_interval(of.low, of.high, 1, format_signed_percent)
                  : format_interval(of.low, of.high, decimals_for(of.mean, 0));
  };
  std::string text =
      fmt::format("Target {}: met in {} of {}", name, verdict.met.met, plural(verdict.met.count, "pair"));
  text += fmt::format(", probability {:.2f} (95% {}); reached {} on average", verdict.met.share,
                      format_interval(verdict.met.low, verdict.met.high, 2), number(verdict.reached.mean));
  if (verdict.reached.count > 1) text += fmt::format(" ({})", ends(verdict.reached));
  text += fmt::format(" in {}.", verdict.judged_on);
  const std::string few = on_few_pairs(goal, verdict);
  return few.empty() ? text : text + " " + capitalised(few) + ".";
}

std::vector<HeadlineDifference> headline_differences(const std::vector<std::string>& names, const results::Run& run,
                                                     std::size_t alternative) {
  std::vector<PairedDifference> differences;
  std::vector<double> smallest;
  for (const std::string& name : names) {
    differences.push_back(results::paired_difference(run, name, alternative));
    smallest.push_back(results::smallest_that_matters(run, name, differences.back().base));
  }
  const std::vector<results::Telling> tellings = results::tellings(differences, smallest);
  std::vector<HeadlineDifference> rows;
  for (std::size_t i = 0; i < names.size(); ++i)
    rows.push_back({run.measures.measures[run.measures.index(names[i])], differences[i], tellings[i]});
  return rows;
}

YearlyDifference yearly_difference(const results::Run& run, const std::string& measure, std::size_t alternative) {
  const std::string yearly = measure + "_by_year";
  const bool told = std::ranges::count(run.measures.measures, yearly, &Measure::name) > 0;
  if (told && !results::full_years(run).whole_run()) {
    Panel course;
    course.measure = yearly;
    course.kind = "levels";
    course.per = "level";
    const auto found =
        results::paired_differences(values_by_label(course, run, 0), values_by_label(course, run, alternative));
    if (found.front().difference.count > 0) return {found.front(), true};
  }
  return {headline_differences({measure}, run, alternative).front().difference, false};
}

std::vector<YearlyHeadline> yearly_headlines(const std::vector<std::string>& names, const results::Run& run,
                                             std::size_t alternative) {
  std::vector<YearlyHeadline> rows;
  std::vector<PairedDifference> differences;
  std::vector<double> smallest;
  for (const std::string& name : names) {
    rows.push_back({run.measures.measures[run.measures.index(name)], yearly_difference(run, name, alternative), {}});
    differences.push_back(rows.back().yearly.difference);
    smallest.push_back(results::smallest_that_matters(run, name, differences.back().base));
  }
  const std::vector<results::Telling> tellings = results::tellings(differences, smallest);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].telling = tellings[i];
  return rows;
}

std::string verdict_in_words(const results::Run& run, const std::string& measure, results::Telling telling,
                             std::size_t alternative) {
  const bool none = telling == results::Telling::none_at_all;
  return none && results::is_measured_before_change(run, measure, alternative) ? measured_before
                                                                               : results::in_words(telling);
}

std::vector<results::Telling> tellings_in(const Panel& panel, const results::Run& run,
                                          const std::vector<PairedDifference>& rows) {
  std::vector<double> smallest;
  for (const PairedDifference& row : rows)
    smallest.push_back(results::smallest_that_matters(run, panel.measure, row.base));
  return results::tellings(rows, smallest);
}

std::vector<LabelDifference> label_differences(const Panel& panel, const results::Run& run, std::size_t alternative) {
  const auto differences =
      results::paired_differences(values_by_label(panel, run, 0), values_by_label(panel, run, alternative));
  const std::vector<results::Telling> tellings = tellings_in(panel, run, differences);
  const std::vector<std::string> labels = labels_of(panel, run);
  std::vector<LabelDifference> rows;
  for (std::size_t i = 0; i < labels.size(); ++i)
    if (differences[i].base != 0 || differences[i].alternative != 0)
      rows.push_back({labels[i], differences[i], tellings[i]});
  return rows;
}

std::vector<std::string> tellings_in_words(const results::Run& run) {
  std::vector<std::string> sentences{fmt::format(
      "cannot tell: with {} it is not known whether there is a rise or a fall; that is not to say there is none. Of "
      "the "
      "rows of a table that are called lower or higher at most {} are false on average (Benjamini and Hochberg).",
      plural(static_cast<std::int64_t>(run.replicates.size()), "pair"), format_percent(results::most_false_rows, 0))};
  const double share = results::smallest_that_matters(run, any_measure, 1);
  if (share == 0 && run.matters.empty()) return sentences;
  std::string text = "no difference that matters: the whole interval lies within the smallest change that matters";
  if (share > 0) text += fmt::format(", {} of the base", format_percent(share, 0));
  if (!run.matters.empty()) text += share > 0 ? ", or as [matters] says" : ", as [matters] says";
  sentences.push_back(text + ".");
  return sentences;
}

nlohmann::ordered_json difference_json(const PairedDifference& difference, results::Telling telling) {
  return {{"base", difference.base},
          {"alternative", difference.alternative},
          {"difference", estimate_json(difference.difference)},
          {"relative", estimate_json(difference.relative)},
          {"pairs", difference.difference.count},
          {"variance_ratio", difference.variance_ratio},
          {"verdict", results::in_words(telling)}};
}

nlohmann::ordered_json goal_json(const results::Run& run, const results::Goal& goal) {
  const results::Verdict verdict = results::judge(run, goal);
  return {{"target", goal.name},
          {"scenario", goal.scenario},
          {"measure", goal.measure},
          {"compared_with", goal.compared_with},
          {"by", goal.by},
          {"source", goal.source},
          {"change", goal.change},
          {"value", goal.value},
          {"judged", verdict.judged},
          {"verdict", verdict_in_a_word(goal, verdict)},
          {"few", on_few_pairs(goal, verdict)},
          {"judged_on", verdict.judged_on},
          {"met", verdict.met.met},
          {"pairs", verdict.met.count},
          {"probability", verdict.met.share},
          {"probability_low", verdict.met.low},
          {"probability_high", verdict.met.high},
          {"reached", estimate_json(verdict.reached)}};
}

std::string comparison_text(const results::Run& run, const std::vector<std::string>& headlines) {
  std::string text;
  for (std::size_t i = 1; i < run.scenarios.size(); ++i)
    text += (i > 1 ? "\n" : "") + alternative_text(run, headlines, i);
  text += best_text(run, headlines);
  text += fmt::format("\na year: {}.\n", years_text(run));
  for (const std::string& sentence : tellings_in_words(run)) text += wrapped(sentence, 118, 2) + "\n";
  text += "pairing: how many times as many replicates independent seeds would have needed for the same interval.\n";
  if (run.replicates.size() == 1) text += "One pair gives no interval; run more with --replicates.\n";
  return text;
}

nlohmann::ordered_json comparison_json(const results::Run& run, const std::vector<std::string>& headlines) {
  const results::FullYears years = results::full_years(run);
  nlohmann::ordered_json json{
      {"model", run.model},
      {"name", run.name},
      {"start", run.start},
      {"end", run.end},
      {"seed", run.seed},
      {"pairs", run.replicates.size()},
      {"doubt", doubt_json(run, headlines)},
      {"years", {{"words", years.words}, {"first", years.first}, {"count", years.count}}},
      {"base",
       {{"label", run.scenarios[0].label}, {"name", run.scenarios[0].name}, {"digest", run.scenarios[0].digest}}}};
  auto& alternatives = json["alternatives"] = nlohmann::ordered_json::array();
  for (std::size_t i = 1; i < run.scenarios.size(); ++i) alternatives.push_back(alternative_json(run, headlines, i));
  auto& targets = json["targets"] = nlohmann::ordered_json::array();
  for (const results::Goal& goal : run.goals) targets.push_back(goal_json(run, goal));
  return json;
}

}  // namespace kith::tools

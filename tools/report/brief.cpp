#include "tools/report/brief.hpp"

#include "engine/settings/setting_paths.hpp"
#include "engine/time/calendar.hpp"
#include "results/full_years.hpp"
#include "results/judged.hpp"
#include "results/statistics.hpp"
#include "tools/console/format.hpp"
#include "tools/report/answer.hpp"
#include "tools/report/card.hpp"
#include "tools/report/comparison_summary.hpp"
#include "tools/report/doubt_summary.hpp"
#include "tools/report/panels.hpp"
#include "tools/report/summary.hpp"
#include "tools/studies/cost_benefit.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>

namespace kith::tools {
namespace {

using results::Estimate;
using results::Run;

constexpr std::size_t most_changes_told = 4;
constexpr std::size_t most_misfits_told = 4;
constexpr const char* not_the_model = "They do not include the chance that the model itself is wrong.";

// ---- numbers a person would write ----

/// Shares are written as percentages.
std::string level_in_words(double value, const std::string& unit, int digits) {
  if (unit == "share") return format_plain(100 * value, digits) + "%";
  return is_money(unit) ? format_money(value, digits, unit) : format_plain(value, digits);
}

std::string unit_after(const std::string& unit) { return unit == "share" ? "" : unit_in_words(unit); }

std::string with_sign(double value, const std::string& text) { return (value > 0 ? "+" : "") + text; }

/// Three digits, or as many as tell two levels apart.
int digits_apart(double from, double to) {
  constexpr int usual = 3, most = 6;
  int digits = usual;
  while (digits < most && format_plain(from, digits) == format_plain(to, digits)) ++digits;
  return digits;
}

/// Two ends that look alike to a reader are one number.
std::string ends_in_words(const std::string& low, const std::string& high) {
  return low == high ? "about " + low : low + " to " + high;
}

std::string percent_interval(double low, double high) {
  return ends_in_words(format_signed_percent(low), format_signed_percent(high));
}

std::string amount_interval(double low, double high, const std::string& unit) {
  return ends_in_words(with_sign(low, level_in_words(low, unit, 3)), with_sign(high, level_in_words(high, unit, 3)));
}

// ---- targets ----

void add_levels(Brief::Target& line, const results::Verdict& verdict, const std::string& unit) {
  const int digits = digits_apart(verdict.base, verdict.level);
  line.from = level_in_words(verdict.base, unit, digits);
  line.to = level_in_words(verdict.level, unit, digits);
  if (const std::string after = unit_after(unit); !after.empty()) line.to += " " + after;
}

/// Whether a published fact is about what a goal is about.
bool is_of_goal(const Fact& fact, const results::Goal& goal) {
  const auto [name, label] = results::labelled_measure(goal.measure);
  if (fact.measure.find(' ') != std::string::npos) return false;  // a figure made of several
  const std::size_t bracket = fact.measure.find('[');
  const std::string measure = fact.measure.substr(0, bracket);
  if (!label.empty()) return measure == name && fact.measure.find("=" + label) != std::string::npos;
  return (measure == name && bracket == std::string::npos) || measure == name + "_by_year";
}

std::string missed_in_words(const Run& run, const results::Goal& goal) {
  for (const results::CardRow& row : sorted_card_of(run))
    if (row.standing == results::Standing::outside && is_of_goal(row.fact, goal))
      return fmt::format("the model misses this figure: {} for a published {}",
                         level_in_words(row.observed.mean, row.fact.unit, 2),
                         level_in_words(row.fact.target, row.fact.unit, 2));
  return "";
}

Brief::Target target_line(const Run& run, const results::Goal& goal) {
  const results::Verdict verdict = results::judge(run, goal);
  const bool of_change = !std::isnan(goal.change);
  Brief::Target line;
  line.answer = verdict_in_a_word(goal, verdict);
  line.title = capitalised(in_words(goal.measure));
  line.asked = asked_in_words(goal);
  if (!goal.by.empty()) line.asked += " by " + date_in_words(goal.by);
  line.judged_on = verdict.judged_on;
  line.missed = missed_in_words(run, goal);
  if (!verdict.judged) return line;
  line.met = fmt::format("met in {} of {}", verdict.met.met, plural(verdict.met.count, "pair"));
  if (const std::string few = on_few_pairs(goal, verdict); !few.empty()) line.met += "; " + few;
  const std::string measure = results::labelled_measure(goal.measure).name;
  add_levels(line, verdict, run.measures.measures[run.measures.index(measure)].unit);
  if (!of_change) return line;
  line.change = format_signed_percent(verdict.reached.mean);
  if (verdict.reached.count > 1)
    line.change += fmt::format(" (95% {})", percent_interval(verdict.reached.low, verdict.reached.high));
  return line;
}

// ---- the numbers that decide ----

std::string chance_in_words(double chance) {
  if (std::isnan(chance)) return "";
  if (chance < 0.01) return "under 1%";
  if (chance > 0.99) return "over 99%";
  return format_percent(chance, 0);
}

/// Where a measure stands among those drawn; nothing if evidence was not drawn or this was not kept.
std::optional<std::size_t> drawn_measure(const Run& run, const std::string& name) {
  const auto& measures = run.evidence_draws.measures;
  const auto found = std::ranges::find(measures, name, &results::DrawnMeasure::name);
  if (run.evidence_draws.draws == 0 || found == measures.end()) return std::nullopt;
  return static_cast<std::size_t>(found - measures.begin());
}

/// Adds what draws of evidence say of a number; returns the chance of a rise, the larger of the two.
double add_draws(Brief::Number& line, const Run& run, const Measure& measure, std::size_t alternative, double chance) {
  const auto drawn = drawn_measure(run, measure.name);
  if (!drawn) return chance;
  const results::Spread spread = results::spread_of(run.evidence_draws, alternative, *drawn);
  const double base = results::mean_of_draws(run.evidence_draws, 0, *drawn);
  line.drawn = results::full_years(run).whole_run() ? "evidence" : "evidence over the whole run";
  line.with_drawn = is_money(measure.unit) || base == 0 ? amount_interval(spread.low, spread.high, measure.unit)
                                                        : percent_interval(spread.low / base, spread.high / base);
  const double of_draws = 1 - spread.share_below;
  return std::isnan(chance) ? of_draws : std::max(chance, of_draws);
}

/// Doubt about unit costs, which every comparison of money holds.
void add_unit_costs(Brief::Number& line, const Run& run, const Measure& measure, std::size_t alternative) {
  const auto found = cost_benefit(run, alternative);
  if (!found || found->draws == 0 || !line.drawn.empty()) return;
  for (const NetBenefit& benefit : found->sums) {
    if (benefit.cost != measure.name) continue;
    line.drawn = "unit costs";
    line.with_drawn = amount_interval(-benefit.high, -benefit.low, measure.unit);
  }
}

void add_change(Brief::Number& line, const results::PairedDifference& difference, const std::string& unit) {
  const int digits = digits_apart(difference.base, difference.alternative);
  line.from = level_in_words(difference.base, unit, digits);
  line.to = level_in_words(difference.alternative, unit, digits);
  const Estimate &change = difference.difference, &relative = difference.relative;
  if (difference.exactly_none()) {
    line.to = line.from;
    line.change = "none at all";
    return;
  }
  const bool in_percent = !is_money(unit) && !std::isnan(relative.mean);
  line.change =
      in_percent ? format_signed_percent(relative.mean) : with_sign(change.mean, level_in_words(change.mean, unit, 3));
  if (change.count > 1)
    line.interval =
        in_percent ? percent_interval(relative.low, relative.high) : amount_interval(change.low, change.high, unit);
}

Brief::Number number_line(const Run& run, const Deciding& deciding, std::size_t alternative) {
  const Measure& measure = run.measures.measures[run.measures.index(deciding.measure)];
  const YearlyDifference yearly = yearly_difference(run, deciding.measure, alternative);
  Brief::Number line;
  line.title = deciding.title;
  line.unit = unit_after(measure.unit);
  if (!yearly.of_full_years && !results::full_years(run).whole_run()) line.unit += ", whole run";
  add_change(line, yearly.difference, measure.unit);
  if (yearly.difference.exactly_none()) {
    if (results::is_measured_before_change(run, deciding.measure, alternative)) line.change = measured_before;
    return line;
  }
  line.split = split_phrase(run, deciding.measure, alternative);
  const double chance =
      add_draws(line, run, measure, alternative,
                results::chance_of_rise(yearly.difference.difference, results::interval_of(run.doubt)));
  add_unit_costs(line, run, measure, alternative);
  if (deciding.rise_is_worse) line.worse = chance_in_words(chance);
  return line;
}

// ---- what was changed ----

struct Worlds {
  ResolvedValues base, alternative;
};

std::string tidy(std::string value) {
  if (value.empty()) return "nothing";
  char* end = nullptr;
  const double number = std::strtod(value.c_str(), &end);
  if (end == value.c_str() + value.size()) return format_plain(number, 6);
  std::erase(value, '"');
  return value;
}

/// "places", or "effect (ratio)".
std::string setting_in_words(const std::string& path) { return in_words(path.substr(path.rfind('.') + 1)); }

std::string from_day(const std::string& at) { return at.empty() ? "from the first day" : "from " + date_in_words(at); }

bool is_switch(const SettingDifference& change) { return change.path == switch_of(change.path); }

/// One setting, in words; "" if the switch of its service says enough.
std::string change_in_words(const Worlds& worlds, const SettingDifference& change) {
  const std::string when = change.at.empty() ? "on the first day" : "on " + date_in_words(change.at);
  const bool reacts = change.alternative.find(" when ") != std::string::npos;
  if (is_switch(change) && reacts)
    return (change.alternative.starts_with("true") ? "starts" : "ends") +
           change.alternative.substr(change.alternative.find(' '));
  if (is_switch(change)) return (change.alternative == "true" ? "starts " : "ends ") + when;
  const bool was_off = is_off(worlds.base, change.path, change.at);
  const bool will_be_off = is_off(worlds.alternative, change.path, change.at);
  if (will_be_off && !was_off) return "";
  const std::string name = setting_in_words(change.path), to = tidy(change.alternative);
  if (was_off && !will_be_off) return fmt::format("{}: {}", name, to);
  return fmt::format("{} from {} to {}, {}{}", name, tidy(change.base), to, from_day(change.at),
                     was_off ? ", though it is off in both" : "");
}

/// A thing that starts has its size told, if that is not among the changes.
std::string size_at_start(const Worlds& worlds, const std::vector<SettingDifference>& changes,
                          const std::string& size) {
  if (size.empty()) return "";
  for (const SettingDifference& change : changes) {
    if (!is_switch(change) || !change.alternative.starts_with("true")) continue;
    const std::string path = joined_path(table_of(change.path), size);
    const std::string value = worlds.alternative.value_on(change.at, path);
    const bool told = std::ranges::count(changes, path, &SettingDifference::path) > 0;
    if (!told && !value.empty()) return setting_in_words(path) + ": " + tidy(value);
  }
  return "";
}

std::string changes_in_words(const Worlds& worlds, const std::vector<SettingDifference>& changes,
                             const std::string& size) {
  std::vector<std::string> told;
  for (const SettingDifference& change : changes)
    if (std::string text = change_in_words(worlds, change); !text.empty()) told.push_back(std::move(text));
  if (std::string at_start = size_at_start(worlds, changes, size); !at_start.empty()) told.push_back(at_start);
  const std::size_t all = told.size();
  told.resize(std::min(all, most_changes_told));
  std::string text = fmt::format("{}", fmt::join(told, "; "));
  return all > told.size() ? text + fmt::format("; and {} more", all - told.size()) : text;
}

/// What a changed thing costs more or less in a full year.
std::string money_of(const Run& run, std::size_t alternative, const std::string& label) {
  const std::string& measure = run.presentation.changed.cost;
  for (const Panel& panel : panels_of(run)) {
    if (panel.measure != measure || panel.kind == "course") continue;
    const std::string& unit = run.measures.measures[run.measures.index(measure)].unit;
    for (const LabelDifference& row : label_differences(panel, run, alternative))
      if (row.label == label)
        return with_sign(row.difference.difference.mean, level_in_words(row.difference.difference.mean, unit, 3)) +
               " a year";
  }
  return "";
}

/// The grade of `effect`, a setting of the table, is told by itself.
std::string evidence_of(const Run& run, const std::string& table, const std::string& effect) {
  std::string grade;
  std::int64_t all = 0, assumed = 0;
  for (const Run::Evidence& row : run.evidence) {
    if (!row.path.starts_with(table + ".")) continue;
    ++all;
    assumed += row.grade == "assumed" ? 1 : 0;
    if (!effect.empty() && row.path == joined_path(table, effect)) grade = row.grade;
  }
  if (all == 0) return "";
  const std::string rest = fmt::format("{} of {} assumed", assumed, plural(all, "number"));
  return grade.empty() ? rest : fmt::format("{}: {}; {}", in_words(effect), grade, rest);
}

std::vector<Brief::Changed> changed_in(const Run& run, const Model* model, std::size_t alternative) {
  const ChangedThings& things = run.presentation.changed;
  const Titles titles = titles_of(model, things.axis);
  const std::string &base = run.scenarios[0].resolved, &other = run.scenarios[alternative].resolved;
  const Worlds worlds{read_resolved(base), read_resolved(other)};
  std::vector<std::string> tables;
  std::map<std::string, std::vector<SettingDifference>> by_table;
  for (SettingDifference& change : setting_differences(base, other)) {
    const std::string table(table_of(change.path));
    if (!by_table.contains(table)) tables.push_back(table);
    by_table[table].push_back(std::move(change));
  }
  std::vector<Brief::Changed> changed;
  for (const std::string& table : tables) {
    const std::string label = table.substr(table.rfind('.') + 1);
    const auto title = table == things.table + label ? titles.find(label) : titles.end();
    changed.push_back({title == titles.end() ? capitalised(in_words(label)) : title->second,
                       changes_in_words(worlds, by_table[table], things.size), money_of(run, alternative, label),
                       evidence_of(run, table, things.effect)});
  }
  return changed;
}

// ---- trust ----

std::string misfit_in_words(const results::CardRow& row) {
  return fmt::format("{} (published {}, here {})", row.fact.name, format_plain(row.fact.target, 3),
                     format_plain(row.observed.mean, 3));
}

/// Of those the run has a value for; the largest misses come first.
std::string on_misfits(std::vector<results::CardRow> card) {
  const std::size_t all = count_of(card).known();
  std::erase_if(card, [](const results::CardRow& row) { return row.standing != results::Standing::outside; });
  if (card.empty()) return "";
  std::vector<std::string> told;
  for (std::size_t i = 0; i < std::min(card.size(), most_misfits_told); ++i) told.push_back(misfit_in_words(card[i]));
  return fmt::format("{} of {} published figures are missed: {}{}.", card.size(), all, fmt::join(told, "; "),
                     card.size() > told.size() ? fmt::format("; and {} more", card.size() - told.size()) : "");
}

}  // namespace

Brief brief_of(const Run& run, const Model* model, std::size_t alternative) {
  const results::ComparedScenario& scenario = run.scenarios[alternative];
  Brief brief;
  brief.name = scenario.name.empty() ? scenario.label : scenario.name;
  brief.question = scenario.question;
  brief.answer = plain_answer(run, alternative);
  for (const results::Goal& goal : run.goals)
    if (goal.scenario == scenario.label) brief.targets.push_back(target_line(run, goal));
  const std::vector<std::string> headlines = headline_names(run, model);
  const std::vector<Deciding> measures = deciding_measures(run, headlines);
  brief.numbers_title = deciding_title(run, measures);
  if (std::ranges::all_of(headline_differences(headlines, run, alternative), [](const auto& row) {
        return row.difference.exactly_none() || row.difference.difference.count == 0;
      }))
    brief.nothing_differs = on_no_headline(run, alternative);
  for (const Deciding& deciding : measures) brief.numbers.push_back(number_line(run, deciding, alternative));
  brief.changed = changed_in(run, model, alternative);
  return brief;
}

std::vector<std::string> trust_in(const Run& run) {
  const std::vector<results::CardRow> card = sorted_card_of(run);
  const CardCount count = count_of(card);
  std::vector<std::string> lines;
  for (const Caution& caution : run.cautions) lines.push_back(caution.text);
  if (std::string misfits = on_misfits(card); !misfits.empty()) lines.push_back(std::move(misfits));
  if (count.known() == 0) lines.push_back("No published figure of this place and time was held against the model.");
  if (count.within > 0)
    lines.push_back(
        fmt::format("{} of {} published figures are met within their accepted range.", count.within, count.known()));
  if (count.cannot_tell > 0)
    lines.push_back(
        fmt::format("{} of {} published figures cannot be judged by so few runs.", count.cannot_tell, count.known()));
  return lines;
}

namespace {

/// " (117 numbers; 4 more are kept as they are)"
std::string numbers_in_doubt(const results::Doubt& doubt) {
  if (doubt.numbers.empty() && doubt.held.empty()) return "";
  const auto held = static_cast<std::int64_t>(doubt.held.size());
  std::string text = fmt::format(" ({}", plural(static_cast<std::int64_t>(doubt.numbers.size()), "number"));
  if (held > 0)
    text += fmt::format("; {} more {} kept as {}", held, by_number(held, "is", "are"),
                        by_number(held, "it is", "they are"));
  return text + ")";
}

}  // namespace

std::string interval_in_words(const Run& run) {
  const std::string pairs = plural(static_cast<std::int64_t>(run.replicates.size()), "pair");
  if (results::interval_of(run.doubt) == results::IntervalOf::mean)
    return fmt::format("95% interval: where the mean lies, by {}; it covers {}", pairs,
                       results::covered_in_words(run.doubt));
  return fmt::format("95% interval: where the change in one such future would lie, by {}; between them vary {}{}",
                     pairs, results::covered_in_words(run.doubt), numbers_in_doubt(run.doubt));
}

std::string covered_by_intervals(const Run& run) {
  const std::string pairs = plural(static_cast<std::int64_t>(run.replicates.size()), "pair");
  if (run.replicates.size() < 2) return "One pair of runs gives no interval: nothing here can be told from chance.";
  const results::Doubt& doubt = run.doubt;
  const results::EvidenceDraws& draws = run.evidence_draws;
  if (!doubt.chance_alone())
    return fmt::format("Intervals (95%) tell where the change in one such future would lie, by {}. They cover {}{}. {}",
                       pairs, results::covered_in_words(doubt), numbers_in_doubt(doubt), not_the_model);
  if (draws.draws == 0)
    return fmt::format(
        "Intervals (95%) cover chance alone, over {} of runs: neither who lives there nor what is not known of the "
        "evidence. {}",
        pairs, not_the_model);
  return fmt::format(
      "Intervals (95%) cover chance, over {} of runs; those drawing evidence cover what is not known of {} of "
      "evidence, "
      "too. {}",
      pairs, plural(static_cast<std::int64_t>(draws.numbers.size()), "number"), not_the_model);
}

std::string years_told(const Run& run) {
  const results::FullYears years = results::full_years(run);
  if (years.whole_run()) return "Numbers a year are of the whole run, as no full year of it follows the change.";
  return fmt::format("Numbers a year are of {}, when the change is in force.", years.words);
}

bool is_off(const ResolvedValues& values, const std::string& path, const std::string& at) {
  const std::string its_switch = switch_of(path);
  return path != its_switch && values.value_on(at, its_switch) == "false" && !values.may_be("true", at, its_switch);
}

}  // namespace kith::tools

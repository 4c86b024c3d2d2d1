#include "tools/studies/break_even.hpp"

#include "engine/settings/reactions.hpp"
#include "results/comparison.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/models.hpp"
#include "tools/console/terminal.hpp"
#include "tools/studies/cost_benefit.hpp"
#include "tools/studies/paired_runs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

namespace kith::tools {
namespace {

constexpr std::size_t usual_values = 5;
constexpr std::size_t most_values = 101;
constexpr const char* how_to_write = "write PATH=LOW..HIGH, the path of a setting and two values of it";

[[noreturn]] void refuse(const std::string& text, const std::string& why) {
  throw CommandLineError(fmt::format("--break-even {}: {}", in_quotes(text), why));
}

double number_from(const std::string& text, std::string_view word) {
  double number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc() || end != word.data() + word.size() || !std::isfinite(number))
    refuse(text, fmt::format("{} is no number; {}", in_quotes(word), how_to_write));
  return number;
}

/// Evenly from low to high.
std::vector<double> values_from(const std::string& text, const std::string& range) {
  const std::size_t dots = range.find("..");
  if (dots == std::string::npos) refuse(text, how_to_write);
  const std::size_t colon = std::min(range.find(':'), range.size());
  const double low = number_from(text, std::string_view(range).substr(0, dots));
  const double high = number_from(text, std::string_view(range).substr(dots + 2, colon - dots - 2));
  const double count =
      colon < range.size() ? number_from(text, std::string_view(range).substr(colon + 1)) : usual_values;
  if (!(low < high)) refuse(text, "the lower value comes first");
  if (count < 2 || count > most_values || count != std::floor(count))
    refuse(text, fmt::format("the number of values is a whole number from 2 to {}", most_values));
  std::vector<double> values;
  // As somebody would write them: 0.65 and not the 0.6499999999999999 that the arithmetic gives.
  for (double i = 0; i < count; ++i)
    values.push_back(std::stod(fmt::format("{:.12g}", low + (high - low) * i / (count - 1))));
  return values;
}

const Setting& setting_named(const std::string& text, const std::string& path, const Declarations& declarations) {
  const Setting* setting = declarations.find(path);
  if (setting == nullptr) refuse(text, fmt::format("unknown setting{}", did_you_mean(path, declarations.paths())));
  if (!std::holds_alternative<double>(setting->default_value)) refuse(text, path + " is no real number");
  return *setting;
}

/// Every value the setting has in the scenario.
std::set<double> values_in(const Scenario& scenario, const std::string& path) {
  std::set<double> values{scenario.settings.real(path)};
  for (const Change& change : scenario.changes) values.insert(change.settings.real(path));
  return values;
}

std::string configured(const std::vector<Scenario>& scenarios, const std::string& path) {
  std::set<double> all;
  for (const Scenario& scenario : scenarios) all.merge(values_in(scenario, path));
  return fmt::format("{:g}", fmt::join(all, ", "));
}

/// A value that comes and goes with what is measured has no one place in which another could stand.
void refuse_if_it_reacts(const std::string& text, const std::string& path, const std::vector<Scenario>& scenarios) {
  for (const Scenario& scenario : scenarios)
    for (const Reaction& reaction : scenario.reactions) {
      const std::vector<std::string> paths = paths_of(reaction);
      if (std::ranges::find(paths, path) != paths.end())
        refuse(text, fmt::format("{} sets {} {}; say a number that no change with 'when' sets",
                                 scenario.file.filename().string(), path, course_in_words(reaction)));
    }
}

void set_everywhere(Scenario& scenario, const std::string& path, double value) {
  scenario.settings.set(path, value, {"--break-even"});
  for (Change& change : scenario.changes) change.settings.set(path, value, {"--break-even"});
}

/// From where the scenario first departs from the value it starts with; everywhere if it never does.
void set_where_changed(Scenario& scenario, const std::string& path, double value) {
  const double first = scenario.settings.real(path);
  const auto departs =
      std::ranges::find_if(scenario.changes, [&](const Change& change) { return change.settings.real(path) != first; });
  if (departs == scenario.changes.end()) return set_everywhere(scenario, path, value);
  for (auto change = departs; change != scenario.changes.end(); ++change)
    if (change->settings.real(path) != first) change->settings.set(path, value, {"--break-even"});
}

std::vector<results::SoughtQuantity> quantities_of(const results::Run& run) {
  std::vector<results::SoughtQuantity> quantities;
  for (const Ledger::Sum& sum : net_benefits(run)) quantities.push_back({sum.benefit, run.presentation.ledger.unit, 0});
  for (const results::Goal& goal : run.goals)
    if (!std::isnan(goal.change)) quantities.push_back({goal.name, "relative change", goal.change});
  return quantities;
}

/// In the order of quantities_of. A goal of another scenario is not looked at.
std::vector<results::Estimate> estimates_of(const results::Run& run, std::size_t alternative) {
  std::vector<results::Estimate> estimates;
  const auto money = cost_benefit(run, alternative);
  for (const Ledger::Sum& sum : net_benefits(run))
    if (money)  // as the table of money tells it
      estimates.push_back(std::ranges::find(money->sums, sum.id, &NetBenefit::id)->line.net);
    else
      estimates.push_back(results::paired_difference(results::scalar_values(run, sum.cost, alternative),
                                                     results::scalar_values(run, sum.cost, 0))
                              .difference);
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  for (const results::Goal& goal : run.goals) {
    if (std::isnan(goal.change)) continue;
    const bool own = goal.scenario == run.scenarios[alternative].label;
    const results::Verdict verdict = own ? results::judge(run, goal) : results::Verdict{};
    estimates.push_back(verdict.judged ? verdict.reached : results::Estimate{none, none, none, none, 0});
  }
  return estimates;
}

std::string shown(double value, const results::SoughtQuantity& quantity) {
  if (std::isnan(value)) return "-";
  return quantity.unit == "relative change" ? format_signed_percent(value, 2) : format_fixed(value, 0);
}

std::string interval_text(double low, double high, const results::SoughtQuantity& quantity) {
  return quantity.unit == "relative change" ? format_interval(low, high, 2, format_signed_percent)
                                            : format_interval(low, high, 0);
}

/// A value of the setting, as far as its digits mean something.
std::string value_text(double value) {
  return std::abs(value) >= 1000 ? fmt::format("{:.0f}", value) : fmt::format("{:.3g}", value);
}

/// An end of a stretch; an open one is the first or last value tried, told as it was given.
std::string end_text(double value, bool is_open) { return is_open ? fmt::format("{:g}", value) : value_text(value); }

/// "0.8 to 0.92", and whether it may go on beyond the values tried.
std::string stretches_text(const std::vector<results::Stretch>& stretches) {
  std::vector<std::string> texts;
  for (const results::Stretch& one : stretches)
    texts.push_back(fmt::format("{}{} to {}{}", end_text(one.low, one.open_low), one.open_low ? " or less" : "",
                                end_text(one.high, one.open_high), one.open_high ? " or more" : ""));
  return fmt::format("{}", fmt::join(texts, " and "));
}

std::string values_text(const Reals& values) {
  std::vector<std::string> texts;
  for (const double value : values) texts.push_back(value_text(value));
  return fmt::format("{}", fmt::join(texts, " and "));
}

/// Where the quantity is as wanted, and how sure that is.
std::string crossing_text(const results::BreakEven& search, std::size_t alternative, std::size_t quantity) {
  const results::SoughtQuantity& sought = search.quantities[quantity];
  const std::string wanted = sought.wanted == 0 ? "zero" : shown(sought.wanted, sought);
  const Reals found = results::crossings(search, alternative, quantity);
  const std::string within = stretches_text(results::crossing_intervals(search, alternative, quantity));
  if (!found.empty())
    return fmt::format("It is {} at {}{} (straight line between the values beside it).\n", wanted, values_text(found),
                       within.empty() ? "" : ", 95% interval " + within);
  return fmt::format("It is {} nowhere between {:g} and {:g}{}.\n", wanted, search.values.front(), search.values.back(),
                     within.empty() ? "" : ", though its 95% interval includes that from " + within);
}

/// What comes of one quantity in one alternative: a table, and where it is as wanted.
std::string quantity_text(const results::Run& run, std::size_t alternative, std::size_t quantity) {
  const results::BreakEven& search = run.break_even;
  const results::SoughtQuantity& sought = search.quantities[quantity];
  const auto at = [&](std::size_t value, std::size_t statistic) {
    return search.estimate(alternative, quantity, value, statistic);
  };
  bool any = false;
  for (std::size_t i = 0; i < search.values.size(); ++i) any = any || !std::isnan(at(i, 0));
  if (!any) return "";
  Table table({{terminal_safe(search.path), Table::Align::right},
               {terminal_safe(fmt::format("{} ({})", sought.name, sought.unit)), Table::Align::right},
               {"95% interval", Table::Align::right}});
  for (std::size_t i = 0; i < search.values.size(); ++i)
    table.add(
        {fmt::format("{:g}", search.values[i]), shown(at(i, 0), sought), interval_text(at(i, 1), at(i, 2), sought)});
  return table.text() + crossing_text(search, alternative, quantity);
}

/// Before anything runs.
void refuse_if_nothing_is_sought(const std::string& text, const std::vector<Scenario>& scenarios) {
  results::Run promised;
  promised.measures = model_of(scenarios[0]).measures();
  promised.presentation = model_of(scenarios[0]).presentation();
  const bool has_goal = std::ranges::any_of(scenarios, [](const Scenario& scenario) {
    return std::ranges::any_of(scenario.targets, [](const Target& target) { return target.change.has_value(); });
  });
  if (!has_goal && net_benefits(promised).empty())
    refuse(text, "nothing is sought: the model measures no costs, and no scenario has a [[target]] of a change");
}

}  // namespace

BreakEvenSearch break_even_search(const std::string& text, const std::vector<Scenario>& scenarios,
                                  std::int64_t replicates) {
  const std::size_t equals = text.find('=');
  const std::string path = text.substr(0, equals);
  const Declarations declarations = declarations_of(scenarios[0]);
  BreakEvenSearch search{setting_named(text, path, declarations), {}, replicates, true};
  search.values = values_from(text, equals == std::string::npos ? "" : text.substr(equals + 1));
  if (search.values.front() < search.setting.lowest || search.values.back() > search.setting.highest)
    refuse(text, fmt::format("{} takes {:g} to {:g}", path, search.setting.lowest, search.setting.highest));
  refuse_if_it_reacts(text, path, scenarios);
  refuse_if_nothing_is_sought(text, scenarios);
  for (const Scenario& scenario : scenarios)
    if (values_in(scenario, path) != values_in(scenarios[0], path)) search.in_base = false;
  const bool changes =
      std::ranges::any_of(scenarios, [](const Scenario& scenario) { return !scenario.changes.empty(); });
  if (search.setting.when == When::at_start && !search.in_base && changes)
    refuse(text, path + " is fixed when a run starts, and these scenarios do not agree on it");
  return search;
}

std::vector<Scenario> with_value(const std::vector<Scenario>& scenarios, const BreakEvenSearch& search, double value) {
  std::vector<Scenario> variant = scenarios;
  for (std::size_t i = 0; i < variant.size(); ++i) {
    if (search.in_base)
      set_everywhere(variant[i], search.setting.path, value);
    else if (i > 0 && values_in(scenarios[i], search.setting.path) != values_in(scenarios[0], search.setting.path))
      set_where_changed(variant[i], search.setting.path, value);
  }
  return variant;
}

results::BreakEven run_break_even(const std::vector<Scenario>& scenarios, const std::vector<std::string>& labels,
                                  const BreakEvenSearch& search, int threads, bool quiet) {
  results::BreakEven found{search.setting.path,
                           search.setting.unit,
                           configured(scenarios, search.setting.path),
                           search.in_base ? "all scenarios" : "the alternatives",
                           search.values,
                           static_cast<std::size_t>(search.replicates),
                           {},
                           scenarios.size() - 1,
                           {}};
  PairedRuns runs(labels, static_cast<std::int64_t>(search.values.size()), search.replicates, threads, quiet,
                  fmt::format("{} at {} values", search.setting.path, search.values.size()));
  for (std::size_t value = 0; value < search.values.size(); ++value) {
    const results::Run run = runs.run(with_value(scenarios, search, search.values[value]));
    if (value == 0) {
      found.quantities = quantities_of(run);
      found.estimates.resize(found.alternatives * found.quantities.size() * found.values.size() *
                             results::BreakEven::statistics);
    }
    for (std::size_t i = 0; i < found.alternatives; ++i) {
      const std::vector<results::Estimate> estimates = estimates_of(run, i + 1);
      for (std::size_t q = 0; q < estimates.size(); ++q) {
        double* cell = &found.estimates[((i * estimates.size() + q) * found.values.size() + value) *
                                        results::BreakEven::statistics];
        cell[0] = estimates[q].mean;
        cell[1] = estimates[q].low;
        cell[2] = estimates[q].high;
      }
    }
  }
  return found;
}

std::string break_even_text(const results::Run& run) {
  const results::BreakEven& search = run.break_even;
  if (search.path.empty()) return "";
  std::string text = fmt::format(
      "\n{} in {}, {} each, intervals of chance alone; {} as configured\n", terminal_safe(search.path),
      search.applied_to, plural(static_cast<std::int64_t>(search.pairs), "pair"), terminal_safe(search.configured));
  for (std::size_t i = 0; i < search.alternatives; ++i)
    for (std::size_t q = 0; q < search.quantities.size(); ++q)
      if (const std::string told = quantity_text(run, i, q); !told.empty())
        text += fmt::format("\n{}\n{}", terminal_safe(run.scenarios[i + 1].label), told);
  return text;
}

nlohmann::ordered_json break_even_json(const results::Run& run) {
  const results::BreakEven& search = run.break_even;
  nlohmann::ordered_json json{{"path", search.path},
                              {"unit", search.unit},
                              {"configured", search.configured},
                              {"applied_to", search.applied_to},
                              {"pairs", search.pairs},
                              {"values", search.values}};
  auto& rows = json["quantities"] = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < search.alternatives; ++i)
    for (std::size_t q = 0; q < search.quantities.size(); ++q) {
      nlohmann::ordered_json row{{"scenario", run.scenarios[i + 1].label},
                                 {"name", search.quantities[q].name},
                                 {"unit", search.quantities[q].unit},
                                 {"wanted", search.quantities[q].wanted}};
      auto& estimates = row["estimates"] = nlohmann::ordered_json::array();
      for (std::size_t v = 0; v < search.values.size(); ++v)
        estimates.push_back({{"value", search.values[v]},
                             {"mean", search.estimate(i, q, v, 0)},
                             {"low", search.estimate(i, q, v, 1)},
                             {"high", search.estimate(i, q, v, 2)}});
      row["reached_at"] = results::crossings(search, i, q);
      auto& within = row["reached_within"] = nlohmann::ordered_json::array();
      for (const results::Stretch& one : results::crossing_intervals(search, i, q))
        within.push_back(
            {{"low", one.low}, {"high", one.high}, {"open_low", one.open_low}, {"open_high", one.open_high}});
      rows.push_back(std::move(row));
    }
  return json;
}

}  // namespace kith::tools

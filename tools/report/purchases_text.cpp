#include "tools/report/purchases_text.hpp"

#include "results/full_years.hpp"
#include "tools/console/format.hpp"
#include "tools/console/models.hpp"
#include "tools/console/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace kith::optimise {
namespace {

using tools::format_count;
using tools::format_fixed;
using tools::format_interval;
using tools::plural;
using tools::Table;
using tools::terminal_safe;
using Json = nlohmann::ordered_json;

constexpr std::size_t most_rows = 7;

/// "GBP" of "GBP a year"; of a model without a ledger nothing.
std::string coin_of(const OptimiseFile& file) {
  const std::string& unit = tools::model_of(file.scenario).presentation().ledger.unit;
  return unit.substr(0, unit.find(' '));
}

std::string money(const OptimiseFile& file, double sum) {
  const std::string coin = coin_of(file);
  return (coin.empty() ? "" : coin + " ") + format_fixed(sum, 0);
}

/// As many decimals as a number of this size needs.
int decimals(double value) { return std::abs(value) >= 100 ? 0 : std::abs(value) >= 1 ? 2 : 4; }

std::string number(double value) { return format_fixed(value, decimals(value)); }

std::string interval(const results::Estimate& of) {
  return of.count < 2 ? "-" : format_interval(of.low, of.high, decimals(of.mean));
}

std::string chance(double worse) {
  if (std::isnan(worse)) return "-";
  return worse < 0.01 ? "under 1%" : worse > 0.99 ? "over 99%" : tools::format_percent(worse, 0);
}

std::string direction(const OptimiseFile& file) { return file.aim.lowest ? "fall in " : "rise in "; }

/// "420 -> 520"; of a switch "on".
std::string step_words(const OptimiseFile& file, const Step& step) {
  const Scheme& scheme = file.schemes[step.scheme];
  if (scheme.is_switch()) return scheme.name;
  return fmt::format("{} {} -> {}", scheme.name, tools::format_plain(step.from, 6), tools::format_plain(step.to, 6));
}

Table step_table(const OptimiseFile& file, const std::string& title) {
  using Align = Table::Align;
  return Table({{title},
                {"spent a year", Align::right},
                {direction(file) + terminal_safe(file.aim_title), Align::right},
                {"95% interval", Align::right},
                {"net benefit", Align::right},
                {"95% interval", Align::right},
                {"pairs", Align::right}});
}

void add_step(Table& table, const OptimiseFile& file, const Step& step) {
  table.add({terminal_safe(step_words(file, step)), format_fixed(step.change.spent.mean, 0),
             number(step.change.gain.mean), interval(step.change.gain), format_fixed(step.change.benefit.mean, 0),
             interval(step.change.benefit), format_count(step.pairs)});
}

std::string next_pound_text(const OptimiseFile& file, const Found& found, std::size_t most) {
  Table table = step_table(file, "The next pound: one step in each, the best for the money first");
  const std::size_t shown = std::min(most, found.next_pound.size());
  for (std::size_t i = 0; i < shown; ++i) add_step(table, file, found.next_pound[i]);
  std::string text = table.text();
  if (shown < found.next_pound.size())
    text += fmt::format("{} more that bring less (--detail).\n", found.next_pound.size() - shown);
  return text;
}

/// What each purse reaches: the plan after each purchase, in the pairs of the check.
std::string frontier_text(const OptimiseFile& file, const Found& found, const Check& check) {
  using Align = Table::Align;
  Table table({{"What to buy, in this order"},
               {"spent in all", Align::right},
               {direction(file) + terminal_safe(file.aim_title), Align::right},
               {"95% interval", Align::right},
               {"chance of worse", Align::right},
               {"net benefit", Align::right}});
  for (std::size_t i = 0; i < check.frontier.size(); ++i) {
    const Change& change = check.frontier[i].change;
    table.add({fmt::format("{}. {}", i + 1, terminal_safe(step_words(file, found.purchases[i].step))),
               format_fixed(change.spent.mean, 0), number(change.gain.mean), interval(change.gain),
               chance(change.worse), format_fixed(change.benefit.mean, 0)});
  }
  return table.text();
}

std::string plan_text(const OptimiseFile& file, const Found& found, const Check& check) {
  const Checked& plan = check.frontier.back();
  const double share = plan.change.spent.mean / file.purse;
  const bool keeps = !(plan.change.worse > file.chance_of_worse);
  std::string text = fmt::format(
      "The plan: {}. It spends {} a year, {} of the purse, in {} that had no part in choosing it; {}.", plan.name,
      money(file, plan.change.spent.mean), tools::format_percent(share, 1), plural(check.pairs, "pair"), found.ended);
  if (plan.change.spent.mean > file.purse) text += " That is MORE than the purse.";
  text += fmt::format(" The chance that one world would do worse is {}, {} the {} allowed.", chance(plan.change.worse),
                      keeps ? "within" : "ABOVE", tools::format_percent(file.chance_of_worse, 0));
  return tools::wrapped(terminal_safe(text), tools::screen_columns, 2) + "\n";
}

/// Steps that might as well have been bought.
std::string as_good_text(const OptimiseFile& file, const Found& found) {
  std::string text;
  for (std::size_t i = 0; i < found.purchases.size(); ++i) {
    if (found.purchases[i].as_good.empty()) continue;
    text += fmt::format("{}at {}: ", text.empty() ? "" : "; ", i + 1);
    for (std::size_t k = 0; k < found.purchases[i].as_good.size(); ++k)
      text += (k > 0 ? ", " : "") + file.schemes[found.purchases[i].as_good[k].scheme].name;
  }
  text = text.empty() ? "At no purchase could another step have done as well, as far as these pairs tell."
                      : "As good for the money, as far as these pairs tell: " + text + ".";
  return tools::wrapped(terminal_safe(text), tools::screen_columns, 2) + "\n";
}

std::string singles_text(const OptimiseFile& file, const Check& check) {
  if (check.singles.empty()) return "";
  const auto less = [](const Checked& a, const Checked& b) { return a.change.gain.mean < b.change.gain.mean; };
  const auto best = std::ranges::max_element(check.singles, less);
  const Change& over = check.plan_over_singles[static_cast<std::size_t>(best - check.singles.begin())];
  const auto beaten =
      std::ranges::count_if(check.plan_over_singles, [](const Change& one) { return one.gain.mean > 0; });
  const std::string text = fmt::format(
      "Each scheme alone, as much as the purse pays for: the plan does better than {} of {}. The best of them, {}, "
      "spends {} for a {}{} of {}; the plan brings {} more (95% {}).",
      beaten, check.singles.size(), best->name, money(file, best->change.spent.mean), direction(file), file.aim_title,
      number(best->change.gain.mean), number(over.gain.mean), interval(over.gain));
  return tools::wrapped(terminal_safe(text), tools::screen_columns, 2) + "\n";
}

std::string detail_text(const OptimiseFile& file, const Found& found) {
  std::string text;
  for (std::size_t i = 0; i < found.purchases.size(); ++i) {
    Table table = step_table(file, fmt::format("Purchase {}", i + 1));
    add_step(table, file, found.purchases[i].step);
    for (const Step& other : found.purchases[i].others) add_step(table, file, other);
    text += "\n" + table.text();
  }
  return text;
}

std::string singles_table(const OptimiseFile& file, const Check& check) {
  using Align = Table::Align;
  Table table({{"Each scheme alone"},
               {"spent", Align::right},
               {direction(file) + terminal_safe(file.aim_title), Align::right},
               {"95% interval", Align::right},
               {"the plan brings more", Align::right},
               {"95% interval", Align::right}});
  for (std::size_t i = 0; i < check.singles.size(); ++i) {
    const Change &one = check.singles[i].change, &over = check.plan_over_singles[i];
    table.add({terminal_safe(check.singles[i].name), format_fixed(one.spent.mean, 0), number(one.gain.mean),
               interval(one.gain), number(over.gain.mean), interval(over.gain)});
  }
  return "\n" + table.text();
}

// ---- JSON ----

Json estimate_json(const results::Estimate& of) {
  return {{"mean", of.mean}, {"low", of.low}, {"high", of.high}, {"pairs", of.count}};
}

Json change_json(const Change& change) {
  return {{"gain", estimate_json(change.gain)},
          {"spent", estimate_json(change.spent)},
          {"net_benefit", estimate_json(change.benefit)},
          {"chance_of_worse", change.worse}};
}

Json step_json(const OptimiseFile& file, const Step& step) {
  Json json{{"scheme", file.schemes[step.scheme].name},
            {"setting", file.schemes[step.scheme].setting.path},
            {"from", step.from},
            {"to", step.to}};
  json.update(change_json(step.change));
  return json;
}

Json steps_json(const OptimiseFile& file, const std::vector<Step>& steps) {
  Json json = Json::array();
  for (const Step& step : steps) json.push_back(step_json(file, step));
  return json;
}

Json checked_json(const Checked& checked) {
  Json json{{"label", checked.label}, {"plan", checked.name}};
  json.update(change_json(checked.change));
  return json;
}

}  // namespace

std::string purchases_text(const OptimiseFile& file, const Found& found, const Check& check, bool detail) {
  std::string text = fmt::format("{}\nPurse {} a year from {}; aim: the {} {}{}\n\n", terminal_safe(file.scenario.name),
                                 money(file, file.purse), format_date(file.from),
                                 file.aim.lowest ? "lowest" : "highest", terminal_safe(file.aim.measure),
                                 check.run.replicates.empty() ? "" : ", " + results::full_years(check.run).words);
  text += next_pound_text(file, found, detail ? found.next_pound.size() : most_rows);
  if (found.purchases.empty()) return text + fmt::format("Nothing is worth buying: {}.\n", found.ended);
  text += "\n" + frontier_text(file, found, check) + plan_text(file, found, check) + as_good_text(file, found) +
          singles_text(file, check);
  return detail ? text + singles_table(file, check) + detail_text(file, found) : text;
}

Json purchases_json(const OptimiseFile& file, const Found& found, const Check& check) {
  Json json{{"purse", file.purse},
            {"coin", coin_of(file)},
            {"aim", {{"measure", file.aim.measure}, {"best", file.aim.lowest ? "lowest" : "highest"}}},
            {"from", format_date(file.from)},
            {"chance_of_worse_allowed", file.chance_of_worse},
            {"ended", found.ended},
            {"worlds_lived", found.lived},
            {"next_pound", steps_json(file, found.next_pound)}};
  Json& purchases = json["purchases"] = Json::array();
  for (const Purchase& purchase : found.purchases)
    purchases.push_back({{"bought", step_json(file, purchase.step)},
                         {"others", steps_json(file, purchase.others)},
                         {"as_good", steps_json(file, purchase.as_good)}});
  Json& frontier = json["frontier"] = Json::array();
  for (const Checked& one : check.frontier) frontier.push_back(checked_json(one));
  Json& singles = json["singles"] = Json::array();
  for (std::size_t i = 0; i < check.singles.size(); ++i) {
    singles.push_back(checked_json(check.singles[i]));
    singles.back()["plan_brings_more"] = estimate_json(check.plan_over_singles[i].gain);
  }
  json["check_pairs"] = check.pairs;
  if (!check.frontier.empty()) json["plan"] = checked_json(check.frontier.back());
  return json;
}

}  // namespace kith::optimise

#include "engine/evidence/fact_file.hpp"

#include "engine/measures/figure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace kith {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::string_view blank = "{label}";

/// What all rows of a fact have in common.
Fact read_common(const TomlTable& table) {
  Fact fact;
  fact.name = table.text("name");
  fact.pattern = table.text("pattern", "");
  fact.use = table.text("use");
  fact.source = table.text("source");
  fact.unit = table.text("unit", "");
  fact.target = std::numeric_limits<double>::quiet_NaN();
  fact.lowest = fact.highest = fact.target;
  const TextList& uses = fact_uses();
  if (table.has("use") && std::ranges::find(uses, fact.use) == uses.end())
    table.problem("use", fmt::format("use is \"input\", \"calibrate\", \"predict\" or \"law\", not {}{}",
                                     in_quotes(fact.use), did_you_mean(fact.use, uses)));
  for (const auto& [key, text] : {std::pair{"name", &fact.name}, std::pair{"source", &fact.source}})
    if (table.has(key) && text->empty()) table.problem(key, fmt::format("{} must not be empty", key));
  return fact;
}

std::string too_narrow(bool absolute, double target) {
  if (!absolute && target == 0) return "a share of a target of 0 is nothing; give a tolerance";
  return "a tolerance is a number above 0";
}

/// The accepted range round a target, as the table states it in one of three ways.
void set_range(const TomlTable& table, Fact& fact, double target) {
  fact.target = target;
  const bool absolute = table.has("tolerance"), relative = table.has("tolerance_share");
  const bool bounds = table.has("lowest") || table.has("highest");
  if (absolute + relative + bounds != 1) {
    table.problem("target", fmt::format("a target needs one {}of: tolerance, tolerance_share, or lowest and highest",
                                        absolute + relative + bounds > 1 ? "and no more " : ""));
    return;
  }
  if (bounds) {
    fact.lowest = table.real("lowest", -infinity);
    fact.highest = table.real("highest", infinity);
  } else {
    const double width = absolute ? table.real("tolerance") : table.real("tolerance_share") * std::abs(target);
    if (!(width > 0)) {
      table.problem(absolute ? "tolerance" : "tolerance_share", too_narrow(absolute, target));
      return;
    }
    fact.lowest = target - width;
    fact.highest = target + width;
  }
  if (!(fact.lowest < fact.highest))
    table.problem("lowest", fmt::format("the accepted range ends at {:g}, where it begins at {:g} or before it",
                                        fact.highest, fact.lowest));
  else if (!(fact.lowest <= target && target <= fact.highest))
    table.problem("target", fmt::format("the target {:g} does not lie in the accepted range, {:g} to {:g}", target,
                                        fact.lowest, fact.highest));
}

void set_figure(const TomlTable& table, const char* key, Fact& fact, std::string text, const MeasureSet& measures) {
  fact.measure = std::move(text);
  std::string fault;
  const Figure figure = parse_figure(fact.measure, fault);
  if (fault.empty()) fault = figure_fault(figure, measures);
  if (!fault.empty()) table.problem(key, fmt::format("{}: {}", in_quotes(fact.measure), fault));
}

std::string with_label(std::string text, std::string_view label) {
  for (std::size_t at = text.find(blank); at != std::string::npos; at = text.find(blank, at + label.size()))
    text.replace(at, blank.size(), label);
  return text;
}

/// The labels an order names, the greatest first: each becomes a step of one figure.
Fact order_of(const TomlTable& table, const Fact& common, const std::string& measure, const MeasureSet& measures) {
  Fact fact = common;
  fact.name = common.name + ": order";
  fact.part_of = common.name;
  std::string text;
  const TextList order = table.texts("order");
  for (const std::string& label : order) text += (text.empty() ? "" : " > ") + with_label(measure, label);
  if (order.size() < 2) table.problem("order", "an order has two labels at least, the greatest first");
  set_figure(table, "order", fact, std::move(text), measures);
  fact.target = fact.lowest = 0;
  fact.highest = infinity;
  return fact;
}

std::vector<Fact> read_curve(const TomlTable& table, const Fact& common, const MeasureSet& measures) {
  const std::string measure = table.text("measure");
  if (measure.find(blank) == std::string::npos)
    table.problem("measure", "the measure of a curve says by {label} where the label goes");
  const TextList labels = table.texts("labels", {});
  const TextList names = table.texts("names", labels);
  const NumberList targets = labels.empty() ? NumberList{} : table.numbers("target");
  if (names.size() != labels.size()) table.problem("names", "as many names as labels are needed");
  if (targets.size() != labels.size()) table.problem("target", "as many targets as labels are needed");
  std::vector<Fact> facts;
  for (std::size_t i = 0; i < std::min({labels.size(), names.size(), targets.size()}); ++i) {
    Fact fact = common;
    fact.name = fmt::format("{}: {}", common.name, names[i]);
    fact.part_of = common.name;
    set_range(table, fact, targets[i]);
    set_figure(table, "measure", fact, with_label(measure, labels[i]), measures);
    facts.push_back(std::move(fact));
  }
  if (table.has("order")) facts.push_back(order_of(table, common, measure, measures));
  return facts;
}

std::vector<Fact> read_unmeasured(const TomlTable& table, Fact fact) {
  fact.not_measured = table.text("not_measured");
  fact.target = table.real("target", fact.target);
  if (fact.not_measured.empty()) table.problem("not_measured", "say why it is not measured");
  return {fact};
}

}  // namespace

const TextList& fact_uses() {
  static const TextList uses{"input", "calibrate", "predict", "law"};
  return uses;
}

std::vector<Fact> read_fact(const TomlTable& table, const MeasureSet& measures) {
  Fact fact = read_common(table);
  if (table.has("not_measured")) return read_unmeasured(table, std::move(fact));
  if (table.has("labels") || table.has("order")) return read_curve(table, fact, measures);
  const double target = table.real("target");
  if (table.has("target")) set_range(table, fact, target);
  for (const char* key : {"tolerance", "tolerance_share", "lowest", "highest"}) table.has(key);  // known all the same
  set_figure(table, "measure", fact, table.text("measure"), measures);
  return {fact};
}

std::vector<Fact> read_fact_file(std::string_view text, const std::string& file, const MeasureSet& measures) {
  std::vector<Problem> problems;
  const TomlTable root = TomlTable::parse(text, file, problems);
  std::vector<Fact> facts;
  std::set<std::string> names;
  const auto add = [&](const TomlTable& table) {
    for (Fact& fact : read_fact(table, measures)) {
      if (!names.insert(fact.name).second)
        table.problem("name", fmt::format("there is another fact called {}", in_quotes(fact.name)));
      facts.push_back(std::move(fact));
    }
  };
  if (!problems.empty()) throw InputError(problems);
  const bool list = root.has("fact");
  if (!list && !root.keys().empty()) add(root);
  for (const TomlTable& table : root.tables("fact")) add(table);
  root.finish();
  if (facts.empty() && problems.empty()) add_problem(problems, {file}, "holds no fact; write each as a [[fact]]");
  if (!problems.empty()) throw InputError(problems);
  return facts;
}

}  // namespace kith

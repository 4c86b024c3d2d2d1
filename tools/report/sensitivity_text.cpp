#include "tools/report/sensitivity_text.hpp"

#include "engine/tables/csv_table.hpp"
#include "tools/console/format.hpp"
#include "tools/console/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace kith::sweep {
namespace {

using results::Index;
using tools::Table;
using Align = Table::Align;
using Json = nlohmann::ordered_json;

constexpr std::size_t most_pairs_shown = 10;
constexpr std::size_t most_boxes_listed = 12;  ///< besides the one shown and the last
constexpr std::size_t line_width = 110;

// ---- tables ----

std::string interval(const Index& index, int decimals) {
  if (std::isnan(index.low)) return "-";
  return fmt::format("{} to {}", tools::format_fixed(index.low, decimals), tools::format_fixed(index.high, decimals));
}

std::string share(double value) { return tools::format_fixed(value, 3); }

/// Factors, the one with the largest index first; those without one last.
std::vector<std::size_t> by_size(const std::vector<Index>& indices) {
  std::vector<std::size_t> order(indices.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater{}, [&](std::size_t i) {
    return std::isnan(indices[i].value) ? -HUGE_VAL : std::abs(indices[i].value);
  });
  return order;
}

std::string effects_table(const results::ElementaryEffects& effects, const std::vector<results::Factor>& factors) {
  Table table({{"Elementary effect over the whole range"},
               {"mu*", Align::right},
               {"95% interval", Align::right},
               {"mu", Align::right},
               {"sigma", Align::right}});
  for (const std::size_t i : by_size(effects.magnitude)) {
    const Index& size = effects.magnitude[i];
    const int decimals = tools::decimals_for(size.value, size.width() / 2);
    table.add({tools::terminal_safe(factors[i].name), tools::format_fixed(size.value, decimals),
               interval(size, decimals), tools::format_fixed(effects.mean[i].value, decimals),
               tools::format_fixed(effects.spread[i].value, decimals)});
  }
  return table.text();
}

std::string indices_table(const results::SobolIndices& indices, const std::vector<results::Factor>& factors) {
  Table table({{"Share of the variance"},
               {"first", Align::right},
               {"95% interval", Align::right},
               {"total", Align::right},
               {"95% interval", Align::right}});
  for (const std::size_t i : by_size(indices.total))
    table.add({tools::terminal_safe(factors[i].name), share(indices.first[i].value), interval(indices.first[i], 3),
               share(indices.total[i].value), interval(indices.total[i], 3)});
  return table.text();
}

struct Pair {
  std::size_t j, k;
  Index index;
};

std::vector<Pair> pairs_by_size(const results::SobolIndices& indices) {
  std::vector<Pair> pairs;
  for (std::size_t j = 0; j < indices.second.size(); ++j)
    for (std::size_t i = 0; i < indices.second[j].size(); ++i) pairs.push_back({j, j + 1 + i, indices.second[j][i]});
  std::ranges::stable_sort(pairs, std::greater{}, [](const Pair& pair) { return pair.index.value; });
  return pairs;
}

std::string pairs_table(const results::SobolIndices& indices, const std::vector<results::Factor>& factors) {
  const auto pairs = pairs_by_size(indices);
  if (pairs.empty()) return "";
  Table table({{"Two together, beyond each alone"}, {"second", Align::right}, {"95% interval", Align::right}});
  for (std::size_t i = 0; i < std::min(pairs.size(), most_pairs_shown); ++i)
    table.add({tools::terminal_safe(factors[pairs[i].j].name + " and " + factors[pairs[i].k].name),
               share(pairs[i].index.value), interval(pairs[i].index, 3)});
  std::string text = "\n" + table.text();
  if (pairs.size() > most_pairs_shown)
    text += fmt::format("and {} smaller ones (--csv has all)\n", pairs.size() - most_pairs_shown);
  return text;
}

std::string scores_table(const results::FeatureScores& scores, const std::vector<results::Factor>& factors) {
  Table table({{"Feature score"},
               {"variance share", Align::right},
               {"95% interval", Align::right},
               {"rank correlation", Align::right},
               {"95% interval", Align::right},
               {"rank regression", Align::right}});
  for (const std::size_t i : by_size(scores.variance_share))
    table.add({tools::terminal_safe(factors[i].name), share(scores.variance_share[i].value),
               interval(scores.variance_share[i], 3), share(scores.rank_correlation[i].value),
               interval(scores.rank_correlation[i], 3), share(scores.rank_regression[i].value)});
  return table.text() + fmt::format("R squared of the rank regression: {}\n", share(scores.regression_fit));
}

std::string cautions_text(const std::vector<std::string>& cautions) {
  std::string text;
  for (const std::string& caution : cautions)
    text += tools::wrapped("Caution: " + tools::terminal_safe(caution) + ".", line_width, 2) + "\n";
  return text;
}

std::string measure_text(const MeasureSensitivity& measure, const std::vector<results::Factor>& factors) {
  std::string text =
      "\n" + tools::coloured(tools::terminal_safe(measure.measure), tools::Colour::bold, stdout) +
      fmt::format(" ({}): mean over points {}, standard deviation {}", tools::terminal_safe(measure.unit),
                  short_number(measure.mean), short_number(measure.deviation));
  if (!std::isnan(measure.chance))
    text += fmt::format(", of it chance {} of the variance", tools::format_percent(measure.chance));
  text += "\n" + tools::wrapped(tools::terminal_safe(measure.answer), line_width, 2) + "\n\n";
  if (measure.effects) text += effects_table(*measure.effects, factors) + "\n";
  if (measure.indices) text += indices_table(*measure.indices, factors) + pairs_table(*measure.indices, factors) + "\n";
  text += scores_table(measure.scores, factors);
  text += cautions_text(measure.cautions);
  return text;
}

std::string restrictions_table(const results::Box& box, const Sensitivity& sensitivity) {
  if (box.restrictions.empty()) return "";
  Table table({{"The box"}, {"quasi-p", Align::right}});
  for (const auto& restriction : box.restrictions)
    table.add({tools::terminal_safe(in_words(restriction, sensitivity)), fmt::format("{:.2g}", restriction.quasi_p)});
  return table.text() + "\n";
}

std::string failure_text(const FailureBox& failure, const Sensitivity& sensitivity) {
  std::string text = "\n" +
                     tools::coloured("Where " + tools::terminal_safe(failure.rule.text), tools::Colour::bold, stdout) +
                     "\n" + tools::wrapped(tools::terminal_safe(failure.answer), line_width, 2) + "\n\n";
  const auto& trajectory = failure.discovery.trajectory;
  text += restrictions_table(trajectory[failure.shown], sensitivity);
  Table table({{"Peeling"},
               {"points", Align::right},
               {"coverage", Align::right},
               {"density", Align::right},
               {"mass", Align::right},
               {"factors", Align::right}});
  const std::size_t stride = (trajectory.size() + most_boxes_listed - 1) / most_boxes_listed;
  for (std::size_t i = 0; i < trajectory.size(); ++i) {
    const results::Box& box = trajectory[i];
    if (i % stride != 0 && i != failure.shown && i + 1 != trajectory.size()) continue;
    table.add({fmt::format("box {}{}", i, i == failure.shown ? " (shown)" : ""), tools::format_count(box.points),
               share(box.coverage), share(box.density), share(box.mass), std::to_string(box.restrictions.size())});
  }
  text += table.text();
  if (stride > 1) text += "(every box: --json)\n";
  text += cautions_text(failure.cautions);
  return text;
}

// ---- JSON ----

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json index_json(const Index& index) {
  return {{"value", number(index.value)}, {"low", number(index.low)}, {"high", number(index.high)}};
}

Json box_json(const results::Box& box, const Sensitivity& sensitivity) {
  Json restrictions = Json::array();
  for (const auto& restriction : box.restrictions) {
    Json row{{"factor", sensitivity.factors[restriction.factor].name}, {"words", in_words(restriction, sensitivity)}};
    row["lowest"] = restriction.below ? number(restriction.lowest) : Json(nullptr);
    row["highest"] = restriction.above ? number(restriction.highest) : Json(nullptr);
    row["quasi_p"] = restriction.quasi_p;
    restrictions.push_back(std::move(row));
  }
  return {{"points", box.points},     {"of_interest", box.of_interest},
          {"coverage", box.coverage}, {"density", box.density},
          {"mass", box.mass},         {"restrictions", restrictions}};
}

Json failure_json(const FailureBox& failure, const Sensitivity& sensitivity) {
  Json trajectory = Json::array();
  for (const results::Box& box : failure.discovery.trajectory) trajectory.push_back(box_json(box, sensitivity));
  return {{"rule", failure.rule.text},
          {"measure", failure.rule.measure},
          {"answer", failure.answer},
          {"points", failure.discovery.points},
          {"of_interest", failure.discovery.of_interest},
          {"missing_points", failure.missing_points},
          {"cautions", failure.cautions},
          {"chosen", failure.discovery.chosen},
          {"shown", failure.shown},
          {"trajectory", trajectory}};
}

Json measure_json(const MeasureSensitivity& measure, const std::vector<results::Factor>& factors) {
  Json indices = Json::array();
  for (const IndexRow& row : index_rows(measure, factors)) {
    Json json{{"index", row.index}, {"factor", row.factor}};
    if (!row.with.empty()) json["with"] = row.with;
    json.update(index_json(row.value));
    indices.push_back(std::move(json));
  }
  return {{"measure", measure.measure},
          {"unit", measure.unit},
          {"meaning", measure.meaning},
          {"answer", measure.answer},
          {"mean", number(measure.mean)},
          {"standard_deviation", number(measure.deviation)},
          {"chance_share", number(measure.chance)},
          {"missing_points", measure.missing_points},
          {"rank_regression_fit", number(measure.scores.regression_fit)},
          {"cautions", measure.cautions},
          {"indices", indices}};
}

}  // namespace

std::vector<IndexRow> index_rows(const MeasureSensitivity& measure, const std::vector<results::Factor>& factors) {
  std::vector<IndexRow> rows;
  const auto add = [&](const char* name, const std::vector<Index>& indices) {
    for (std::size_t i = 0; i < factors.size(); ++i)
      rows.push_back({measure.measure, name, factors[i].name, "", indices[i]});
  };
  if (measure.effects) {
    add("morris_mu_star", measure.effects->magnitude);
    add("morris_mu", measure.effects->mean);
    add("morris_sigma", measure.effects->spread);
  }
  if (measure.indices) {
    add("sobol_first", measure.indices->first);
    add("sobol_total", measure.indices->total);
    for (const Pair& pair : pairs_by_size(*measure.indices))
      rows.push_back({measure.measure, "sobol_second", factors[pair.j].name, factors[pair.k].name, pair.index});
  }
  add("variance_share", measure.scores.variance_share);
  add("rank_correlation", measure.scores.rank_correlation);
  add("rank_regression", measure.scores.rank_regression);
  return rows;
}

std::string text_of(const Sensitivity& sensitivity) {
  std::string text = tools::coloured(tools::terminal_safe(sensitivity.name), tools::Colour::bold, stdout) + "\n";
  if (!sensitivity.question.empty())
    text += tools::wrapped(tools::terminal_safe(sensitivity.question), line_width, 0) + "\n";
  text += fmt::format("Model {}, {} to {}; {} points of {}, {} each; {}\n", tools::terminal_safe(sensitivity.model),
                      tools::terminal_safe(sensitivity.start), tools::terminal_safe(sensitivity.end),
                      tools::format_count(static_cast<std::int64_t>(sensitivity.points)),
                      tools::plural(sensitivity.factors.size(), "factor"),
                      tools::plural(sensitivity.replicates, "replicate"), tools::terminal_safe(sensitivity.setup));
  text += cautions_text(sensitivity.cautions);
  for (const MeasureSensitivity& measure : sensitivity.measures) text += measure_text(measure, sensitivity.factors);
  if (sensitivity.failure) text += failure_text(*sensitivity.failure, sensitivity);
  return text;
}

Json json_of(const Sensitivity& sensitivity) {
  Json factors = Json::array();
  for (const auto& parameter : sensitivity.parameters)
    factors.push_back({{"path", parameter.path},
                       {"unit", parameter.unit},
                       {"lowest", number(parameter.lowest)},
                       {"highest", number(parameter.highest)},
                       {"integer", parameter.integer},
                       {"log", parameter.log},
                       {"categories", parameter.categories}});
  Json measures = Json::array();
  for (const MeasureSensitivity& measure : sensitivity.measures)
    measures.push_back(measure_json(measure, sensitivity.factors));
  Json json{{"name", sensitivity.name},
            {"model", sensitivity.model},
            {"design", sensitivity.design},
            {"points", sensitivity.points},
            {"replicates", sensitivity.replicates},
            {"digest", sensitivity.digest},
            {"cautions", sensitivity.cautions},
            {"factors", factors},
            {"measures", measures}};
  if (sensitivity.failure) json["failure"] = failure_json(*sensitivity.failure, sensitivity);
  return json;
}

std::string csv_of(const Sensitivity& sensitivity) {
  std::string text = "measure,index,factor,with,value,low,high\n";
  const auto cell = [](double value) { return std::isfinite(value) ? fmt::format("{}", value) : std::string(); };
  for (const MeasureSensitivity& measure : sensitivity.measures)
    for (const IndexRow& row : index_rows(measure, sensitivity.factors))
      text += fmt::format("{},{},{},{},{},{},{}\n", csv_cell(row.measure), row.index, csv_cell(row.factor),
                          csv_cell(row.with), cell(row.value.value), cell(row.value.low), cell(row.value.high));
  return text;
}

}  // namespace kith::sweep

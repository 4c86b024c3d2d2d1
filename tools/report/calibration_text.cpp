#include "tools/report/calibration_text.hpp"

#include "tools/console/format.hpp"
#include "tools/console/terminal.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace kith::tools {
namespace {

using results::CalibratedFact;
using results::CalibratedParameter;
using results::Calibration;
using Align = Table::Align;

std::string three_digits(double value) { return format_plain(value, 3); }

std::string title(const Calibration& all) {
  const std::string name = all.name.empty() ? all.model : all.name;
  std::int64_t failed = std::ranges::count_if(all.points, [](const auto& point) { return std::isnan(point.misfit); });
  std::string text = coloured(terminal_safe(name), Colour::bold, stdout) +
                     fmt::format("\n{} fitted to {} at {} x {}, {} to {}\n", plural(all.parameters.size(), "parameter"),
                                 plural(all.facts.size(), "fact"), plural(all.points.size(), "point"),
                                 plural(all.replicates, "replicate"), all.start, all.end);
  if (failed > 0) text += fmt::format("{} without a value of every fact left out.\n", plural(failed, "point"));
  return text + "\n";
}

std::string names_of(const Calibration& all, const std::string& met) {
  std::vector<std::string> names;
  for (const CalibratedFact& fact : all.facts)
    if (fact.met == met) names.push_back(terminal_safe(fact.name));
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string pressed_text(const Calibration& all) {
  std::vector<std::string> ends;
  for (const CalibratedParameter& parameter : all.parameters)
    if (!parameter.pressed.empty() && parameter.learnt != "superfluous")
      ends.push_back(fmt::format("{} at its {} value", parameter.path, parameter.pressed));
  return ends.empty() ? "" : fmt::format("The best fit presses against what was allowed: {}.\n", fmt::join(ends, ", "));
}

std::string fact_table(const Calibration& all) {
  Table table({{"Fact"},
               {"target", Align::right},
               {"tolerance", Align::right},
               {"chance", Align::right},
               {"best point", Align::right},
               {"missed by", Align::right},
               {"posterior, middle 90%", Align::right},
               {"verdict"}});
  for (const CalibratedFact& fact : all.facts)
    table.add({terminal_safe(fact.name), three_digits(fact.target), three_digits(fact.tolerance),
               all.replicates > 1 ? three_digits(1.96 * fact.chance) : "?", three_digits(fact.best),
               format_fixed(fact.miss, 2),
               fmt::format("{} to {}", three_digits(fact.posterior_low), three_digits(fact.posterior_high)), fact.met});
  return table.text();
}

std::string teacher(const Calibration& all, const CalibratedParameter& parameter) {
  const auto most = std::ranges::min_element(parameter.taught);
  if (most == parameter.taught.end() || *most > 0.9) return "-";
  return terminal_safe(all.facts[static_cast<std::size_t>(most - parameter.taught.begin())].name);
}

std::string parameter_table(const Calibration& all) {
  Table table({{"Parameter"},
               {"before, middle 90%", Align::right},
               {"best point", Align::right},
               {"posterior, middle 90%", Align::right},
               {"spread", Align::right},
               {"verdict"},
               {"taught most by"}});
  for (const CalibratedParameter& row : all.parameters)
    table.add({row.path, fmt::format("{} to {}", three_digits(row.prior_low), three_digits(row.prior_high)),
               three_digits(row.best), fmt::format("{} to {}", three_digits(row.low), three_digits(row.high)),
               format_fixed(row.narrowed, 2), row.learnt, teacher(all, row)});
  return table.text();
}

std::string rounds_text(const Calibration& all) {
  std::vector<std::string> shares, left;
  for (const auto& round : all.rounds) {
    shares.push_back(fmt::format("{} of {}", round.plausible, round.points));
    left.push_back(format_percent(round.left, round.left < 0.001 ? 3 : 1));
  }
  return fmt::format(
      "Plausible points by round: {}; of the prior not ruled out: {}.\nSample of {} points, {} effective.\n",
      fmt::join(shares, ", "), fmt::join(left, ", "), format_count(static_cast<std::int64_t>(all.sample.size())),
      format_count(all.effective_size));
}

/// What the emulators do not know, where it counts beside what is allowed.
std::string doubts_text(const Calibration& all) {
  std::vector<std::string> names;
  for (const CalibratedFact& fact : all.facts)
    if (fact.emulator_deviation > std::hypot(fact.tolerance / 1.96, fact.chance))
      names.push_back(terminal_safe(fact.name));
  std::string text;
  if (!names.empty())
    text = fmt::format("More points would tell more: the emulators are the greatest doubt about {}.\n",
                       fmt::join(names, ", "));
  if (all.replicates == 1)
    text += "With one replicate a point chance is not known and left out; intervals are too narrow.\n";
  return text;
}

nlohmann::ordered_json json_of(const Calibration& all, const CalibratedParameter& row) {
  auto taught = nlohmann::ordered_json::object();
  for (std::size_t f = 0; f < row.taught.size(); ++f) taught[all.facts[f].name] = row.taught[f];
  return {{"path", row.path},
          {"unit", row.unit},
          {"prior",
           {{"kind", row.kind},
            {"distribution", row.distribution},
            {"log", row.log},
            {"low", row.prior_low},
            {"high", row.prior_high}}},
          {"best", row.best},
          {"posterior", {{"low", row.low}, {"middle", row.middle}, {"high", row.high}}},
          {"narrowed", row.narrowed},
          {"verdict", row.learnt},
          {"pressed", row.pressed},
          {"taught", taught},
          {"profile", {{"values", row.profile_values}, {"fall", row.profile}}}};
}

nlohmann::ordered_json json_of(const CalibratedFact& row) {
  return {{"name", row.name},
          {"expression", row.expression},
          {"unit", row.unit},
          {"target", row.target},
          {"tolerance", row.tolerance},
          {"chance", row.chance},
          {"best", row.best},
          {"miss", row.miss},
          {"least_miss", row.least_miss},
          {"posterior", {{"low", row.posterior_low}, {"mean", row.posterior_mean}, {"high", row.posterior_high}}},
          {"emulator_deviation", row.emulator_deviation},
          {"emulator_widened", row.emulator_widened},
          {"verdict", row.met}};
}

}  // namespace

std::string calibration_verdict(const Calibration& all) {
  if (all.together) return "All facts are met together, at the best point.\n" + pressed_text(all);
  std::string text = "The facts cannot be met together within what was allowed and tried.\n";
  if (const std::string names = names_of(all, "impossible"); !names.empty())
    text += fmt::format("Not even alone: {}.\n", names);
  if (const std::string names = names_of(all, "not with the others"); !names.empty())
    text += fmt::format("Alone, but not with the others: {}.\n", names);
  return text + pressed_text(all);
}

std::string calibration_text(const Calibration& all) {
  return title(all) + calibration_verdict(all) + "\n" + fact_table(all) + "\n" + parameter_table(all) + "\n" +
         rounds_text(all) + doubts_text(all);
}

nlohmann::ordered_json calibration_json(const Calibration& all) {
  nlohmann::ordered_json json{{"model", all.model},
                              {"name", all.name},
                              {"question", all.question},
                              {"points", all.points.size()},
                              {"replicates", all.replicates},
                              {"met_together", all.together},
                              {"best_point", all.best_point},
                              {"sample", all.sample.size()},
                              {"effective_size", all.effective_size},
                              {"facts", nlohmann::ordered_json::array()},
                              {"parameters", nlohmann::ordered_json::array()},
                              {"rounds", nlohmann::ordered_json::array()}};
  for (const CalibratedFact& fact : all.facts) json["facts"].push_back(json_of(fact));
  for (const CalibratedParameter& parameter : all.parameters) json["parameters"].push_back(json_of(all, parameter));
  for (const auto& round : all.rounds)
    json["rounds"].push_back({{"points", round.points}, {"plausible", round.plausible}, {"left", round.left}});
  return json;
}

}  // namespace kith::tools

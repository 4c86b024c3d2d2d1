#include "tools/studies/sweep/sensitivity.hpp"

#include "engine/settings/problem.hpp"
#include "results/statistics.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/studies/sweep/comparable_runs.hpp"
#include "tools/studies/sweep/designs.hpp"
#include "tools/studies/sweep/plan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/math/distributions/fisher_f.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <regex>
#include <span>
#include <sstream>

namespace kith::sweep {
namespace {

using results::Index;
using results::SweepTable;
using tools::CommandLineError;

/// More of the variance than this from chance, and indices are about noise.
constexpr double much_chance = 0.1;
/// Below this share of the largest index another one is not worth a word.
constexpr double negligible = 0.02;
/// Of all tables without any effect, so many may name a factor that matters: over all factors and measures together.
constexpr double false_alarms = 0.05;
/// With fewer failures, or fewer successes, a box is not to be trusted.
constexpr std::int64_t fewest_failures = 20;
/// Bootstrap of scores sorts every resample: fewer of them for many points.
constexpr std::size_t most_resampled_points = 400'000;

// ---- results of points ----

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  std::size_t count = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    ++count;
  }
  return count == 0 ? results::none : sum / static_cast<double>(count);
}

std::vector<double> point_means(const std::vector<std::vector<double>>& values) {
  std::vector<double> means;
  for (const auto& replicates : values) means.push_back(mean_of(replicates));
  return means;
}

/// Share of the variance between points that is chance, 0 .. 1; NaN where either cannot be told.
double chance_share(const Chance& chance, double deviation) {
  if (std::isnan(chance.variance) || !(deviation > 0)) return results::none;
  return std::min(1.0, chance.variance / (deviation * deviation));
}

/// How likely so large squared differences are by chance alone; NaN where chance cannot be told.
double chance_of_moves(double squared_moves, std::size_t moves, const Chance& chance) {
  if (std::isnan(chance.variance) || moves == 0 || std::isnan(squared_moves)) return results::none;
  if (chance.variance <= 0) return squared_moves > 0 ? 0 : 1;
  const boost::math::fisher_f law(static_cast<double>(moves), chance.degrees);
  return boost::math::cdf(boost::math::complement(law, squared_moves / (2 * chance.variance)));
}

// ---- the design ----

std::size_t block_of(const results::SweepHead& head) {
  const std::size_t factors = head.parameters.size();
  if (head.design == "morris") return factors + 1;
  return head.design == "saltelli" ? saltelli_block(factors, head.second_order) : 1;
}

std::string setup_of(const results::SweepHead& head) {
  if (head.design == "morris")
    return fmt::format("Morris design, {} walks of {} points", head.points.size() / block_of(head), block_of(head));
  if (head.design == "saltelli")
    return fmt::format("Saltelli's scheme, {} base samples of {} points", head.points.size() / block_of(head),
                       block_of(head));
  std::string design = head.design;
  std::ranges::replace(design, '_', ' ');
  return fmt::format("design {}", design);
}

std::vector<results::Factor> factors_of(const results::SweepHead& head) {
  std::vector<results::Factor> factors;
  for (std::size_t i = 0; i < head.parameters.size(); ++i) {
    factors.push_back({head.parameters[i].path, {}, head.parameters[i].numeric});
    for (const auto& point : head.points) factors.back().values.push_back(point.numbers[i]);
  }
  return factors;
}

std::vector<std::string> names_of(const std::vector<results::Factor>& factors) {
  std::vector<std::string> names;
  for (const auto& factor : factors) names.push_back(factor.name);
  return names;
}

// ---- words ----

/// What a ranking rests on, and how it is said.
struct Ranking {
  const std::vector<Index>& indices;
  std::string measured;  ///< with {0} value, {1} low, {2} high
  bool share;
  const std::vector<double>& chance;  ///< how likely each is by chance alone; NaN: its interval decides
  double false_alarm;                 ///< accepted for one factor of one measure

  bool stands_out(std::size_t factor) const {
    return std::isnan(chance[factor]) ? indices[factor].low > 0 : chance[factor] < false_alarm;
  }
};

std::string said(const Ranking& ranking, std::size_t factor) {
  const Index& index = ranking.indices[factor];
  const auto text = [&](double value) { return ranking.share ? tools::format_percent(value, 0) : short_number(value); };
  return fmt::format(fmt::runtime(ranking.measured), text(index.value), text(index.low), text(index.high));
}

/// Factors with an index, the largest first.
std::vector<std::size_t> ranked(const std::vector<Index>& indices) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < indices.size(); ++i)
    if (!std::isnan(indices[i].value)) order.push_back(i);
  std::ranges::stable_sort(order, std::greater{}, [&](std::size_t i) { return indices[i].value; });
  return order;
}

/// "; of a, b nothing can be said", of factors this sample gives no index.
std::string without_index(const std::vector<Index>& indices, const std::vector<std::string>& names) {
  std::vector<std::string> unsaid;
  for (std::size_t i = 0; i < indices.size(); ++i)
    if (std::isnan(indices[i].value)) unsaid.push_back(names[i]);
  return unsaid.empty() ? "" : fmt::format("; of {} nothing can be said", fmt::join(unsaid, ", "));
}

std::string leading(const Ranking& ranking, const std::vector<std::string>& names, const std::string& measure) {
  const std::vector<std::size_t> order = ranked(ranking.indices);
  const auto found = std::ranges::find_if(order, [&](std::size_t i) { return ranking.stands_out(i); });
  const std::string unsaid = without_index(ranking.indices, names);
  if (found == order.end())
    return fmt::format("No factor can be told from chance as a cause of {}{}.", measure, unsaid);
  const std::size_t top = *found;
  std::vector<std::string> rivals;
  for (const std::size_t i : order)
    if (i != top && ranking.indices[i].high > ranking.indices[top].low) rivals.push_back(names[i]);
  std::string text = fmt::format("{}: {} matters most, {}", measure, names[top], said(ranking, top));
  const auto next = std::ranges::find_if(order, [&](std::size_t i) { return i != top && ranking.stands_out(i); });
  if (!rivals.empty())
    text += fmt::format("; this sample cannot tell whether {} {} more", fmt::join(rivals, " or "),
                        tools::by_number(rivals.size(), "matters", "matter"));
  else if (next == order.end() && order.size() > 1)
    text += "; no other can be told from chance";
  else if (next != order.end() && ranking.indices[*next].value < negligible * ranking.indices[top].value)
    text += "; nothing else comes near";
  else if (next != order.end())
    text += fmt::format("; next is {}, {}", names[*next], said(ranking, *next));
  return text + unsaid + ".";
}

/// Why a measure has no indices.
std::string nothing_to_say(const MeasureSensitivity& measure) {
  if (measure.scores.points == 0)
    return fmt::format("Nothing can be said of {}: no point has a result.", measure.measure);
  if (measure.scores.points > 1 && measure.deviation == 0)
    return fmt::format("Nothing can be said of {}: it is the same at every point.", measure.measure);
  const std::size_t points = measure.scores.points;
  return fmt::format(
      "Nothing can be said of {}: {} {} too few to tell a factor from chance; each of its values, or of "
      "ten groups of them, takes two.",
      measure.measure, tools::plural(points, "different point"), tools::by_number(points, "is", "are"));
}

std::string answer_about(const MeasureSensitivity& measure, const std::vector<std::string>& names, const Chance& chance,
                         double false_alarm) {
  std::vector<double> by_chance = measure.scores.chance;
  const auto of_moves = [&](const std::vector<double>& squared, auto&& moves_of) {
    for (std::size_t i = 0; i < names.size(); ++i) by_chance[i] = chance_of_moves(squared[i], moves_of(i), chance);
  };
  const auto& used = measure.indices   ? measure.indices->total
                     : measure.effects ? measure.effects->magnitude
                                       : measure.scores.variance_share;
  if (measure.deviation == 0 || ranked(used).empty()) return nothing_to_say(measure);
  if (measure.indices) {
    of_moves(measure.indices->squared_moves, [&](std::size_t i) { return measure.indices->moves[i]; });
    return leading({used, "with its interactions {0} of the variance (95% {1} to {2})", true, by_chance, false_alarm},
                   names, measure.measure);
  }
  if (measure.effects) {
    of_moves(measure.effects->squared_moves, [&](std::size_t i) { return measure.effects->moves[i]; });
    return leading({used, fmt::format("{{0}} {} on average over its whole range (95% {{1}} to {{2}})", measure.unit),
                    false, by_chance, false_alarm},
                   names, measure.measure);
  }
  return leading({used, "telling {0} of the variance (95% {1} to {2})", true, by_chance, false_alarm}, names,
                 measure.measure);
}

// ---- one measure ----

std::string missing_text(std::size_t missing) {
  return fmt::format("{} {} no result and {} left out", tools::plural(missing, "point"),
                     tools::by_number(missing, "has", "have"), tools::by_number(missing, "is", "are"));
}

/// "2 are different of a, 2 of b"
std::string different_steps(const results::ElementaryEffects& effects, const std::vector<std::string>& names) {
  std::vector<std::string> said;
  for (std::size_t i = 0; i < names.size(); ++i)
    said.push_back(fmt::format("{}{} of {}", effects.moves[i], i == 0 ? " different" : "", names[i]));
  return fmt::format("{}", fmt::join(said, ", "));
}

void add_design_cautions(MeasureSensitivity& measure, const std::vector<std::string>& names) {
  if (measure.indices) {
    measure.cautions = results::cautions(*measure.indices, names);
    if (const std::size_t rows = measure.indices->rows - measure.indices->different; rows > 0)
      measure.cautions.push_back(fmt::format(
          "{} of {} rows of the scheme {} another's points: only {} {} different, and intervals rest on these", rows,
          measure.indices->rows, tools::by_number(rows, "repeats", "repeat"), measure.indices->different,
          tools::by_number(measure.indices->different, "is", "are")));
  }
  if (measure.effects) {
    measure.cautions = results::cautions(*measure.effects, names);
    if (const std::size_t steps = measure.effects->repeated; steps > 0)
      measure.cautions.push_back(
          fmt::format("{} of the walks {} between the same two points as an earlier one: {}, each "
                      "counted once",
                      tools::plural(steps, "step"), tools::by_number(steps, "goes", "go"),
                      different_steps(*measure.effects, names)));
  }
  if (!measure.indices && !measure.effects && measure.scores.points < 10 * names.size())
    measure.cautions.push_back(fmt::format("{} {} few for {}: take ten times as many as factors, or more",
                                           tools::plural(measure.scores.points, "different point"),
                                           tools::by_number(measure.scores.points, "is", "are"),
                                           tools::plural(names.size(), "factor")));
}

void add_cautions(MeasureSensitivity& measure, std::size_t replicates, const ComparableRuns& runs) {
  if (measure.chance > much_chance)
    measure.cautions.push_back(fmt::format(
        "{} of the variance between points is chance between replicates: run more than {} a point",
        measure.chance < 1 ? tools::format_percent(measure.chance, 0) : "all", tools::plural(replicates, "replicate")));
  if ((measure.indices || measure.effects) && replicates == 1 && measure.deviation > 0)
    measure.cautions.push_back(
        "with one replicate a point nothing tells an effect from chance: run two or more if the model draws by chance");
  if (runs.left_out > 0)
    measure.cautions.push_back(fmt::format(
        "{} of {} runs are left out: only points with the same replicates can be compared; make the runs that "
        "are missing or failed",
        runs.left_out, runs.left_out + runs.used));
  if (measure.missing_points > 0) measure.cautions.push_back(missing_text(measure.missing_points));
  if (measure.repeated_points > 0 && !measure.indices && !measure.effects)
    measure.cautions.push_back(fmt::format(
        "{} {} another's values and seed: only {} different, each counted once",
        tools::plural(measure.repeated_points, "point"), tools::by_number(measure.repeated_points, "repeats", "repeat"),
        measure.scores.points == 1 ? "1 is" : fmt::format("{} are", measure.scores.points)));
}

/// Takes values out of points that repeat another. Returns how many there are.
std::size_t leave_out_repeated(ComparableRuns& runs, const std::vector<std::size_t>& alike) {
  std::size_t count = 0;
  for (std::size_t point = 0; point < alike.size(); ++point) {
    if (alike[point] == point) continue;
    std::ranges::fill(runs.values[point], results::none);
    ++count;
  }
  return count;
}

void add_indices(MeasureSensitivity& found, const results::SweepHead& head, const std::vector<double>& means,
                 const std::vector<std::size_t>& alike) {
  if (head.design == "morris") {
    std::vector<UnitPoint> unit;
    for (const auto& point : head.points) unit.push_back(point.unit_cube);
    found.effects = results::elementary_effects(unit, means, {}, reached_places(head), alike);
  }
  if (head.design == "saltelli")
    found.indices = results::sobol_indices(means, head.parameters.size(), head.second_order, {}, alike);
}

MeasureSensitivity measure_sensitivity(const SweepTable& table, const std::vector<results::Factor>& factors,
                                       const SweepTable::Outcome& outcome, std::size_t measures) {
  const results::SweepHead& head = table.head;
  const bool share_seed = points_share_seed(head);
  const ComparableRuns runs = comparable_runs(outcome, share_seed);
  ComparableRuns different = runs;
  MeasureSensitivity found{.measure = outcome.measure, .unit = outcome.unit, .meaning = outcome.meaning};
  const std::vector<double> all = point_means(runs.values);
  const std::vector<std::size_t> alike = first_alike(head, all);
  found.missing_points = static_cast<std::size_t>(
      std::ranges::count_if(outcome.values, [](const auto& values) { return std::isnan(mean_of(values)); }));
  found.repeated_points = leave_out_repeated(different, alike);
  const std::vector<double> means = point_means(different.values);
  const auto overall = results::estimate(block_of(head) > 1 ? all : means);
  const Chance chance = chance_in_means(different, share_seed);
  found.mean = overall.mean;
  found.deviation = overall.standard_deviation;
  found.chance = chance_share(chance, overall.standard_deviation);
  add_indices(found, head, all, alike);
  const std::size_t resamples =
      std::clamp<std::size_t>(most_resampled_points / std::max<std::size_t>(1, means.size()), 100, 1000);
  found.scores = results::feature_scores(factors, means, block_of(head), {1, resamples});
  add_design_cautions(found, names_of(factors));
  add_cautions(found, table.replicates.size(), runs);
  found.answer = answer_about(found, names_of(factors), chance,
                              false_alarms / static_cast<double>(measures * std::max<std::size_t>(1, factors.size())));
  return found;
}

// ---- failures ----

std::string box_in_words(const results::Box& box, const Sensitivity& sensitivity) {
  std::vector<std::string> parts;
  for (const auto& restriction : box.restrictions) parts.push_back(in_words(restriction, sensitivity));
  return fmt::format("{}", fmt::join(parts, " and "));
}

std::string answer_about(const FailureBox& failure, const Sensitivity& sensitivity) {
  const results::Discovery& found = failure.discovery;
  if (found.of_interest == 0) return fmt::format("{} at none of {} points.", failure.rule.text, found.points);
  if (found.of_interest == found.points)
    return fmt::format("{} at every one of {} points.", failure.rule.text, found.points);
  const results::Box& box = found.trajectory[failure.shown];
  const std::string text = fmt::format("{} at {} of {} points", failure.rule.text, found.of_interest, found.points);
  if (box.restrictions.empty()) return text + ", crowding in no box that is more than chance.";
  return text + fmt::format(". It holds at {} of the points where {}; {} of all such points lie there.",
                            tools::format_percent(box.density, 0), box_in_words(box, sensitivity),
                            tools::format_percent(box.coverage, 0));
}

void add_cautions(FailureBox& failure) {
  const std::int64_t fewer =
      std::min(failure.discovery.of_interest, failure.discovery.points - failure.discovery.of_interest);
  if (fewer > 0 && fewer < fewest_failures)
    failure.cautions.push_back(
        fmt::format("{} points on one side of the bound are few: the box is little more than their outline; "
                    "extend the sweep",
                    fewer));
  if (failure.missing_points > 0) failure.cautions.push_back(missing_text(failure.missing_points));
}

const SweepTable::Outcome& outcome_named(const SweepTable& table, const std::string& name) {
  return *std::ranges::find(table.outcomes, name, &SweepTable::Outcome::measure);
}

FailureBox failure_box(const SweepTable& table, const SensitivityOptions& options,
                       const std::vector<std::string>& known, const Sensitivity& sensitivity) {
  FailureBox failure{.rule = parse_failure_rule(options.fails, known), .discovery = {}};
  const auto means = point_means(outcome_named(table, failure.rule.measure).values);
  std::vector<results::Factor> factors = sensitivity.factors;
  for (auto& factor : factors) factor.values.clear();
  std::vector<bool> fails;
  for (std::size_t point = 0; point < means.size(); ++point) {
    if (std::isnan(means[point])) continue;
    fails.push_back(failure.rule.fails(means[point]));
    for (std::size_t i = 0; i < factors.size(); ++i) factors[i].values.push_back(sensitivity.factors[i].values[point]);
  }
  failure.missing_points = means.size() - fails.size();
  failure.discovery = results::discover_box(factors, fails);
  const std::size_t last = failure.discovery.trajectory.size() - 1;
  if (options.box && *options.box > last)
    throw CommandLineError(fmt::format("--box {}: the trajectory has boxes 0 to {}", *options.box, last));
  failure.shown = options.box.value_or(failure.discovery.chosen);
  failure.answer = answer_about(failure, sensitivity);
  add_cautions(failure);
  return failure;
}

// ---- the file as a whole ----

/// Why runs failed: each reason once, with the points it was met at first; "" if none did.
std::string failures_in_words(const std::vector<std::string>& failures) {
  constexpr std::size_t most_reasons = 3;
  std::vector<std::pair<std::string, std::vector<std::size_t>>> reasons;
  std::size_t failed = 0;
  for (std::size_t point = 0; point < failures.size(); ++point) {
    if (failures[point].empty()) continue;
    ++failed;
    auto known = std::ranges::find(reasons, failures[point], [](const auto& reason) { return reason.first; });
    if (known == reasons.end()) known = reasons.insert(reasons.end(), {failures[point], {}});
    known->second.push_back(point);
  }
  std::vector<std::string> said;
  for (const auto& [reason, points] : std::span(reasons).first(std::min(most_reasons, reasons.size())))
    said.push_back(fmt::format("{} (point {}{})", reason, points.front(),
                               points.size() > 1 ? fmt::format(" and {} more", points.size() - 1) : ""));
  if (reasons.size() > most_reasons) said.push_back(tools::plural(reasons.size() - most_reasons, "further reason"));
  return failed == 0 ? "" : fmt::format("runs failed at {}: {}", tools::plural(failed, "point"), fmt::join(said, "; "));
}

std::vector<std::string> cautions_of(const SweepTable& table) {
  std::vector<std::string> cautions;
  if (!table.checked)
    cautions.emplace_back(
        "the file is of sweep format version 1 and has no table of digests, so it cannot be told whether it was "
        "changed since it was written; merge the sweep again to have one");
  if (std::string failures = failures_in_words(table.failures); !failures.empty())
    cautions.push_back(std::move(failures));
  for (const auto& [file, text] : table.head.texts) {
    std::istringstream lines(file == file_of_cautions ? text : "");
    for (std::string line; std::getline(lines, line);)
      cautions.push_back(line.ends_with('.') ? line.substr(0, line.size() - 1) : line);
  }
  return cautions;
}

std::vector<std::string> chosen_measures(const std::vector<std::string>& wanted,
                                         const std::vector<std::string>& known) {
  for (const std::string& name : wanted) {
    if (std::ranges::find(known, name) == known.end())
      throw CommandLineError(fmt::format("--measure {}: the sweep kept no such measure of whole runs{}; it has: {}",
                                         in_quotes(name), did_you_mean(name, known), fmt::join(known, ", ")));
  }
  return wanted.empty() ? known : wanted;
}

}  // namespace

bool FailureRule::fails(double value) const {
  if (comparison == "<") return value < bound;
  if (comparison == "<=") return value <= bound;
  return comparison == ">" ? value > bound : value >= bound;
}

FailureRule parse_failure_rule(const std::string& text, const std::vector<std::string>& measures) {
  static const std::regex form(R"(\s*([\w.]+)\s*(<=|>=|<|>)\s*(\S+)\s*)");
  std::smatch parts;
  if (!std::regex_match(text, parts, form))
    throw CommandLineError(
        fmt::format("--fails {}: write a measure, one of < <= > >=, and a number, such as \"{} > 100\"",
                    in_quotes(text), measures.empty() ? "measure" : measures.front()));
  FailureRule rule{.text = text, .measure = parts[1], .comparison = parts[2]};
  if (std::ranges::find(measures, rule.measure) == measures.end())
    throw CommandLineError(fmt::format("--fails {}: the sweep kept no such measure of whole runs{}; it has: {}",
                                       in_quotes(rule.measure), did_you_mean(rule.measure, measures),
                                       fmt::join(measures, ", ")));
  const std::string bound = parts[3];
  char* end = nullptr;
  rule.bound = std::strtod(bound.c_str(), &end);
  if (*end != '\0' || !std::isfinite(rule.bound))
    throw CommandLineError(fmt::format("--fails {}: {} is no number", in_quotes(text), in_quotes(bound)));
  rule.text = fmt::format("{} {} {}", rule.measure, rule.comparison, bound);
  return rule;
}

std::string short_number(double value) { return tools::format_fixed(value, tools::decimals_for(value, 0)); }

std::string in_words(const results::Restriction& restriction, const Sensitivity& sensitivity) {
  const results::Factor& factor = sensitivity.factors[restriction.factor];
  const results::SweepParameter& parameter = sensitivity.parameters[restriction.factor];
  if (!factor.ordered) {
    std::vector<std::string> allowed;
    for (const double category : restriction.categories)
      allowed.push_back(parameter.categories.at(static_cast<std::size_t>(category)));
    return fmt::format("{} is {}", factor.name, fmt::join(allowed, " or "));
  }
  const std::string unit = parameter.unit.empty() || parameter.unit == "1" ? "" : " " + parameter.unit;
  const auto number = [&](double value) {
    return parameter.integer ? tools::format_fixed(value, 0) : short_number(value);
  };
  if (restriction.below && restriction.above)
    return fmt::format("{} is {} to {}{}", factor.name, number(restriction.lowest), number(restriction.highest), unit);
  return restriction.below ? fmt::format("{} >= {}{}", factor.name, number(restriction.lowest), unit)
                           : fmt::format("{} <= {}{}", factor.name, number(restriction.highest), unit);
}

Sensitivity analyse(const results::SweepTable& table, const SensitivityOptions& options) {
  const results::SweepHead& head = table.head;
  std::vector<std::string> known;
  for (const auto& outcome : table.outcomes) known.push_back(outcome.measure);
  if (known.empty())
    throw CommandLineError(
        "there is nothing to explain: none of its runs was done when the sweep was merged, or it kept no measure of "
        "whole "
        "runs (without dimensions)");
  Sensitivity found{.name = head.name,
                    .question = head.question,
                    .model = head.model,
                    .design = head.design,
                    .start = head.start,
                    .end = head.end,
                    .digest = table.digest,
                    .setup = setup_of(head)};
  found.cautions = cautions_of(table);
  found.points = head.points.size();
  found.replicates = table.replicates.size();
  found.factors = factors_of(head);
  found.parameters = head.parameters;
  const auto wanted = chosen_measures(options.measures, known);
  if (!options.fails.empty()) found.failure = failure_box(table, options, known, found);
  for (const std::string& name : wanted)
    found.measures.push_back(measure_sensitivity(table, found.factors, outcome_named(table, name), wanted.size()));
  return found;
}

}  // namespace kith::sweep

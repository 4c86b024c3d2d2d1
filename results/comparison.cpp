#include "results/comparison.hpp"

#include "engine/settings/resolved_values.hpp"
#include "results/periods.hpp"
#include "results/products.hpp"
#include "results/reactions.hpp"
#include "results/statistics.hpp"
#include "results/tables.hpp"
#include "results/united_axes.hpp"

#include <fmt/format.h>
#include <boost/math/distributions/beta.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>
#include <stdexcept>

namespace kith::results {

namespace {

constexpr std::array roles_of_people{"place", "people", "ties"};
// ---- joining ----

bool same_measure(const Measure& a, const Measure& b) {
  return a.name == b.name && a.group == b.group && a.dimensions == b.dimensions && a.number == b.number;
}

std::vector<std::int64_t> numbers_of(const Run& run) {
  std::vector<std::int64_t> numbers;
  for (const ReplicateResult& replicate : run.replicates) numbers.push_back(replicate.replicate);
  return numbers;
}

std::string numbers_text(const Run& run) {
  const std::vector<std::int64_t> numbers = numbers_of(run);
  constexpr std::size_t most_listed = 8;
  if (numbers.size() <= most_listed) return fmt::format("{}", fmt::join(numbers, " "));
  return fmt::format("{} of them, {} to {}", numbers.size(), numbers.front(), numbers.back());
}

/// Whether a file says who the people are: paired worlds share it.
bool is_of_people(const InputText& input) {
  return std::ranges::find(roles_of_people, input.role) != roles_of_people.end();
}

bool belongs_to(const std::string& path, const std::vector<std::string>& tables) {
  return std::ranges::any_of(tables,
                             [&](const std::string& table) { return path == table || path.starts_with(table + "."); });
}

/// What keeps two runs from being a pair, a line each.
class Mismatch {
 public:
  Mismatch(const Run& base, const std::string& base_label, const Run& other, const std::string& other_label,
           const std::vector<std::string>& settings_of_people)
      : base_label_(base_label), other_label_(other_label) {
    compare("model", base.model, other.model);
    compare("first day", base.start, other.start);
    compare("last day", base.end, other.end);
    compare("seed", std::to_string(base.seed), std::to_string(other.seed));
    if (numbers_of(base) != numbers_of(other)) add("replicates", numbers_text(base), numbers_text(other));
    compare_settings(base, other, settings_of_people);
    compare_people(base, other);
    compare_measures(base.measures, other.measures);
  }
  const std::vector<std::string>& lines() const { return lines_; }

 private:
  void add(const std::string& what, const std::string& in_base, const std::string& in_other) {
    lines_.push_back(fmt::format("{}: {} in {}, {} in {}", what, in_base, base_label_, in_other, other_label_));
  }

  void compare(const std::string& what, const std::string& in_base, const std::string& in_other) {
    if (in_base != in_other) add(what, in_base, in_other);
  }

  void compare_settings(const Run& base, const Run& other, const std::vector<std::string>& settings_of_people) {
    const auto in_base = read_resolved(base.resolved).at_start;
    const auto in_other = read_resolved(other.resolved).at_start;
    for (const auto& [path, value] : in_base) {
      if (!belongs_to(path, settings_of_people)) continue;
      const auto found = in_other.find(path);
      compare(path, value, found == in_other.end() ? "nothing" : found->second);
    }
  }

  /// Tables may have changed between two runs though the settings that name them did not. Files of version 1 have no
  /// hashes to compare.
  void compare_people(const Run& base, const Run& other) {
    for (const InputText& input : base.inputs) {
      const auto found = std::ranges::find(other.inputs, input.file, &InputText::file);
      if (is_of_people(input) && found != other.inputs.end())
        compare("contents of " + input.file, "SHA-256 " + input.sha256, "SHA-256 " + found->sha256);
    }
  }

  void compare_measures(const MeasureSet& base, const MeasureSet& other) {
    if (!lines_.empty()) return;  // follows from what was said already
    if (!std::ranges::equal(base.dimensions, other.dimensions, same_dimension))
      lines_.push_back("the axes of their measures");
    if (!std::ranges::equal(base.measures, other.measures, same_measure)) lines_.push_back("the measures they hold");
  }

  const std::string& base_label_;
  const std::string& other_label_;
  std::vector<std::string> lines_;
};

void check_pairs(const std::vector<Run>& runs, const std::vector<std::string>& labels,
                 const std::vector<std::string>& settings_of_people) {
  std::string text;
  for (std::size_t i = 1; i < runs.size(); ++i) {
    const Mismatch mismatch(runs[0], labels[0], runs[i], labels[i], settings_of_people);
    for (const std::string& line : mismatch.lines()) text += fmt::format("\n  {}", line);
  }
  if (!text.empty())
    throw ResultsError(
        "these are no paired worlds; they must share model, dates, seed, replicates and people, but differ in" + text);
}

MeasureSet joined_measures(const MeasureSet& measures, const std::vector<std::string>& labels) {
  MeasureSet joined;
  joined.dimensions = {{scenario_axis, "", "scenario, the base first", labels, {}}};
  joined.dimensions.insert(joined.dimensions.end(), measures.dimensions.begin(), measures.dimensions.end());
  joined.measures = measures.measures;
  for (Measure& measure : joined.measures) measure.dimensions.insert(measure.dimensions.begin(), scenario_axis);
  return joined;
}

/// Lays the arrays of one replicate in every run end to end.
ReplicateResult joined_replicate(const std::vector<Run>& runs, std::size_t row) {
  ReplicateResult joined;
  joined.replicate = runs[0].replicates[row].replicate;
  joined.arrays = runs[0].replicates[row].arrays;
  for (std::size_t i = 1; i < runs.size(); ++i)
    for (std::size_t measure = 0; measure < joined.arrays.size(); ++measure)
      std::visit(
          [&](auto& values) {
            const auto& more = std::get<std::decay_t<decltype(values)>>(runs[i].replicates[row].arrays[measure]);
            values.insert(values.end(), more.begin(), more.end());
          },
          joined.arrays[measure]);
  return joined;
}

/// A scenario's own files, under its label where the base's are others of the same name.
void add_inputs(Run& joined, const Run& run, const std::string& label) {
  const auto known = [&](const InputText& input) {
    return std::ranges::find(joined.inputs, input.file, &InputText::file);
  };
  const bool others = std::ranges::any_of(run.inputs, [&](const InputText& input) {
    const auto same_name = known(input);
    return same_name != joined.inputs.end() && same_name->sha256 != input.sha256;
  });
  for (InputText input : run.inputs) {
    if (others && !is_of_people(input)) input.file = label + "/" + input.file;
    if (known(input) == joined.inputs.end()) joined.inputs.push_back(std::move(input));
  }
}

/// Draws of unit costs that only this scenario has, such as those of services of its own.
void add_unit_costs(UnitCostDraws& joined, const UnitCostDraws& own) {
  if (joined.items.empty()) joined = own;
  if (own.draws != joined.draws) return;
  const std::size_t own_count = own.items.size();
  for (std::size_t item = 0; item < own_count; ++item) {
    if (std::ranges::find(joined.items, own.items[item]) != joined.items.end()) continue;
    const std::size_t count = joined.items.size();
    Reals factors;
    for (std::size_t draw = 0; draw < joined.draws; ++draw) {
      const auto row = joined.factors.begin() + static_cast<std::ptrdiff_t>(draw * count);
      factors.insert(factors.end(), row, row + static_cast<std::ptrdiff_t>(count));
      factors.push_back(own.factors[draw * own_count + item]);
    }
    joined.items.push_back(own.items[item]);
    joined.factors = std::move(factors);
  }
}

void add_texts(Run& joined, const Run& run) {
  for (const auto& text : run.scenario_texts)
    if (std::ranges::find(joined.scenario_texts, text) == joined.scenario_texts.end())
      joined.scenario_texts.push_back(text);
}

/// What only an alternative rests on, such as the numbers of a scheme that the base does not know.
void add_evidence(Run& joined, const Run& run) {
  for (const Run::Evidence& row : run.evidence)
    if (std::ranges::find(joined.evidence, row.path, &Run::Evidence::path) == joined.evidence.end())
      joined.evidence.push_back(row);
}

/// The base comes first in the texts of a run, the scenario itself last.
std::string file_of(const Run& run) { return run.scenario_texts.empty() ? "" : run.scenario_texts.back().first; }

// ---- arrays ----

struct Strides {
  std::size_t outer = 1, length = 1, inner = 1;
  Strides(const Values& values, std::size_t axis) {
    for (std::size_t i = 0; i < axis; ++i) outer *= values.shape[i];
    length = values.shape[axis];
    for (std::size_t i = axis + 1; i < values.shape.size(); ++i) inner *= values.shape[i];
  }
};

Values without_axis(const Values& values, std::size_t axis) {
  Values result{values.dimensions, values.shape, {}, values.intervals, values.bounds};
  result.dimensions.erase(result.dimensions.begin() + static_cast<std::ptrdiff_t>(axis));
  result.shape.erase(result.shape.begin() + static_cast<std::ptrdiff_t>(axis));
  return result;
}

/// Sums of [first, first + length) for `blocks` blocks of an axis.
Reals block_sums(const Reals& row, const Strides& strides, std::size_t blocks, std::size_t length) {
  Reals sums(strides.outer * blocks * strides.inner);
  for (std::size_t o = 0; o < strides.outer; ++o)
    for (std::size_t i = 0; i < blocks * length; ++i)
      for (std::size_t k = 0; k < strides.inner; ++k)
        sums[(o * blocks + i / length) * strides.inner + k] += row[(o * strides.length + i) * strides.inner + k];
  return sums;
}

void scale(Reals& row, double factor) {
  for (double& value : row) value *= factor;
}

}  // namespace

bool has_scenarios_everywhere(const Run& run) {
  const auto axis = std::ranges::find(run.measures.dimensions, std::string(scenario_axis), &Dimension::name);
  const bool labelled = axis != run.measures.dimensions.end() && axis->labels.size() == run.scenarios.size();
  return labelled && run.scenarios.size() >= 2 &&
         std::ranges::all_of(run.measures.measures, [](const Measure& measure) {
           return !measure.dimensions.empty() && measure.dimensions[0] == scenario_axis;
         });
}

/// All scenarios of a comparison are asked about by one reader.
void add_smallest_changes(std::vector<SmallestChange>& matters, const Run& run, const std::string& label) {
  for (const SmallestChange& smallest : run.matters) {
    const auto known = std::ranges::find(matters, smallest.measure, &SmallestChange::measure);
    if (known == matters.end())
      matters.push_back(smallest);
    else if (known->size() != smallest.size() || std::isnan(known->share) != std::isnan(smallest.share))
      throw ResultsError(
          fmt::format("{} says another smallest change of {} that matters than a scenario before it: {:g} and {:g}; "
                      "say one, in [matters]",
                      label, smallest.measure, smallest.size(), known->size()));
  }
}

Run join(std::vector<Run> runs, const std::vector<std::string>& labels,
         const std::vector<std::string>& settings_of_people) {
  if (runs.size() < 2) throw ResultsError("a comparison needs a base and at least one alternative");
  for (std::size_t i = 0; i < runs.size(); ++i)
    if (is_comparison(runs[i]))
      throw ResultsError(fmt::format("{} is a comparison already; give runs of one scenario each", labels[i]));
  std::vector<std::string> digests;
  for (const Run& run : runs) digests.push_back(digest(run.measures, run.replicates));
  unite_reactions(runs);
  unite_axes(runs);
  check_pairs(runs, labels, settings_of_people);
  Run joined = runs[0];
  joined.replicates.clear();
  joined.goals.clear();
  joined.matters.clear();
  joined.scenario_texts.clear();
  joined.measures = joined_measures(runs[0].measures, labels);
  joined.question = runs[1].question;
  joined.name.clear();
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const Run& run = runs[i];
    joined.scenarios.push_back({labels[i], run.name, run.question, file_of(run), run.resolved, digests[i]});
    if (i > 0) joined.name += (i > 1 ? "; " : "") + run.name;
    for (const Caution& caution : run.cautions)
      if (std::ranges::find(joined.cautions, caution) == joined.cautions.end()) joined.cautions.push_back(caution);
    for (Goal goal : run.goals) {
      goal.scenario = labels[i];
      joined.goals.push_back(std::move(goal));
    }
    add_smallest_changes(joined.matters, run, labels[i]);
    add_texts(joined, run);
    if (i > 0) add_inputs(joined, run, labels[i]);
    if (i > 0) add_unit_costs(joined.unit_cost_draws, run.unit_cost_draws);
    add_evidence(joined, run);
  }
  joined.name += " compared with " + runs[0].name;
  for (std::size_t row = 0; row < runs[0].replicates.size(); ++row) {
    joined.replicates.push_back(joined_replicate(runs, row));
    for (Run& run : runs) run.replicates[row].arrays.clear();
  }
  join_tables(joined, runs, labels);
  return joined;
}

namespace {

/// The axes of `declared` that the comparison does not have yet join it; those it has must be the same.
void add_axes(MeasureSet& measures, const MeasureSet& declared) {
  for (const Dimension& dimension : declared.dimensions) {
    const auto known = std::ranges::find(measures.dimensions, dimension.name, &Dimension::name);
    if (known == measures.dimensions.end())
      measures.dimensions.push_back(dimension);
    else if (!same_dimension(*known, dimension))
      throw std::logic_error("the axis " + dimension.name + " is another in the comparison");
  }
}

/// One row an event, the alternative's place among the scenarios first.
void add_twin_events(ReplicateResult& replicate, const ReplicateResult& twin, std::size_t alternative) {
  if (twin.event_columns.empty()) return;
  replicate.event_columns.resize(twin.event_columns.size() + 1);
  replicate.event_columns[0].resize(replicate.event_columns[0].size() + twin.event_columns[0].size(),
                                    static_cast<std::int32_t>(alternative));
  for (std::size_t i = 0; i < twin.event_columns.size(); ++i)
    replicate.event_columns[i + 1].insert(replicate.event_columns[i + 1].end(), twin.event_columns[i].begin(),
                                          twin.event_columns[i].end());
}

/// The base's zeros, then each alternative's array.
template <class Array>
Array after_zeros(const std::vector<std::vector<ReplicateResult>>& twins, std::size_t row, std::size_t measure) {
  Array joined(std::get<Array>(twins[0][row].arrays[measure]).size());
  for (const auto& alternative : twins) {
    const Array& own = std::get<Array>(alternative.at(row).arrays[measure]);
    joined.insert(joined.end(), own.begin(), own.end());
  }
  return joined;
}

}  // namespace

void add_twins(Run& comparison, const MeasureSet& declared, const std::vector<std::vector<ReplicateResult>>& twins) {
  if (declared.measures.empty()) return;
  if (twins.size() + 1 != comparison.scenarios.size()) throw std::logic_error("not one twin record an alternative");
  add_axes(comparison.measures, declared);
  for (Measure measure : declared.measures) {
    measure.dimensions.insert(measure.dimensions.begin(), scenario_axis);
    comparison.measures.measures.push_back(std::move(measure));
  }
  comparison.measures.event_columns = declared.event_columns;
  comparison.measures.event_columns.insert(
      comparison.measures.event_columns.begin(),
      {scenario_axis, "", "Alternative compared with the base", comparison.measures.dimensions[0].labels});
  for (std::size_t row = 0; row < comparison.replicates.size(); ++row) {
    for (std::size_t measure = 0; measure < declared.measures.size(); ++measure) {
      auto& arrays = comparison.replicates[row].arrays;
      if (declared.measures[measure].number == Number::count)
        arrays.emplace_back(after_zeros<Counts>(twins, row, measure));
      else
        arrays.emplace_back(after_zeros<Reals>(twins, row, measure));
    }
    for (std::size_t i = 0; i < twins.size(); ++i) add_twin_events(comparison.replicates[row], twins[i][row], i + 1);
  }
}

std::size_t Values::cells() const {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>{});
}

std::optional<std::size_t> Values::axis(std::string_view dimension) const {
  const auto found = std::ranges::find(dimensions, dimension);
  if (found == dimensions.end()) return std::nullopt;
  return static_cast<std::size_t>(found - dimensions.begin());
}

Values values_of(const Run& run, std::string_view name, std::size_t scenario) {
  const std::size_t index = run.measures.index(name);
  const Measure& measure = run.measures.measures[index];
  Values values{measure.dimensions, run.measures.shape(measure), {}, interval_of(run.doubt), bounds_of(measure.unit)};
  if (is_comparison(run)) values = without_axis(values, 0);
  const std::size_t cells = values.cells();
  for (const ReplicateResult& replicate : run.replicates)
    std::visit(
        [&](const auto& array) {
          const auto from = array.begin() + static_cast<std::ptrdiff_t>(scenario * cells);
          values.rows.emplace_back(from, from + static_cast<std::ptrdiff_t>(cells));
        },
        replicate.arrays.at(index));
  return values;
}

Values averaged_in_blocks(const Values& values, std::size_t axis, std::size_t length) {
  const Strides strides(values, axis);
  length = std::clamp<std::size_t>(length, 1, std::max<std::size_t>(1, strides.length));
  Values result{values.dimensions, values.shape, {}, values.intervals, values.bounds};
  result.shape[axis] = strides.length / length;
  for (const Reals& row : values.rows) {
    result.rows.push_back(block_sums(row, strides, result.shape[axis], length));
    scale(result.rows.back(), 1.0 / static_cast<double>(length));
  }
  return result;
}

Values cut(const Values& values, std::size_t axis, std::size_t first, std::size_t count) {
  const Strides strides(values, axis);
  first = std::min(first, strides.length);
  count = std::min(count, strides.length - first);
  Values result{values.dimensions, values.shape, {}, values.intervals, values.bounds};
  result.shape[axis] = count;
  for (const Reals& row : values.rows) {
    Reals& kept = result.rows.emplace_back();
    for (std::size_t o = 0; o < strides.outer; ++o) {
      const auto from = row.begin() + static_cast<std::ptrdiff_t>((o * strides.length + first) * strides.inner);
      kept.insert(kept.end(), from, from + static_cast<std::ptrdiff_t>(count * strides.inner));
    }
  }
  return result;
}

Values summed(const Values& values, std::size_t axis) {
  const Strides strides(values, axis);
  Values result = without_axis(values, axis);
  result.bounds = values.bounds.lowest >= 0 ? Bounds{.lowest = 0} : Bounds{};
  for (const Reals& row : values.rows)
    result.rows.push_back(strides.length == 0 ? Reals(result.cells()) : block_sums(row, strides, 1, strides.length));
  return result;
}

Values averaged(const Values& values, std::size_t axis) {
  Values result = summed(values, axis);
  result.bounds = values.bounds;
  const double factor = values.shape[axis] == 0 ? none : 1.0 / static_cast<double>(values.shape[axis]);
  for (Reals& row : result.rows) scale(row, factor);
  return result;
}

Values averaged_over_time(const Run& run, const Values& values) {
  const auto axis = values.axis("time");
  if (!axis) return values;
  const std::vector<bool> whole = whole_periods(run.measures.dimension("time"), run.end);
  const Strides strides(values, *axis);
  const auto count = static_cast<double>(std::ranges::count(whole, true));
  Values result = without_axis(values, *axis);
  for (const Reals& row : values.rows) {
    Reals& means = result.rows.emplace_back(result.cells(), count == 0 ? none : 0);
    for (std::size_t o = 0; o < strides.outer; ++o)
      for (std::size_t i = 0; i < strides.length; ++i)
        for (std::size_t k = 0; whole[i] && k < strides.inner; ++k)
          means[o * strides.inner + k] += row[(o * strides.length + i) * strides.inner + k];
    if (count > 0) scale(means, 1.0 / count);
  }
  return result;
}

std::vector<Estimate> estimates(const Values& values) {
  std::vector<Estimate> result;
  Reals column(values.rows.size());
  for (std::size_t cell = 0; cell < values.cells(); ++cell) {
    for (std::size_t row = 0; row < column.size(); ++row) column[row] = values.rows[row][cell];
    result.push_back(estimate(column, values.intervals, values.bounds));
  }
  return result;
}

namespace {

/// What two numbers differ by; nothing if no more than sums taken in another order do.
double difference_of(double base, double alternative) {
  constexpr double rounding = 1e-12;
  const double difference = alternative - base;
  return std::abs(difference) <= rounding * std::max(std::abs(base), std::abs(alternative)) ? 0 : difference;
}

/// Likewise of the mean of differences that cancel out.
Estimate without_rounding(Estimate difference, double level) {
  difference.mean = difference_of(level, level + difference.mean) == 0 ? 0 : difference.mean;
  return difference;
}

}  // namespace

PairedDifference paired_difference(std::span<const double> base, std::span<const double> alternative, IntervalOf of,
                                   const Bounds& bounds) {
  Reals before, after, differences;
  for (std::size_t i = 0; i < base.size(); ++i) {
    if (std::isnan(base[i]) || std::isnan(alternative[i])) continue;
    before.push_back(base[i]);
    after.push_back(alternative[i]);
    differences.push_back(difference_of(base[i], alternative[i]));
  }
  const Estimate in_base = estimate(before);
  const Estimate in_alternative = estimate(after);
  const Estimate difference =
      without_rounding(estimate(differences, of, bounds_of_difference(bounds)), std::abs(in_base.mean));
  PairedDifference result{in_base.mean, in_alternative.mean, difference, estimate({}), none};
  const auto variance = [](const Estimate& one) { return one.standard_deviation * one.standard_deviation; };
  result.chance_of_rise = chance_of_rise(result.difference, of);
  result.variance_ratio = (variance(in_base) + variance(in_alternative)) / variance(result.difference);
  if (in_base.mean == 0 || before.empty()) return result;
  // The residuals of the ratio of means: their spread is that of the ratio to first order.
  const double ratio = result.difference.mean / in_base.mean;
  Reals relative;
  for (std::size_t i = 0; i < before.size(); ++i)
    relative.push_back(ratio +
                       (differences[i] - ratio * before[i]) / std::abs(in_base.mean) * (in_base.mean < 0 ? -1 : 1));
  result.relative = estimate(relative, of, bounds_of_relative_change(bounds));
  result.relative.mean = ratio;
  return result;
}

PairedDifference paired_difference(const Run& run, std::string_view measure, std::size_t alternative) {
  return paired_difference(scalar_values(run, measure, 0), scalar_values(run, measure, alternative),
                           interval_of(run.doubt), bounds_of(run.measures.measures[run.measures.index(measure)].unit));
}

std::vector<PairedDifference> paired_differences(const Values& base, const Values& alternative) {
  std::vector<PairedDifference> result;
  Reals before(base.rows.size()), after(base.rows.size());
  for (std::size_t cell = 0; cell < base.cells(); ++cell) {
    for (std::size_t row = 0; row < before.size(); ++row) {
      before[row] = base.rows[row][cell];
      after[row] = alternative.rows[row][cell];
    }
    result.push_back(paired_difference(before, after, base.intervals, base.bounds));
  }
  return result;
}

bool is_consistent(const UnitCostDraws& draws) {
  if (draws.items.empty()) return draws.draws == 0 && draws.factors.empty();
  return is_product(draws.factors.size(), {draws.draws, draws.items.size()});
}

Share share_of(std::int64_t met, std::int64_t count) {
  if (count == 0) return {none, none, none, 0, 0};
  const boost::math::beta_distribution<> posterior(static_cast<double>(met) + 0.5,
                                                   static_cast<double>(count - met) + 0.5);
  return {static_cast<double>(met) / static_cast<double>(count), met == 0 ? 0 : boost::math::quantile(posterior, 0.025),
          met == count ? 1 : boost::math::quantile(posterior, 0.975), met, count};
}

LabelledMeasure labelled_measure(const std::string& text) {
  const std::size_t open = text.find('[');
  if (open == std::string::npos || text.back() != ']') return {text, ""};
  return {text.substr(0, open), text.substr(open + 1, text.size() - open - 2)};
}

}  // namespace kith::results

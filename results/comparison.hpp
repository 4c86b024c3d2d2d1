// Paired worlds: runs of several scenarios that share seed, replicates and people, joined into one Run, and what
// differs between them. Replicate r of two scenarios is one life lived twice, so differences are taken pair by pair and
// only then averaged: what is mere chance to both falls out.
#pragma once

#include "results/results.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace kith::results {

/// The axis of a joined run that comes first among a measure's own.
inline constexpr const char* scenario_axis = "scenario";
/// The column of a joined table that says how a row stands to the other world: 0 for the same in both.
inline constexpr const char* change_column = "change";

inline bool is_comparison(const Run& run) { return !run.scenarios.empty(); }

/// Whether a comparison has at least two scenarios, an axis that labels each, and that axis first in every measure.
bool has_scenarios_everywhere(const Run& run);

/// Joins runs, the base first, two at least; `labels` are short names for them and must differ. Event logs are left
/// out; facts and resolved settings of the whole are the base's, evidence is that of all. Runs with unlike catalogues
/// may differ in the labels of their axes: what a run does not know, it has none of (0). `settings_of_people` are the
/// tables or settings that must agree (Model::settings_of_people). Throws ResultsError naming everything that does not.
Run join(std::vector<Run> runs, const std::vector<std::string>& labels,
         const std::vector<std::string>& settings_of_people);

/// Adds to a comparison what was told of how each alternative comes to differ from the base: measures of their own,
/// which are 0 for the base. `twins` has one vector an alternative, one result a replicate in the order of the
/// comparison's; if they keep event columns, these become the event log of the comparison, each row naming its
/// alternative. Throws std::logic_error if they do not fit the comparison.
void add_twins(Run& comparison, const MeasureSet& declared, const std::vector<std::vector<ReplicateResult>>& twins);

/// A measure's values in one scenario: one row-major array a replicate.
struct Values {
  std::vector<std::string> dimensions;
  std::vector<std::size_t> shape;
  std::vector<Reals> rows;
  IntervalOf intervals = IntervalOf::mean;  ///< what intervals of them are of
  Bounds bounds{};                          ///< which those do not leave

  std::size_t cells() const;
  /// Position of a dimension, or nothing.
  std::optional<std::size_t> axis(std::string_view dimension) const;
};

/// `scenario` is 0 for a run of one scenario. Throws std::out_of_range for an unknown measure.
Values values_of(const Run& run, std::string_view measure, std::size_t scenario = 0);
/// Consecutive blocks of `length` entries of an axis, each replaced by its mean; an incomplete last block is dropped
/// unless it is the only one.
Values averaged_in_blocks(const Values& values, std::size_t axis, std::size_t length);
/// Only `count` entries of an axis, from `first` on; fewer where it ends.
Values cut(const Values& values, std::size_t axis, std::size_t first, std::size_t count);
/// The axis replaced by its sum or mean.
Values summed(const Values& values, std::size_t axis);
Values averaged(const Values& values, std::size_t axis);
/// The mean over the axis "time", periods that the end of the run cuts short left out; as it is without that axis.
Values averaged_over_time(const Run& run, const Values& values);
/// An estimate for each cell.
std::vector<Estimate> estimates(const Values& values);

/// What differs between paired values. Pairs in which either is NaN are left out of all members.
struct PairedDifference {
  double base = 0;         ///< mean over pairs
  double alternative = 0;  ///< likewise
  Estimate difference;     ///< alternative minus base
  /// Difference as a share of the base's mean, with the interval of a ratio (delta method); NaN if that is 0.
  Estimate relative;
  /// Variance the difference of two means would have with independent seeds, as a multiple of what it has with pairs:
  /// so many times as many replicates would have been needed. Infinite if all pairs differ alike; NaN for one pair.
  double variance_ratio = 0;
  double chance_of_rise = std::numeric_limits<double>::quiet_NaN();  ///< see statistics.hpp; NaN where nothing differs

  bool exactly_none() const { return difference.mean == 0 && difference.standard_deviation == 0; }
  /// Whether the 95% interval leaves out no difference.
  bool distinguishable() const { return difference.low > 0 || difference.high < 0; }
};
/// `bounds` are those of the values.
PairedDifference paired_difference(std::span<const double> base, std::span<const double> alternative,
                                   IntervalOf of = IntervalOf::mean, const Bounds& bounds = {});
/// Of a measure without dimensions, as the run's intervals are.
PairedDifference paired_difference(const Run& run, std::string_view measure, std::size_t alternative);
/// One for each cell of two sets of values of the same shape, with the intervals and bounds of the first.
std::vector<PairedDifference> paired_differences(const Values& base, const Values& alternative);

/// A share of a number of trials with its 95% Jeffreys interval.
struct Share {
  double share, low, high;
  std::int64_t met = 0, count = 0;
};
Share share_of(std::int64_t met, std::int64_t count);

/// What a target names: a measure, or the label of one of its axes too, as in "service_completions[early_help]".
struct LabelledMeasure {
  std::string name;
  std::string label;  ///< "": none
};
LabelledMeasure labelled_measure(const std::string& text);

/// How a goal stands.
struct Verdict {
  bool judged = false;
  std::string judged_on;                    ///< what was looked at; or why the goal could not be judged
  Share met{};                              ///< pairs (or replicates) in which it was met
  Estimate reached{};                       ///< relative change, or value, over pairs
  double base = 0;                          ///< mean of what was looked at, in the base; of a goal that was judged
  double level = 0;                         ///< likewise in the goal's scenario
  IntervalOf intervals = IntervalOf::mean;  ///< what that of `reached` is of
};
/// In a comparison a goal of a change is judged pair by pair against the base it names, one of a value by the side of
/// it the base stands on. A goal with a day is judged on the last whole year up to it of the measure's yearly course
/// ("<measure>_by_year", or the measure's own axis year, cohort or time); a measure without one on the whole run, if
/// the day is its last. It is not judged if the day lies beyond the run, or if that year begins before the scenario
/// comes to differ from the base. A goal without a day is judged on the whole run. In a run of one scenario nothing is
/// judged.
Verdict judge(const Run& run, const Goal& goal);

}  // namespace kith::results

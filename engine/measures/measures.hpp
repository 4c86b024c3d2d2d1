// Measures as declarations: what a model records, with dimensions, unit and meaning, declared once; the results
// file, summaries, docs and comparison read the declaration. Values of one replicate live in a ReplicateResult.
// Counts are whole numbers; reals are written in a fixed order, so results are the same at any thread count.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace kith {

/// A named axis. Labelled axes carry `labels`; numeric axes carry `values`; exactly one of them is filled.
struct Dimension {
  std::string name;
  std::string unit;  ///< for numeric axes, e.g. "days since 2013-04-01"; "" for labels
  std::string meaning;
  std::vector<std::string> labels;
  std::vector<std::int32_t> values;
  std::size_t size() const { return labels.empty() ? values.size() : labels.size(); }
};

enum class Number { count, real };
/// How a measure's total comes about: set from outside, fitted to a published figure, or following from the model.
enum class Closure { imposed, calibrated, emergent };

/// A measure's declaration. The axis "replicate" comes before `dimensions` and is not named here.
struct Measure {
  std::string name;
  std::string unit;
  std::string meaning;
  std::string group;  ///< "" for the main series; else "headlines", "cohorts", "services", "economics"
  std::vector<std::string> dimensions;
  Number number = Number::count;
  Closure closure = Closure::emergent;
  bool needs_short_steps = false;  ///< with steps longer than a week it moves by more than chance does
};

/// Columns of the optional event log, one row an event.
struct EventColumn {
  std::string name;
  std::string unit;
  std::string meaning;
  std::vector<std::string> labels;  ///< what the codes 0, 1, ... stand for, if it is a code
};

/// Everything a model can write.
struct MeasureSet {
  std::vector<Dimension> dimensions;
  std::vector<Measure> measures;
  std::vector<EventColumn> event_columns;  ///< empty: the model keeps no log

  const Dimension& dimension(std::string_view name) const;  ///< std::out_of_range if unknown
  std::size_t index(std::string_view measure) const;        ///< std::out_of_range if unknown
  std::vector<std::size_t> shape(const Measure& measure) const;
};

using Counts = std::vector<std::int32_t>;
using Reals = std::vector<double>;

/// What one replicate recorded: one row-major array a measure, in the order of MeasureSet::measures.
struct ReplicateResult {
  std::int64_t replicate = 0;
  std::vector<std::variant<Counts, Reals>> arrays;
  std::vector<std::vector<std::int32_t>> event_columns;  ///< one vector a column; empty when the log is off

  ReplicateResult() = default;
  ReplicateResult(const MeasureSet& set,
                  std::int64_t replicate);  ///< zeros; reals that may stay undefined are the model's to set to NaN
  Counts& counts(std::size_t measure) { return std::get<Counts>(arrays[measure]); }
  Reals& reals(std::size_t measure) { return std::get<Reals>(arrays[measure]); }
  const Counts& counts(std::size_t measure) const { return std::get<Counts>(arrays[measure]); }
  const Reals& reals(std::size_t measure) const { return std::get<Reals>(arrays[measure]); }
};

}  // namespace kith

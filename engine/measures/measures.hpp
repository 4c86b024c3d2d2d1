// Measures as declarations: what a model records, with dimensions, unit and meaning, declared once; the results
// file, summaries, docs and comparison read the declaration. Values of one replicate live in a ReplicateResult.
// Counts are whole numbers; reals are written in a fixed order, so results are the same at any thread count.
#pragma once

#include <cstdint>
#include <limits>
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

/// Values that a quantity may have.
struct Bounds {
  double lowest = -std::numeric_limits<double>::infinity();
  double highest = std::numeric_limits<double>::infinity();
};
/// By the unit: a "share", also a "share of people", lies in 0 to 1; nothing is known of others.
Bounds bounds_of(std::string_view unit);
/// Of what is left when one quantity is taken from another, both within these.
Bounds bounds_of_difference(const Bounds& bounds);
/// Of a change as a share of what was there: where nothing is below 0, no more than all can go.
Bounds bounds_of_relative_change(const Bounds& bounds);

/// How the cells of a column are kept: whole numbers up to 127, whole numbers, reals.
enum class CellKind { small, whole, real };

/// A column of the optional event log, whose cells are whole numbers, or of a table.
struct TableColumn {
  std::string name;
  std::string unit;
  std::string meaning;
  std::vector<std::string> labels;  ///< what the codes 0, 1, ... stand for, if it is a code
  CellKind kind = CellKind::whole;
  std::string axis{};     ///< the dimension whose labels the codes stand for, if it is one's: then `labels` is empty
  bool identity = false;  ///< of a table: rows of two worlds that agree in all such columns tell of the same thing
};

/// Rows a model keeps beside its measures if they are asked for: declared here once, written and read for whatever it
/// is. Rows stand in order of their first column, a whole number, which is an identity.
struct Table {
  std::string name;
  std::string row;  ///< what a row is, in one word: name of the table's one dimension
  std::string meaning;
  std::vector<TableColumn> columns;
  /// How a row is told in words, by the code in the column `told_by`, or one for all if that is "". "{name}" is the
  /// cell of a column; what stands in [ ] is left out if a cell in it has no value or is a "no", which "{?name}" only
  /// looks at.
  std::vector<std::string> sentences{};
  std::string told_by{};
};

/// Everything a model can write.
struct MeasureSet {
  std::vector<Dimension> dimensions;
  std::vector<Measure> measures;
  std::vector<TableColumn> event_columns{};  ///< empty: the model keeps no log
  std::vector<Table> tables{};               ///< that may be asked for

  const Dimension& dimension(std::string_view name) const;  ///< std::out_of_range if unknown
  std::size_t index(std::string_view measure) const;        ///< std::out_of_range if unknown
  std::vector<std::size_t> shape(const Measure& measure) const;
};

using Counts = std::vector<std::int32_t>;
using Reals = std::vector<double>;
using SmallCounts = std::vector<std::int8_t>;

/// The cells of a column, by CellKind.
using Cells = std::variant<SmallCounts, Counts, Reals>;
/// What a cell holds that has no value: the least whole number of its kind, or NaN.
template <class T>
constexpr T no_cell = std::numeric_limits<T>::has_quiet_NaN ? std::numeric_limits<T>::quiet_NaN()
                                                            : std::numeric_limits<T>::lowest();
/// No cells yet.
Cells cells_of(CellKind kind);
std::size_t cell_count(const Cells& cells);
/// A cell as a real; NaN if it has no value.
double cell_value(const Cells& cells, std::size_t row);

/// NaN: no value. Anything else must fit the kind.
void append_cell(Cells& cells, double value);

/// The rows of one table: one array a column, all of one length. No columns: the table was not asked for.
struct TableRows {
  std::vector<Cells> columns;
  std::size_t count() const { return columns.empty() ? 0 : cell_count(columns[0]); }
};
TableRows rows_of(const Table& table);      ///< none yet
std::size_t row_bytes(const Table& table);  ///< of one row, as kept in memory

/// What one replicate recorded: one row-major array a measure, in the order of MeasureSet::measures.
struct ReplicateResult {
  std::int64_t replicate = 0;
  std::vector<std::variant<Counts, Reals>> arrays;
  std::vector<std::vector<std::int32_t>> event_columns;  ///< one vector a column; empty when the log is off
  std::vector<TableRows> tables;  ///< in the order of MeasureSet::tables; empty when none is kept

  ReplicateResult() = default;
  ReplicateResult(const MeasureSet& set,
                  std::int64_t replicate);  ///< zeros; reals that may stay undefined are the model's to set to NaN
  Counts& counts(std::size_t measure) { return std::get<Counts>(arrays[measure]); }
  Reals& reals(std::size_t measure) { return std::get<Reals>(arrays[measure]); }
  const Counts& counts(std::size_t measure) const { return std::get<Counts>(arrays[measure]); }
  const Reals& reals(std::size_t measure) const { return std::get<Reals>(arrays[measure]); }
};

}  // namespace kith

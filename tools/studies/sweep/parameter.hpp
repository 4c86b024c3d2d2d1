// What a sweep varies: a declared setting and the values it takes, from coordinates in the unit interval. Design,
// plan and results file all read this one description.
#pragma once

#include "engine/settings/settings.hpp"
#include "engine/settings/variation.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kith::sweep {

enum class Kind { range, categories, evidence, list };

/// "range", "categories", "evidence", "list".
const char* name_of(Kind kind);

/// Immutable once read; may be shared between threads.
struct VariedParameter {
  Setting setting;  ///< its declaration
  Kind kind = Kind::range;
  double from = 0;  ///< ends of a range, both allowed values
  double to = 0;
  bool integer = false;             ///< whole numbers only
  bool log = false;                 ///< even steps of the logarithm
  std::vector<Value> categories{};  ///< values to choose from, as written
  std::int64_t levels = 0;          ///< how many values a grid takes of a range
  std::optional<Date> at{};         ///< the day from which the value holds; none: from the start
  SourceLocation where{};

  /// The value at coordinate `u` in 0 .. 1. `reaches_ends`: the design takes 0 and 1 themselves, so that a distribution
  /// of evidence is read between its 2.5% and its 97.5% quantile. Not for a list.
  Value value_at(double u, bool reaches_ends) const;
  /// `value` as a number, or its place among the categories where it is none.
  double as_number(const Value& value) const;
  /// Whether all values are numbers.
  bool is_numeric() const;
  Variation variation(Value value) const { return {setting.path, std::move(value), at, where}; }
};

}  // namespace kith::sweep

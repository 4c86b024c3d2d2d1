// A condition on what is measured while a run goes on, as a [[change]] writes it after `when` and `until`:
//   waiting[clinic] > 200      a measure, a label of one of its axes if one is meant, a comparison, a number
// Without a label, or on the axes it does not name, what is measured is summed up. Only the text is known here; whether
// there is such a measure is for engine/run/reactions.hpp to say.
#pragma once

#include <string>
#include <string_view>

namespace kith {

struct Condition {
  enum class Comparison { above, at_least, below, at_most };

  std::string measure;
  std::string label;  ///< of one of its axes; "": all
  Comparison comparison = Comparison::above;
  double limit = 0;  ///< in the measure's unit

  bool is_upwards() const { return comparison == Comparison::above || comparison == Comparison::at_least; }
  /// False for a value that is none (NaN).
  bool holds(double value) const;
  bool operator==(const Condition&) const = default;
};

/// Takes a text apart. `fault` says what is wrong, "" if nothing is. `measured`, if not null, is what a text that
/// begins with a comparison ("< 120") is about.
Condition parse_condition(std::string_view text, std::string& fault, const Condition* measured = nullptr);

/// As it would be written: parse_condition gives it back.
std::string condition_text(const Condition& condition);
/// The measure with its label: "waiting[clinic]".
std::string measured_text(const Condition& condition);

/// Whether some value meets both, where both are about the same; false where they are not.
bool may_hold_together(const Condition& one, const Condition& other);

}  // namespace kith

// What facts leave possible of numbers that were fitted to them, as a model carries it: points of equal weight, each
// with a value of every number. A text of one line on where it is from, then a CSV table with a column a number.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kith {

struct FittedSample {
  std::string source;                         ///< one line: which numbers were fitted to what, and by which command
  std::vector<std::string> paths;             ///< of the settings
  std::vector<std::vector<double>> points{};  ///< at least one; values in the order of `paths`
};

/// Throws InputError with every fault of `text`; `file` names it in messages.
FittedSample read_fitted_sample(std::string_view text, const std::string& file);

/// The text of one, values to so many digits as tell points apart and no more.
std::string fitted_sample_text(const FittedSample& sample);

}  // namespace kith

// What it would be worth to know a number before one of several options is chosen: the expected value of information
// (Raiffa and Schlaifer 1961; of single numbers, Strong, Oakley and Brennan 2014). Whoever chooses takes the option of
// the highest expected gain; knowing a number better is worth what a better choice would gain on average. Pure
// functions.
#pragma once

#include "engine/measures/measures.hpp"

#include <cstddef>
#include <vector>

namespace kith::results {

/// What an option is expected to gain, as a straight line in a number that is standard normal beforehand.
struct ExpectedGain {
  double at_mean;
  double slope;
};
/// E[max over options] - max over options of E, in the unit of the gains; in closed form, by the upper envelope of the
/// lines. From 0. Of two options whose difference is normal this is the unit normal loss.
double value_of_knowing(const std::vector<ExpectedGain>& options);

/// Of one of several numbers drawn together.
struct ValueOfNumber {
  std::size_t number;
  double worth;   ///< of knowing it exactly, and with it what goes with it; the mean of what chance brings taken off
  double most;    ///< the same if gains went with it two standard errors more steeply
  double chance;  ///< of gains going with it as much as here if they did not at all
  bool told;      ///< beyond chance, all numbers taken together (results/telling.hpp)
};
struct ValueOfInformation {
  std::size_t best;  ///< the option to take as things are known: of the highest mean gain
  double worth_all;  ///< of knowing beforehand all in which these draws differ, chance included; nothing is worth more
  std::vector<ValueOfNumber> numbers;  ///< those told first, then the most worth
};
/// `gains` by option and draw, two options and four draws at least; `numbers` by number and draw. Gains are taken to be
/// straight lines in the number's normal scores: what makes a gain go up and then down counts as nothing. Numbers that
/// do not vary are left out. Throws std::invalid_argument if lengths do not fit.
ValueOfInformation value_of_information(const std::vector<Reals>& gains, const std::vector<Reals>& numbers);

/// The same of a study of one number that measures it with this standard error (in the number's unit, above 0): only
/// the part of its doubt that the study removes counts (preposterior analysis, normal).
double value_of_study(const std::vector<Reals>& gains, const Reals& number, double standard_error);

}  // namespace kith::results

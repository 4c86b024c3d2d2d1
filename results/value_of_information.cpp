#include "results/value_of_information.hpp"

#include "results/statistics.hpp"
#include "results/telling.hpp"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace kith::results {

namespace {

const boost::math::normal standard_normal;

double mean_over(const Reals& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Where each value stands among all, as the quantile of a normal; ties share the middle of their places.
Reals normal_scores(const Reals& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
  Reals scores(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first;
    while (last + 1 < order.size() && values[order[last + 1]] == values[order[first]]) ++last;
    const double place = (static_cast<double>(first + last) / 2 + 0.5) / static_cast<double>(order.size());
    for (; first <= last; ++first) scores[order[first]] = boost::math::quantile(standard_normal, place);
  }
  return scores;
}

/// A straight line through gains by least squares, and how sure its slope is.
struct Fit {
  double at_mean, slope, error, chance;
};
Fit fit(const Reals& gains, const Reals& scores) {
  const double mean = mean_over(gains), middle = mean_over(scores);
  double products = 0, squares = 0;
  for (std::size_t i = 0; i < gains.size(); ++i) {
    products += (scores[i] - middle) * (gains[i] - mean);
    squares += (scores[i] - middle) * (scores[i] - middle);
  }
  if (squares == 0) return {mean, 0, 0, 1};
  const double slope = products / squares;
  double residuals = 0;
  for (std::size_t i = 0; i < gains.size(); ++i) {
    const double off = gains[i] - mean - slope * (scores[i] - middle);
    residuals += off * off;
  }
  const double freedom = static_cast<double>(gains.size()) - 2;
  const double error = std::sqrt(residuals / freedom / squares);
  if (error == 0) return {mean, slope, 0, slope == 0 ? 1.0 : 0.0};
  const boost::math::students_t student(freedom);
  return {mean, slope, error, 2 * boost::math::cdf(boost::math::complement(student, std::abs(slope / error)))};
}

/// The square of a slope that is chance alone is that of its error on average; this much is taken off.
double without_chance(const Fit& one) {
  const double squared = one.slope * one.slope - one.error * one.error;
  return squared <= 0 ? 0 : std::copysign(std::sqrt(squared), one.slope);
}

std::size_t best_of(const std::vector<Reals>& gains) {
  std::size_t best = 0;
  for (std::size_t option = 1; option < gains.size(); ++option)
    if (mean_over(gains[option]) > mean_over(gains[best])) best = option;
  return best;
}

/// What each other option gains more than the best; a choice turns on nothing else.
std::vector<Reals> against_best(const std::vector<Reals>& gains) {
  const std::size_t best = best_of(gains);
  std::vector<Reals> found;
  for (std::size_t option = 0; option < gains.size(); ++option) {
    if (option == best) continue;
    Reals& more = found.emplace_back(gains[option]);
    for (std::size_t draw = 0; draw < more.size(); ++draw) more[draw] -= gains[best][draw];
  }
  return found;
}

std::vector<Fit> fits(const std::vector<Reals>& more, const Reals& number) {
  const Reals scores = normal_scores(number);
  std::vector<Fit> found;
  for (const Reals& option : more) found.push_back(fit(option, scores));
  return found;
}

/// The best option is the one against which the others are fitted.
template <class Slope>
double value_with(const std::vector<Fit>& fits, Slope&& slope) {
  std::vector<ExpectedGain> options{{0, 0}};
  for (std::size_t i = 0; i < fits.size(); ++i) options.push_back({fits[i].at_mean, slope(i)});
  return value_of_knowing(options);
}

/// By whichever signs make it the most.
double most_with(const std::vector<Fit>& fits) {
  constexpr std::size_t most_signed = 8;
  const std::size_t signs = std::size_t{1} << std::min(fits.size(), most_signed);
  double most = 0;
  for (std::size_t set = 0; set < signs; ++set)
    most = std::max(most, value_with(fits, [&](std::size_t i) {
                      const double towards = i < most_signed && (set >> i & 1U) != 0 ? -1 : 1;
                      return fits[i].slope + towards * 2 * fits[i].error;
                    }));
  return most;
}

void check_draws(const std::vector<Reals>& gains, std::size_t draws_of_number) {
  if (gains.size() < 2) throw std::invalid_argument("there is nothing to choose from with fewer than two options");
  constexpr std::size_t fewest_draws = 4;
  for (const Reals& option : gains)
    if (option.size() < fewest_draws || option.size() != draws_of_number)
      throw std::invalid_argument("gains and numbers need the same draws, four at least");
}

bool varies(const Reals& values) { return std::ranges::adjacent_find(values, std::not_equal_to{}) != values.end(); }

ValueOfNumber value_of(std::size_t number, const std::vector<Fit>& fits, double worth_all) {
  double chance = 1;
  for (const Fit& one : fits) chance = std::min(chance, one.chance * static_cast<double>(fits.size()));
  const double worth = value_with(fits, [&](std::size_t i) { return without_chance(fits[i]); });
  return {number, std::min(worth, worth_all), std::min(most_with(fits), worth_all), std::min(chance, 1.0), false};
}

}  // namespace

double value_of_knowing(const std::vector<ExpectedGain>& options) {
  std::vector<ExpectedGain> lines = options;
  double best = -std::numeric_limits<double>::infinity();
  for (const ExpectedGain& line : lines) best = std::max(best, line.at_mean);
  // From the flattest to the steepest; of equally steep ones the higher last, which hides the others.
  std::ranges::sort(lines, {}, [](const ExpectedGain& line) { return std::pair(line.slope, line.at_mean); });
  std::vector<ExpectedGain> envelope;
  std::vector<double> begins;  // where each is the highest from
  for (const ExpectedGain& line : lines) {
    double from = -std::numeric_limits<double>::infinity();
    while (!envelope.empty()) {
      const ExpectedGain& last = envelope.back();
      if (last.slope == line.slope) {
        from = begins.back();
      } else {
        from = (last.at_mean - line.at_mean) / (line.slope - last.slope);
        if (from > begins.back()) break;
      }
      envelope.pop_back();
      begins.pop_back();
      from = -std::numeric_limits<double>::infinity();
    }
    envelope.push_back(line);
    begins.push_back(from);
  }
  const auto below = [](double z) {
    return std::isinf(z) ? (z > 0 ? 1.0 : 0.0) : boost::math::cdf(standard_normal, z);
  };
  const auto height = [](double z) { return std::isinf(z) ? 0.0 : boost::math::pdf(standard_normal, z); };
  double expected = 0;
  for (std::size_t i = 0; i < envelope.size(); ++i) {
    const double end = i + 1 < envelope.size() ? begins[i + 1] : std::numeric_limits<double>::infinity();
    expected +=
        envelope[i].at_mean * (below(end) - below(begins[i])) + envelope[i].slope * (height(begins[i]) - height(end));
  }
  return std::max(0.0, expected - best);
}

ValueOfInformation value_of_information(const std::vector<Reals>& gains, const std::vector<Reals>& numbers) {
  check_draws(gains, gains.empty() ? 0 : gains.front().size());
  ValueOfInformation found{best_of(gains), 0, {}};
  Reals highest = gains.front();
  for (const Reals& option : gains)
    for (std::size_t draw = 0; draw < option.size(); ++draw) highest[draw] = std::max(highest[draw], option[draw]);
  found.worth_all = mean_over(highest) - mean_over(gains[found.best]);
  const std::vector<Reals> more = against_best(gains);
  for (std::size_t number = 0; number < numbers.size(); ++number) {
    check_draws(gains, numbers[number].size());
    if (varies(numbers[number]))
      found.numbers.push_back(value_of(number, fits(more, numbers[number]), found.worth_all));
  }
  // A chance of a rise of 1 - p/2 stands for the two-sided p.
  std::vector<double> chances;
  for (const ValueOfNumber& one : found.numbers) chances.push_back(1 - one.chance / 2);
  const std::vector<bool> told = told_apart(chances);
  for (std::size_t i = 0; i < told.size(); ++i) found.numbers[i].told = told[i];
  std::ranges::stable_sort(found.numbers, std::greater{},
                           [](const ValueOfNumber& one) { return std::pair(one.told, one.worth); });
  return found;
}

double value_of_study(const std::vector<Reals>& gains, const Reals& number, double standard_error) {
  check_draws(gains, number.size());
  const double mean = mean_over(number);
  double squares = 0;
  for (const double value : number) squares += (value - mean) * (value - mean);
  const double variance = squares / static_cast<double>(number.size() - 1);
  if (variance == 0) return 0;
  const double removed = std::sqrt(variance / (variance + standard_error * standard_error));
  const std::vector<Fit> found = fits(against_best(gains), number);
  return value_with(found, [&](std::size_t i) { return removed * without_chance(found[i]); });
}

}  // namespace kith::results

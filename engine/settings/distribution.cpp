#include "engine/settings/distribution.hpp"

#include "engine/settings/trimmed.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/triangular.hpp>
#include <boost/math/distributions/uniform.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>

namespace kith {

using Numbers = std::vector<double>;

struct DistributionFamily {
  const char* name;
  TextList numbers;               ///< what each number is called
  const char* rule;               ///< what must hold of them, in words
  bool (*sound)(const Numbers&);  ///< whether it does
  double (*quantile)(const Numbers&, double);
  double (*share_below)(const Numbers&, double);
};

namespace {

/// A spread of the logarithm beyond this is a factor of 400 either way: surely an amount written for a share.
constexpr double greatest_log_spread = 3;

const std::array<DistributionFamily, 5>& families() {
  namespace math = boost::math;
  static const std::array<DistributionFamily, 5> all{{
      {"uniform",
       {"lowest", "highest"},
       "the lowest comes first and is less than the highest",
       [](const Numbers& n) { return n[0] < n[1]; },
       [](const Numbers& n, double p) { return math::quantile(math::uniform(n[0], n[1]), p); },
       [](const Numbers& n, double x) { return math::cdf(math::uniform(n[0], n[1]), x); }},
      {"normal",
       {"mean", "standard deviation"},
       "the standard deviation is above 0",
       [](const Numbers& n) { return n[1] > 0; },
       [](const Numbers& n, double p) { return math::quantile(math::normal(n[0], n[1]), p); },
       [](const Numbers& n, double x) { return math::cdf(math::normal(n[0], n[1]), x); }},
      {"lognormal",
       {"median", "standard deviation of the logarithm"},
       "the median is above 0, and the standard deviation of the natural logarithm above 0 and at most 3 (0.1 is about "
       "10%)",
       [](const Numbers& n) { return n[0] > 0 && n[1] > 0 && n[1] <= greatest_log_spread; },
       [](const Numbers& n, double p) { return math::quantile(math::lognormal(std::log(n[0]), n[1]), p); },
       [](const Numbers& n, double x) { return x <= 0 ? 0 : math::cdf(math::lognormal(std::log(n[0]), n[1]), x); }},
      {"triangular",
       {"lowest", "mode", "highest"},
       "the mode lies between the lowest and the highest, which differ",
       [](const Numbers& n) { return n[0] < n[2] && n[0] <= n[1] && n[1] <= n[2]; },
       [](const Numbers& n, double p) { return math::quantile(math::triangular(n[0], n[1], n[2]), p); },
       [](const Numbers& n, double x) { return math::cdf(math::triangular(n[0], n[1], n[2]), x); }},
      {"beta",
       {"alpha", "beta"},
       "both numbers are above 0",
       [](const Numbers& n) { return n[0] > 0 && n[1] > 0; },
       [](const Numbers& n, double p) { return math::quantile(math::beta_distribution<>(n[0], n[1]), p); },
       [](const Numbers& n, double x) {
         return math::cdf(math::beta_distribution<>(n[0], n[1]), std::clamp(x, 0.0, 1.0));
       }},
  }};
  return all;
}

std::string form(const DistributionFamily& family) {
  return fmt::format("{}({})", family.name, fmt::join(family.numbers, ", "));
}

double as_number(const Value& value) {
  const auto* whole = std::get_if<std::int64_t>(&value);
  return whole != nullptr ? static_cast<double>(*whole) : std::get<double>(value);
}

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
  throw std::invalid_argument(in_quotes(text) + " " + why);
}

const DistributionFamily& family_named(std::string_view text, std::string_view name) {
  TextList known;
  for (const DistributionFamily& family : families()) {
    if (name == family.name) return family;
    known.emplace_back(family.name);
  }
  refuse(text, fmt::format("is no distribution{}; allowed: {}", did_you_mean(name, known),
                           fmt::join(distribution_families(), ", ")));
}

/// The numbers between the brackets; refuses anything else there.
Numbers numbers_in(std::string_view text, std::string_view list, const DistributionFamily& family) {
  Numbers numbers;
  for (std::size_t from = 0; from <= list.size();) {
    const std::size_t comma = std::min(list.find(',', from), list.size());
    const std::string_view word = trimmed(list.substr(from, comma - from));
    double number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (word.empty() || error != std::errc() || end != word.data() + word.size() || !std::isfinite(number))
      refuse(text, fmt::format("has {} where {} takes a number", in_quotes(word), form(family)));
    numbers.push_back(number);
    from = comma + 1;
  }
  return numbers;
}

}  // namespace

Distribution::Distribution(std::string_view text) {
  const std::string_view whole = trimmed(text);
  const std::size_t bracket = whole.find('(');
  family_ = &family_named(text, trimmed(whole.substr(0, bracket)));
  if (bracket == whole.npos || whole.back() != ')') refuse(text, "is not written " + form(*family_));
  numbers_ = numbers_in(text, whole.substr(bracket + 1, whole.size() - bracket - 2), *family_);
  if (numbers_.size() != family_->numbers.size()) refuse(text, "is not written " + form(*family_));
  if (!family_->sound(numbers_)) refuse(text, fmt::format("is no {} distribution: {}", family_->name, family_->rule));
}

double Distribution::quantile(double probability) const {
  constexpr double nearest = 0x1.0p-53;
  return family_->quantile(numbers_, std::clamp(probability, nearest, 1 - nearest));
}

double Distribution::share_below(double value) const {
  if (std::isinf(value)) return value < 0 ? 0 : 1;
  return family_->share_below(numbers_, value);
}

std::string Distribution::meaning() const {
  TextList said;
  for (std::size_t i = 0; i < numbers_.size(); ++i)
    said.push_back(fmt::format("{} {:g}", family_->numbers[i], numbers_[i]));
  return fmt::format("{}: {}; 95% between {:.3g} and {:.3g}", family_->name, fmt::join(said, ", "), quantile(0.025),
                     quantile(0.975));
}

std::string distribution_problem(std::string_view text, double lowest, double highest) {
  try {
    const double median = Distribution(text).quantile(0.5);
    if (median >= lowest && median <= highest) return "";
    return fmt::format("{} has its median, {:g}, outside the range of the number, {:g} to {:g}", in_quotes(text),
                       median, lowest, highest);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

Value value_at_quantile(const Setting& setting, double probability) {
  if (setting.distribution.empty()) throw std::logic_error("the setting " + setting.path + " has no distribution");
  const Distribution distribution(setting.distribution);
  const double below = distribution.share_below(setting.lowest);
  const double within = distribution.share_below(setting.highest) - below;
  // Nothing is lost to rounding where the range cuts nothing off.
  const bool whole = below <= 0 && within >= 1;
  const double value = std::clamp(distribution.quantile(whole ? probability : below + probability * within),
                                  setting.lowest, setting.highest);
  if (std::holds_alternative<std::int64_t>(setting.default_value))
    return static_cast<std::int64_t>(std::llround(value));
  return value;
}

std::string default_problem(const Setting& setting) {
  constexpr double tail = 0.025;
  if (setting.distribution.empty()) return "";
  const double value = as_number(setting.default_value);
  const double lowest = as_number(value_at_quantile(setting, tail));
  const double highest = as_number(value_at_quantile(setting, 1 - tail));
  if (value >= lowest && value <= highest) return "";
  return fmt::format("{:g} lies outside the middle 95% of its distribution, {:.3g} to {:.3g}", value, lowest, highest);
}

std::string cut_by_range(const Setting& setting) {
  constexpr double least_told = 0.005;
  if (setting.distribution.empty()) return "";
  const Distribution distribution(setting.distribution);
  const double out = distribution.share_below(setting.lowest) + 1 - distribution.share_below(setting.highest);
  if (out < least_told) return "";
  return fmt::format(
      "{:.0f}% of the distribution lies outside {:g} to {:g}, the range allowed; draws come from the part "
      "within",
      std::max(1.0, 100 * out), setting.lowest, setting.highest);
}

TextList distribution_families() {
  TextList forms;
  for (const DistributionFamily& family : families()) forms.push_back(form(family));
  return forms;
}

}  // namespace kith

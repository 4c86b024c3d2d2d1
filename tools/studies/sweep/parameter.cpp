// From the unit interval to values of settings.
#include "tools/studies/sweep/parameter.hpp"

#include "engine/settings/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace kith::sweep {
namespace {

constexpr double lowest_quantile = 0.025;
constexpr double highest_quantile = 0.975;

/// Even in the number or, for `log`, in its logarithm.
double between(double from, double to, double u, bool log) {
  if (u <= 0) return from;
  if (u >= 1) return to;
  return log ? std::exp(std::log(from) + u * (std::log(to) - std::log(from))) : from + u * (to - from);
}

/// Each whole number has an equal share of the interval (of its logarithm).
double whole_number(double from, double to, double u, bool log) {
  return std::clamp(std::floor(between(from, to + 1, u, log)), from, to);
}

Value typed(const Setting& setting, double number) {
  if (std::holds_alternative<std::int64_t>(setting.default_value)) return static_cast<std::int64_t>(number);
  return number;
}

}  // namespace

const char* name_of(Kind kind) {
  switch (kind) {
    case Kind::range:
      return "range";
    case Kind::categories:
      return "categories";
    case Kind::evidence:
      return "evidence";
    case Kind::list:
      return "list";
  }
  return "";
}

Value VariedParameter::value_at(double u, bool reaches_ends) const {
  if (kind == Kind::categories) {
    const auto place = static_cast<std::size_t>(u * static_cast<double>(categories.size()));
    return categories[std::min(place, categories.size() - 1)];
  }
  if (kind == Kind::evidence) {
    const double share = reaches_ends ? lowest_quantile + u * (highest_quantile - lowest_quantile) : u;
    return value_at_quantile(setting, share);
  }
  return typed(setting, integer ? whole_number(from, to, u, log) : between(from, to, u, log));
}

bool VariedParameter::is_numeric() const {
  const auto numeric = [](const Value& value) {
    return std::holds_alternative<std::int64_t>(value) || std::holds_alternative<double>(value);
  };
  return kind == Kind::categories ? std::ranges::all_of(categories, numeric) : numeric(setting.default_value);
}

double VariedParameter::as_number(const Value& value) const {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  const auto found = std::ranges::find(categories, value);
  return found == categories.end() ? std::numeric_limits<double>::quiet_NaN()
                                   : static_cast<double>(found - categories.begin());
}

}  // namespace kith::sweep

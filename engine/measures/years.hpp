// Twelve-month years of a run from its reporting periods: the last may be shorter and is told as a rate.
#pragma once

#include "engine/measures/measures.hpp"
#include "engine/time/calendar.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace kith {

/// Not a number where there is nothing to take a share of.
inline double share(double part, double whole) {
  return whole > 0 ? part / whole : std::numeric_limits<double>::quiet_NaN();
}

/// Whether a run is as long as a year of the calendar.
inline bool holds_a_year(const Timeline& timeline) { return timeline.last_day() + 2 >= days_per_year; }

/// Sum of those that are numbers.
inline double sum_known(const Reals& values) {
  double sum = 0;
  for (const double value : values) sum += std::isnan(value) ? 0 : value;
  return sum;
}

/// The mean over time of what stands at the end of each reporting period: each counts by its days.
inline double mean_over_time(const Timeline& timeline, const Counts& values) {
  double sum = 0;
  for (std::int32_t period = 0; period < timeline.period_count(); ++period)
    sum += static_cast<double>(timeline.period(period).days()) * values[static_cast<std::size_t>(period)];
  return share(sum, timeline.last_day() + 1);
}

/// Values by reporting period, the axis behind time summed over what `accepts` accepts, gathered by year and told a
/// year.
class Years {
 public:
  Years(const Timeline& timeline, std::size_t years) : timeline_(timeline), days_(years) {
    for (std::int32_t period = 0; period < timeline.period_count(); ++period) days_[year_of(period)] += days_in(period);
  }

  template <class Values, class Accepts>
  std::vector<double> rates(const Values& values, std::size_t width, Accepts&& accepts) const {
    std::vector<double> sums(days_.size());
    for (std::size_t i = 0; i < values.size(); ++i)
      if (accepts(i % width)) sums[year_of(static_cast<std::int32_t>(i / width))] += values[i];
    for (std::size_t year = 0; year < sums.size(); ++year) sums[year] = share(sums[year] * days_per_year, days_[year]);
    return sums;
  }
  template <class Values>
  std::vector<double> rates(const Values& values, std::size_t width = 1) const {
    return rates(values, width, [](std::size_t) { return true; });
  }
  /// Means over time of what stands at the end of a period: each period counts by its days.
  std::vector<double> means(const Counts& values) const {
    std::vector<double> sums(days_.size());
    for (std::int32_t period = 0; period < timeline_.period_count(); ++period)
      sums[year_of(period)] += days_in(period) * values[static_cast<std::size_t>(period)];
    for (std::size_t year = 0; year < sums.size(); ++year) sums[year] = share(sums[year], days_[year]);
    return sums;
  }

  /// Mean over time of rates by year.
  double mean(const Reals& by_year) const {
    double sum = 0, days = 0;
    for (std::size_t year = 0; year < days_.size(); ++year) {
      sum += by_year[year] * days_[year];
      days += days_[year];
    }
    return share(sum, days);
  }

  std::size_t year_of(std::int32_t period) const {
    return std::min(days_.size() - 1, static_cast<std::size_t>(period * timeline_.report_days / days_per_year));
  }
  /// Days of a reporting period that lie in the run.
  double days_in(std::int32_t period) const { return timeline_.period(period).days(); }

 private:
  const Timeline& timeline_;
  std::vector<double> days_;  ///< reported, by year
};

}  // namespace kith

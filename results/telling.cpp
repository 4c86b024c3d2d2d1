#include "results/telling.hpp"

#include "results/statistics.hpp"

#include <algorithm>
#include <cmath>

namespace kith::results {

namespace {

/// Of both directions; 1 where there is no telling.
double chance_of_none(double chance_of_rise) {
  return std::isnan(chance_of_rise) ? 1 : 2 * std::min(chance_of_rise, 1 - chance_of_rise);
}

/// What can be said of a row whatever the others are; `cannot_tell` where its direction is still to be judged.
Telling alone(const PairedDifference& change, double smallest) {
  const Estimate& difference = change.difference;
  if (difference.count == 0) return Telling::no_values;
  if (change.exactly_none()) return Telling::none_at_all;
  if (difference.count < 2) return Telling::one_pair;
  if (-smallest < difference.low && difference.high < smallest) return Telling::too_small;
  return Telling::cannot_tell;
}

const SmallestChange* line_of(const Run& run, std::string_view measure) {
  const auto found = std::ranges::find(run.matters, measure, &SmallestChange::measure);
  return found == run.matters.end() ? nullptr : &*found;
}

}  // namespace

std::vector<bool> told_apart(std::span<const double> chances_of_rise) {
  std::vector<double> ordered;
  for (const double chance : chances_of_rise)
    if (!std::isnan(chance)) ordered.push_back(chance_of_none(chance));
  std::ranges::sort(ordered);
  double limit = -1;
  for (std::size_t i = 0; i < ordered.size(); ++i)
    if (ordered[i] <= most_false_rows * static_cast<double>(i + 1) / static_cast<double>(ordered.size()))
      limit = ordered[i];
  std::vector<bool> apart;
  for (const double chance : chances_of_rise) apart.push_back(!std::isnan(chance) && chance_of_none(chance) <= limit);
  return apart;
}

std::string in_words(Telling telling) {
  switch (telling) {
    case Telling::no_values:
      return "no values";
    case Telling::none_at_all:
      return "no difference at all";
    case Telling::one_pair:
      return "one pair only";
    case Telling::too_small:
      return "no difference that matters";
    case Telling::lower:
      return "lower";
    case Telling::higher:
      return "higher";
    case Telling::cannot_tell:
      break;
  }
  return "cannot tell";
}

double smallest_that_matters(const Run& run, std::string_view measure, double base) {
  const SmallestChange* line = line_of(run, measure);
  if (line == nullptr) line = line_of(run, any_measure);
  if (line == nullptr) return run.presentation.smallest_change * std::abs(base);
  return std::isnan(line->share) ? line->amount : line->share * std::abs(base);
}

std::vector<Telling> tellings(const std::vector<PairedDifference>& rows, const std::vector<double>& smallest) {
  std::vector<Telling> found;
  std::vector<double> chances;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    found.push_back(alone(rows[i], smallest.at(i)));
    chances.push_back(found.back() == Telling::cannot_tell ? rows[i].chance_of_rise : none);
  }
  const std::vector<bool> apart = told_apart(chances);
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (apart[i]) found[i] = rows[i].difference.mean < 0 ? Telling::lower : Telling::higher;
  return found;
}

Telling telling(const PairedDifference& change, double smallest) { return tellings({change}, {smallest}).front(); }

}  // namespace kith::results

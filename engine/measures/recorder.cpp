#include "engine/measures/recorder.hpp"

#include <algorithm>
#include <cassert>
#include <limits>
#include <numeric>

namespace kith {

MeasureRecorder::MeasureRecorder(const MeasureSet& set, const Timeline& timeline, std::int64_t replicate)
    : set_(set), timeline_(timeline), periods_(timeline.period_count()), result_(set, replicate) {
  for (const Measure& measure : set.measures) shapes_.push_back(set.shape(measure));
}

std::size_t MeasureRecorder::offset(std::size_t measure, std::size_t first, Index rest) const {
  std::size_t at = first;
  std::size_t axis = 1;
  for (const std::size_t index : rest) at = at * shapes_[measure][axis++] + index;
  return at;
}

std::size_t MeasureRecorder::offset(std::size_t measure, Index index) const {
  std::size_t at = 0;
  std::size_t axis = 0;
  for (const std::size_t i : index) at = at * shapes_[measure][axis++] + i;
  return at;
}

void MeasureRecorder::count(std::size_t measure, Day day, Index where, std::int32_t amount) {
  if (day < 0 || day / timeline_.report_days >= periods_) return;
  const auto period = static_cast<std::size_t>(timeline_.period_of(day));
  result_.counts(measure)[offset(measure, period, where)] += amount;
}

void MeasureRecorder::add(std::size_t measure, Day day, Index where, double amount) {
  if (day < 0 || day / timeline_.report_days >= periods_) return;
  const auto period = static_cast<std::size_t>(timeline_.period_of(day));
  result_.reals(measure)[offset(measure, period, where)] += amount;
}

void MeasureRecorder::count_at(std::size_t measure, Index index, std::int32_t amount) {
  result_.counts(measure)[offset(measure, index)] += amount;
}

void MeasureRecorder::add_at(std::size_t measure, Index index, double amount) {
  result_.reals(measure)[offset(measure, index)] += amount;
}

void MeasureRecorder::clear(std::size_t measure) {
  Reals& whole = result_.reals(measure);
  std::fill(whole.begin(), whole.end(), 0.0);
}

void MeasureRecorder::leave_out(std::size_t measure, std::size_t first) {
  Reals& whole = result_.reals(measure);
  const std::size_t width = whole.size() / shapes_[measure].front();
  std::fill_n(whole.begin() + static_cast<std::ptrdiff_t>(first * width), width,
              std::numeric_limits<double>::quiet_NaN());
}

void MeasureRecorder::set_counts(std::size_t measure, const Counts& counts) {
  Counts& whole = result_.counts(measure);
  assert(counts.size() == whole.size());
  whole = counts;
}

std::int64_t MeasureRecorder::total(std::size_t measure) const {
  const Counts& values = result_.counts(measure);
  return std::accumulate(values.begin(), values.end(), std::int64_t{0});
}

void MeasureRecorder::start_event_log() { result_.event_columns.resize(set_.event_columns.size()); }

void MeasureRecorder::log_event(std::initializer_list<std::int32_t> row) {
  std::size_t column = 0;
  for (const std::int32_t value : row) result_.event_columns[column++].push_back(value);
}

}  // namespace kith

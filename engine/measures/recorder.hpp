// Counts what happens into one replicate's result, by measure, reporting period and further axes. Days before the first
// reporting period (burn-in) and after the last are not counted.
#pragma once

#include "engine/measures/measures.hpp"
#include "engine/time/calendar.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

namespace kith {

/// Measures by their number in the set. `set` and `timeline` outlive it. One thread at a time; sums of reals depend on
/// the order of the calls.
class MeasureRecorder {
 public:
  using Index = std::initializer_list<std::size_t>;

  MeasureRecorder(const MeasureSet& set, const Timeline& timeline, std::int64_t replicate);

  /// Adds to a measure over time x further axes, in the period `day` falls in.
  void count(std::size_t measure, Day day, Index where, std::int32_t amount);
  void add(std::size_t measure, Day day, Index where, double amount);
  /// Adds at the full index.
  void count_at(std::size_t measure, Index index, std::int32_t amount);
  void add_at(std::size_t measure, Index index, double amount);
  /// Of reals: every value becomes 0 again.
  void clear(std::size_t measure);
  /// Of reals: no value for an index of the first axis.
  void leave_out(std::size_t measure, std::size_t first);
  /// A whole measure, `counts` being of its shape.
  void set_counts(std::size_t measure, const Counts& counts);
  std::int64_t total(std::size_t measure) const;  ///< of counts

  bool logs_events() const { return !result_.event_columns.empty(); }
  /// One row of the event log, a value a column.
  void log_event(std::initializer_list<std::int32_t> row);
  void start_event_log();
  ReplicateResult take() { return std::move(result_); }
  ReplicateResult& result() { return result_; }
  const ReplicateResult& result() const { return result_; }

 private:
  std::size_t offset(std::size_t measure, std::size_t first, Index rest) const;
  std::size_t offset(std::size_t measure, Index index) const;

  const MeasureSet& set_;
  const Timeline& timeline_;
  std::vector<std::vector<std::size_t>> shapes_;
  std::int32_t periods_;
  ReplicateResult result_;
};

/// The same by a model's own names: an enumerator a measure, in the order of the set.
template <class Tally>
class Recorder {
 public:
  using Index = MeasureRecorder::Index;

  Recorder(const MeasureSet& set, const Timeline& timeline, std::int64_t replicate) : all_(set, timeline, replicate) {}

  /// Adds to a measure over time x further axes, in the period `day` falls in.
  void count(Tally tally, Day day, Index where = {}, std::int32_t amount = 1) {
    all_.count(number(tally), day, where, amount);
  }
  /// The same for reals; call from one thread in a fixed order.
  void add(Tally tally, Day day, Index where, double amount) { all_.add(number(tally), day, where, amount); }
  /// Adds at the full index.
  void count_at(Tally tally, Index index, std::int32_t amount = 1) { all_.count_at(number(tally), index, amount); }
  void add_at(Tally tally, Index index, double amount) { all_.add_at(number(tally), index, amount); }
  /// A measure without axes.
  void set(Tally headline, double value) { set_at(headline, 0, value); }
  /// One entry of a measure with one axis.
  void set_at(Tally tally, std::size_t index, double value) { all_.result().reals(number(tally)).at(index) = value; }

  void clear(Tally tally) { all_.clear(number(tally)); }  ///< of reals: all 0 again
  /// No value for an index of the first axis: there is nothing to tell of it yet.
  void leave_out(Tally tally, std::size_t first) { all_.leave_out(number(tally), first); }
  /// A whole measure, `counts` being of its shape.
  void set_counts(Tally tally, const Counts& counts) { all_.set_counts(number(tally), counts); }

  std::int32_t year_of(Day day) const { return static_cast<std::int32_t>(day / days_per_year); }
  std::int64_t total(Tally tally) const { return all_.total(number(tally)); }
  const Counts& counts(Tally tally) const { return all_.result().counts(number(tally)); }
  const Reals& reals(Tally tally) const { return all_.result().reals(number(tally)); }
  const ReplicateResult& recorded() const { return all_.result(); }  ///< so far
  bool logs_events() const { return all_.logs_events(); }
  void log_event(std::initializer_list<std::int32_t> row) { all_.log_event(row); }
  void start_event_log() { all_.start_event_log(); }
  ReplicateResult take() { return all_.take(); }
  /// Goes on from what another, of the same measures and replicate, has counted so far.
  void take_over(const Recorder& other) { all_.result() = other.all_.result(); }

 private:
  static constexpr std::size_t number(Tally tally) { return static_cast<std::size_t>(tally); }

  MeasureRecorder all_;
};

}  // namespace kith

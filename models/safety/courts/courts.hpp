// Courts are queues with so many hours to sit; a hearing ends in a plea, a verdict or a charge dropped, and a sentence
// follows a conviction. Who waits in custody is heard first, then who has waited longest.
#pragma once

#include "engine/events/reused_rows.hpp"
#include "models/safety/courts/law.hpp"
#include "models/safety/police/police.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace kith::safety {

struct Sentence;

/// One suspect's charge on its way through court.
struct Charge {
  std::uint32_t case_index;
  RecordId record;
  Day charged;
  bool supervised;  ///< the offence was committed on an order or a licence
  CourseOfCharge course;
};

struct CourtsState {
  /// Charges ready, by who waits where; each in order of coming.
  struct Queue {
    std::vector<std::uint32_t> in_custody, at_liberty;
    std::size_t size() const { return in_custody.size() + at_liberty.size(); }
  };
  ReusedRows<Charge> charges;                   ///< not yet heard
  std::array<Queue, court_count> court_queues;  ///< by court
  std::int64_t charges_heard = 0;
  std::array<double, court_count> hours_left{};         ///< to sit; below 0 if the last hearing went on for longer
  std::array<double, court_count> work_before_start{};  ///< hours expected of the charges of the year before day 0
};

class Courts : public Part {
 public:
  Courts(const Context& all, CourtsState& state) : Part(all), state_(state) {}
  const CourtsState& state() const { return state_; }
  const Charge& charge_of(std::uint32_t index) const { return state_.charges[index]; }

  void charge(std::uint32_t case_index, RecordId record, Day day);
  /// A charge of the years before burn-in, laid on `day`: what of it is over by the first day is over, the rest is
  /// still to come. The case is given up if there is nothing to come.
  void charge_in_past(std::uint32_t case_index, RecordId record, Day day);
  /// A charge is ready for its court.
  void join_queue(std::uint32_t charge_index);
  void hold_courts(const Step& step);
  void count_waiting(Day day);

 private:
  bool on_supervision(const Case& decided, RecordId record) const;
  CourseOfCharge course_of(const Case& decided, RecordId record, Day day) const;
  void lay_charge(std::uint32_t case_index, RecordId record, Day day, const CourseOfCharge& course);
  double capacity(std::size_t court, const Step& step) const;
  /// Returns the hours it took.
  double hear(std::uint32_t charge_index, Day day);
  void count_completion(const Charge& heard, const Case& decided, Verdict verdict, Day day);
  void convict(const Charge& heard, const Case& decided, Day day);
  void sentence(const Charge& heard, const Case& decided, Day day);
  void pass(RecordId record, const Case& decided, const Sentence& given, Day day, Day waited_in_custody);

  CourtsState& state_;
};

}  // namespace kith::safety

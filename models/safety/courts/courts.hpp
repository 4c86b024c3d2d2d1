// Courts are queues with so many hours to sit. At a hearing each charge ends in a plea, a verdict or is dropped, and
// one sentence follows for all that are proven. Charges of one person that wait for the same court are heard together.
// Who waits in custody is heard first, then who has waited longest.
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
  Day ready;        ///< for a hearing, if it is the first of those heard together
  bool supervised;  ///< the offence was committed on an order or a licence
  CourseOfCharge course;
  std::uint32_t next = nobody;  ///< heard with this one, or `nobody`
};

struct CourtsState {
  /// Hearings that could be held, by who waits where, each in order of coming: the first of the charges heard together.
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

/// A charge that came to its end, with what it was about.
struct Heard {
  Charge charge;
  Case about;
  Verdict verdict;
};

class Courts : public Part {
 public:
  Courts(const Context& all, CourtsState& state) : Part(all), state_(state) {}
  const CourtsState& state() const { return state_; }
  const Charge& charge_of(std::uint32_t index) const { return state_.charges[index]; }

  void charge(std::uint32_t case_index, RecordId record, Day day);
  /// A charge of the years before burn-in, laid on `day`. Nothing is planned of it: hold_past_hearings hears it.
  void charge_in_past(std::uint32_t case_index, RecordId record, Day day);
  /// Hears what of a person's past charges is ready by `day`.
  void hold_past_hearings(RecordId record, Day day);
  /// The past is over: what is ready before `day` is heard, the rest is still to come.
  void end_past(Day day);
  /// The first of some charges that are heard together is ready for its court.
  void join_queue(std::uint32_t charge_index);
  void hold_courts(const Step& step);
  void count_waiting(Day day);

 private:
  bool on_supervision(const Case& decided, RecordId record) const;
  CourseOfCharge course_of(const Case& decided, RecordId record, Day day) const;
  bool joins(std::uint32_t first, const Charge& charge) const;
  double longest_expected(std::uint32_t first) const;
  /// Returns its number if it will have a hearing of its own, `nobody` if it joined another.
  std::uint32_t lay_charge(std::uint32_t case_index, RecordId record, Day day, const CourseOfCharge& course);
  void plan_hearing(std::uint32_t first);
  double capacity(std::size_t court, const Step& step) const;
  /// Of a charge and all heard with it. Returns the hours it took.
  double hear(std::uint32_t first, Day day);
  Heard decide(const Charge& charge, Day day);
  void count_verdict(const Heard& heard, Day day);
  void count_hearing(const Heard& gravest, Day day);
  bool graver(const Heard& a, const Heard& b) const;
  void convict(const Heard& heard, Day day);
  void judge(std::vector<Heard>& heard, Day day);
  void sentence(const Heard& gravest, Day waited_inside, Day day);
  void pass(RecordId record, const Case& decided, const Sentence& given, Day day, Day waited_in_custody);

  CourtsState& state_;
};

}  // namespace kith::safety

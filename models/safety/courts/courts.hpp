// Courts are queues with so many hearings a week; a hearing ends in acquittal or conviction and sentence.
#pragma once

#include "engine/events/reused_rows.hpp"
#include "models/safety/police/police.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace kith::safety {

/// One suspect's charge on its way through court.
struct Charge {
  std::uint32_t case_index;
  RecordId record;
  Day charged;
};

struct CourtsState {
  ReusedRows<Charge> charges;                             ///< not yet heard
  std::array<std::vector<std::uint32_t>, 2> court_queue;  ///< charges ready, first come first heard, by court
  std::int64_t charges_heard = 0;
  std::array<double, 2> sittings{};  ///< hearings not yet used, by court
};

class Courts : public Part {
 public:
  Courts(const Context& all, CourtsState& state) : Part(all), state_(state) {}
  const CourtsState& state() const { return state_; }
  const Charge& charge_of(std::uint32_t index) const { return state_.charges[index]; }

  void charge(std::uint32_t case_index, RecordId record, Day day);
  /// A charge is ready for its court.
  void join_queue(std::uint32_t charge_index, EntityId person, Day day);
  void hold_courts(const Step& step);
  /// Of somebody convicted, the conviction being on record.
  void sentence(RecordId record, const Case& decided, Day day);
  void count_waiting(Day day);

 private:
  void hear(std::uint32_t charge_index, Day day);

  CourtsState& state_;
};

}  // namespace kith::safety

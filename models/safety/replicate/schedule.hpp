// What is due on a day to come.
#pragma once

#include "engine/events/calendar_queue.hpp"
#include "models/safety/replicate/part.hpp"

#include <cstdint>
#include <stdexcept>

namespace kith::safety {

enum class HappeningKind : std::uint8_t {
  decision,
  ready_for_court,
  release,
  breach,
  recall,
  risk_recovery,
  contact,
  note,
  service_end,
  service_breach
};

/// Something due on a day, in 16 bytes, for hundreds of thousands wait. Ordered by (kind, person, key), none of which
/// depends on how records are numbered.
struct Happening {
  std::uint64_t key;
  EntityId person;
  std::uint32_t subject : 28;  ///< case, charge, record, risk or enrolment, by kind
  HappeningKind kind : 4;
  Happening(std::uint64_t its_key, EntityId its_person, std::uint32_t its_subject, HappeningKind its_kind)
      : key(its_key), person(its_person), subject(its_subject & most_subjects), kind(its_kind) {
    if (its_subject > most_subjects)
      throw std::length_error("more than 268 million records of one kind: the population is too large");
  }
  bool operator<(const Happening& other) const {
    if (kind != other.kind) return kind < other.kind;
    if (person != other.person) return person < other.person;
    return key < other.key;
  }

 private:
  static constexpr std::uint32_t most_subjects = (1U << 28U) - 1;
};
static_assert(sizeof(Happening) == 16);

struct ScheduleState {
  CalendarQueue<Happening> queue;
};

class Schedule : public Part {
 public:
  Schedule(const Context& all, ScheduleState& state) : Part(all), state_(state) {}
  void begin();
  /// The past hands over only what is still to come.
  void plan(Day day, const Happening& happening);
  /// Visits what is due before `end` as visit(day, happening); see CalendarQueue::take_until.
  template <class... Visits>
  void take_until(Day end, Visits&&... visits) {
    state_.queue.take_until(end, visits...);
  }

 private:
  ScheduleState& state_;
};

}  // namespace kith::safety

// Custody, release on licence, orders, breach and recall. Supervision is by youth justice under 18, by risk after that.
#pragma once

#include "models/safety/records/records.hpp"
#include "models/safety/replicate/part.hpp"

#include <cstdint>
#include <vector>

namespace kith::safety {

struct Sentence;

struct SupervisionState {
  std::vector<RecordId> under_justice;  ///< in custody or supervised, in order of coming
};

class Supervision : public Part {
 public:
  Supervision(const Context& all, SupervisionState& state) : Part(all), state_(state) {}
  const SupervisionState& state() const { return state_; }

  /// `occasion` names what it is for: draws at release are the same whenever that comes.
  void enter_custody(RecordId record, Day day, Day until, std::uint64_t occasion, CustodyCause cause);
  /// Custody by sentence, of which days waited inside are taken off, and what supervision comes after it. Returns the
  /// day of coming out.
  Day imprison(RecordId record, Day day, const Sentence& given, Day waited, std::uint64_t occasion);
  /// Waits for court in custody, once for each charge, until end_remand() is told of the last.
  void remand(RecordId record, Day day, std::uint64_t occasion);
  void end_remand(RecordId record, Day day, std::uint64_t occasion);
  /// Somebody on licence who is charged may be recalled.
  void answer_for_charge(RecordId record, Day day, std::uint64_t occasion);
  void start_order(RecordId record, Day day, std::size_t type, std::uint64_t key);
  void release(RecordId record, Day day, std::uint64_t occasion);
  void breach(RecordId record, Day day, std::uint64_t key);
  void recall(RecordId record, Day day, std::uint64_t occasion);
  /// To custody with the probability of any breach: brought back to court from an order or a service.
  void answer_for_breach(RecordId record, Day day, Stream stream, std::uint64_t occasion);
  /// Takes those off the list whom justice has no hold on any more.
  void release_from_justice(Day day);
  void count_under_justice(Day day);

 private:
  static void supervise_from(OffenderRecord& record, Day day);
  static bool is_high_risk(std::size_t type);
  void send_back(RecordId record, Day day, std::uint64_t occasion);
  double breach_ratio(EntityId person) const;
  void plan_recall(RecordId record, Day day, double exponential, std::uint64_t occasion);
  void count_needs(Tally tally, EntityId person, Day day);
  Agency supervisor(const OffenderRecord& record, Day day) const;
  void watch(RecordId record);
  void lose_home_and_job(EntityId person, Day day, Stream& stream, std::uint64_t occasion);

  SupervisionState& state_;
};

}  // namespace kith::safety

// The one machine every service runs on: referral, eligibility, triage, capacity, waiting, consent, dose, completion or
// drop-out, staff hours and cost. What a service is comes from its catalogue entry alone.
#pragma once

#include "engine/events/reused_rows.hpp"
#include "models/safety/lives/episode.hpp"
#include "models/safety/replicate/part.hpp"
#include "models/safety/services/enrolment.hpp"

#include <cstdint>
#include <vector>

namespace kith::safety {

struct Case;

/// Of a service, as a run begins.
struct EligibleCount {
  std::int64_t known = 0;  ///< people with a record, or areas, eligible as far as the service knows
  std::int64_t truly = 0;  ///< people who would be, were all needs known; 0 where it asks for no need
};

/// A referral to be made when services next run. Made at once it could move records that others still hold.
struct PendingReferral {
  static constexpr std::uint32_t any_service = 0xFFFFFFFF;  ///< whichever takes Referral::new_note
  EntityId person;
  std::uint32_t service;
};

struct ServicesState {
  ReusedRows<Enrolment> enrolments;                  ///< rows of those that never started are used again
  std::vector<std::vector<std::uint32_t>> waiting;   ///< by service: enrolments
  std::vector<std::vector<std::uint32_t>> enrolled;  ///< by service: enrolments
  std::vector<double> spare_hours;                   ///< by staff pool
  std::vector<PendingReferral> pending;
};

class Services : public Part {
 public:
  Services(const Context& all, ServicesState& state) : Part(all), state_(state) {}
  void begin();
  const ServicesState& state() const { return state_; }
  const Enrolment& enrolment(RecordId id) const { return state_.enrolments[id]; }

  /// Refers somebody to every running service that takes such referrals and finds them eligible.
  void refer(Referral source, EntityId person, Day day, EntityId victim = nobody, const Case* about = nullptr);
  void refer_later(EntityId person, std::uint32_t service) { state_.pending.push_back({person, service}); }
  /// Those of the step before, whose days are all past.
  void make_pending_referrals(Day day);
  void run_services(const Step& step);
  void end_service(std::uint32_t enrolment, Day day, bool completed);
  /// Was the planned dose had by `day`, by somebody still there?
  bool completes(std::uint32_t enrolment, Day day) const;
  /// Ends what cannot follow somebody into custody.
  void leave_for_custody(RecordId record, Day day);
  /// Ends everything somebody is in.
  void leave_all(RecordId record, Day day);
  void forget_household(std::uint32_t household);
  /// Staff time and money used by a service.
  void spend(std::size_t service_index, Day day, double hours, double cost);
  double& spare_hours(std::size_t pool) { return state_.spare_hours[pool]; }

  void count_enrolled(Day day);
  EligibleCount count_eligible(std::size_t service);

 private:
  void refer_to(std::size_t service_index, EntityId person, Day day, EntityId victim);
  bool renews(RecordId record, std::size_t service_index, float priority);
  EntityId subject_of(const Service& service, EntityId person, Day day) const;
  std::size_t served(std::size_t service_index) const;
  void serve_by_turns(std::vector<std::size_t> services, const Step& step);
  bool room(std::size_t service_index, double claim) const;
  bool offer_places(std::size_t service_index, const Step& step, std::size_t most);
  bool start_service(std::uint32_t enrolment, const Step& step);
  void choose_mode(Enrolment& enrolment) const;
  bool wanted(const Enrolment& referral) const;
  Day last_day_of(const Enrolment& enrolment, Day day) const;
  std::vector<std::uint32_t> spread_enrolment(std::uint32_t enrolment, Day day);
  void begin_for(const std::vector<std::uint32_t>& enrolments, Day day, Day ends);
  void refer_onward(const Enrolment& ending);
  void unlink(std::uint32_t enrolment);
  void give_up(std::uint32_t enrolment, Day day, Ending ending);
  void drop_waiting(std::size_t service_index, const Step& step);
  void account_for(std::size_t service_index, const Step& step);
  double largest_claim(const Service& service, double weeks) const;
  void add_staff_time(const Step& step);
  void lose_idle_time(const Step& step);

  ServicesState& state_;
};

}  // namespace kith::safety

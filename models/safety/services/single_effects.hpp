// Effects that act once: at the start of an enrolment, at a moment during it, or at its completion.
#pragma once

#include "models/safety/replicate/part.hpp"
#include "models/safety/services/enrolment.hpp"

#include <cstdint>

namespace kith::safety {

class SingleEffects : public Part {
 public:
  explicit SingleEffects(const Context& all) : Part(all) {}
  /// A recovery effect is an extra chance to lose a risk factor while enrolled.
  void add_recoveries(const Enrolment& enrolment, Day day, Day ends) const;
  void cut_co_offending_ties(const Enrolment& enrolment, Day day) const;
  void schedule_breach(std::uint32_t enrolment, Day day, Day ends) const;
  /// Brought back to court: to custody with the probability of any breach, else the enrolment goes on.
  void breach_service(std::uint32_t enrolment, Day day) const;
  void resolve_risks(const Enrolment& enrolment, Day day) const;

 private:
  std::uint64_t occasion_of(const Enrolment& enrolment) const;
};

}  // namespace kith::safety

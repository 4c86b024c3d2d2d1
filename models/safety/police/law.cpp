#include "models/safety/police/law.hpp"

namespace kith::safety {

PoliceChances police_chances(const Parameters& p, std::size_t type, const PoliceFactors& factors) {
  return {p.report_probability[type] * factors.reporting, p.recording_probability[type] * factors.recording,
          p.charge_probability[type] * factors.detection, p.out_of_court_probability[type] * factors.detection,
          p.no_action_probability[type] * factors.detection};
}

Outcome outcome_of(const PoliceChances& chances, double draw) {
  const double resolved = chances.charge + chances.out_of_court;
  return draw < chances.charge                 ? Outcome::charge
         : draw < resolved                     ? Outcome::out_of_court
         : draw < resolved + chances.no_action ? Outcome::no_action
                                               : Outcome::none;
}

double accusation_chance(const Parameters& p, std::size_t type) {
  const PoliceChances chances = police_chances(p, type, {});
  const double companions = p.co_offending[type] * p.co_accused;
  return chances.reported * chances.recorded * (chances.charge + chances.out_of_court) * (1 + companions);
}

SuspectDisposal suspect_disposal(const Parameters& p, Outcome decided, bool youth, double shift_draw,
                                 double resolution_draw) {
  if (decided == Outcome::charge && !(youth && shift_draw < p.youth_charge_shift)) return SuspectDisposal::charged;
  return resolution_draw >= (youth ? p.youth_diversion_share : p.community_resolution_share)
             ? SuspectDisposal::cautioned
             : SuspectDisposal::informal;
}

}  // namespace kith::safety

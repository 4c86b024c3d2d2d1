#include "models/safety/police/law.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace kith::safety {

PoliceChances police_chances(const Parameters& p, std::size_t type, const PoliceFactors& factors) {
  return {p.report_probability[type] * factors.reporting, p.recording_probability[type] * factors.recording,
          p.charge_probability[type] * factors.detection, p.out_of_court_probability[type] * factors.detection,
          p.no_action_probability[type] * factors.detection};
}

namespace {
/// Types, those that harm least first.
std::vector<std::size_t> gravest_last(const Parameters& p) {
  std::vector<std::size_t> types(p.severity_days.size());
  std::iota(types.begin(), types.end(), std::size_t{0});
  std::ranges::stable_sort(types, {}, [&](std::size_t type) { return p.severity_days[type]; });
  return types;
}
}  // namespace

std::vector<double> investigated_shares(const Parameters& p, const std::vector<double>& hours_asked,
                                        double hours_there) {
  std::vector<double> shares(hours_asked.size(), 1);
  double missing = std::accumulate(hours_asked.begin(), hours_asked.end(), 0.0) - hours_there;
  if (missing <= 0) return shares;
  const auto yielding = [&](std::size_t type) {
    return std::pow(1 + p.severity_days[type], -p.investigation_priority);
  };
  const std::vector<std::size_t> types = gravest_last(p);
  std::vector<double> hours_to_yield(types.size() + 1, 0);  // of a type and those after it, each as it yields
  for (std::size_t i = types.size(); i-- > 0;)
    hours_to_yield[i] = hours_to_yield[i + 1] + hours_asked[types[i]] * yielding(types[i]);
  // Who yields most comes to its least first; what it cannot give, those after it give besides.
  for (std::size_t i = 0; i < types.size(); ++i) {
    const std::size_t type = types[i];
    if (hours_asked[type] <= 0) continue;
    const double given_up = std::min(missing * yielding(type) / hours_to_yield[i], 1 - p.least_investigated);
    shares[type] = 1 - given_up;
    missing -= given_up * hours_asked[type];
  }
  return shares;
}

Outcome outcome_of(const PoliceChances& chances, double draw) {
  const double resolved = chances.charge + chances.out_of_court;
  return draw < chances.charge                 ? Outcome::charge
         : draw < resolved                     ? Outcome::out_of_court
         : draw < resolved + chances.no_action ? Outcome::no_action
                                               : Outcome::none;
}

bool is_recordable(std::size_t type) { return Evidence::get().offence_types()[type].crime; }

double reporting_by_sex(const Parameters& p, std::size_t type, Sex harmed) {
  return harmed == Sex::male ? p.report_male_victim_ratio[type] : 1;
}

double accusation_chance(const Parameters& p, std::size_t type, Sex offender) {
  if (!is_recordable(type)) return 0;
  const bool on_a_man = Evidence::get().offence_types()[type].victim == VictimKind::partner && offender == Sex::female;
  PoliceFactors factors;
  factors.reporting = reporting_by_sex(p, type, on_a_man ? Sex::male : Sex::female);
  const PoliceChances chances = police_chances(p, type, factors);
  const double companions = p.co_offending[type] * p.co_accused;
  return chances.reported * chances.recorded * (chances.charge + chances.out_of_court) * (1 + companions);
}

SuspectDisposal suspect_disposal(const Parameters& p, Outcome decided, const Suspect& suspect,
                                 const DisposalDraws& draws) {
  if (decided == Outcome::charge && !(suspect.youth && draws.shift < p.youth_charge_shift))
    return SuspectDisposal::charged;
  const double for_the_record = std::pow(p.out_of_court_per_proof, suspect.earlier);
  const double informal = suspect.youth ? p.youth_diversion_share * for_the_record : p.community_resolution_share;
  if (draws.resolution < informal) return SuspectDisposal::informal;
  return draws.record < for_the_record ? SuspectDisposal::cautioned : SuspectDisposal::charged;
}

}  // namespace kith::safety

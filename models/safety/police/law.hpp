// The law of what police come to know and what comes of it: report, record, decision, and the disposal of each suspect.
// Pure functions of parameters, facts and draws. The run, the years before it and the twin record all decide by these.
#pragma once

#include "models/safety/parameters.hpp"
#include "models/safety/police/outcome.hpp"

#include <cstddef>
#include <vector>

namespace kith::safety {

/// What multiplies the probabilities that hold for an offence type; 1: nothing does.
struct PoliceFactors {
  double reporting = 1;  ///< of coming to know: repeats, confidence, services
  double recording = 1;
  double detection = 1;  ///< of any outcome with a suspect
};

/// Probabilities of one offence's course, each given the step before it; may be above 1, which is as 1.
struct PoliceChances {
  double reported, recorded;
  double charge, out_of_court, no_action;  ///< of those recorded; what is left of 1 stays without a suspect
};
PoliceChances police_chances(const Parameters& parameters, std::size_t type, const PoliceFactors& factors);

/// What multiplies the probability that police come to know of an offence for who was harmed by it.
double reporting_by_sex(const Parameters& parameters, std::size_t type, Sex harmed);

/// Share of the offences of each type that are investigated. What is short of the hours asked for (by type) is taken
/// from all, of each a share in proportion to (1 + severity_days) to the power of -investigation_priority, down to
/// Parameters::least_investigated of each.
std::vector<double> investigated_shares(const Parameters& parameters, const std::vector<double>& hours_asked,
                                        double hours_there);

/// How a recorded offence is decided; `draw` lies in [0, 1).
Outcome outcome_of(const PoliceChances& chances, double draw);

/// Probability that an offence of a type leaves an accusation in a record: of the one who began it, and of companions,
/// who are accused of what somebody else began, spread over all in proportion.
/// Whom an offence of the past fell on is not told: what falls on partners is taken to fall on the other sex, all else
/// to be known as often as of women.
double accusation_chance(const Parameters& parameters, std::size_t type, Sex offender);

/// What happens to a suspect of an offence decided by charge or out of court.
enum class SuspectDisposal : std::uint8_t {
  charged,
  cautioned,
  informal  ///< a resolution or warning: it neither makes a first-time entrant nor proves an offence
};
struct Suspect {
  bool youth;   ///< under 18 on the day of the decision
  int earlier;  ///< cautions and convictions
};
/// Each lies in [0, 1).
struct DisposalDraws {
  double shift, resolution, record;
};
/// Whoever has a record is less often cautioned, and a child less often dealt with informally, and more often charged.
SuspectDisposal suspect_disposal(const Parameters& parameters, Outcome decided, const Suspect& suspect,
                                 const DisposalDraws& draws);

/// Whether an accusation of the type stands in the national record, so that a caution or conviction of it makes a
/// first-time entrant and proves an offence: crimes do, incidents do not.
bool is_recordable(std::size_t type);

}  // namespace kith::safety

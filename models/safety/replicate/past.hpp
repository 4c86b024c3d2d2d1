// Histories: the years before burn-in, cheaply. The same hazards, police decisions and sentences as in the run, but
// only for what leaves a trace in somebody's record (accusations), without victims, queues or services, which burn-in
// brings.
#pragma once

#include "models/safety/offending/law.hpp"
#include "models/safety/offending/proposal.hpp"
#include "models/safety/replicate/part.hpp"

#include <array>
#include <optional>
#include <vector>

namespace kith {
struct Candidate;
}

namespace kith::safety {

/// By type, the chance that an offence of somebody of this sex leaves an accusation in records; no smaller for men.
std::vector<double> accusation_chances(const Parameters& parameters, Sex offender);

class Past : public Part {
 public:
  explicit Past(const Context& all) : Part(all) {}
  void give_histories();

 private:
  bool known_here(EntityId person, Day day) const;
  using ChancesBySex = std::array<std::vector<double>, sex_count>;
  /// An offence that leaves an accusation if what was decided before it lets the hazard stand above what it needs.
  struct PastOffence {
    Proposal proposal;
    double hazard;  ///< offences a year, but for what the last sanction does
    bool operator<(const PastOffence& other) const { return proposal < other.proposal; }
  };
  std::optional<PastOffence> accused_in_past(const Candidate& candidate, const ChancesBySex& accused) const;
  bool happens(const PastOffence& offence) const;
  void replay(const Proposal& proposal);
};

}  // namespace kith::safety

// With whom an offence is committed: earlier companions, or one of those around, drawn by how ready they are themselves
// to offend that day and how near in age and sex. Nobody comes along in a quiet spell.
#pragma once

#include "models/safety/offending/proposal.hpp"
#include "models/safety/replicate/part.hpp"

#include <cstdint>

namespace kith::safety {

/// What of two people tells how readily they offend together.
struct AgeAndSex {
  int age;
  Sex sex;
};
/// In [0, 1] for ages, times Parameters::companion_other_sex between a man and a woman. A year apart weighs more among
/// the young: what counts is the ratio of ages.
double nearness(const Parameters& parameters, const AgeAndSex& one, const AgeAndSex& other);
/// Of somebody whose own rate of such offences is `rate` a year; no unit.
double readiness(const Parameters& parameters, double rate);

class Companions : public Part {
 public:
  explicit Companions(const Context& all) : Part(all) {}
  /// Adds those who come along to the settlement's offenders; never the one harmed.
  void choose_companions(const Proposal& proposal, Settlement& settlement) const;

 private:
  EntityId choose_earlier_companion(const Settlement& settlement, Stream& stream, Day day) const;
  EntityId choose_companion(const Proposal& proposal, const Settlement& settlement, std::uint64_t round, bool again,
                            Day day) const;
  EntityId choose_new_companion(const Proposal& proposal, const Settlement& settlement, std::uint64_t round,
                                Day day) const;
  AgeAndSex age_and_sex(EntityId person, Day day) const;
  bool able(const Settlement& settlement, EntityId other, Day day) const;
};

}  // namespace kith::safety

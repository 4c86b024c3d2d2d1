// What is drawn once of everybody, together: propensity to offend, proneness to needs, and the needs they have as the
// run begins. Members of a household are alike in both, who is out of work as the census has it is more prone to needs,
// and needs are those of a life led by the law of needs (need_law.hpp).
#pragma once

#include "engine/random/draws.hpp"
#include "models/safety/dispositions/need_law.hpp"

#include <cstdint>
#include <vector>

namespace kith::safety {

/// Immutable; shared by replicates. Three bytes a person.
class Dispositions {
 public:
  /// `first` is the first day simulated. `propensity` receives log propensity of everybody in standard deviations from
  /// the mean: whoever makes hazards of it keeps it in a form of their own.
  Dispositions(const Parameters& parameters, const Population& population, Day first, std::uint64_t seed,
               std::vector<float>& propensity);

  const NeedLaw& law() const { return law_; }
  Proneness proneness(EntityId person) const { return proneness_[person]; }
  /// Needs on the day somebody comes: the first day for those who are there by then.
  NeedSet needs_at_start(EntityId person) const { return needs_[person]; }
  Day comes(EntityId person) const;
  /// The needs of another of the same age, sex, area and proneness, who comes on `day`.
  NeedSet newcomer(EntityId person, Day day) const;
  NeedTraits traits(EntityId person) const;
  /// Greatest rates a year at which people come by needs up to `last`.
  std::vector<float> onset_bounds(Day last) const;
  std::size_t bytes() const { return proneness_.size() + needs_.size() * sizeof(NeedSet); }

 private:
  struct Deviates {
    double propensity, proneness;
  };
  struct Likeness {
    double of_needs, of_household;  ///< correlation of proneness with propensity, within households
  };
  Deviates draw(EntityId person, const Likeness& likeness) const;
  bool fits(EntityId person, double proneness, double uniform) const;

  const Population& population_;
  Draws draws_;
  Day first_;
  NeedLaw law_;
  std::vector<Proneness> proneness_;
  std::vector<NeedSet> needs_;
};

}  // namespace kith::safety

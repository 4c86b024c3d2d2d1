// The hazard of offending, and the static bound under which candidates are drawn.
// hazard = base rate x age curve x propensity x leaning to the family x area x season x needs x spell x sanction x peer
// influence x services.
// The bound takes the static part at its greatest over the run, with needs as at the start.
#pragma once

#include "engine/work/ask_memory.hpp"
#include "models/safety/dispositions/dispositions.hpp"
#include "models/safety/offending/law.hpp"
#include "models/safety/offending/leanings.hpp"
#include "models/safety/offending/seasons.hpp"
#include "models/safety/offending/spells.hpp"
#include "models/safety/parameters.hpp"
#include "models/safety/people.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace kith::safety {

/// Static and shared by replicates.
class HazardTables {
 public:
  /// Who is how inclined: `propensity` is log propensity of everybody, in standard deviations from the mean.
  struct People {
    const Population& population;
    const Dispositions& dispositions;
    const std::vector<float>& propensity;
  };
  /// People's ages and needs are those of `first`; `start` is the date of day 0. Keeps references to parameters,
  /// population and dispositions.
  HazardTables(const Parameters& parameters, const People& people, Day first, Day last, Date start, std::uint64_t seed);

  void prefetch(EntityId person) const { ask_memory(&propensity_[person]); }
  void prefetch_bound(EntityId person) const { ask_memory(&bound_class_[person]); }
  /// Which of the steps of propensity somebody stands on: rises with propensity.
  std::uint16_t propensity_step(EntityId person) const { return propensity_[person]; }
  /// Offences a year by family before season, needs, peers and services; zero under age ten and for the dead.
  FamilyRates family_rates(EntityId person, Day day) const;
  /// The same in the season of the day.
  FamilyRates rates_in_season(EntityId person, Day day) const;
  /// By family, the product of what the needs in `has` multiply its rate by.
  const FamilyRates& of_needs(NeedSet has) const { return of_needs_[has]; }
  /// The most that any family's rate rises by when the needs somebody has turn from `from` to `to`.
  double most_raised(NeedSet from, NeedSet to) const;
  /// By type: the share of its family's rate that somebody's offences of it have on a day; see
  /// OffendingFactors::shares.
  const double* shares_in_season(EntityId person, Day day) const {
    return seasons_.of_types(population_.sex(person), day);
  }
  /// Offences of one type a year, as family_rates: in no season.
  double type_rate(EntityId person, Day day, std::size_t type) const {
    return family_rates(person, day)[types_.family[type]] * types_.of(population_.sex(person))[type];
  }
  /// What the spell somebody is in multiplies their rate by on a day of their career (Records::career_day); see Spells.
  double spell(EntityId person, Day career_day, const Draws& run) const {
    return spells_.factor(person, career_day * spell_pace_[propensity_[person]], run);
  }
  double greatest_spell() const { return spells_.greatest(); }
  /// The static bound in offences a year: the rate at which somebody's candidates are drawn. 0 for those who never
  /// offend.
  float bound(EntityId person) const { return class_bounds_[bound_class_[person]]; }
  /// The same for everyone.
  std::vector<float> bounds() const;
  /// Greatest rates over the ages lived between two days and over the seasons, types weighted, in an active spell,
  /// with the needs of the start, times `headroom`.
  std::vector<float> bounds_between(const std::vector<double>& weights, Day first, Day last, double headroom) const;
  const TypeShares& types() const { return types_; }
  /// Offences a year that all who are there on a day would commit by age, sex, area, propensity and leanings alone,
  /// each type counted by its weight.
  double inclination(Day day, const std::vector<double>& weights) const;
  std::size_t bytes() const;

 private:
  void make_age_curves();
  void make_powers();
  void make_needs();
  void make_areas();
  void class_bounds();
  FamilyRates static_rates(EntityId person) const;
  double levels_off(double rate) const;
  double greatest_rate(EntityId person, const FamilyRates& weights, Day first, Day last) const;

  const Parameters& parameters_;
  const Population& population_;
  const Dispositions& dispositions_;
  std::array<std::array<std::array<double, 111>, 2>, family_count>
      age_curve_{};  ///< family, sex, age: base rate x curve
  std::vector<double> area_multiplier_;
  std::vector<FamilyRates> of_needs_;  ///< by set of needs
  TypeShares types_;
  Seasons seasons_;
  Leanings leanings_;
  /// Log propensity in even steps, so that its powers come from a table.
  std::vector<std::uint16_t> propensity_;
  /// Families of the same concentration share one power of the propensity.
  std::array<std::size_t, family_count> power_of_family_{};
  std::vector<double> concentrations_;
  std::vector<double> power_;  ///< step of propensity x concentration
  Spells spells_;
  std::vector<double> spell_pace_;         ///< by step of propensity: how fast spells follow each other
  std::vector<std::uint8_t> bound_class_;  ///< into class_bounds_
  std::vector<float> class_bounds_;        ///< ascending, the first 0
  Day first_ = 0, last_ = 0;
};

}  // namespace kith::safety

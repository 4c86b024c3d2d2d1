// The law of needs: how often somebody comes by one, given age, sex, area, proneness and the needs they have already.
// The run, newcomers and the lives people led before the run all go by it, and by nothing else.
#pragma once

#include "engine/random/draws.hpp"
#include "models/safety/parameters.hpp"
#include "models/safety/people.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace kith::safety {

/// How prone somebody is to needs: a standard normal deviate, kept in even steps.
class Proneness {
 public:
  static constexpr int steps = 256;
  Proneness() = default;
  explicit Proneness(double deviate);
  std::uint8_t step() const { return step_; }
  double deviate() const { return deviate_of(step_); }
  static double deviate_of(int step);

 private:
  std::uint8_t step_ = 0;
};

/// What of somebody needs depend on that no need changes.
struct NeedTraits {
  std::uint16_t area;
  Sex sex;
  Proneness proneness;
  bool works_or_seeks;  ///< employed or unemployed as the census counts it, or to be so once grown up
};

/// Immutable once made; safe to use from any thread.
class NeedLaw {
 public:
  /// `first`: the day on which people's activity is that of the census.
  NeedLaw(const Parameters& parameters, const Population& population, Day first);

  /// Rate a year at which somebody comes by `need`, which the needs they have raise by `raised`; 0 at an age at which
  /// nobody has it, or if it may not be theirs.
  double rate(std::size_t need, const NeedTraits& who, int age, double raised) const;
  /// What the needs in `has` raise it by, and what it may be raised by at most.
  double raised_by(std::size_t need, NeedSet has) const;
  double most_raised(std::size_t need) const { return most_raised_[need]; }
  /// Greatest sum over needs of rates a year, raised as far as they may be, over ages from `youngest` to `eldest`.
  double bound(const NeedTraits& who, int youngest, int eldest) const;
  /// Of somebody aged `age`: those of `has` that end with an earlier age are gone.
  NeedSet kept_at(NeedSet has, int age) const;
  /// The age, in whole years, from which nobody has the need.
  int ends_at(std::size_t need) const { return ends_at_[need]; }

  /// The needs of somebody aged `age_years` who lived by this law from birth, in the area they live in. What harm and
  /// custody add in the run is here part of the rates, since none is known of the years before.
  NeedSet lived(const NeedTraits& who, double age_years, Stream& stream) const;

  /// Share of people of 16 to 65 of an area who work or seek work.
  double working_share(std::uint16_t area) const { return working_share_[area]; }
  /// The chance that somebody who works or seeks work, of an average age, is out of work: from the census of the area.
  double out_of_work(const NeedTraits& who) const;

 private:
  /// Odds of each need at one age, none of the needs that raise them there, and rates a year at which they go.
  struct Rates {
    std::array<double, most_needs> odds{}, go{};
  };
  void add_need(const Parameters& parameters, std::size_t need);
  void add_areas(const Parameters& parameters, const Population& population, Day first);
  Rates rates_before_run(const NeedTraits& who, int age) const;
  /// What becomes of `has` within so many years.
  NeedSet after(NeedSet has, double years, const Rates& rates, Stream& stream) const;
  double odds(std::size_t need, const NeedTraits& who, int age) const;

  static constexpr std::size_t ages = 111;
  std::vector<double> recovery_, event_share_;
  std::vector<int> starts_at_, ends_at_;
  std::vector<std::array<double, most_needs>> area_odds_;              ///< area, need
  std::vector<std::array<double, 2>> sex_ratio_;                       ///< need, sex
  std::vector<std::array<double, ages>> age_ratio_;                    ///< need, age; 0 where nobody has it
  std::vector<std::array<double, Proneness::steps>> proneness_ratio_;  ///< need, step
  std::vector<std::array<double, most_needs>> raised_by_;              ///< need, need
  std::vector<double> most_raised_, working_share_;
};

/// The log odds at which people of log odds `log_odds` + `loading` x a standard normal deviate are `share` of all:
/// found by bisection. `share` in (0, 1), `loading` >= 0.
double log_odds_of_share(double share, double loading);

}  // namespace kith::safety

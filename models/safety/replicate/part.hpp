// How the parts of one replicate meet. Each part owns its slice of the state; others read it through its const
// functions and change it through its verbs, never behind its back. What every part is given stands in the context.
#pragma once

#include "engine/random/draws.hpp"
#include "engine/run/reactions.hpp"
#include "models/safety/measures.hpp"
#include "models/safety/people.hpp"
#include "models/safety/replicate/regime.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kith::safety {

struct Scene;
class HazardTables;
class AttributeReader;
class Ahead;
class AreaServices;
class Cohorts;
class Companions;
class Contacts;
class Courts;
class Duty;
class Effects;
class Equity;
class Knowledge;
class Lives;
class Needs;
class Offending;
class Peers;
class Police;
class Records;
class Schedule;
class Services;
class Settling;
class SingleEffects;
class Supervision;
class Trials;
class Victims;

/// One replicate's: what all its parts are given, and the parts themselves. Everything in it outlives the parts.
struct Context {
  const Scene& scene;
  const Population& population;
  const HazardTables& hazards;
  const std::vector<Regime>& regimes;
  Draws draws;
  Recorder& recorder;
  std::size_t& next_regime;         ///< those before it have begun
  const ReactionsState& reactions;  ///< what is laid over them
  const Regime* const& regime_now;  ///< of both
  std::int64_t& events;             ///< handled so far

  AttributeReader& attributes;
  Ahead& ahead;
  AreaServices& areas;
  Cohorts& cohorts;
  Companions& companions;
  Contacts& contacts;
  Courts& courts;
  Duty& duty;
  Effects& effects;
  Equity& equity;
  Knowledge& knowledge;
  Lives& lives;
  Needs& needs;
  Offending& offending;
  Peers& peers;
  Police& police;
  Records& records;
  Schedule& schedule;
  Services& services;
  Settling& settling;
  SingleEffects& single_effects;
  Supervision& supervision;
  Trials& trials;
  Victims& victims;

  /// What holds today.
  const Regime& regime() const { return *regime_now; }
  const Parameters& parameters() const { return regime().parameters; }
  /// What held on a day gone by.
  const Parameters& parameters_on(Day day) const;
  const Service& service(std::size_t index) const { return regime().services[index]; }
};

/// What every part has at hand.
class Part {
 public:
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;

 protected:
  explicit Part(const Context& all)
      : all_(all),
        scene_(all.scene),
        population_(all.population),
        hazards_(all.hazards),
        draws_(all.draws),
        recorder_(all.recorder) {}
  ~Part() = default;

  const Regime& regime() const { return all_.regime(); }
  const Parameters& parameters() const { return all_.parameters(); }
  const Service& service(std::size_t index) const { return all_.service(index); }

  const Context& all_;
  const Scene& scene_;
  const Population& population_;
  const HazardTables& hazards_;
  const Draws& draws_;
  Recorder& recorder_;
};

/// How many candidates, offences or lives lie between asking memory for a row and reading it.
inline constexpr std::size_t rows_ahead = 6;

}  // namespace kith::safety

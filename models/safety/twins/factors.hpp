// The factors of an offence's hazard that differ between two worlds at the moment it is decided, and whether it happens
// with each of them as in either world. Reads both worlds between deciding a step and carrying it out; changes neither.
#pragma once

#include "models/safety/replicate/simulation.hpp"
#include "models/safety/twins/divergence.hpp"
#include "models/safety/twins/routes.hpp"

#include <array>
#include <map>
#include <vector>

namespace kith::safety {

/// A candidate that comes to something else in the alternative than in the base.
struct TwinCase {
  const Proposal* in_base = nullptr;         ///< null: not proposed there
  const Proposal* in_alternative = nullptr;  ///< likewise
  int type_in_base = -1;                     ///< of the offence that happens; -1: none does
  int type_in_alternative = -1;
  bool recorded_in_base = false;
  bool recorded_in_alternative = false;
  bool other_life = false;  ///< the offender's household moved in one world only
  Day until = 0;            ///< the first day after the step: what holds from within a step on holds all of it
};

class TwinFactors {
 public:
  static constexpr std::uint32_t no_service = 0xFFFFFFFF;
  struct Factor {
    Route route;
    std::uint32_t service;  ///< the factor is what this service does; no_service if it is something else
  };
  struct Result {
    int type;  ///< of the offence that happens; -1: none does
    bool recorded;
  };

  /// All are kept as references.
  TwinFactors(const Simulation& base, const Simulation& alternative, const Divergence& divergence,
              const TwinCase& about);

  const std::vector<Factor>& factors() const { return factors_; }
  /// What comes of the candidate with the factors in `set` as in the alternative, the others as in the base.
  Result result(std::size_t set) const;

 private:
  static constexpr std::size_t worlds = 2;
  static constexpr std::size_t most_factors = 16;  ///< what goes beyond is one factor without a route
  static constexpr int most_of_capacity = 2;       ///< services with the same settings that are factors of their own
  static constexpr int same = -1;                  ///< stands for the factor of what is the same in both worlds
  /// Of PeerLayer, in its order.
  static constexpr std::array<Route, peer_layer_count> layers{Route::friends, Route::household, Route::co_offending,
                                                              Route::kin};

  /// What a service does to the offender's hazard, in one world.
  struct Action {
    std::uint32_t service;
    EffectKind kind;
    std::uint64_t types;
    EntityId victim;
    double size;
    EffectBasis basis;
    bool operator==(const Action&) const = default;
  };
  struct Protection {
    std::uint32_t service;
    EffectKind kind;
    double size;
    EffectBasis basis;
    bool operator==(const Protection&) const = default;
  };
  /// What an offence of one type does and meets, by the world that says who is harmed and by the world that protects or
  /// records.
  struct Harm {
    std::array<Harmed, worlds> harmed;
    std::array<std::array<std::vector<Protection>, worlds>, worlds> protections;
    std::array<std::array<bool, worlds>, worlds> recorded;
  };
  struct PerWorld {
    const Simulation* world;
    bool exists;
    bool at_liberty;  ///< and in an active spell: of the two worlds' spells only custody sets one apart
    NeedSet risks;
    Sanctioned sanction;
    Exposures exposure;
    std::vector<Action> actions;
  };

  void look_at(PerWorld& here, const Simulation& world) const;
  std::vector<Action> actions_on_offender(const Simulation& world) const;
  std::vector<Protection> protections(const Simulation& world, const Harmed& harmed, int type) const;
  bool recorded_in(const Simulation& police, const Harmed& harmed, int type) const;
  const Harm& harm_of(int type) const;
  Proposal proposal_of(int type) const;

  int add(Route route, std::uint32_t service = no_service);
  void find_own_factors();
  void find_existence();
  void find_factors_of_harm();
  void add_service(std::map<std::uint32_t, int>& players, std::uint32_t service, Route direct);
  bool stream_exists(std::size_t world) const;

  bool in_alternative(int factor, std::size_t set) const {
    return factor != same && (set >> static_cast<unsigned>(factor) & 1U) != 0;
  }
  const PerWorld& of(int factor, std::size_t set) const { return worlds_[in_alternative(factor, set) ? 1 : 0]; }
  int factor_of(const std::map<std::uint32_t, int>& players, std::uint32_t service) const;
  bool acts(const std::map<std::uint32_t, int>& players, std::uint32_t service, std::size_t world,
            std::size_t set) const;
  /// What the offender's own rate comes to, but for sanction and ties, and what services leave of the pull of peers.
  struct OwnRate {
    OffendingFactors factors;
    double kept_of_peers;
  };
  std::size_t own_bits() const;
  OwnRate& own_rate(std::size_t set) const;
  int offence_type(std::size_t set) const;
  bool goes_ahead(const Harm& harm, std::size_t chooser, int type, std::size_t set) const;

  const TwinCase& about_;
  const Divergence& divergence_;
  const Proposal& candidate_;
  Day day_;
  std::array<PerWorld, worlds> worlds_;
  std::vector<Factor> factors_;
  int liberty_ = same, risks_ = same, sanction_ = same, exists_ = same, settings_ = same, victims_ = same,
      reporting_ = same;
  std::array<int, layers.size()> layer_{same, same, same, same};
  int of_capacity_ = 0, last_of_capacity_ = same;
  std::map<std::uint32_t, int> treating_, protecting_;  ///< by service
  mutable std::map<std::size_t, OwnRate> own_rates_;    ///< by set, of the bits of own_bits
  mutable std::map<int, Harm> harms_;                   ///< by type, as they were asked for
};

}  // namespace kith::safety

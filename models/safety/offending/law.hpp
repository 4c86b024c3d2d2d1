// The law of offending: somebody's rate of offending at one moment as a product of named factors, the type of offence
// it brings, and whether something keeps the offence from happening. Pure functions of facts and draws. The run, the
// years before it and the twin record all decide by these, and by nothing else.
#pragma once

#include "models/safety/evidence.hpp"
#include "models/safety/parameters.hpp"
#include "models/safety/services/joint_effect.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace kith::safety {

/// Offences a year by family of types.
using FamilyRates = std::array<double, family_count>;

inline constexpr std::size_t sex_count = 2;

/// How types share the rates of their families, men's and women's each in their own way. Immutable once made.
struct TypeShares {
  /// From the base rate of each type, a year, which is a man's, and what a woman's is of it.
  TypeShares(const std::vector<double>& base_rate, const std::vector<double>& female_ratio);
  const std::vector<double>& of(Sex sex) const { return share[static_cast<std::size_t>(sex)]; }
  std::size_t size() const { return family.size(); }

  std::vector<std::uint8_t> family;                         ///< by type
  std::array<FamilyRates, sex_count> base{};                ///< by sex: sums of the base rates of each family
  std::array<std::vector<double>, sex_count> share;         ///< by sex and type, of its family's rate over a year
  std::vector<std::uint8_t> by_family;                      ///< types, those of a family side by side
  std::array<std::size_t, family_count> first_of_family{};  ///< where each family's begin in `by_family`
};

/// Ties by which others' recent offending reaches somebody, in the order of Parameters::peer_weight.
enum class PeerLayer : std::uint8_t { friends, household, co_offending, kin };
inline constexpr std::size_t peer_layer_count = 4;
/// Recent offending of others, weighted and faded, by layer.
using Exposures = std::array<double, peer_layer_count>;

/// What others' offending multiplies somebody's rate by: 1 for none, towards Parameters::peer_limit for much. `kept` is
/// the share of the exposure that services leave.
double peer_influence(const Parameters& parameters, const Exposures& exposures, double kept);

/// The factors of somebody's rate of offending at one moment, each by its name.
struct OffendingFactors {
  FamilyRates families;         ///< a year: base rate x age and sex x propensity x area x season x needs
  const double* shares;         ///< by type, of its family's rate on the day; outlives this
  double rate;                  ///< a year: sum of the families', each type times its `by_type`
  double spell = 1;             ///< what the spell somebody is in multiplies it by
  double services = 1;          ///< what services do to offences of all types together
  double sanction = 1;          ///< what the last sanction does; see after_sanction
  std::vector<double> by_type;  ///< what else multiplies a type's rate; empty: nothing does
  double peers = 1;

  /// `of_families` before needs, which multiply each by its own.
  OffendingFactors(const FamilyRates& of_families, const FamilyRates& needs, const double* of_types, double of_spell);

  /// What one service does: `size` multiplies the rates of `types` (bits; all bits: every type).
  struct ServiceEffect {
    std::uint64_t types;
    double size;
    EffectBasis basis;
  };
  /// Takes in what services do, by the rule between services; see JointEffect for `limit`.
  void add_services(std::span<const ServiceEffect> effects, const TypeShares& types, double limit);
  /// To be called when `by_type` is complete, if there is any.
  void sum_types(const TypeShares& types);

  double rate_of(const TypeShares& types, std::size_t type) const {
    return families[types.family[type]] * shares[type] * (by_type.empty() ? 1.0 : by_type[type]);
  }
  double without_peers() const { return rate * services * spell * sanction; }
  /// Offences a year.
  double hazard() const { return without_peers() * peers; }
};

/// Which type an offence under these factors is of: each in proportion to its rate. `uniform` lies in [0, 1).
std::uint8_t choose_type(const TypeShares& types, const OffendingFactors& factors, double uniform);

/// Sum of the families' rates.
double sum_of(const FamilyRates& families);

}  // namespace kith::safety

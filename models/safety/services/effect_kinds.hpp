// What an effect of a service can act on. Each kind is declared once in effect_kinds.cpp; reading the catalogue,
// checks, `kith explain` and the tests of the catalogue follow that declaration.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace kith::safety {

enum class EffectKind : std::uint8_t {
  offending,
  victimisation,
  contact,
  opportunity,
  co_offending,
  peer_influence,
  cut_ties,
  detection,
  reporting,
  recording,
  onset,
  recovery,
  resolution,
  breach,
  engagement,
  drop_out
};
inline constexpr std::size_t effect_kind_count = 16;

/// Where effects of a kind can be: on the people a service reaches, in the areas it covers, or on other services.
enum class Reach : std::uint8_t { people, pair, areas, people_and_areas, services };

struct EffectKindDeclaration {
  const char* name;
  const char* unit;
  double none;    ///< the value that changes nothing
  double lowest;  ///< of any entry's range
  double highest;
  Reach reach;
  bool needs_risks;     ///< names the risk factors it acts on
  bool takes_types;     ///< may be limited to some offence types
  bool takes_victim;    ///< of a case, may be the victim's instead of the offender's
  const char* measure;  ///< the measure that rises and falls with the value
  const char* meaning;
};

/// One declaration a kind, in the order of EffectKind.
extern const std::array<EffectKindDeclaration, effect_kind_count> effect_kinds;
inline const EffectKindDeclaration& declaration(EffectKind kind) {
  return effect_kinds[static_cast<std::size_t>(kind)];
}

}  // namespace kith::safety

// By which route an offence of one world came not to happen in the other, and what is told of it: measures of group
// "twin", declared here once.
#pragma once

#include "engine/measures/measures.hpp"
#include "engine/time/calendar.hpp"
#include "models/safety/services/service.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace kith::safety {

/// In the order in which they are shown.
enum class Route : std::uint8_t {
  direct,
  capacity,
  custody,
  sanctions,
  risk_factors,
  friends,
  household,
  kin,
  co_offending,
  protection,
  victims,
  reporting,
  moved,
  settings,
  unattributed
};
inline constexpr std::size_t route_count = 15;

struct RouteDeclaration {
  const char* name;
  const char* title;  ///< in a few words
  const char* meaning;
};
extern const std::array<RouteDeclaration, route_count> routes;

/// The measures of a twin record, in this order.
enum class TwinTally : std::uint8_t {
  offences_averted,
  offences_caused,
  recorded_averted,
  recorded_caused,
  offences_averted_by_service,
  offences_caused_by_service,
  offences_averted_by_origin,
  offences_caused_by_origin
};

MeasureSet declare_twin_measures(const Timeline& timeline, const Catalogue& catalogue);

}  // namespace kith::safety

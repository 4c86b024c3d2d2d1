// Who lives with whom: an area's people, given by age and sex, put into households of the published sizes and kinds.
#pragma once

#include "models/population/margins.hpp"

namespace kith::population {

inline constexpr std::uint8_t no_partner = 0xFF;

/// A person on the first day.
struct Member {
  std::uint8_t age = 0;
  Sex sex = Sex::female;
  std::uint8_t partner = no_partner;  ///< index within the household
};

/// An area's households; every person of the counts is in exactly one. Halls, homes and hostels are households of kind
/// other_adults, marked communal, and stand last.
struct ComposedArea {
  std::vector<Member> members;
  std::vector<std::uint32_t> first;  ///< of each household; one more at the end
  std::vector<HouseholdKind> kinds;
  std::uint32_t first_communal = 0;  ///< index of the first communal household
};

/// Nobody under 18 lives without an adult as long as the area has enough of them. Partners are adults, and tied both
/// ways.
ComposedArea compose_households(const AgeSexCounts& people, const AreaMargins& margins,
                                const PopulationParameters& parameters, Stream stream);

}  // namespace kith::population

// The layers of ties, made from people and households. Each function fills one column or layer of the population and
// needs those before it: partners, meeting groups, friends, kin. Draws are keyed by person, sorting is total, so the
// ties are the same at any thread count.
#pragma once

#include "engine/random/draws.hpp"
#include "models/population/population.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace kith::population {

/// Who holds a place in a dwelling, one after another in order of time: everybody holds one. Households that follow
/// each other in a dwelling have the same places, except for those born there.
struct Holders {
  std::vector<std::uint32_t> first;  ///< by place, into `people`; one more at the end
  std::vector<EntityId> people;
  std::uint32_t count() const { return static_cast<std::uint32_t>(first.size() - 1); }
  std::span<const EntityId> of(std::uint32_t place) const {
    return std::span(people).subspan(first[place], first[place + 1] - first[place]);
  }
};

struct TieContext {
  const PopulationParameters& parameters;
  Draws draws;
  Day last;
  Date start;
};

/// Partners who live apart on the first day: a share of the adults without partner, paired within the ward by age.
/// Fills `couples`.
void tie_partners_outside(Population& population, const TieContext& context);

/// School classes by ward and school year, students' courses across the place, teams at work across the place.
/// Fills meeting_group, meeting_groups, school_group_count.
void assign_meeting_groups(Population& population, const TieContext& context);

/// Friends: everyone is in two circles of people alike in age and sex, one of the neighbourhood and one of the class,
/// the ward or beyond; two of a circle are friends with a probability that gives the mean degree. Who takes the place
/// of somebody who leaves for good takes over their friends, so that those present have as many on any day.
Layer tie_friends(const Population& population, const TieContext& context, const Holders& holders);

/// Kin: grown-up children choose a parental household of their ethnic group; parents and their children in different
/// households are all tied.
Layer tie_kin(const Population& population, const TieContext& context);

/// Couples part and form from the first day on, those at home and those apart; needs all other ties. Alters `couples`.
void live_as_couples(Population& population, const TieContext& context);

}  // namespace kith::population

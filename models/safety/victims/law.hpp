// The law of who is harmed: how readily an offence of a type falls on somebody by sex, age and ethnic group, and who
// somebody's former partner is. Pure functions of parameters, facts and keyed draws.
#pragma once

#include "engine/random/draws.hpp"
#include "models/safety/parameters.hpp"

#include <cstddef>

namespace kith::safety {

/// Index into victim_age_names.
std::size_t victim_age_band(int age);

/// Below which nobody is abused by a partner, or has a former one; in years. As the Crime Survey asks.
inline constexpr int lowest_partner_age = 16;

/// By sex alone, as a share of the sex it falls on more readily, in [0, 1]; of types that fall on people.
double victim_sex_weight(const Parameters& parameters, std::size_t type, Sex sex);

/// As a share of those it falls on most readily, in [0, 1]; for types that fall on people, partners apart.
double victim_weight(const Parameters& parameters, std::size_t type, Sex sex, int age);

/// How readily exploitation falls on a child with these needs, as a share of those it falls on most readily, in (0, 1].
/// Of several needs the one that tells most counts: they are mostly the same children.
double exploitation_weight(const Parameters& parameters, NeedSet needs);

/// How readily what falls on people for their ethnic group falls on somebody of this one, as a share of the group it
/// falls on most readily, in [0, 1].
double ethnicity_weight(const Parameters& parameters, Ethnicity group);

/// Whether whoever abuses partners turns on a former one even if there is another: the same all life long, whatever
/// policy does.
bool turns_on_former_partner(const Parameters& parameters, const Draws& draws, EntityId person);

/// A former partner of somebody: whom they were last in a couple with that ended in the run, if there is one present.
/// The years before are not known; of whoever parted then it is a person of another household in the same or a
/// bordering area, of the sex and about the age partners are of, the first of an order of one's own who is present on
/// the day. The same in every world with the same draws, as only births, deaths and moves of whole lives change it.
/// Nobody's former partner need have them as theirs. `nobody` if there is none, or if either is under
/// lowest_partner_age.
EntityId former_partner(const Population& population, const Parameters& parameters, const Draws& draws, EntityId person,
                        Day day);

}  // namespace kith::safety

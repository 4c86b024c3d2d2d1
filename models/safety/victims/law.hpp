// The law of who is harmed: how readily an offence of a type falls on somebody by sex and age. A pure function of
// parameters and facts.
#pragma once

#include "models/safety/parameters.hpp"

#include <cstddef>

namespace kith::safety {

/// Index into victim_age_names.
std::size_t victim_age_band(int age);

/// As a share of those it falls on most readily, in [0, 1]; for types that fall on people, partners apart.
double victim_weight(const Parameters& parameters, std::size_t type, Sex sex, int age);

/// How readily exploitation falls on a child with these needs, as a share of those it falls on most readily, in (0, 1].
/// Of several needs the one that tells most counts: they are mostly the same children.
double exploitation_weight(const Parameters& parameters, NeedSet needs);

}  // namespace kith::safety

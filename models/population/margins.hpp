// From published margins to whole people: iterative proportional fitting and rounding that keeps totals.
#pragma once

#include "engine/random/draws.hpp"
#include "models/population/place_data.hpp"

#include <span>

namespace kith::population {

/// Whole numbers that add up to `total`, in proportion to `values` (>= 0), each less than 1 away from its exact share;
/// the largest remainders are rounded up, the first of equals first. All zero values: all to the first.
std::vector<std::uint32_t> round_to_total(std::span<const double> values, std::uint32_t total);

/// People of an area by single year of age and sex.
struct AgeSexCounts {
  std::array<std::array<std::uint32_t, 2>, age_count> of{};
  std::uint32_t total() const;
};

/// People of every area. Areas and age bands within areas hit their margins (scaled to `total`) within one person; sex
/// within age bands of the place within one; sex within areas within a few.
std::vector<AgeSexCounts> fit_people(const PlaceData& data, double total, const Draws& draws);

}  // namespace kith::population

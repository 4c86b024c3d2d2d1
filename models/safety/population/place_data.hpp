// The published margins of a place, read from the tables compiled in from models/safety/places/. A place is a file
// places/<name>.toml, which names its sources and its three tables: areas, single years of age, neighbouring areas.
#pragma once

#include "models/safety/population/population.hpp"

#include <array>
#include <memory>

namespace kith::safety {

inline constexpr std::size_t age_band_count = 19;
/// Lower ends of the age bands.
inline constexpr std::array<int, age_band_count> age_bands{0,  5,  10, 15, 18, 20, 25, 30, 35, 40,
                                                           45, 50, 55, 60, 65, 70, 75, 80, 85};
inline constexpr int age_count = 101;  ///< single years 0 .. 100
std::size_t age_band(int age);

/// How the households with more than one person are made up (Census 2021 TS003), and those of one.
enum class HouseholdKind : std::uint8_t {
  one_person,
  one_person_66,
  couple_66,
  couple_alone,
  couple_children,
  couple_adult_children,
  lone_children,
  lone_adult_children,
  other_children,
  other_adults
};
inline constexpr std::size_t household_kind_count = 10;
inline constexpr std::size_t largest_household = 8;
inline constexpr double mean_size_of_largest = 8.5;  ///< of households of 8 or more

/// One area's counts, as in the table: of different years, so only their shares are used.
struct AreaMargins {
  double female_share;
  double residents_2021;
  std::array<double, age_band_count> people;         ///< by age band, 2013/14; one_person includes one_person_66
  std::array<double, largest_household> households;  ///< of 1 .. 8 or more people
  std::array<double, household_kind_count> kinds;    ///< one_person includes one_person_66
  std::array<double, ethnicity_names.size()> ethnic;
  std::array<double, activity_names.size()> activity;  ///< of 16 and over; `child` is 0
  double shoplifting, street_crime;
};

struct PlaceData {
  Place place;                           ///< weights of areas not yet set
  std::vector<AreaMargins> margins;      ///< one an area
  std::array<double, age_count> people;  ///< of the whole place by single year
  std::array<double, age_count> female_share;
};

/// Throws InputError for an unknown place (with a near name) or an unsound table.
PlaceData read_place(const std::string& name);

}  // namespace kith::safety

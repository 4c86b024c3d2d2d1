// A place and its people: the immutable part of a world, shared by all replicates and the same in every scenario of
// a place and population seed. Everyone who is ever present during a run has a row, children yet to be born included.
// People of one household are consecutive rows. When a household moves away, a household of the same make-up moves
// in: the rows stay, the lives begin anew (see `moves`).
#pragma once

#include "engine/network/layer.hpp"
#include "engine/settings/settings.hpp"
#include "engine/time/calendar.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace kith::safety {

inline constexpr Day never = 0x3FFFFFFF;

enum class Sex : std::uint8_t { female, male };
enum class Ethnicity : std::uint8_t { asian, black, mixed, white, other };
inline constexpr std::array<const char*, 5> ethnicity_names{"asian", "black", "mixed", "white", "other"};
enum class Activity : std::uint8_t { child, student, employed, unemployed, inactive, retired };
inline constexpr std::array<const char*, 6> activity_names{"child", "student", "employed", "unemployed", "inactive", "retired"};

/// A small area (an LSOA).
struct Area {
  std::string code;
  std::string name;
  std::uint16_t ward;
  float deprivation_score;    ///< English Indices of Deprivation 2015, IMD score
  float crime_score;          ///< same, crime domain score (mean 0, sd 1 over England)
  std::uint8_t deprivation_decile;  ///< 1 (most deprived) to 10
  float longitude, latitude;
  float area_km2;
  float retail_weight;        ///< share of the place's shops, sums to 1
  float night_weight;         ///< share of the place's night-time and street activity, sums to 1
};

/// A place's published margins, as read from models/safety/places/.
struct Place {
  std::string name;
  std::vector<std::string> wards;
  std::vector<Area> areas;
  Layer neighbours;           ///< between areas
};

struct PlaceSettings {
  std::string name = "manchester";
  TextList wards{};                     ///< only these wards; empty: the whole place
  double population_total = 515000;     ///< people on the first day, before `wards` selects
  std::int64_t population_seed = 1;     ///< people and ties are the same for every run seed
};
void fields(FieldVisitor& visitor, PlaceSettings& settings);

struct Population {
  Place place;

  // one entry a person
  std::vector<Day> birth_day;           ///< relative to the first day of the run; > first day: not yet born
  std::vector<Day> death_day;           ///< `never` if alive at the end
  std::vector<std::uint8_t> sex_ethnicity_activity;  ///< packed; use the accessors. Activity is as on the first day
  std::vector<std::uint32_t> household;
  std::vector<EntityId> partner;        ///< within or outside the household; `nobody` if none
  std::vector<std::uint32_t> meeting_group;  ///< school year group or workplace; `nobody` if neither

  // one entry a household
  std::vector<std::uint32_t> household_first;  ///< size households + 1
  std::vector<std::uint16_t> household_area;
  std::vector<std::uint32_t> street;           ///< group of some twenty neighbouring households of one area, consecutive
  /// Days on which a household moves away and is replaced, ascending by day: (day, household).
  std::vector<std::pair<Day, std::uint32_t>> moves;

  std::vector<std::uint32_t> street_first;     ///< households of street s: [street_first[s], street_first[s + 1])
  std::vector<std::uint32_t> area_household_first;  ///< households are ordered by area: size areas + 1

  Groups meeting_groups;                ///< school year groups first, then workplaces
  std::uint32_t school_group_count = 0;
  Layer friends;
  Layer kin;                            ///< parents, adult children, siblings in other households

  std::uint32_t size() const { return static_cast<std::uint32_t>(birth_day.size()); }
  std::uint32_t household_count() const { return static_cast<std::uint32_t>(household_area.size()); }
  Sex sex(EntityId person) const { return static_cast<Sex>(sex_ethnicity_activity[person] & 1U); }
  Ethnicity ethnicity(EntityId person) const { return static_cast<Ethnicity>((sex_ethnicity_activity[person] >> 1U) & 7U); }
  Activity activity(EntityId person) const { return static_cast<Activity>(sex_ethnicity_activity[person] >> 4U); }
  std::uint16_t area(EntityId person) const { return household_area[household[person]]; }
  int age(EntityId person, Day day) const { return age_on(birth_day[person], day); }
  bool alive(EntityId person, Day day) const { return birth_day[person] <= day && day < death_day[person]; }
  /// First and one-past-last person of a household.
  std::pair<EntityId, EntityId> members(std::uint32_t household_index) const {
    return {household_first[household_index], household_first[household_index + 1]};
  }
  std::size_t bytes() const;            ///< of all columns, groups and ties
};

/// Makes the people of a place. Deterministic in (settings, days). `first` is the first day of burn-in, `last` the last of the run.
/// `start_year` is the calendar year of day 0 (margins are scaled to settings.population_total).
/// Throws InputError for an unknown place or ward. Uses TBB; safe to call from one thread at a time.
Population make_population(const PlaceSettings& settings, Day first, Day last, Date start);

/// Names of the places that ship with the program, and the wards of one (for checks and near names).
std::vector<std::string> place_names();
std::vector<std::string> ward_names(const std::string& place);

}  // namespace kith::safety

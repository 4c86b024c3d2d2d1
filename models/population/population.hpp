// A place and its people: the immutable part of a world, shared by all replicates and the same in every scenario of
// a place and population seed. Everyone who is ever present during a run has a row, children yet to be born included.
// People of one household are consecutive rows. Most households that move away are replaced by one of the same make-up:
// the rows stay, the lives begin anew (see `moves`). Young adults without children leave for good and the young who
// arrive are rows of their own (see Resident::from, `leaves`), so that the city keeps its age structure.
#pragma once

#include "engine/network/layer.hpp"
#include "engine/settings/settings.hpp"
#include "engine/time/calendar.hpp"
#include "engine/time/short_day.hpp"
#include "engine/work/ask_memory.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace kith::population {

inline constexpr int adult_age = 18;  ///< in years

enum class Sex : std::uint8_t { female, male };
enum class Ethnicity : std::uint8_t { asian, black, mixed, white, other };
inline constexpr std::array<const char*, 5> ethnicity_names{"asian", "black", "mixed", "white", "other"};
enum class Activity : std::uint8_t { child, student, employed, unemployed, inactive, retired };
inline constexpr std::array<const char*, 6> activity_names{"child",      "student",  "employed",
                                                           "unemployed", "inactive", "retired"};

/// A small area (an LSOA).
struct Area {
  std::string code;
  std::string name;
  std::uint16_t ward;
  float deprivation_score;          ///< English Indices of Deprivation, IMD score; the edition is the place's
  std::uint8_t deprivation_decile;  ///< 1 (most deprived) to 10
  float longitude, latitude;
  float area_km2;
  float retail_weight;  ///< share of the place's shops, sums to 1
  float night_weight;   ///< share of the place's night-time and street activity, sums to 1
};

/// A place's areas, as read from its folder.
struct Place {
  std::string name;
  std::vector<std::string> wards;
  std::vector<Area> areas;
  Layer neighbours;  ///< between areas
};

/// Which place, and how much of it. A model derives a struct of its own, with the place it begins with as default and a
/// function `fields` that calls `place_fields`.
struct PlaceSettings {
  std::string name{};                ///< of a place the model ships
  std::string folder{};              ///< of a place that does not ship, used instead of `name`; "": none
  TextList wards{};                  ///< only these wards; empty: the whole place
  double population_total = 0;       ///< people on the first day, before `wards` selects; 0: as the place states
  std::int64_t population_seed = 1;  ///< people and ties are the same for every run seed
};
/// The settings "place.*"; `shipped` are the places to choose among.
void place_fields(FieldVisitor& visitor, PlaceSettings& settings, const TextList& shipped);

/// A relative `folder` becomes relative to the file that sets it, or to the present folder if it was set on the command
/// line.
void locate_folder(PlaceSettings& place, const Settings& settings);

/// Classes of age by which economic activity is drawn.
inline constexpr std::array<const char*, 9> activity_ages{"16_17", "18_21", "22_24", "25_29",  "30_49",
                                                          "50_59", "60_65", "66_74", "75_plus"};
using ActivityWeights = std::array<double, activity_ages.size()>;

/// Numbers of the world used in making people and ties. Meaning, unit and source of each stand with the value, which a
/// model gives. Rates are per year, ages and gaps in years, shares in [0, 1].
struct PopulationParameters {
  // who lives with whom
  double parent_age_at_birth, parent_age_at_birth_sd, parent_age_lowest, parent_age_highest;
  double partner_age_gap, partner_age_gap_sd, sibling_gap;
  double lone_mother_share, same_sex_couple_share, partner_outside_share, mixed_household_share;
  double street_households;
  // couples over the run
  double parting_rate, parting_rate_apart, parting_age, parting_age_decay;
  // who does what by day: how likely by age, relative to others of the area, whose counts are given
  ActivityWeights student_weight, retired_weight, unemployed_weight, inactive_weight;
  double communal_student_ratio, inactive_female_ratio;
  // turnover
  double death_rate_at_60_male, death_rate_at_60_female, death_rate_growth, death_rate_floor, infant_death_rate;
  double birth_rate_peak, birth_peak_age, birth_age_sd, birth_partner_ratio, birth_student_ratio, newborn_male_share;
  double move_rate, young_departure_rate, young_age_highest, arrival_age_mean, arrival_student_share, net_arrival_rate;
  // ties
  double friends_mean_degree, friends_lowest_age, friends_age_spread, friends_same_sex_share, friends_own_ward_share;
  double kin_in_city_share, kin_student_share, kin_same_ward_share;
  double class_size, course_size, team_size, workplace_tail, workplace_largest, workplace_outside_share;
  // areas
  double place_count_floor;
};
/// Calls `visit` with each number's name ("student_weight.16_17" for one of several) and the number: how they are read.
void each_parameter(PopulationParameters& parameters, const std::function<void(const char*, double&)>& visit);

/// What nearly every look at a person needs, side by side so that it costs one look at memory: 16 bytes.
struct Resident {
  Day birth_day = 0;  ///< relative to the first day of the run; > first day: not yet born
  std::uint32_t household = 0;
  ShortDay from = 0;       ///< birth, or the household's arrival if later; long before the run for most
  ShortDay until = never;  ///< death, or leaving the place for good; `never` if present at the end
  std::uint16_t area = 0;
  std::uint8_t traits = 0;  ///< sex, ethnicity, activity (as on the first day) and leaving, packed; use the accessors
  std::int8_t partner_offset = 0;  ///< rows from here to the partner's within the household; 0: none there
  bool operator==(const Resident&) const = default;
};

struct PlaceData;

/// Somebody and their partner on the days [from, until).
struct Couple {
  EntityId person, partner;
  ShortDay from, until;    ///< `from` is long before the run for couples of the first day
  bool moves_out = false;  ///< of the household listed in: from `until` on if it is the partner's too, else to them
  bool operator==(const Couple&) const = default;
  bool operator<(const Couple& other) const {
    return person != other.person ? person < other.person : from < other.from;
  }
};

struct Population {
  Place place;

  // one entry a person
  std::vector<Resident> residents;
  std::vector<std::uint32_t> meeting_group;  ///< class, course or team at work; `nobody` if none

  /// All couples of whoever has any but one at home that lasts; both ways, ascending by person and day.
  std::vector<Couple> couples;

  // one entry a household
  std::vector<std::uint32_t> household_first;  ///< size households + 1
  /// Days on which a household moves away and is replaced, ascending by day: (day, household).
  std::vector<std::pair<Day, std::uint32_t>> moves;

  /// A street is some twenty neighbouring households of one area: those of street s are [street_first[s],
  /// street_first[s + 1]).
  std::vector<std::uint32_t> street_first;
  std::vector<std::uint32_t> area_household_first;  ///< households are ordered by area: size areas + 1

  Groups meeting_groups;  ///< school classes and students' courses first, then teams at work
  std::uint32_t school_group_count = 0;
  Layer friends;
  Layer kin;  ///< parents, adult children, siblings in other households

  std::uint32_t size() const { return static_cast<std::uint32_t>(residents.size()); }
  std::uint32_t household_count() const { return static_cast<std::uint32_t>(household_first.size() - 1); }
  Sex sex(EntityId person) const { return static_cast<Sex>(residents[person].traits & 1U); }
  Ethnicity ethnicity(EntityId person) const { return static_cast<Ethnicity>((residents[person].traits >> 1U) & 7U); }
  Activity activity(EntityId person) const { return static_cast<Activity>((residents[person].traits >> 4U) & 7U); }
  /// Whether `until` is the day the person leaves the place, not of death.
  bool leaves(EntityId person) const { return (residents[person].traits >> 7U) != 0; }
  std::uint16_t area(EntityId person) const { return residents[person].area; }
  std::uint32_t household(EntityId person) const { return residents[person].household; }
  std::uint16_t household_area(std::uint32_t index) const { return residents[household_first[index]].area; }
  Day birth_day(EntityId person) const { return residents[person].birth_day; }
  Day death_day(EntityId person) const { return residents[person].until; }
  int age(EntityId person, Day day) const { return age_on(residents[person].birth_day, day); }
  /// Of the household as it came, whether or not they have parted or died since; `nobody` if none.
  EntityId partner_at_home(EntityId person) const {
    const std::int8_t offset = residents[person].partner_offset;
    return offset != 0 ? static_cast<EntityId>(static_cast<std::int64_t>(person) + offset) : nobody;
  }
  /// Within or outside the household, present on the day; `nobody` if none.
  EntityId partner(EntityId person, Day day) const;
  /// Whom somebody was last in a couple with that ended by the day, of those still present; `nobody` if none.
  EntityId former_partner(EntityId person, Day day) const;
  /// Whether somebody lives with the household they are listed in: see home() of couples.hpp for where else.
  bool lives_at_home(EntityId person, Day day) const;
  std::span<const Couple> couples_of(EntityId person) const;
  /// Hint before a loop over many people; changes nothing.
  void prefetch(EntityId person) const { ask_memory(&residents[person]); }
  /// Born, arrived, and neither dead nor gone for good.
  bool alive(EntityId person, Day day) const { return residents[person].from <= day && day < residents[person].until; }
  /// First and one-past-last person of a household.
  std::pair<EntityId, EntityId> members(std::uint32_t household_index) const {
    return {household_first[household_index], household_first[household_index + 1]};
  }
  std::uint32_t street(std::uint32_t household_index) const {
    const auto after = std::upper_bound(street_first.begin(), street_first.end(), household_index);
    return static_cast<std::uint32_t>(after - street_first.begin() - 1);
  }
  std::size_t bytes() const;  ///< of all columns, groups and ties
};

/// Makes the people of a place. Deterministic in its arguments, at any thread count. `first` (<= 0) is the first day of
/// burn-in, `last` (>= 0) the last of the run, `start` the date of day 0, on which the margins hold, scaled to
/// settings.population_total or else to the total stated with the place. Throws InputError for an unknown ward. Uses
/// TBB; safe to call from any thread.
Population make_population(const PlaceData& data, const PlaceSettings& settings, const PopulationParameters& parameters,
                           Day first, Day last, Date start);

}  // namespace kith::population

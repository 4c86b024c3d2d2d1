// The published margins of a place. A place is a folder: place.toml says what it is and where its figures come from;
// areas.csv, ages.csv and neighbours.csv hold them, and outlines.geojson, if there, the areas' outlines for a map.
// `kith place build` makes such folders; those a model ships are compiled into it, others are read where they are.
#pragma once

#include "engine/embedded.hpp"
#include "models/population/population.hpp"

#include <array>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kith::population {

inline constexpr std::size_t age_band_count = 19;
/// Lower ends of the age bands.
inline constexpr std::array<int, age_band_count> age_bands{0,  5,  10, 15, 18, 20, 25, 30, 35, 40,
                                                           45, 50, 55, 60, 65, 70, 75, 80, 85};
inline constexpr int age_count = 101;  ///< single years 0 .. 100
std::size_t age_band(int age);
/// A band's column in areas.csv: "age_0_4", ..., "age_85_plus".
std::string age_band_column(std::size_t band);

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
/// Their columns in areas.csv, in the same order.
inline constexpr std::array<const char*, household_kind_count> household_kind_names{
    "one_person",      "one_person_66",         "couple_66",     "couple_alone",
    "couple_children", "couple_adult_children", "lone_children", "lone_adult_children",
    "other_children",  "other_adults"};
inline constexpr std::size_t largest_household = 8;
inline constexpr double mean_size_of_largest = 8.5;  ///< of households of 8 or more

/// One area's counts, as in the table: of different years, so only their shares are used.
struct AreaMargins {
  double female_share;
  double residents_2021;
  std::array<double, age_band_count> people;         ///< by age band, at about the place's first day
  std::array<double, largest_household> households;  ///< of 1 .. 8 or more people
  std::array<double, household_kind_count> kinds;    ///< one_person includes one_person_66
  std::array<double, ethnicity_names.size()> ethnic;
  std::array<double, activity_names.size()> activity;  ///< of 16 and over; `child` is 0
  double shops, night_life;                            ///< counts that stand in for them; see StandIns
};

/// What place.toml says of the place as a whole.
struct PlaceDescription {
  std::string title;
  std::string reference;      ///< what the figures are of, in words
  double population_total{};  ///< people the margins are scaled to unless a scenario says otherwise
};

struct PlaceData {
  PlaceDescription description;
  Place place;                           ///< weights of areas not yet set
  std::vector<AreaMargins> margins;      ///< one an area
  std::array<double, age_count> people;  ///< of the whole place by single year
  std::array<double, age_count> female_share;
};

/// Columns of areas.csv whose counts stand in for shops and for night-time and street activity, which nobody publishes
/// by area; "": none, so that every area counts alike.
struct StandIns {
  std::string shops{};
  std::string night_life{};
};

/// The places a model ships, and how it reads any place.
class Places {
 public:
  /// `shipped` are the files compiled into the model, of which "places/<name>/..." are its places.
  Places(std::span<const EmbeddedFile> shipped, StandIns stand_ins);

  std::vector<std::string> names() const;

  /// A place that ships. Throws InputError for an unknown place (with a near name), or with every fault of its tables.
  PlaceData read(const std::string& name) const;

  /// A place made by `kith place build`. Throws InputError with every fault of its files.
  PlaceData read_folder(const std::filesystem::path& folder) const;

  /// The place a scenario asks for: the folder it names, else the place that ships.
  PlaceData read(const PlaceSettings& settings) const;

  /// Outlines of a shipped place's areas as GeoJSON (WGS 84; property "code"), "" if it has none.
  std::string_view outlines(const std::string& name) const;

 private:
  [[noreturn]] void refuse_unknown(const std::string& name) const;

  std::span<const EmbeddedFile> shipped_;
  StandIns stand_ins_;
};

/// The files of a place's folder that people are made from.
std::vector<std::filesystem::path> place_files(const std::filesystem::path& folder);

}  // namespace kith::population

// From published tables to the figures of a place: what is copied, what is moved between vintages and what is estimated
// (said in docs/places.md). Nothing is rounded here.
#pragma once

#include "models/population/place_data.hpp"
#include "tools/places/outlines.hpp"
#include "tools/places/published.hpp"

#include <array>

namespace kith::tools {

/// What two tables say of the same thing.
struct Disagreement {
  std::string what, against;
  double value = 0, wanted = 0;
  std::string most_in;    ///< the area that differs most, "" where only totals are known
  double most_share = 0;  ///< by which share
};

struct PlaceFigures {
  District district;
  AreaCounts ages;                   ///< 0 .. 90 and over
  AreaCounts sexes;                  ///< female, male
  AreaCounts sizes, kinds, ethnic;   ///< columns in the model's order
  AreaCounts activity;               ///< student, employed, unemployed, inactive, retired
  std::vector<double> class_adults;  ///< people of 16 and over the table of economic class counts, by area
  AreaCounts offences;               ///< shoplifting, street crime
  OffenceAccount offence_account;    ///< of the rows they were counted from
  std::vector<double> female_share;  ///< by single year, 0 to 90 and over
  struct Deprivation {
    std::string score, decile, crime_score;  ///< as published, or worked out from ranks
  };
  std::vector<Deprivation> deprivation;
  struct Centre {
    double longitude, latitude, area_km2;
  };
  std::vector<Centre> centres;
  std::vector<std::pair<std::size_t, std::size_t>> neighbours;
  std::vector<AreaOutline> outlines;  ///< one an area; empty if none were given
  std::vector<Disagreement> disagreements;
  std::vector<std::string> remarks;  ///< what else a maker of a place should know, a sentence each
};

/// Reads and works out all of it. Throws InputError with every fault of every table.
PlaceFigures figures_of(const BuildPlan& plan);

}  // namespace kith::tools

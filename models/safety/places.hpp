// The places this model ships (models/safety/places/), and what it reads of any place.
#pragma once

#include "models/population/place_data.hpp"

namespace kith::safety {

/// Offences stand in for shops and for night life.
const population::Places& shipped_places();

struct PlaceSettings : population::PlaceSettings {
  PlaceSettings() { name = "manchester"; }
};
void fields(FieldVisitor& visitor, PlaceSettings& settings);

/// The place a scenario names, its folder found.
PlaceSettings read_place_settings(const Settings& settings);

}  // namespace kith::safety

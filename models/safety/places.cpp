#include "models/safety/places.hpp"

#include "models/safety/files.hpp"

namespace kith::safety {

const population::Places& shipped_places() {
  static const population::Places places(kith_safety_files(), {.shops = "shoplifting", .night_life = "street_crime"});
  return places;
}

void fields(FieldVisitor& visitor, PlaceSettings& settings) {
  place_fields(visitor, settings, shipped_places().names());
}

PlaceSettings read_place_settings(const Settings& settings) {
  auto place = read<PlaceSettings>(settings);
  locate_folder(place, settings);
  return place;
}

}  // namespace kith::safety

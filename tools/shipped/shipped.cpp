#include "tools/shipped/shipped.hpp"

#include "models/contagion/contagion.hpp"
#include "models/incarceration/incarceration.hpp"
#include "models/safety/safety.hpp"
#include "models/tutorial/rumour.hpp"
#include "tools/places/areas.hpp"
#include "tools/places/observations.hpp"
#include "tools/places/observe.hpp"
#include "tools/places/place.hpp"
#include "tools/shipped/contagion_bench.hpp"

namespace kith::tools {

std::vector<std::shared_ptr<const Model>> shipped_models() {
  return {safety::make_safety_model(), make_contagion_model(), tutorial::make_rumour_model(),
          incarceration::make_incarceration_model()};
}

Supplements shipped_supplements() {
  return {.commands = {add_place, add_observe},
          .benches = {{"contagion", add_contagion_bench}},
          .areas = areas_of,
          .observations = read_observed};
}

}  // namespace kith::tools

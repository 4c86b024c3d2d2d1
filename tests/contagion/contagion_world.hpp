// Contagion worlds made for tests.
#pragma once

#include "models/contagion/contagion.hpp"
#include "tests/model_scenario.hpp"

namespace kith::test {

inline Scenario contagion_scenario(std::int64_t steps, const Written& written) {
  return model_scenario(*make_contagion_model(), steps, written);
}

inline std::unique_ptr<World> contagion_world(const Scenario& scenario) {
  return make_contagion_model()->build(scenario);
}

inline const Counts& active(const ReplicateResult& result) { return result.counts(0); }
inline const Counts& activations(const ReplicateResult& result) { return result.counts(1); }

}  // namespace kith::test

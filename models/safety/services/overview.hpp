// The catalogue in words: what `kith explain` says of a service, and what `kith check` foresees for those that run.
#pragma once

#include "engine/run/model.hpp"
#include "models/safety/services/service.hpp"

#include <string>
#include <vector>

namespace kith::safety {

struct Scene;

/// Title, agency, capacity, cost, grade of evidence and the strategies that name it.
std::string one_line(const Service& service, const std::vector<Setting>& settings);
/// Everything about a service, over several lines.
std::string describe(const Service& service, const Catalogue& catalogue, std::size_t index);
std::string describe(const StaffPool& pool, const Catalogue& catalogue);
std::string describe(const EffectKindDeclaration& kind);

/// One line a service that ever runs: who is eligible at the start, what load it would meet in the first half-year
/// under the last change, and whether it would overflow; one line for all others. Simulates that half-year.
std::vector<CheckLine> check_services(const Scene& scene);
/// One line for each setting of a service that a [[change]] sets although the service is off from then on.
std::vector<CheckLine> check_changes(const Scenario& scenario);

}  // namespace kith::safety

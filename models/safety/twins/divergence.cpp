#include "models/safety/twins/divergence.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace kith::safety {

namespace {

bool belongs_to(const std::string& path, std::string_view table, std::string_view name) {
  return path.starts_with(table) && path.substr(table.size()).starts_with(name) &&
         path.size() > table.size() + name.size() && path[table.size() + name.size()] == '.';
}

/// Notes that a setting differs from `day` on.
void note(Divergence& divergence, const Catalogue& catalogue, const std::string& path, Day day) {
  divergence.from = std::min(divergence.from, day);
  bool of_service = false;
  for (std::size_t i = 0; i < catalogue.definitions().size(); ++i) {
    const Service& service = catalogue.definitions()[i];
    const std::size_t shared = service.pool - catalogue.definitions().size();
    const bool own = belongs_to(path, "services.", service.name);
    const bool staff =
        service.pool >= catalogue.definitions().size() && belongs_to(path, "staff.", catalogue.pools()[shared].name);
    if (!own && !staff) continue;
    of_service = true;
    divergence.services[i] = std::min(divergence.services[i], day);
  }
  if (!of_service) divergence.parameters = std::min(divergence.parameters, day);
}

}  // namespace

Divergence divergence(const Scenario& base, const Scenario& alternative) {
  const Catalogue& catalogue = Catalogue::get(base.catalogue);
  Divergence result;
  result.services.assign(catalogue.definitions().size(), never_differs);
  for (const Difference& difference : differences(base, alternative))
    note(result, catalogue, difference.path, difference.from);
  if (!start_alike(base, alternative)) result.from = from_the_start;
  return result;
}

}  // namespace kith::safety

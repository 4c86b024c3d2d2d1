#include "models/safety/twins/divergence.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace kith::safety {

namespace {

/// Settings of the run itself, not of the world.
bool of_no_matter(std::string_view path) {
  return path.starts_with("output.") || path == "run.first_replicate" || path == "run.replicates" || path == "run.seed";
}

std::vector<std::string> differing(const Settings& base, const Settings& alternative) {
  std::vector<std::string> paths;
  for (const auto& [path, entry] : base.entries()) {
    const auto other = alternative.entries().find(path);
    if (!of_no_matter(path) && (other == alternative.entries().end() || other->second.value != entry.value))
      paths.push_back(path);
  }
  return paths;
}

const Settings& on(const Scenario& scenario, Date date) {
  const Settings* settings = &scenario.settings;
  for (const Change& change : scenario.changes)
    if (change.at <= date) settings = &change.settings;
  return *settings;
}

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

bool start_alike(const Scenario& base, const Scenario& alternative) {
  return base.catalogue == alternative.catalogue && differing(base.settings, alternative.settings).empty();
}

Divergence divergence(const Scenario& base, const Scenario& alternative) {
  const Catalogue& catalogue = Catalogue::get(base.catalogue);
  const Timeline timeline = read<RunSettings>(base.settings).timeline();
  Divergence result;
  result.services.assign(catalogue.definitions().size(), Divergence::never_differs);
  for (const std::string& path : differing(base.settings, alternative.settings))
    note(result, catalogue, path, Divergence::from_the_start);
  if (!start_alike(base, alternative)) result.from = Divergence::from_the_start;
  std::set<Date> dates;
  for (const Scenario* scenario : {&base, &alternative})
    for (const Change& change : scenario->changes) dates.insert(change.at);
  for (const Date date : dates)
    for (const std::string& path : differing(on(base, date), on(alternative, date)))
      note(result, catalogue, path, timeline.day_of(date));
  return result;
}

}  // namespace kith::safety

#include "engine/pairing/differences.hpp"

#include <set>
#include <string_view>

namespace kith {

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

}  // namespace

bool start_alike(const Scenario& base, const Scenario& alternative) {
  return base.catalogue == alternative.catalogue && differing(base.settings, alternative.settings).empty();
}

std::vector<Difference> differences(const Scenario& base, const Scenario& alternative) {
  std::vector<Difference> found;
  for (std::string& path : differing(base.settings, alternative.settings))
    found.push_back({std::move(path), from_the_start});
  std::set<Date> dates;
  for (const Scenario* scenario : {&base, &alternative})
    for (const Change& change : scenario->changes) dates.insert(change.at);
  const Timeline timeline = read<RunSettings>(base.settings).timeline();
  for (const Date date : dates)
    for (std::string& path : differing(on(base, date), on(alternative, date)))
      found.push_back({std::move(path), timeline.day_of(date)});
  return found;
}

}  // namespace kith

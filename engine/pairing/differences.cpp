#include "engine/pairing/differences.hpp"

#include "engine/settings/reactions.hpp"

#include <algorithm>
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

/// What changes that react may set, and from when on. Where both scenarios have the same and differ in something else,
/// each may come to them at a time of its own from there on.
void add_reactions(const Scenario& base, const Scenario& alternative, const Timeline& timeline,
                   std::vector<Difference>& found) {
  const bool alike = std::ranges::equal(base.reactions, alternative.reactions, same_reaction);
  Day first = alike ? never_differs : from_the_start;
  if (alike)
    for (const Difference& difference : found) first = std::min(first, difference.from);
  if (first == never_differs) return;
  for (const Scenario* scenario : {&base, &alternative})
    for (const Reaction& reaction : scenario->reactions)
      for (std::string& path : paths_of(reaction))
        found.push_back({std::move(path), std::max(first, reaction.at ? timeline.day_of(*reaction.at) : 0)});
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
  add_reactions(base, alternative, timeline, found);
  return found;
}

}  // namespace kith

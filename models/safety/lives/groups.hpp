// Groups of people a scenario may ask to be told of: everybody; those who had an episode of a kind in the run, in
// any of the worlds that are run together; those who were in a service; and those for whom an expression over
// attributes holds on the first day, or on the day they come.
#pragma once

#include "models/safety/lives/episode.hpp"

#include <string>
#include <vector>

namespace kith::safety {

class Catalogue;

/// The groups of one list, together.
struct ChosenGroups {
  bool all = false;
  std::uint32_t kinds = 0;               ///< bit k: those with an episode of EpisodeKind k
  std::vector<std::int16_t> services;    ///< those who were in one of these
  std::vector<std::string> expressions;  ///< those for whom one of these holds
  bool any() const { return all || kinds != 0 || !services.empty() || !expressions.empty(); }
  bool has(const Episode& episode) const;
  void add(const ChosenGroups& more);
};

/// Every name must be sound: see group_problem.
ChosenGroups groups_named(const std::vector<std::string>& names, const Catalogue& catalogue);

/// "" if the text names a group or is a sound expression, else what is wrong with it and what is allowed.
std::string group_problem(const std::string& text, const Catalogue& catalogue);

}  // namespace kith::safety

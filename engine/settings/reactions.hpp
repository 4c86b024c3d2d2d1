// Changes that react to what is measured, as settings: how they are written, which settings hold while some are in
// force, and everything that may ever hold.
#pragma once

#include "engine/settings/assignments.hpp"
#include "engine/settings/scenario.hpp"
#include "engine/settings/toml_table.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace kith {

/// Those in force, a bit each, in the order of Scenario::reactions.
using InForce = std::uint32_t;

/// `when`, `for`, `until`, `at` and `because` of a change that has `when`. Faults become problems of the table.
Reaction read_reaction(const TomlTable& table);

/// What is wrong with reactions as written, the dated changes known and carried forward.
std::vector<Problem> reaction_problems(const Scenario& scenario, const Declarations& declarations);

/// Settings while those in force are laid over what the dates say.
Settings settings_under(const Settings& dated, const std::vector<Reaction>& reactions, InForce in_force);

/// Whether two say the same of when they act and of what they do then.
bool same_reaction(const Reaction& one, const Reaction& other);

/// The paths it sets.
std::vector<std::string> paths_of(const Reaction& reaction);

/// Visits the settings of the first day and of each change, and these with the sets of reactions that may be in force
/// by then laid over them (reaction_sets.hpp): all settings there may ever be.
void for_each_settings(const Scenario& scenario, const std::function<void(const Settings&)>& visit);

/// The [[change]] it came from, with values as they were written, as TOML. Two with the same text are the same.
std::string reaction_text(const Reaction& reaction);
/// "when waiting > 200 for 28 days, until waiting < 120"
std::string course_in_words(const Reaction& reaction);

}  // namespace kith

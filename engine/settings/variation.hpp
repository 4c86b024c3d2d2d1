// A scenario with other values: what a sweep or a calibration lays over it point by point, checked already.
#pragma once

#include "engine/settings/scenario.hpp"

#include <optional>
#include <string>
#include <vector>

namespace kith {

/// One setting's other value. The value must have the setting's type and be allowed.
struct Variation {
  std::string path;
  Value value;
  std::optional<Date> from;  ///< the day from which it holds, as a [[change]] would say it; none: from the start
  SourceLocation origin;     ///< where the value comes from
};

/// The scenario as if its files had said so. A value from a day on takes the place of what a change of that day sets,
/// and holds until a later change sets the setting again; one from the start holds until the first change that does.
Scenario with_values(Scenario scenario, const std::vector<Variation>& variations);

/// What a step comes to where `before` held before its change. Whole numbers stay whole.
Value stepped(const ChangeStep& step, const Value& before);

/// Lets every change carry all settings as they stand from its day on, and works out what its steps come to. Sorts the
/// changes by day. What a step comes to is not held against the setting's range: see step_problems.
void carry_settings_forward(const Settings& at_start, std::vector<Change>& changes);

}  // namespace kith

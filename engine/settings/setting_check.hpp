// Checks a written value against a setting's declaration, and says what the declaration allows.
#pragma once

#include "engine/settings/toml_tree.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kith {

/// What a setting takes, in words: "a whole number from 1 to 366 (days)".
std::string allowed_values(const Setting& setting);

/// Whether `value` has the declared type and lies in the declared range or among the choices. Numbers must be finite.
bool is_allowed(const Setting& setting, const Value& value);

/// The node as a value of this setting: whole numbers are widened for real settings, "3y", "26w" and "10d" are taken
/// for durations. If it is not allowed, adds a problem at `where` (for a list, at its first wrong item) and returns
/// nothing.
std::optional<Value> checked_value(const Setting& setting, const TomlNode& node, const SourceLocation& where,
                                   std::vector<Problem>& problems);

/// Days in "3y" (years of 365.25 days, rounded), "26w" or "10d"; nothing for any other text.
std::optional<std::int64_t> parse_duration(std::string_view text);

}  // namespace kith

// A setting explained from its declaration, for `kith explain` and the documentation.
#pragma once

#include "engine/settings/settings.hpp"

#include <string>

namespace kith {

/// Several lines, the last ending without a newline: path and meaning, then unit, default, what is allowed, whether it
/// may change during a run, and for evidence its uncertainty, source and grade. Lines with nothing to say are left out.
std::string explain_setting(const Setting& setting);

}  // namespace kith

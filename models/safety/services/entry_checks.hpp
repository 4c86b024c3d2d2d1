// What an entry of the catalogue may ask for and would not get: named here so that it is refused at its line instead
// of being read and passed over.
#pragma once

#include "engine/settings/toml_table.hpp"
#include "models/safety/services/service.hpp"

namespace kith::safety {

/// Adds a problem to the effect's table for each limit that effects of its kind do not know (types, risks, the party of
/// a case), for a mode that the service has not and for what is named twice. Call once the service's modes are read.
void check_effect(const TomlTable& table, const Service& service, const Effect& effect);

/// Likewise for what a service of this unit does not use: modes, numbers about people where it covers areas or trains
/// staff, the consent of a victim where there is none; and for what is named twice.
void check_entry(const TomlTable& table, const Service& service);

}  // namespace kith::safety

// How offences are decided and what the justice system does to people: names shared by police, courts and records.
#pragma once

#include <cstdint>

namespace kith::safety {

/// How an offence was decided.
enum class Outcome : std::uint8_t { none, no_action, out_of_court, charge };
/// What the justice system did to somebody; the order is that of disposal_names.
enum class Disposal : std::uint8_t { caution, fine_or_discharge, order, custody };

}  // namespace kith::safety

// An offence about to be settled, and all that is decided about it before any of it takes hold.
#pragma once

#include "models/safety/people.hpp"
#include "models/safety/police/outcome.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace kith::safety {

/// Offenders of one offence at most; larger groups are cut to this.
inline constexpr std::size_t most_suspects = 4;

/// Who, what, when.
struct Proposal {
  double day;
  EntityId offender;
  std::uint8_t type;
  std::uint64_t key;
  bool of_excess = false;  ///< drawn for the part of the hazard above the static bound
  double needed = 0;       ///< it happens at any hazard above this
  bool operator<(const Proposal& other) const { return day != other.day ? day < other.day : offender < other.offender; }
};

/// Where an offence falls, and on whom.
struct Harmed {
  std::uint16_t area = 0;
  EntityId person = nobody;
  std::uint32_t dwelling = nobody;
  bool possible = true;  ///< false: nobody there to harm, so the offence does not happen
  bool close = false;    ///< on a partner, now or formerly, or another of the home, and not on whoever was met or known
};

/// A pure function of the state before the step's offences, so that it is worked out for many offences at the same
/// time.
struct Settlement {
  Harmed harmed;
  std::array<EntityId, most_suspects> offenders{};  ///< the one who began it first
  std::uint8_t offender_count = 1;
  bool repeat = false;  ///< harmed within the year before
  Day last_harm = 0;    ///< the day of it, or of an earlier harm
  bool trauma = false;  ///< left with whoever was harmed
  bool reported = false;
  bool recorded = false;
  Outcome outcome = Outcome::none;
  Day decision_day = 0;
};

}  // namespace kith::safety

// Kinds of contact in which an agency comes to know of somebody's needs: one file of contacts/ each.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace kith {
struct Noun;
}

namespace kith::safety {

struct Need;
struct OffenceType;

/// Agencies that keep notes on people.
enum class Keeper : std::uint8_t { police, health, council, school, housing, probation, jobcentre };
inline constexpr std::array<const char*, 7> keeper_names{"police",  "health",    "council",  "school",
                                                         "housing", "probation", "jobcentre"};
using Keepers = std::uint8_t;  ///< a set of them, by bit
constexpr Keepers bit(Keeper keeper) { return static_cast<Keepers>(1U << static_cast<unsigned>(keeper)); }

inline constexpr std::size_t most_needs = 16;
using NeedSet = std::uint16_t;  ///< a set of needs, by bit

/// One file of contacts/; its index is the contact's number everywhere.
struct Contact {
  std::string name, title;
  Keeper keeper = Keeper::police;
  std::uint64_t happenings = 0;  ///< bit r: comes with Referral r; 0: regular, at a rate
  std::uint64_t types = ~0ULL;   ///< bit k: comes with cases of offence type k
  NeedSet only_with = 0;         ///< a regular one: only with those who have one of these; 0: with anybody
  bool notes_harm = false;       ///< that somebody was harmed is written down
  /// What makes it a concern about the household: that it is with a child, is about domestic abuse, writes down
  /// something new, or something new of a child.
  bool concern_for_child = false, concern_for_domestic = false, concern_for_note = false,
       concern_for_note_of_child = false;
  bool regular() const { return happenings == 0; }
};

/// Faults go to the problems of the noun's table.
Contact read_contact(const Noun& noun, const std::vector<OffenceType>& types, const std::vector<Need>& needs);

}  // namespace kith::safety

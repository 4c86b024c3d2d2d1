// What brings people to services, and to the notice of agencies.
#pragma once

#include <array>
#include <cstdint>

namespace kith::safety {

/// Happenings that can bring somebody to a service.
enum class Referral : std::uint8_t {
  accusation,
  youth_accusation,
  out_of_court_disposal,
  charge,
  conviction,
  order,
  custody_start,
  release,
  recorded_victimisation,
  repeat_victimisation,
  recorded_domestic_abuse,
  resolved_victim,
  antisocial_incident,
  adult_accused,
  arrest,
  new_note,
  health_contact
};
inline constexpr std::array<const char*, 17> referral_names{"accusation",
                                                            "youth_accusation",
                                                            "out_of_court_disposal",
                                                            "charge",
                                                            "conviction",
                                                            "order",
                                                            "custody_start",
                                                            "release",
                                                            "recorded_victimisation",
                                                            "repeat_victimisation",
                                                            "recorded_domestic_abuse",
                                                            "resolved_victim",
                                                            "antisocial_incident",
                                                            "adult_accused",
                                                            "arrest",
                                                            "new_note",
                                                            "health_contact"};

}  // namespace kith::safety

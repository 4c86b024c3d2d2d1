// What is kept of single lives when a scenario asks for it: a row for each life, and one for each thing that happened
// in it. What is told of them, column by column, is declared in tables.cpp; a kind of episode is a line in
// episode_kinds.
#pragma once

#include "engine/measures/measures.hpp"
#include "models/safety/evidence.hpp"
#include "models/safety/people.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace kith::safety {

/// Number of a life: its row in the population if it was the first there, else counted on from the rows in the order of
/// the moves that bring lives. A move that one of two worlds puts off brings the same number in the other.
using LifeId = std::uint32_t;

inline constexpr Day no_day = no_cell<Day>;
inline constexpr std::int8_t no_number = -1;

enum class EpisodeKind : std::uint8_t {
  offence,
  harm,
  arrest,
  accusation,
  hearing,
  sentence,
  order,
  breach,
  custody,
  service,
  wait,
  move,
  need,
  note
};

struct EpisodeDeclaration {
  const char* name;
  const char* selector;  ///< as a group: those with such an episode in the run
  const char* sentence;  ///< see Table::sentences
};

/// In the order of EpisodeKind.
inline constexpr std::array<EpisodeDeclaration, 14> episode_kinds{{
    {"offence", "offended",
     "{offence_type}, {role}[, with {others} more][, begun by {begun_by}][, harming {victim_kind} {victim}]"
     "[; police came to know{?reported}][ and recorded it{?recorded}]"},
    {"harm", "harmed",
     "harmed by {offence_type}[, by {begun_by}][ and {others} more][; police came to know{?reported}]"},
    {"arrest", "arrested", "arrested for {offence_type}[ of {since}]"},
    {"accusation", "accused", "accused of {offence_type}[ of {since}]: {outcome}"},
    {"hearing", "heard", "heard in court for {offence_type}[, charged on {since}]: {outcome}"},
    {"sentence", "sentenced", "sentenced for {offence_type}: {outcome}[, until {until}]"},
    {"order", "on_order", "an order begins[, until {until}]"},
    {"breach", "breached", "broke an order or licence[: {outcome}]"},
    {"custody", "in_custody", "in custody[, until {until}]"},
    {"service", "in_service",
     "in {service}, {role}[, referred on {since}][, until {until}][: {outcome}][; share of the planned dose: {dose}]"},
    {"wait", "waited", "referred to {service}[, waited until {until}]: {outcome}"},
    {"move", "moved", "the household moves away, and another takes its home"},
    {"need", "had_need", "a need, {about}, {role}[, until {until}]: {outcome}"},
    {"note", "noted", "{agency} wrote down {about}[, after {offence_type}][, on file on {until}]: {outcome}"},
}};

enum class Role : std::uint8_t { alone, began_it, joined, own, through_another, comes, had_before };
inline constexpr std::array<const char*, 7> role_names{
    "alone", "began it", "joined in", "as the one referred", "through another", "comes", "was there before"};

/// How a thing was decided or ended. The first four are Outcome, in its order.
enum class Ending : std::uint8_t {
  undecided,
  no_action,
  out_of_court,
  charge,
  cautioned,
  charged,
  acquitted,
  convicted,
  charge_dropped,
  fine_or_discharge,
  order,
  custody,
  completed,
  dropped_out,
  refused,
  gave_up,
  gone,
  closed,
  goes_on,
  passed,
  right,
  mistaken
};
inline constexpr std::array<const char*, 22> ending_names{
    "not decided", "no action",      "out of court",      "charge",         "cautioned", "charged",   "acquitted",
    "convicted",   "charge dropped", "fine or discharge", "order",          "custody",   "completed", "dropped out",
    "refused",     "gave up",        "died or went away", "service closed", "goes on",   "passed",    "right",
    "mistaken"};

enum class VictimKindTold : std::uint8_t { none, person, dwelling };
inline constexpr std::array<const char*, 3> victim_kinds_told{"nobody in particular", "person", "dwelling"};

/// What a need or a note is about: needs, then harm, as agencies note it.
std::vector<std::string> subject_names();

/// One thing that happened to one life; what is not so of it has no number. Packed, as there are millions.
struct Episode {
  double offence = no_cell<double>;  ///< the moment of the offence it comes of
  LifeId person = 0;
  Day day = 0;
  Day until = no_day;
  Day since = no_day;
  LifeId begun_by = nobody;
  LifeId victim = nobody;
  float dose = no_cell<float>;
  std::int32_t area = no_number;
  std::int16_t service = no_number;
  EpisodeKind kind = EpisodeKind::offence;
  std::int8_t type = no_number;
  std::int8_t role = no_number;
  std::int8_t others = no_number;
  std::int8_t victim_kind = no_number;
  std::int8_t reported = no_number;
  std::int8_t recorded = no_number;
  std::int8_t outcome = no_number;
  std::int8_t about = no_number;   ///< index into subject_names
  std::int8_t keeper = no_number;  ///< Keeper that noted it
};
static_assert(sizeof(Episode) == 56);

/// One life, as far as the run saw it.
struct Life {
  LifeId person = 0;
  EntityId row = nobody;
  Day came = no_day;  ///< in the run
  Day left = no_day;  ///< likewise
  LifeId household = 0;
  NeedSet needs_at_start = 0;
  NeedSet needs_at_end = 0;
  std::uint8_t gone = 0;  ///< index into gone_names
};
inline constexpr std::array<const char*, 4> gone_names{"no", "died", "left the place", "household moved away"};

}  // namespace kith::safety

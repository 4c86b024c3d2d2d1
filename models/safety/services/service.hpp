// What a service is, read from one TOML file in models/safety/catalogue/. Everything a scenario may change about it
// (active, places, hours, effects, ...) is declared from that file as "services.<name>.<setting>".
#pragma once

#include "engine/random/draws.hpp"
#include "engine/settings/settings.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kith::safety {

/// Happenings that can bring somebody to a service.
enum class Referral : std::uint8_t {
  accusation, youth_accusation, out_of_court_disposal, charge, conviction, order, custody_start, release,
  recorded_victimisation, repeat_victimisation, recorded_domestic_abuse, resolved_victim, antisocial_incident, adult_accused
};
inline constexpr std::array<const char*, 14> referral_names{
    "accusation", "youth_accusation", "out_of_court_disposal", "charge", "conviction", "order", "custody_start", "release",
    "recorded_victimisation", "repeat_victimisation", "recorded_domestic_abuse", "resolved_victim", "antisocial_incident",
    "adult_accused"};

/// What an effect multiplies or does.
enum class EffectKind : std::uint8_t { offending, detection, reporting, victimisation, recovery };
inline constexpr std::array<const char*, 5> effect_kind_names{"offending", "detection", "reporting", "victimisation", "recovery"};

/// Whom a service takes: one person, everybody of the person's household, or the two parties of a case (victim and offender).
enum class Unit : std::uint8_t { person, family, parties };
inline constexpr std::array<const char*, 3> unit_names{"person", "family", "parties"};

/// One effect. Its size is the setting "services.<service>.<name>".
struct Effect {
  std::string name;
  EffectKind kind;
  std::uint64_t types = ~0ULL;  ///< bit k: applies to offence type k
  std::uint8_t risks = 0;       ///< for recovery: which risk factors
  bool on_victim = false;       ///< for parties: the effect is the victim's, not the offender's
  std::string mode;             ///< only in this mode; empty: in all
  double value = 1.0;           ///< ratio while enrolled (recovery: extra recoveries a year)
};

/// One of several ways a start may go (a direct conference or an indirect exchange).
struct Mode {
  std::string name;
  double share = 1.0;           ///< of starts
  double hours_at_start = 0.0;
  double cost_at_start = 0.0;   ///< GBP
};

/// A service as it stands under one set of settings.
struct Service {
  std::string name, title, summary, agency, grade;
  TextList seeds;               ///< strategies that name it
  std::string eligibility;      ///< expression over attributes; empty: everyone referred
  std::string priority;         ///< expression; the greatest is offered first; empty: longest waiting first
  std::uint64_t sources = 0;    ///< bit r: takes Referral r
  Unit unit = Unit::person;
  bool in_custody = false;      ///< goes on while the person is in custody
  std::vector<Effect> effects;
  std::vector<Mode> modes;      ///< empty: one way, with the start hours and cost below
  // settings
  bool active = false;
  double places = 0;            ///< enrolled at the same time; infinity if not limited
  double staff_hours_per_week = 0;  ///< infinity if not limited
  double hours_per_week = 0;    ///< staff hours of one enrolled person (or family) a week
  double hours_at_start = 0, cost_at_start = 0, cost_per_week = 0;
  double consent = 1, victim_consent = 1;
  double dose_weeks = 1;        ///< planned length, exact
  double dropout_rate = 0;      ///< per year enrolled
  double patience_weeks = 26;   ///< mean time after which somebody waiting gives up
  double longest_wait_weeks = 52;
  double decay_weeks = 0;       ///< after completion the effect fades to 37% of its log over this time; 0: ends at once
  double fidelity_loss = 0;     ///< share of the log effect lost a year from the first day
  Purpose consent_purpose, victim_consent_purpose, dropout_purpose, patience_purpose, mode_purpose;
  bool takes(Referral source) const { return (sources >> static_cast<unsigned>(source) & 1U) != 0; }
};

/// The catalogue: one service a file, in order of file name.
class Catalogue {
 public:
  static const Catalogue& get();  ///< throws InputError if a file is unsound
  std::vector<std::string> names() const;
  void declare(Declarations& declarations) const;
  /// Every service as it stands under these settings.
  std::vector<Service> read(const Settings& settings) const;
  const std::vector<Service>& definitions() const { return services_; }
  const std::vector<Setting>& settings_of(std::size_t service) const { return settings_[service]; }

 private:
  Catalogue();
  std::vector<Service> services_;
  std::vector<std::vector<Setting>> settings_;
};

}  // namespace kith::safety

// What a service is, read from one TOML file of the catalogue. Everything a scenario may change about it
// (active, places, hours, effects, ...) is declared from that file as "services.<name>.<setting>".
#pragma once

#include "engine/random/draws.hpp"
#include "engine/settings/settings.hpp"
#include "models/safety/evidence.hpp"
#include "models/safety/services/effect_kinds.hpp"
#include "models/safety/services/joint_effect.hpp"
#include "models/safety/services/referral.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kith::safety {

/// Whom a service takes: one person, everybody of the person's household, the two parties of a case (victim and
/// offender), small areas, or the staff of other services.
enum class Unit : std::uint8_t { person, family, parties, area, workforce };
inline constexpr std::array<const char*, 5> unit_names{"person", "family", "parties", "area", "workforce"};

/// One effect. Its size is the setting "services.<service>.<name>".
struct Effect {
  std::string name;
  EffectKind kind;
  std::uint64_t types = ~0ULL;          ///< bit k: applies to offence type k
  NeedSet risks = 0;                    ///< which risk factors, for kinds that need them
  bool on_victim = false;               ///< for parties: the effect is the victim's, not the offender's
  int age_from = 0, age_below = 1000;   ///< years: it acts on people of this age or more, and younger than this
  std::string mode;                     ///< only in this mode; empty: in all
  EffectBasis basis = 0;                ///< see JointEffect
  std::vector<std::uint32_t> services;  ///< for kinds that act on other services: which
  double value = 1.0;                   ///< in the kind's unit, while enrolled
  bool is_for(int age) const { return age_from <= age && age < age_below; }
};

/// One of several ways a start may go (a direct conference or an indirect exchange).
struct Mode {
  std::string name;
  double share = 1.0;  ///< of starts
  double hours_at_start = 0.0;
  double cost_at_start = 0.0;  ///< GBP
};

/// Staff whose time several services share. Its hours are the setting "staff.<name>.hours_per_week".
struct StaffPool {
  std::string name, title, agency;
  double hours_per_week = 0;
};

/// Part of each year in which a service runs, both days included; it may pass over the new year.
struct Season {
  std::chrono::month_day first, last;
  bool contains(Date date) const;
};

/// A service as it stands under one set of settings.
struct Service {
  std::string name, title, summary, agency, claims, grade;
  TextList seeds;               ///< strategies that name it, and what they call it
  std::string existed;          ///< where it is said that it ran in the years of the places; empty: nowhere
  std::int64_t price_year = 0;  ///< of its costs
  std::string eligibility;      ///< expression over attributes; empty: everyone referred
  std::string priority;         ///< expression; the greatest is offered first; empty: longest waiting first
  std::uint64_t sources = 0;    ///< bit r: takes Referral r
  Unit unit = Unit::person;
  bool in_custody = false;   ///< goes on while the person is in custody
  bool civil_order = false;  ///< being enrolled is being under an order of a civil court
  std::vector<Effect> effects;
  std::vector<Mode> modes;            ///< empty: one way, with the start hours and cost below
  std::vector<std::uint32_t> onward;  ///< services those who complete, or grow out of it, are referred to
  std::optional<Season> season;
  std::uint32_t pool = 0;        ///< index of the staff it draws on: its own, or shared ones
  bool uses_centrality = false;  ///< asks for the position in the co-offending network
  bool uses_notifications = false;
  Keepers hears = 0;  ///< whose notes it sees without a hub: its own agency's, and those of agencies that tell it
  Keepers pools = 0;  ///< for a hub: whose notes about a household it opens to them all
  NeedSet asks = 0;   ///< needs its eligibility asks for
  /// Index into supervisor_names: its cost takes the place of that of their supervision.
  std::optional<std::size_t> replaces_supervision_by;
  std::uint32_t kinds = 0;  ///< bit k: has an effect of EffectKind k
  // settings
  bool active = false;
  Date first_day{}, last_day{};     ///< runs between these, both included
  double places = 0;                ///< enrolled (areas: covered) at the same time; infinity if not limited
  double staff_hours_per_week = 0;  ///< infinity if not limited
  double hours_per_week = 0;        ///< staff hours of one enrolled person (family, area) a week
  double hours_at_start = 0, cost_at_start = 0, cost_per_week = 0;
  double consent = 1, victim_consent = 1;
  double dose_weeks = 1;       ///< planned length, exact; areas are chosen again after it; staff are trained over it
  double dropout_rate = 0;     ///< per year enrolled
  double patience_weeks = 26;  ///< mean time after which somebody waiting gives up
  double longest_wait_weeks = 52;
  double decay_weeks = 0;    ///< after completion the effect fades to 37% of its log over this time; 0: ends at once
  double fidelity_loss = 0;  ///< share of the log effect lost a year from the first day
  double age_limit = 1000;   ///< people leave on reaching this age
  Purpose consent_purpose, victim_consent_purpose, dropout_purpose, patience_purpose, mode_purpose, breach_purpose,
      turn_purpose;
  bool takes(Referral source) const { return (sources >> static_cast<unsigned>(source) & 1U) != 0; }
  bool runs_on(Date date) const {
    return active && first_day <= date && date <= last_day && (!season || season->contains(date));
  }
  bool acts_on(EffectKind kind) const { return (kinds >> static_cast<unsigned>(kind) & 1U) != 0; }
  /// Help for households about which there are concerns, and no hub that passes them on.
  bool helps_households() const { return pools == 0 && (unit == Unit::family || uses_notifications); }
  bool takes_people() const { return unit != Unit::area && unit != Unit::workforce; }
};

using Folders = std::vector<std::filesystem::path>;

/// The catalogue: one service a file, in order of name. Immutable; may be shared by threads.
class Catalogue {
 public:
  /// The services that come with the program and those of further folders; the same object for the same folders. Throws
  /// InputError if a file is unsound.
  static const Catalogue& get(const Folders& folders = {});
  /// The files of further folders, in the order they are read. Throws InputError if a folder cannot be read.
  static std::vector<std::filesystem::path> files_of(const Folders& folders);
  std::vector<std::string> names() const;
  std::vector<std::string> agencies() const;  ///< of services, each once, in alphabetical order
  void declare(Declarations& declarations) const;
  /// Every service as it stands under these settings.
  std::vector<Service> read(const Settings& settings) const;
  /// Staff by pool: first one of each service's own (unlimited, or its staff_hours_per_week), then the shared ones.
  std::vector<double> pool_hours(const std::vector<Service>& services, const Settings& settings) const;
  const std::vector<Service>& definitions() const { return services_; }
  const std::vector<Setting>& settings_of(std::size_t service) const { return settings_[service]; }
  const std::vector<StaffPool>& pools() const { return pools_; }

 private:
  explicit Catalogue(const Folders& folders);
  struct References;
  void read_file(std::string_view text, const std::string& name, References& references,
                 std::vector<Problem>& problems);
  void put_in_order(const References& references);
  std::vector<Service> services_;
  std::vector<std::vector<Setting>> settings_;
  std::vector<StaffPool> pools_;
  std::vector<Setting> pool_settings_;
};

/// Justice agencies and providers of services, each once, in alphabetical order.
TextList organisation_names(const Catalogue& catalogue);

}  // namespace kith::safety

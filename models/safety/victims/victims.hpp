// Victims: partners, former partners, others at home, people known to the offender, strangers where the offence
// happens, dwellings, businesses. Lasting differences between people and a fading boost after each harm both make some
// be harmed again.
#pragma once

#include "models/safety/offending/proposal.hpp"
#include "models/safety/replicate/part.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace kith::safety {

/// What stays with somebody who was harmed: 8 bytes, so that everybody has one.
struct VictimRecord {
  ShortDay last_harm = -never;
  ShortDay harm_before_last = -never;
  static constexpr double confidence_unit = 1.0 / 8192;
  std::uint16_t confidence_units = 8192;  ///< multiplies the probability of reporting, in units of 1/8192
  std::uint8_t harms = 0;                 ///< 255: that many or more
  std::uint8_t domestic_harms = 0;        ///< likewise
  double confidence() const { return confidence_units * confidence_unit; }
  void change_confidence(double factor) {
    confidence_units = static_cast<std::uint16_t>(std::min(65535.0, confidence_units * factor + 0.5));
  }
};

/// Those harmed lately in an area, for repeat and near-repeat victimisation. Each counts exp(-days since / memory).
struct RecentHarms {
  struct Harm {
    std::uint64_t occasion;  ///< names the offence, in whatever world
    std::uint32_t target;
    Day day;
  };
  std::vector<Harm> harms;  ///< in order of day, the long forgotten dropped from time to time
  double weight = 0;        ///< the sum of what they count for, as of `day`
  Day day = 0;
};

/// Somebody, or a dwelling, harmed by an offence of a type.
struct HarmByType {
  std::uint8_t type;
  std::uint32_t target;
  auto operator<=>(const HarmByType&) const = default;
};

struct VictimsState {
  std::vector<VictimRecord> victims;                     ///< one a person
  std::vector<ShortDay> domestic_harm;                   ///< person -> last day of domestic abuse of them
  std::vector<ShortDay> dwelling_harmed;                 ///< household -> last day its dwelling was harmed
  std::vector<std::array<RecentHarms, 2>> recent_harms;  ///< by area: people, dwellings
  /// Women harmed by violence in the last year of the run, how often; those of a household that leaves are forgotten
  /// here and stay in the count of women, and of women harmed twice or more.
  std::unordered_map<EntityId, std::int32_t> violence_last_year;
  std::array<std::int64_t, 2> women_harmed{};
  std::vector<EntityId> sexually_harmed;    ///< people of 16 to 59 in the last year of the run, once an offence
  std::vector<HarmByType> harms_last_year;  ///< in the last year of the run, in order of settling
};

class Victims : public Part {
 public:
  Victims(const Context& all, VictimsState& state) : Part(all), state_(state) {}
  void begin();
  const VictimsState& state() const { return state_; }
  const VictimRecord& of(EntityId person) const { return state_.victims[person]; }

  /// Whom a proposed offence falls on, and where.
  Harmed choose_victim(const Proposal& proposal) const;
  /// Who is the victim of an offence before police and courts: the person harmed, or of a dwelling an adult of its
  /// household who did not do it; `nobody` of a business and the public, and of a dwelling without adults.
  EntityId speaks_for(const Proposal& proposal, const Harmed& harmed) const;
  Day last_harm(const Harmed& harmed) const;
  bool violent_on_person(const Proposal& proposal, const Harmed& harmed) const;

  void remember_harm(const Proposal& proposal, const Settlement& settlement);
  void leave_trauma(const Proposal& proposal, const Settlement& settlement);
  void change_confidence(EntityId person, double factor) { state_.victims[person].change_confidence(factor); }
  void forget(EntityId person);
  void forget_dwelling(std::uint32_t household) { state_.dwelling_harmed[household] = -never; }

 private:
  struct Whereabouts {
    std::uint16_t area;
    bool away;  ///< among shops and night life, not near home
  };
  Whereabouts choose_area(const Proposal& proposal, Stream& stream) const;
  bool can_be_abused(EntityId person, const Proposal& proposal, Day day) const;
  EntityId choose_partner(const Proposal& proposal, Day day) const;
  EntityId choose_housemate(const Proposal& proposal, Stream& stream, Day day) const;
  Harmed choose_at_home(const Proposal& proposal, Stream& stream, Stream& repeats) const;
  bool comes_about(const Proposal& proposal, EntityId harmed, Stream& repeats) const;
  Harmed choose_person(const Proposal& proposal, const Whereabouts& scene, Stream& stream, Stream& repeats) const;
  EntityId choose_anybody(const Proposal& proposal, const Whereabouts& scene, bool known, Stream& stream,
                          Stream& repeats) const;
  std::uint32_t choose_home(const Proposal& proposal, const Whereabouts& scene, Stream& stream, Stream& repeats) const;
  EntityId choose_acquaintance(const Proposal& proposal, Stream& stream, Day day) const;
  EntityId choose_stranger(std::uint16_t area, const Proposal& proposal, Stream& stream, Day day) const;
  bool is_racist(const Proposal& proposal) const;
  double weight(EntityId person, const Proposal& proposal, Day day) const;
  bool can_be_harmed(EntityId person, const Proposal& proposal, Day day) const;
  std::uint32_t choose_dwelling(std::uint16_t area, Stream& stream) const;
  template <class Weight>
  bool repeat_target(const RecentHarms& recent, double boost, double ordinary, Day day, Stream& stream, Weight&& weight,
                     std::uint32_t& target) const;
  double forgotten_since(Day then, Day day) const { return regime().harm_memory.after(std::max(day - then, 0)); }
  void note_harm(RecentHarms& recent, std::uint32_t target, Day day, std::uint64_t occasion) const;
  bool is_last_year(Day day) const;
  void remember_person_harmed(const Proposal& proposal, EntityId person, Day day);

  VictimsState& state_;
};

}  // namespace kith::safety

// Who was harmed in the last twelve months of a run, how often, and whether they offended too; who offended with whom.
#include "models/safety/offending/peers.hpp"
#include "models/safety/scene.hpp"
#include "models/safety/summary/summary.hpp"
#include "models/safety/victims/victims.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace kith::safety {

namespace {

constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

std::size_t index_of(Sex sex) { return static_cast<std::size_t>(sex); }

/// Those whom an offence for which `of_kind` holds fell on, by row.
template <class OfKind>
std::vector<bool> harmed_by(const std::vector<HarmByType>& harms, std::size_t people, OfKind&& of_kind) {
  std::vector<bool> harmed(people);
  for (const HarmByType& harm : harms)
    if (of_kind(Evidence::get().offence_types()[harm.type])) harmed[harm.target] = true;
  return harmed;
}

/// Ages of those present at the end of the run.
template <class Visit>
void each_present(const Population& people, Day last, Visit&& visit) {
  for (EntityId person = 0; person < people.size(); ++person)
    if (people.alive(person, last)) visit(person, people.age(person, last));
}

}  // namespace

/// Those of a household that came since count what fell on the one before, too.
void Summary::summarise_harmed_last_year() {
  std::vector<HarmByType> harms = all_.victims.state().harms_last_year;
  std::ranges::sort(harms);
  for (auto at = harms.begin(); at != harms.end();) {
    const auto next = std::find_if(at, harms.end(), [&](const HarmByType& harm) { return harm != *at; });
    recorder_.count_at(Tally::harmed_last_year, {at->type});
    if (next - at > 1) recorder_.count_at(Tally::harmed_again_last_year, {at->type});
    at = next;
  }
  const auto violence = harmed_by(harms, population_.size(), [](const OffenceType& type) {
    return type.victim == VictimKind::partner || (type.victim == VictimKind::person && type.is(Family::violent));
  });
  const auto domestic =
      harmed_by(harms, population_.size(), [](const OffenceType& type) { return type.victim == VictimKind::partner; });
  double adults = 0, by_violence = 0;
  std::array<double, 2> to_59{}, at_home{};
  each_present(population_, scene_.timeline.last_day(), [&](EntityId person, int age) {
    if (age < 16) return;
    adults += 1;
    by_violence += violence[person];
    if (age > 59) return;
    to_59[index_of(population_.sex(person))] += 1;
    at_home[index_of(population_.sex(person))] += domestic[person];
  });
  const double whole = holds_a_year(scene_.timeline) ? 1 : 0;  // nothing is known of a year otherwise
  recorder_.set(Tally::adults_harmed_by_violence_share, share(by_violence, whole * adults));
  recorder_.set(Tally::women_harmed_domestically_share,
                share(at_home[index_of(Sex::female)], whole * to_59[index_of(Sex::female)]));
  recorder_.set(Tally::men_harmed_domestically_share,
                share(at_home[index_of(Sex::male)], whole * to_59[index_of(Sex::male)]));
}

/// The odds ratio of Mantel and Haenszel over strata of age and sex.
void Summary::summarise_overlap() {
  constexpr int youngest = 10, eldest = 25;
  struct Stratum {
    std::array<std::array<double, 2>, 2> people{};  ///< offended, harmed
  };
  std::array<std::array<Stratum, eldest - youngest + 1>, 2> strata{};
  const auto harmed = harmed_by(all_.victims.state().harms_last_year, population_.size(), [](const OffenceType& type) {
    return type.victim == VictimKind::person && (type.is(Family::violent) || type.is(Family::acquisitive));
  });
  const std::vector<std::uint16_t>& crimes = all_.peers.state().offences_last_year;
  each_present(population_, scene_.timeline.last_day(), [&](EntityId person, int age) {
    if (age < youngest || age > eldest) return;
    Stratum& stratum = strata[index_of(population_.sex(person))][static_cast<std::size_t>(age - youngest)];
    stratum.people[crimes[person] > 0 ? 1 : 0][harmed[person] ? 1 : 0] += 1;
  });
  double with = 0, against = 0;
  for (const auto& of_sex : strata)
    for (const auto& [people] : of_sex) {
      const double all = people[0][0] + people[0][1] + people[1][0] + people[1][1];
      if (all == 0) continue;
      with += people[1][1] * people[0][0] / all;
      against += people[1][0] * people[0][1] / all;
    }
  const bool known = holds_a_year(scene_.timeline) && against > 0;
  recorder_.set(Tally::young_offenders_harmed_odds, known ? with / against : no_value);
}

void Summary::summarise_pairs() {
  const PeersState& peers = all_.peers.state();
  const auto same = [&](Sex sex) {
    const auto& row = peers.pairs_by_sex[index_of(sex)];
    return share(static_cast<double>(row[index_of(sex)]), static_cast<double>(row[0] + row[1]));
  };
  recorder_.set(Tally::pair_age_correlation, peers.pairs.correlation());
  recorder_.set(Tally::young_pair_age_correlation, peers.young_pairs.correlation());
  recorder_.set(Tally::young_pair_age_gap,
                share(static_cast<double>(peers.young_pairs.apart), static_cast<double>(peers.young_pairs.pairs)));
  recorder_.set(Tally::companions_of_men_men_share, same(Sex::male));
  recorder_.set(Tally::companions_of_women_women_share, same(Sex::female));
}

}  // namespace kith::safety

#include "models/safety/victims/law.hpp"

#include "models/safety/measures.hpp"

#include "engine/time/calendar.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace kith::safety {

static_assert(victim_age_labels.size() == victim_age_names.size(), "one axis, one table of weights");

std::size_t victim_age_band(int age) {
  constexpr std::array<int, victim_age_names.size() - 1> ends{10, 16, 25, 45, 65};
  return static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), age) - ends.begin());
}

double victim_sex_weight(const Parameters& p, std::size_t type, Sex sex) {
  const double women = p.victim_female_ratio[type];
  return (sex == Sex::female ? women : 1.0) / std::max(women, 1.0);
}

double victim_weight(const Parameters& p, std::size_t type, Sex sex, int age) {
  const double by_sex = victim_sex_weight(p, type, sex);
  const double most = *std::max_element(p.victim_age_weight.begin(), p.victim_age_weight.end());
  return most > 0 ? by_sex * p.victim_age_weight[victim_age_band(age)] / most : 0;
}

double exploitation_weight(const Parameters& p, NeedSet needs) {
  const double missing = (needs & bit(Risk::missing_episodes)) != 0 ? p.exploited_if_missing : 1;
  const double looked_after = (needs & bit(Risk::looked_after)) != 0 ? p.exploited_if_looked_after : 1;
  return std::max(missing, looked_after) / std::max({1.0, p.exploited_if_missing, p.exploited_if_looked_after});
}

double ethnicity_weight(const Parameters& p, Ethnicity group) {
  const double most = *std::max_element(p.victim_ethnicity_weight.begin(), p.victim_ethnicity_weight.end());
  return most > 0 ? p.victim_ethnicity_weight[static_cast<std::size_t>(group)] / most : 0;
}

bool turns_on_former_partner(const Parameters& p, const Draws& draws, EntityId person) {
  return draws.at(purpose("safety.turns_on_former_partner"), person).bernoulli(p.former_partner_share);
}

namespace {

/// Whom somebody had as a partner.
struct Sought {
  Sex sex;
  double birth_day;
};

Sought sought_partner(const Population& population, const Parameters& p, EntityId person, Stream& stream) {
  const Sex own = population.sex(person), other = own == Sex::female ? Sex::male : Sex::female;
  const bool same_sex = stream.bernoulli(p.same_sex_couple_share);
  const double gap = (same_sex ? 0 : p.partner_age_gap) * days_per_year;
  const double spread = p.partner_age_gap_sd * days_per_year * stream.normal();
  return {same_sex ? own : other, population.birth_day(person) + (own == Sex::female ? -gap : gap) + spread};
}

/// Anybody of the area or of one that borders on it; `nobody` if the area drawn is empty.
EntityId somebody_near(const Population& population, std::uint16_t area, Stream& stream) {
  const auto bordering = population.place.neighbours.of(area);
  const std::size_t which = stream.below(bordering.size() + 1);
  const std::size_t from = which < bordering.size() ? bordering[which] : area;
  const EntityId begin = population.household_first[population.area_household_first[from]];
  const EntityId end = population.household_first[population.area_household_first[from + 1]];
  const std::uint64_t at = stream.below(std::max<std::uint64_t>(end - begin, 1));
  return begin == end ? nobody : begin + static_cast<EntityId>(at);
}

}  // namespace

EntityId former_partner(const Population& population, const Parameters& p, const Draws& draws, EntityId person,
                        Day day) {
  constexpr int tries = 512;  // some forty are as old as sought and present of a thousand
  constexpr double near_in_age = 3 * days_per_year;
  if (population.age(person, day) < lowest_partner_age) return nobody;
  const EntityId left = population.former_partner(person, day);
  if (left != nobody) return left;
  const EntityId partner = population.partner(person, day);
  Stream stream = draws.at(purpose("safety.former_partner"), person);
  const Sought sought = sought_partner(population, p, person, stream);
  const auto kin = population.kin.of(person);
  for (int attempt = 0; attempt < tries; ++attempt) {
    const EntityId other = somebody_near(population, population.area(person), stream);
    if (other == nobody || population.sex(other) != sought.sex) continue;
    if (std::abs(population.birth_day(other) - sought.birth_day) > near_in_age) continue;
    if (population.household(other) == population.household(person) || partner == other) continue;
    if (!population.alive(other, day) || population.age(other, day) < lowest_partner_age) continue;
    if (std::find(kin.begin(), kin.end(), other) == kin.end()) return other;
  }
  return nobody;
}

}  // namespace kith::safety

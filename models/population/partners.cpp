// Partners who do not live together. Pairs are of women and men whose ranks by age agree within a ward.
#include "models/population/sorting.hpp"
#include "models/population/ties.hpp"

#include "engine/work/blocks.hpp"

#include <algorithm>
#include <cmath>

namespace kith::population {
namespace {

constexpr int lowest_age = 18;
constexpr int highest_age = 75;

/// Women and men of a ward who have a partner elsewhere, by age. Men's ages are taken as if they were as old as the
/// women.
struct Candidates {
  std::vector<Keyed> women, men;
};

Candidates find_candidates(const Population& population, const TieContext& context, std::uint16_t ward) {
  Candidates found;
  for (std::uint16_t area = 0; area < population.place.areas.size(); ++area) {
    if (population.place.areas[area].ward != ward) continue;
    const auto begin = population.household_first[population.area_household_first[area]];
    const auto end = population.household_first[population.area_household_first[area + 1]];
    for (EntityId person = begin; person < end; ++person) {
      const int age = population.age(person, 0);
      if (population.partner_at_home(person) != nobody || !population.alive(person, 0) || age < lowest_age ||
          age > highest_age)
        continue;
      Stream stream = context.draws.at(purpose("population.partner_outside"), person);
      if (!stream.bernoulli(context.parameters.partner_outside_share)) continue;
      const bool woman = population.sex(person) == Sex::female;
      const double shift = woman ? context.parameters.partner_age_gap : 0;
      const double rank = -population.birth_day(person) + days_per_year * (shift + 2 * stream.normal());
      (woman ? found.women : found.men).push_back(Keyed{static_cast<std::uint64_t>(std::max(rank, 0.0)), person});
    }
  }
  std::sort(found.women.begin(), found.women.end());
  std::sort(found.men.begin(), found.men.end());
  return found;
}

}  // namespace

void tie_partners_outside(Population& population, const TieContext& context) {
  constexpr double widest_gap_days = 20 * days_per_year;
  population.couples = gather_blocks<Couple>(population.place.wards.size(), [&](std::size_t ward, auto& couples) {
    const Candidates found = find_candidates(population, context, static_cast<std::uint16_t>(ward));
    const std::size_t pairs = std::min(found.women.size(), found.men.size());
    for (std::size_t i = 0; i < pairs; ++i) {
      // The longer list is thinned evenly.
      const EntityId woman = found.women[i * found.women.size() / pairs].person;
      const EntityId man = found.men[i * found.men.size() / pairs].person;
      if (population.household(woman) == population.household(man)) continue;
      if (std::abs(population.birth_day(woman) - population.birth_day(man)) > widest_gap_days) continue;
      couples.push_back({woman, man, -never, never});
      couples.push_back({man, woman, -never, never});
    }
  });
  std::sort(population.couples.begin(), population.couples.end());
}

}  // namespace kith::population

#include "models/safety/dispositions/dispositions.hpp"

#include "engine/work/blocks.hpp"

#include <algorithm>
#include <cmath>

namespace kith::safety {

namespace {
/// Draws that do not fit what the census says of somebody's work are drawn again, at most so often.
constexpr int tries_for_a_place = 256;
constexpr auto unemployed = static_cast<std::size_t>(Risk::unemployed);
}  // namespace

Dispositions::Dispositions(const Parameters& p, const Population& population, Day first, std::uint64_t seed,
                           std::vector<float>& propensity)
    : population_(population), draws_{seed, 0}, first_(first), law_(p, population, first) {
  const Likeness likeness{p.needs_and_propensity, p.household_likeness};
  propensity.resize(population.size());
  proneness_.resize(population.size());
  needs_.resize(population.size());
  for_blocks(population.size(), [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const auto person = static_cast<EntityId>(i);
      const Deviates drawn = draw(person, likeness);
      propensity[i] = static_cast<float>(drawn.propensity);
      proneness_[i] = Proneness(drawn.proneness);
      needs_[i] = newcomer(person, comes(person));
      if (!population_.alive(person, first)) continue;
      const bool seeks = population_.activity(person) == Activity::unemployed;
      needs_[i] = static_cast<NeedSet>((needs_[i] & ~bit(Risk::unemployed)) | (seeks ? bit(Risk::unemployed) : 0));
    }
  });
}

/// Among those who work or seek work, the share that seeks it at each proneness is that of the law.
bool Dispositions::fits(EntityId person, double proneness, double uniform) const {
  const Activity activity = population_.activity(person);
  if (!population_.alive(person, first_) || (activity != Activity::employed && activity != Activity::unemployed))
    return true;
  NeedTraits who = traits(person);
  who.proneness = Proneness(proneness);
  const double out_of_work = law_.out_of_work(who);
  return uniform < (activity == Activity::unemployed ? out_of_work : 1 - out_of_work);
}

Dispositions::Deviates Dispositions::draw(EntityId person, const Likeness& likeness) const {
  const auto correlated = [](double with, double correlation, double own) {
    return correlation * with + std::sqrt(1 - correlation * correlation) * own;
  };
  const double of_household = draws_.at(purpose("safety.household_likeness"), population_.household(person)).normal();
  Stream stream = draws_.at(purpose("safety.propensity"), person);
  Deviates drawn{};
  for (int attempt = 0; attempt < tries_for_a_place; ++attempt) {
    drawn.propensity = correlated(of_household, std::sqrt(likeness.of_household), stream.normal());
    drawn.proneness = correlated(drawn.propensity, likeness.of_needs, stream.normal());
    if (fits(person, drawn.proneness, stream.uniform())) break;
  }
  return drawn;
}

NeedTraits Dispositions::traits(EntityId person) const {
  const Activity activity = population_.activity(person);
  const bool child = activity == Activity::child;
  const double grown_up = child ? draws_.at(purpose("safety.grown_up"), person).uniform() : 1;
  return {population_.area(person), population_.sex(person), proneness_[person],
          grown_up < law_.working_share(population_.area(person)) || activity == Activity::employed ||
              activity == Activity::unemployed};
}

std::vector<float> Dispositions::onset_bounds(Day last) const {
  std::vector<float> bounds(population_.size());
  for_blocks(population_.size(), [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const auto person = static_cast<EntityId>(i);
      const int youngest = population_.age(person, std::max(first_, population_.birth_day(person)));
      const int eldest = population_.age(person, std::min(last, population_.death_day(person)));
      bounds[i] = static_cast<float>(law_.bound(traits(person), youngest, eldest));
    }
  });
  return bounds;
}

Day Dispositions::comes(EntityId person) const { return std::max<Day>(population_.residents[person].from, first_); }

NeedSet Dispositions::newcomer(EntityId person, Day day) const {
  Stream stream = draws_.at(purpose("safety.life_before"), person, static_cast<std::uint64_t>(day));
  return law_.lived(traits(person), (day - population_.birth_day(person)) / days_per_year, stream);
}

}  // namespace kith::safety

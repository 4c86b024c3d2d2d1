#include "models/safety/trials/trials.hpp"

#include "models/safety/lives/lives.hpp"

namespace kith::safety {

TrialEntry Trials::enter(LifeId unit, EntityId subject, Day day) const {
  TrialEntry entry{unit, subject, day, draws_.at(purpose("safety.trial_arm"), unit, 0).uniform() < setup_->share, {}};
  if (service(setup_->service).unit != Unit::family) {
    entry.members.push_back({unit, subject});
    return entry;
  }
  const auto [first, last] = population_.members(population_.household(subject));
  for (EntityId member = first; member < last; ++member)
    if (population_.alive(member, day)) entry.members.push_back({all_.lives.life(member), member});
  return entry;
}

bool Trials::may_be_offered(std::size_t index, EntityId subject, Day day) {
  if (!setup_ || index != setup_->service) return true;
  const bool family = service(index).unit == Unit::family;
  const LifeId unit = family ? all_.lives.first_life(population_.household(subject)) : all_.lives.life(subject);
  if (const auto known = number_.find(unit); known != number_.end()) return entries_[known->second].offered;
  if (day < setup_->first || day > setup_->last || entries_.size() >= setup_->most) return false;
  number_.emplace(unit, entries_.size());
  entries_.push_back(enter(unit, subject, day));
  return entries_.back().offered;
}

}  // namespace kith::safety

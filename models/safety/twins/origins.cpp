#include "models/safety/twins/origins.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>

namespace kith::safety {

void Mixture::add(std::uint32_t origin, double weight) {
  if (!(weight > 0)) return;
  total_ += weight;
  const auto known = std::ranges::find(parts_, origin, &Shares::value_type::first);
  if (known == parts_.end())
    parts_.emplace_back(origin, weight);
  else
    known->second += weight;
}

void Mixture::add(const Mixture& other, double weight) {
  for (const auto& [origin, share] : other.shares()) add(origin, weight * share);
}

Shares Mixture::shares() const {
  Shares shares = parts_;
  for (auto& part : shares) part.second /= total_;
  return shares;
}

Shares split_exactly(double share, const Mixture& by) {
  constexpr double finest = 1 << 20;
  Shares parts = by.shares();
  double left = share;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    parts[i].second = std::round(parts[i].second * share * finest) / finest;
    left -= parts[i].second;
  }
  if (!parts.empty()) parts.front().second = left;
  return parts;
}

Origins::Origins(const Simulation& base, const Simulation& alternative, const Divergence& divergence,
                 std::size_t services)
    : base_(base),
      alternative_(alternative),
      divergence_(divergence),
      settings_(static_cast<std::uint32_t>(services)),
      untraced_(settings_ + 1) {}

std::vector<std::string> Origins::labels(const std::vector<std::string>& services) {
  std::vector<std::string> labels = services;
  labels.insert(labels.end(), {"settings", "untraced"});
  return labels;
}

Origins::Enrolled Origins::enrolled(const Simulation& world, std::size_t service) const {
  Enrolled people;
  const Services& services = world.parts().services;
  for (const std::uint32_t e : services.state().enrolled[service]) {
    const Enrolment& main = services.enrolment(e);
    people.insert(main.person);
    for (std::uint32_t copy = main.first_copy; copy < main.first_copy + main.copies; ++copy)
      people.insert(services.enrolment(copy).person);
  }
  return people;
}

void Origins::look(Day step_end) {
  for (std::uint32_t service = 0; service < settings_; ++service) {
    if (divergence_.services[service] >= step_end) continue;
    const Enrolled before = enrolled(base_, service), after = enrolled(alternative_, service);
    std::vector<EntityId> in_one_only;
    std::ranges::set_symmetric_difference(before, after, std::back_inserter(in_one_only));
    for (const EntityId person : in_one_only)
      if (placed_.emplace(service, person).second) lives_[person].add(service, 1);
  }
}

void Origins::forget(std::uint32_t household) {
  const auto [first, last] = base_.parts().population.members(household);
  for (EntityId member = first; member < last; ++member) {
    lives_.erase(member);
    for (std::uint32_t service = 0; service < settings_; ++service) placed_.erase({service, member});
  }
}

/// Empty if the life is the same in both worlds, as far as is known.
Mixture Origins::own(EntityId person) const {
  const auto found = lives_.find(person);
  return found == lives_.end() ? Mixture{} : found->second;
}

Mixture Origins::otherwise(Mixture found) const {
  if (!found.empty()) return found;
  if (!all_.empty()) return all_;
  for (std::uint32_t service = 0; service < settings_; ++service)
    if (divergence_.services[service] != never_differs) found.add(service, 1);
  if (divergence_.parameters != never_differs) found.add(settings_, 1);
  return found.empty() ? untraced() : found;
}

Mixture Origins::untraced() const {
  Mixture none;
  none.add(untraced_, 1);
  return none;
}

Mixture Origins::of_ties(EntityId person, double day, PeerLayer layer) const {
  struct Felt {
    double in_base = 0, in_alternative = 0;
  };
  std::map<EntityId, Felt> felt;
  const auto look_at = [&](const Simulation& world, double Felt::*side) {
    world.parts().peers.visit_ties(person, day, [&](PeerLayer of, EntityId other, double exposure) {
      if (of == layer) felt[other].*side += exposure;
    });
  };
  look_at(base_, &Felt::in_base);
  look_at(alternative_, &Felt::in_alternative);
  Mixture found;
  for (const auto& [other, here] : felt) {
    const double apart = std::abs(here.in_base - here.in_alternative);
    if (apart == 0) continue;
    const bool of_other =
        base_.parts().peers.offended_lately(other) != alternative_.parts().peers.offended_lately(other);
    found.add(otherwise(own(of_other ? other : person)), apart);
  }
  return found;
}

const Settlement* Origins::settlement(const Simulation& world, const Proposal* proposal) const {
  if (proposal == nullptr) return nullptr;
  const auto place = proposal - world.parts().offending.proposals().data();
  return &world.parts().settling.settlements()[static_cast<std::size_t>(place)];
}

Mixture Origins::of_harmed(const TwinCase& found) const {
  Mixture mixture;
  for (const Settlement* settled : {settlement(base_, found.in_base), settlement(alternative_, found.in_alternative)}) {
    if (settled == nullptr || !settled->harmed.possible) continue;
    if (settled->harmed.person != nobody) mixture.add(own(settled->harmed.person), 1);
    if (const auto known = dwellings_.find(settled->harmed.dwelling); known != dwellings_.end())
      mixture.add(known->second, 1);
  }
  return mixture;
}

Mixture Origins::of(const TwinFactors::Factor& factor, const TwinCase& found) const {
  const Proposal& candidate = found.in_base != nullptr ? *found.in_base : *found.in_alternative;
  Mixture origin;
  switch (factor.route) {
    case Route::direct:
    case Route::protection:
      origin.add(factor.service, 1);
      return origin;
    case Route::settings:
      if (divergence_.parameters == never_differs) break;  // the candidate is another's, whose life is another
      origin.add(settings_, 1);
      return origin;
    case Route::friends:
      return otherwise(of_ties(candidate.offender, candidate.day, PeerLayer::friends));
    case Route::household:
      return otherwise(of_ties(candidate.offender, candidate.day, PeerLayer::household));
    case Route::kin:
      return otherwise(of_ties(candidate.offender, candidate.day, PeerLayer::kin));
    case Route::co_offending:
      return otherwise(of_ties(candidate.offender, candidate.day, PeerLayer::co_offending));
    case Route::victims:
    case Route::reporting:
      return otherwise(of_harmed(found));
    case Route::unattributed:
      return untraced();
    case Route::capacity:
    case Route::custody:
    case Route::sanctions:
    case Route::risk_factors:
    case Route::moved:
      break;
  }
  return otherwise(own(candidate.offender));
}

void Origins::note(const TwinCase& found, const Mixture& origins) {
  all_.add(origins, 1);
  std::set<EntityId> people;
  for (const Settlement* settled : {settlement(base_, found.in_base), settlement(alternative_, found.in_alternative)}) {
    if (settled == nullptr || !settled->harmed.possible) continue;
    people.insert(settled->offenders.begin(), settled->offenders.begin() + settled->offender_count);
    if (settled->harmed.person != nobody) people.insert(settled->harmed.person);
    if (settled->harmed.dwelling != nobody) dwellings_[settled->harmed.dwelling].add(origins, 1);
  }
  for (const EntityId person : people) lives_[person].add(origins, 1);
}

}  // namespace kith::safety

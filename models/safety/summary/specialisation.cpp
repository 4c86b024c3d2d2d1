#include "models/safety/summary/specialisation.hpp"

#include "models/safety/records/records.hpp"
#include "models/safety/scene.hpp"
#include "models/safety/summary/summary.hpp"

#include <numeric>

namespace kith::safety {

double Transitions::Alike::coefficient() const { return share(alike - by_chance, all - by_chance); }

Transitions::Alike Transitions::alike(std::size_t type) const {
  double from = 0, to = 0;
  for (std::size_t other = 0; other < types_; ++other) {
    from += pairs_[type * types_ + other];
    to += pairs_[other * types_ + type];
  }
  const double all = std::accumulate(pairs_.begin(), pairs_.end(), 0.0);
  return {from, pairs_[type * types_ + type], from > 0 ? from * to / all : 0};
}

double Transitions::coefficient(std::size_t type) const { return alike(type).coefficient(); }

double Transitions::coefficient() const {
  Alike sum{};
  for (std::size_t type = 0; type < types_; ++type) {
    const Alike one = alike(type);
    sum = {sum.all + one.all, sum.alike + one.alike, sum.by_chance + one.by_chance};
  }
  return sum.coefficient();
}

void Summary::summarise_specialisation() {
  const std::size_t types = Evidence::get().offence_types().size();
  const std::vector<Accusation>& accusations = all_.records.state().accusations;
  Transitions transitions(types);
  for (const Accusation& accusation : accusations)
    if (accusation.previous != nobody && accusation.day >= 0 && accusation.day <= scene_.timeline.last_day())
      transitions.add(accusations[accusation.previous].type, accusation.type);
  for (std::size_t type = 0; type < types; ++type)
    recorder_.set_at(Tally::specialisation_by_type, type, transitions.coefficient(type));
  recorder_.set(Tally::specialisation, transitions.coefficient());
}

}  // namespace kith::safety

#include "models/safety/courts/sentence.hpp"

#include "models/safety/courts/law.hpp"

#include <algorithm>

namespace kith::safety {

double gravity(const Parameters& p, std::size_t type) { return p.custody_probability[type] * p.custody_months[type]; }

bool is_short(Day length) { return length < static_cast<Day>(days_per_year); }

double custody_probability(const Parameters& p, const Convicted& convicted) {
  const auto court = static_cast<std::size_t>(convicted.court);
  const double ratio = p.court_custody_ratio[court] * odds_by_record(p, court, convicted.earlier) *
                       (convicted.supervised ? p.custody_while_supervised : 1.0) *
                       (convicted.woman ? p.female_custody_ratio : 1.0);
  return at_odds(p.custody_probability[convicted.type], ratio) * (convicted.youth ? p.youth_custody_ratio : 1.0);
}

Sentence sentence_of(const Parameters& p, const Convicted& convicted, double draw, double months) {
  const std::size_t type = convicted.type;
  const auto court = static_cast<std::size_t>(convicted.court);
  const double custody = custody_probability(p, convicted);
  if (draw < custody) {
    Sentence given{Disposal::custody};
    const double longest = convicted.youth ? months : p.longest_custody_months[court];
    given.length = std::max<Day>(2, static_cast<Day>(std::min(months, longest) * days_per_month));
    given.served = std::max<Day>(1, static_cast<Day>(given.length * p.served_share));
    const bool adult_and_short = !convicted.youth && is_short(given.length);
    given.supervision =
        adult_and_short ? static_cast<Day>(p.short_sentence_supervision_days) : given.length - given.served;
    return given;
  }
  const double community = custody + p.community_probability[type];
  const double order = community + p.suspended_probability[type];
  if (draw >= order) return {Disposal::fine_or_discharge};
  return {Disposal::order, draw >= community};
}

}  // namespace kith::safety

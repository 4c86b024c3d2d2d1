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

namespace {

struct BelowCustody {
  double community, suspended;
};

/// Whom a woman's lower odds keep out of custody gets the sentences below it in the shares others have of them. The law
/// has no suspended sentence for a child.
BelowCustody shares_below_custody(const Parameters& p, const Convicted& convicted, double custody) {
  Convicted man = convicted;
  man.woman = false;
  const double custody_of_men = custody_probability(p, man);
  const double scale = custody_of_men < 1 ? (1 - custody) / (1 - custody_of_men) : 1;
  const double community = p.community_probability[convicted.type] * scale;
  const double suspended = p.suspended_probability[convicted.type] * scale;
  return convicted.youth ? BelowCustody{community + suspended, 0} : BelowCustody{community, suspended};
}

}  // namespace

Sentence sentence_of(const Parameters& p, const Convicted& convicted, double draw, double months) {
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
  const auto [community, suspended] = shares_below_custody(p, convicted, custody);
  if (draw >= custody + community + suspended) return {Disposal::fine_or_discharge};
  return {Disposal::order, draw >= custody + community};
}

}  // namespace kith::safety

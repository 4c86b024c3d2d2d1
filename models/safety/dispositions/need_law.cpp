#include "models/safety/dispositions/need_law.hpp"

#include <algorithm>
#include <cmath>

namespace kith::safety {

namespace {

constexpr double widest_deviate = 4;
constexpr double reference_age = 30;  // of the age trend
/// Nearly everybody is the most: above that, people would lose and gain a need many times a year.
constexpr double greatest_odds = 19;
/// Before the run a need that never goes is taken to have lasted this long at most.
constexpr double longest_years = 50;
/// Lives before the run are lived in stretches of this many years, each at the rates of its middle.
constexpr int stretch_years = 5;

double share_of(double log_odds) { return 1 / (1 + std::exp(-log_odds)); }

/// Of people with `log_odds` + `loading` x a standard normal deviate, by the trapezium rule.
double share_of_all(double log_odds, double loading) {
  constexpr int points = 48;
  double sum = 0, weights = 0;
  for (int i = 0; i <= points; ++i) {
    const double z = widest_deviate * (2.0 * i / points - 1), weight = std::exp(-z * z / 2);
    sum += weight * share_of(log_odds + loading * z);
    weights += weight;
  }
  return sum / weights;
}

/// People of an area by what they do: half a person more of each kind, so that no area is without any.
struct Work {
  double seek = 0.5, work = 0.5, neither = 0.5;
};

std::vector<Work> work_by_area(const Population& population, Day first) {
  std::vector<Work> counts(population.place.areas.size());
  for (EntityId person = 0; person < population.size(); ++person) {
    const Activity activity = population.activity(person);
    if (!population.alive(person, first) || activity == Activity::child || activity == Activity::retired) continue;
    Work& count = counts[population.area(person)];
    (activity == Activity::unemployed ? count.seek : activity == Activity::employed ? count.work : count.neither) += 1;
  }
  return counts;
}

}  // namespace

double log_odds_of_share(double share, double loading) {
  double low = -40, high = 40;
  for (int halved = 0; halved < 60; ++halved) {
    const double middle = (low + high) / 2;
    (share_of_all(middle, loading) < share ? low : high) = middle;
  }
  return (low + high) / 2;
}

double Proneness::deviate_of(int step) { return widest_deviate * (2.0 * step / (steps - 1) - 1); }

Proneness::Proneness(double deviate) {
  const double share = (std::clamp(deviate, -widest_deviate, widest_deviate) / widest_deviate + 1) / 2;
  step_ = static_cast<std::uint8_t>(std::lround(share * (steps - 1)));
}

NeedLaw::NeedLaw(const Parameters& p, const Population& population, Day first)
    : recovery_(p.risk_recovery), event_share_(p.risk_event_share) {
  for (std::size_t need = 0; need < need_count(); ++need) add_need(p, need);
  add_areas(p, population, first);
}

void NeedLaw::add_need(const Parameters& p, std::size_t need) {
  starts_at_.push_back(static_cast<int>(p.risk_lowest_age[need]));
  ends_at_.push_back(static_cast<int>(p.risk_highest_age[need]) + 1);
  const double half = std::sqrt(p.risk_female_ratio[need]);  // so that the two sexes lie about the stated share alike
  auto& by_sex = sex_ratio_.emplace_back();
  by_sex[static_cast<std::size_t>(Sex::female)] = half;
  by_sex[static_cast<std::size_t>(Sex::male)] = 1 / half;
  auto& by_age = age_ratio_.emplace_back();
  for (int age = starts_at_[need]; age < std::min<int>(ends_at_[need], ages); ++age)
    by_age[static_cast<std::size_t>(age)] = std::exp(p.risk_age_trend[need] * (age - reference_age) / 10);
  auto& by_step = proneness_ratio_.emplace_back();
  for (int step = 0; step < Proneness::steps; ++step)
    by_step[static_cast<std::size_t>(step)] = std::exp(p.risk_proneness[need] * Proneness::deviate_of(step));
  auto& by_need = raised_by_.emplace_back();
  double most = 1;
  for (std::size_t other = 0; other < need_count(); ++other) {
    by_need[other] = other == need ? 1 : p.risk_raised_by[other][need];
    most *= std::max(by_need[other], 1.0);
  }
  most_raised_.push_back(most);
}

void NeedLaw::add_areas(const Parameters& p, const Population& population, Day first) {
  std::vector<double> reference;
  for (std::size_t need = 0; need < need_count(); ++need)
    reference.push_back(log_odds_of_share(p.risk_prevalence[need], p.risk_proneness[need]));
  const std::vector<Work> work = work_by_area(population, first);
  for (std::size_t area = 0; area < work.size(); ++area) {
    const double active = work[area].seek + work[area].work;
    working_share_.push_back(active / (active + work[area].neither));
    const double z = deprivation_of(p, population.place.areas[area]);
    auto& odds = area_odds_.emplace_back();
    for (std::size_t need = 0; need < need_count(); ++need)
      odds[need] = std::exp(Evidence::get().needs()[need].is_work
                                ? log_odds_of_share(work[area].seek / active, p.risk_proneness[need])
                                : reference[need] + p.risk_deprivation[need] * z);
  }
}

double NeedLaw::odds(std::size_t need, const NeedTraits& who, int age) const {
  if (Evidence::get().needs()[need].is_work && !who.works_or_seeks) return 0;
  const double of_age = age_ratio_[need][static_cast<std::size_t>(std::clamp(age, 0, static_cast<int>(ages) - 1))];
  return area_odds_[who.area][need] * of_age * sex_ratio_[need][static_cast<std::size_t>(who.sex)] *
         proneness_ratio_[need][who.proneness.step()];
}

double NeedLaw::rate(std::size_t need, const NeedTraits& who, int age, double raised) const {
  return recovery_[need] * std::min(odds(need, who, age) * raised, greatest_odds) * (1 - event_share_[need]);
}

double NeedLaw::raised_by(std::size_t need, NeedSet has) const {
  double ratio = 1;
  for (std::size_t other = 0; has >> other != 0; ++other)
    if ((has >> other & 1U) != 0) ratio *= raised_by_[need][other];
  return ratio;
}

/// The trend by age has no turn: the rate is greatest at one end of the ages at which the need is had.
double NeedLaw::bound(const NeedTraits& who, int youngest, int eldest) const {
  double sum = 0;
  for (std::size_t need = 0; need < need_count(); ++need) {
    const int low = std::max(youngest, starts_at_[need]), high = std::min(eldest, ends_at_[need] - 1);
    const double most = most_raised_[need];
    if (low <= high) sum += std::max(rate(need, who, low, most), rate(need, who, high, most));
  }
  return sum;
}

NeedSet NeedLaw::kept_at(NeedSet has, int age) const {
  for (std::size_t need = 0; has >> need != 0; ++need)
    if (age >= ends_at_[need]) has = static_cast<NeedSet>(has & ~(1U << need));
  return has;
}

NeedLaw::Rates NeedLaw::rates_before_run(const NeedTraits& who, int age) const {
  Rates rates;
  for (std::size_t need = 0; need < need_count(); ++need) {
    rates.go[need] = std::max(recovery_[need], 1 / longest_years);
    rates.odds[need] = odds(need, who, age);
  }
  return rates;
}

NeedSet NeedLaw::after(NeedSet has, double years, const Rates& rates, Stream& stream) const {
  while (true) {
    std::array<double, most_needs> turn{};
    double sum = 0;
    for (std::size_t need = 0; need < need_count(); ++need)
      sum += turn[need] = (has >> need & 1U) != 0
                              ? rates.go[need]
                              : rates.go[need] * std::min(rates.odds[need] * raised_by(need, has), greatest_odds);
    if (sum <= 0 || (years -= stream.exponential(sum)) < 0) return has;
    double which = stream.uniform() * sum;
    std::size_t need = 0;
    while (need + 1 < need_count() && (which -= turn[need]) >= 0) ++need;
    has = static_cast<NeedSet>(has ^ 1U << need);
  }
}

NeedSet NeedLaw::lived(const NeedTraits& who, double age_years, Stream& stream) const {
  NeedSet has = 0;
  for (int from = 0; from < age_years; from += stretch_years) {
    const int middle = std::min(from + stretch_years / 2, static_cast<int>(age_years));
    has = after(kept_at(has, middle), std::min<double>(stretch_years, age_years - from), rates_before_run(who, middle),
                stream);
  }
  return kept_at(has, static_cast<int>(age_years));
}

double NeedLaw::out_of_work(const NeedTraits& who) const {
  const auto unemployed = static_cast<std::size_t>(Risk::unemployed);
  const double odds =
      std::min(area_odds_[who.area][unemployed] * proneness_ratio_[unemployed][who.proneness.step()], greatest_odds);
  return odds / (1 + odds);
}

}  // namespace kith::safety

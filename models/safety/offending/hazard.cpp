#include "models/safety/offending/hazard.hpp"

#include "engine/events/candidates.hpp"
#include "engine/random/draws.hpp"
#include "engine/work/blocks.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace kith::safety {

namespace {

constexpr int lowest_offending_age = 10;  // the age of criminal responsibility in England
constexpr std::size_t oldest = 110;

/// Rises from age ten to the peak, then falls exponentially to a floor.
double age_shape(double age, double peak, double decay, double floor) {
  if (age < lowest_offending_age) return 0;
  if (age < peak) return std::pow((age + 1 - lowest_offending_age) / (peak + 1 - lowest_offending_age), 2);
  return floor + (1 - floor) * std::exp(-(age - peak) / decay);
}

/// Propensity is kept in steps of its logarithm, in standard deviations from the mean: far finer than any effect on it.
constexpr int propensity_steps = 4096;
constexpr double widest_deviation = 6;

double deviation_of(int step) { return widest_deviation * (2.0 * step / (propensity_steps - 1) - 1); }

std::uint16_t step_of(double deviation) {
  const double share = (std::clamp(deviation, -widest_deviation, widest_deviation) / widest_deviation + 1) / 2;
  return static_cast<std::uint16_t>(std::lround(share * (propensity_steps - 1)));
}

}  // namespace

HazardTables::HazardTables(const Parameters& parameters, const People& people, Day first, Day last, Date start,
                           std::uint64_t seed)
    : parameters_(parameters),
      population_(people.population),
      dispositions_(people.dispositions),
      types_(parameters.base_rate, parameters.female_ratio),
      seasons_(parameters, types_, start),
      leanings_(parameters.family_sigma, seed),
      spells_(parameters, seed),
      first_(first),
      last_(last) {
  make_age_curves();
  make_needs();
  make_powers();
  make_areas();
  propensity_.reserve(people.propensity.size());
  for (const float deviate : people.propensity) propensity_.push_back(step_of(deviate));
  class_bounds();
}

/// A bound takes one byte. Very small ones are raised to a floor under which even a city has few candidates a year.
void HazardTables::class_bounds() {
  const std::vector<double> all(types_.size(), 1);
  std::vector<float> bounds = bounds_between(all, first_, last_, parameters_.peer_limit);
  const float greatest = bounds.empty() ? 0.0F : *std::max_element(bounds.begin(), bounds.end());
  constexpr float least_rate = 1e-5F;
  constexpr float widest_ratio = 0x1p-31F;  // 248 classes, eight to a doubling
  for (float& bound : bounds)
    if (bound > 0) bound = CandidateSampler::class_rate(std::max({bound, least_rate, greatest * widest_ratio}));
  class_bounds_ = bounds;
  class_bounds_.push_back(0);
  std::sort(class_bounds_.begin(), class_bounds_.end());
  class_bounds_.erase(std::unique(class_bounds_.begin(), class_bounds_.end()), class_bounds_.end());
  class_bounds_.shrink_to_fit();
  for (const float bound : bounds)
    bound_class_.push_back(static_cast<std::uint8_t>(
        std::lower_bound(class_bounds_.begin(), class_bounds_.end(), bound) - class_bounds_.begin()));
  bound_class_.shrink_to_fit();
}

/// exp(c log g) with log g ~ N(0, sigma^2) has mean exp(c^2 sigma^2 / 2): divided out, so that its mean is one.
void HazardTables::make_powers() {
  for (std::size_t f = 0; f < family_count; ++f) {
    const auto same = std::find(concentrations_.begin(), concentrations_.end(), parameters_.concentration[f]);
    power_of_family_[f] = static_cast<std::size_t>(same - concentrations_.begin());
    if (same == concentrations_.end()) concentrations_.push_back(parameters_.concentration[f]);
  }
  const double sigma = parameters_.propensity_sigma;
  for (int step = 0; step < propensity_steps; ++step)
    spell_pace_.push_back(std::exp(-parameters_.spell_propensity * deviation_of(step)));
  for (int step = 0; step < propensity_steps; ++step)
    for (const double c : concentrations_)
      power_.push_back(std::exp(c * sigma * deviation_of(step) - 0.5 * c * c * sigma * sigma));
}

void HazardTables::make_age_curves() {
  for (std::size_t f = 0; f < family_count; ++f)
    for (std::size_t sex = 0; sex < sex_count; ++sex)
      for (std::size_t age = 0; age <= oldest; ++age)
        age_curve_[f][sex][age] = types_.base[sex][f] * age_shape(static_cast<double>(age), parameters_.age_peak[f],
                                                                  parameters_.age_decay[f], parameters_.age_floor[f]);
}

void HazardTables::make_needs() {
  of_needs_.resize(std::size_t{1} << need_count());
  for (std::size_t has = 0; has < of_needs_.size(); ++has) {
    of_needs_[has].fill(1);
    for (std::size_t need = 0; need < need_count(); ++need)
      for (std::size_t f = 0; (has >> need & 1U) != 0 && f < family_count; ++f)
        of_needs_[has][f] *= parameters_.risk_offending[need][f];
  }
}

double HazardTables::most_raised(NeedSet from, NeedSet to) const {
  double most = 0;
  for (std::size_t f = 0; f < family_count; ++f) most = std::max(most, of_needs_[to][f] / of_needs_[from][f]);
  return most;
}

void HazardTables::make_areas() {
  for (const Area& area : population_.place.areas)
    area_multiplier_.push_back(std::exp(parameters_.deprivation_effect * deprivation_of(parameters_, area)));
}

FamilyRates HazardTables::static_rates(EntityId person) const {
  FamilyRates rates = leanings_.of(person);
  const double area = area_multiplier_[population_.area(person)];
  const double* power = &power_[propensity_[person] * concentrations_.size()];
  for (std::size_t f = 0; f < family_count; ++f) rates[f] *= area * power[power_of_family_[f]];
  return rates;
}

FamilyRates HazardTables::family_rates(EntityId person, Day day) const {
  FamilyRates rates{};
  if (!population_.alive(person, day)) return rates;
  const auto age = static_cast<std::size_t>(std::clamp(population_.age(person, day), 0, static_cast<int>(oldest)));
  if (age < static_cast<std::size_t>(lowest_offending_age)) return rates;
  rates = static_rates(person);
  const auto sex = static_cast<std::size_t>(population_.sex(person));
  for (std::size_t f = 0; f < family_count; ++f) rates[f] *= age_curve_[f][sex][age];
  const double levelled = levels_off(sum_of(rates));
  for (double& rate : rates) rate *= levelled;
  return rates;
}

FamilyRates HazardTables::rates_in_season(EntityId person, Day day) const {
  FamilyRates rates = family_rates(person, day);
  const FamilyRates& season = seasons_.of_families(population_.sex(person), day);
  for (std::size_t f = 0; f < family_count; ++f) rates[f] *= season[f];
  return rates;
}

/// By what a rate, were it to go up with propensity for ever, is multiplied in an active spell: towards the ceiling.
double HazardTables::levels_off(double rate) const {
  return 1 / (1 + rate * spells_.greatest() / parameters_.offending_ceiling);
}

double HazardTables::greatest_rate(EntityId person, const FamilyRates& weights, Day first, Day last) const {
  const int youngest =
      std::max(population_.age(person, std::max(first, population_.birth_day(person))), lowest_offending_age);
  const int eldest =
      std::min(population_.age(person, std::min(last, population_.death_day(person))), static_cast<int>(oldest));
  if (eldest < lowest_offending_age) return 0;
  const FamilyRates rates = static_rates(person);
  const auto sex = static_cast<std::size_t>(population_.sex(person));
  double greatest = 0;
  // A person's families peak at different ages; the bound is the greatest sum over the ages lived through.
  for (int age = youngest; age <= eldest; ++age) {
    double sum = 0, weighted = 0;
    for (std::size_t f = 0; f < family_count; ++f) {
      const double rate = rates[f] * age_curve_[f][sex][static_cast<std::size_t>(age)];
      sum += rate;
      weighted += weights[f] * rate;
    }
    greatest = std::max(greatest, weighted * levels_off(sum));
  }
  return greatest;
}

std::vector<float> HazardTables::bounds_between(const std::vector<double>& weights, Day first, Day last,
                                                double headroom) const {
  std::vector<float> bounds(population_.size());
  std::array<FamilyRates, sex_count> in_season{};
  for (const Sex sex : {Sex::female, Sex::male})
    in_season[static_cast<std::size_t>(sex)] = seasons_.greatest(types_, sex, weights);
  for_blocks(population_.size(), [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const auto person = static_cast<EntityId>(i);
      FamilyRates most = of_needs(dispositions_.needs_at_start(person));
      for (std::size_t f = 0; f < family_count; ++f)
        most[f] *= in_season[static_cast<std::size_t>(population_.sex(person))][f];
      bounds[i] = static_cast<float>(greatest_rate(person, most, first, last) * spells_.greatest() * headroom);
    }
  });
  return bounds;
}

double HazardTables::inclination(Day day, const std::vector<double>& weights) const {
  std::array<FamilyRates, sex_count> of_families{};
  for (std::size_t sex = 0; sex < sex_count; ++sex)
    for (std::size_t type = 0; type < types_.size(); ++type)
      of_families[sex][types_.family[type]] += weights[type] * types_.share[sex][type];
  std::vector<double> sums(block_count(population_.size()));
  for_blocks(population_.size(), [&](std::size_t begin, std::size_t end) {
    double& sum = sums[begin / entities_per_block];
    for (std::size_t i = begin; i < end; ++i) {
      const auto person = static_cast<EntityId>(i);
      const FamilyRates rates = family_rates(person, day);
      const FamilyRates& of_family = of_families[static_cast<std::size_t>(population_.sex(person))];
      for (std::size_t f = 0; f < family_count; ++f) sum += of_family[f] * rates[f];
    }
  });
  return std::accumulate(sums.begin(), sums.end(), 0.0);
}

std::vector<float> HazardTables::bounds() const {
  std::vector<float> bounds;
  for (const std::uint8_t index : bound_class_) bounds.push_back(class_bounds_[index]);
  return bounds;
}

std::size_t HazardTables::bytes() const { return propensity_.size() * sizeof(propensity_[0]) + bound_class_.size(); }

}  // namespace kith::safety

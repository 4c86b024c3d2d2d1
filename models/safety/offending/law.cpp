#include "models/safety/offending/law.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace kith::safety {

TypeShares::TypeShares(const std::vector<double>& base_rate, const std::vector<double>& female_ratio) {
  const auto& types = Evidence::get().offence_types();
  for (const OffenceType& type : types) family.push_back(type.family);
  for (std::size_t sex = 0; sex < sex_count; ++sex) {
    const bool woman = sex == static_cast<std::size_t>(Sex::female);
    const auto rate = [&](std::size_t k) { return base_rate[k] * (woman ? female_ratio[k] : 1); };
    for (std::size_t k = 0; k < types.size(); ++k) base[sex][family[k]] += rate(k);
    for (std::size_t k = 0; k < types.size(); ++k)
      share[sex].push_back(base[sex][family[k]] > 0 ? rate(k) / base[sex][family[k]] : 0);
  }
  for (std::size_t f = 0; f < family_count; ++f) {
    first_of_family[f] = by_family.size();
    for (std::size_t k = 0; k < types.size(); ++k)
      if (family[k] == f) by_family.push_back(static_cast<std::uint8_t>(k));
  }
}

double peer_influence(const Parameters& parameters, const Exposures& exposures, double kept) {
  const double exposure = std::accumulate(exposures.begin(), exposures.end(), 0.0) * kept;
  return 1 + (parameters.peer_limit - 1) * exposure / (exposure + parameters.peer_half_exposure);
}

OffendingFactors::OffendingFactors(const FamilyRates& of_families, const FamilyRates& needs, const double* of_types,
                                   double of_spell)
    : families(of_families), shares(of_types), spell(of_spell) {
  for (std::size_t f = 0; f < family_count; ++f) families[f] *= needs[f];
  rate = sum_of(families);
}

void OffendingFactors::add_services(std::span<const ServiceEffect> effects, const TypeShares& types, double limit) {
  const auto joint = [&](std::uint64_t of_types) {
    JointEffect together;
    for (const ServiceEffect& effect : effects)
      if ((effect.types & of_types) != 0) together.add(effect.size, effect.basis);
    return together.value(limit);
  };
  if (std::all_of(effects.begin(), effects.end(), [](const ServiceEffect& effect) { return effect.types == ~0ULL; })) {
    services = joint(~0ULL);
    return;
  }
  // Types that the same effects act on go together: what those come to is worked out once.
  std::uint64_t left = ~std::uint64_t{0} >> (64 - types.size());
  by_type.assign(types.size(), 1);
  while (left != 0) {
    const std::uint64_t first = left & (~left + 1);
    std::uint64_t alike = left;
    for (const ServiceEffect& effect : effects) alike &= (effect.types & first) != 0 ? effect.types : ~effect.types;
    const double size = joint(first);
    for (std::uint64_t rest = alike; rest != 0; rest &= rest - 1)
      by_type[static_cast<std::size_t>(std::countr_zero(rest))] = size;
    left &= ~alike;
  }
  sum_types(types);
}

void OffendingFactors::sum_types(const TypeShares& types) {
  if (by_type.empty()) return;
  rate = 0;
  for (std::size_t k = 0; k < by_type.size(); ++k) rate += rate_of(types, k);
}

std::uint8_t choose_type(const TypeShares& types, const OffendingFactors& factors, double uniform) {
  double left = uniform * factors.rate;
  std::size_t at = 0;
  // Whole families are stepped over first where nothing sets their types apart.
  if (factors.by_type.empty())
    for (std::size_t family = 0; family + 1 < family_count && left >= factors.families[family]; ++family) {
      left -= factors.families[family];
      at = types.first_of_family[family + 1];
    }
  while (at + 1 < types.by_family.size() && left >= factors.rate_of(types, types.by_family[at]))
    left -= factors.rate_of(types, types.by_family[at++]);
  return types.by_family[at];
}

double sum_of(const FamilyRates& families) { return std::accumulate(families.begin(), families.end(), 0.0); }

}  // namespace kith::safety

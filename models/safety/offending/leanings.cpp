#include "models/safety/offending/leanings.hpp"

#include <boost/math/distributions/normal.hpp>

#include <algorithm>

namespace kith::safety {

Leanings::Leanings(const std::vector<double>& sigma, std::uint64_t seed)
    : alike_(std::ranges::all_of(sigma, [](double s) { return s == 0; })), draws_{seed, 0} {
  for (std::size_t f = 0; f < family_count; ++f) steps_[f] = steps_of(sigma[f]);
}

/// The part of the mean of exp(sigma z - sigma^2 / 2), z standard normal, that lies below z is Phi(z - sigma): what a
/// step adds to it, times the number of steps, is the mean over the step, and the mean of all is one whatever sigma is.
std::vector<double> Leanings::steps_of(double sigma) {
  std::vector<double> means(steps, 1);
  if (sigma == 0) return means;
  const boost::math::normal standard;
  double below = 0;
  for (std::size_t step = 0; step < steps; ++step) {
    const double until = static_cast<double>(step + 1) / steps;
    const double now = until < 1 ? cdf(standard, quantile(standard, until) - sigma) : 1;
    means[step] = (now - below) * steps;
    below = now;
  }
  return means;
}

FamilyRates Leanings::of(EntityId person) const {
  FamilyRates leanings;
  leanings.fill(1);
  if (alike_) return leanings;
  std::uint64_t drawn = draws_.at(purpose("safety.leanings"), person)();
  for (std::size_t f = 0; f < family_count; ++f) {
    leanings[f] = steps_[f][drawn % steps];
    drawn /= steps;
  }
  return leanings;
}

}  // namespace kith::safety

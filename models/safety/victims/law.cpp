#include "models/safety/victims/law.hpp"

#include "models/safety/measures.hpp"

#include <algorithm>
#include <array>

namespace kith::safety {

static_assert(victim_age_labels.size() == victim_age_names.size(), "one axis, one table of weights");

std::size_t victim_age_band(int age) {
  constexpr std::array<int, victim_age_names.size() - 1> ends{10, 16, 25, 45, 65};
  return static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), age) - ends.begin());
}

double victim_weight(const Parameters& p, std::size_t type, Sex sex, int age) {
  const double women = p.victim_female_ratio[type];
  const double by_sex = (sex == Sex::female ? women : 1.0) / std::max(women, 1.0);
  const double most = *std::max_element(p.victim_age_weight.begin(), p.victim_age_weight.end());
  return most > 0 ? by_sex * p.victim_age_weight[victim_age_band(age)] / most : 0;
}

double exploitation_weight(const Parameters& p, NeedSet needs) {
  const double missing = (needs & bit(Risk::missing_episodes)) != 0 ? p.exploited_if_missing : 1;
  const double looked_after = (needs & bit(Risk::looked_after)) != 0 ? p.exploited_if_looked_after : 1;
  return std::max(missing, looked_after) / std::max({1.0, p.exploited_if_missing, p.exploited_if_looked_after});
}

}  // namespace kith::safety

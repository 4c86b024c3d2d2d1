#include "models/safety/courts/sentence.hpp"

#include <algorithm>

namespace kith::safety {

namespace {
constexpr double days_per_month_served = days_per_year / 12;
constexpr int most_that_count = 10;  // further earlier convictions add nothing
}  // namespace

Sentence sentence_of(const Parameters& p, const Convicted& convicted, double draw, double months) {
  const int earlier = std::min(convicted.earlier, most_that_count);
  const double custody =
      std::min(1.0, p.custody_probability[convicted.type] * (1 + p.custody_per_conviction * earlier) *
                        (convicted.youth ? p.youth_custody_ratio : 1.0));
  if (draw < custody) {
    const Day length = std::max<Day>(2, static_cast<Day>(months * days_per_month_served));
    return {Disposal::custody, length, std::max<Day>(1, static_cast<Day>(length * p.served_share))};
  }
  const double community = custody + p.community_probability[convicted.type];
  const double order = community + p.suspended_probability[convicted.type];
  return {draw < order ? Disposal::order : Disposal::fine_or_discharge};
}

}  // namespace kith::safety

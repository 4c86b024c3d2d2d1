#include "models/safety/offending/spells.hpp"

#include "engine/time/calendar.hpp"

#include <cmath>

namespace kith::safety {

/// Fresh spells come once in `window_days` on average. An active spell goes on through those that are active again, so
/// it lasts 1 / (1 - active share) times that.
Spells::Spells(const Parameters& p, std::uint64_t seed)
    : active_share_(p.active_share),
      greatest_(1 / p.active_share),
      window_days_(p.active_spell_years * days_per_year * (1 - p.active_share)),
      past_{seed, 0} {}

/// The moments are a Poisson process, drawn window by window; a window has one on average, so the walk back is short.
bool Spells::active(std::uint32_t person, double day, const Draws& run) const {
  for (double window = std::floor(day / window_days_);; --window) {
    const Draws& draws = window < 0 ? past_ : run;
    Stream stream =
        draws.at(purpose("safety.spells"), person, static_cast<std::uint64_t>(static_cast<std::int64_t>(window)));
    double last = -1, decides = 0;
    double at = stream.exponential(1);
    while (at < 1) {
      const double fresh = stream.uniform();
      if ((window + at) * window_days_ > day) break;
      last = at;
      decides = fresh;
      at += stream.exponential(1);
    }
    if (last >= 0) return decides < active_share_;
  }
}

}  // namespace kith::safety

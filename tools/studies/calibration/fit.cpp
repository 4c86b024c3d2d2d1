#include "tools/studies/calibration/fit.hpp"

#include "engine/random/draws.hpp"
#include "engine/work/blocks.hpp"
#include "results/statistics.hpp"
#include "tools/studies/calibration/particles.hpp"

#include <fmt/format.h>
#include <nlopt.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <stdexcept>

namespace kith::calibration {
namespace {

constexpr double of_95 = 1.959963984540054;  ///< standard deviations on either side of a normal's middle 95%
constexpr double ruled_out = 3;              ///< spreads (Pukelsheim 1994)
constexpr double fall_of_90 = 2.7055 / 2;    ///< of a log likelihood, one parameter, 90% (Wilks 1938)
constexpr std::size_t profile_length = 21;
constexpr std::size_t most_points_emulated = 400;
constexpr std::size_t survey_points = 2048;  ///< of the cube, to say how much of it is left
constexpr std::size_t starts_of_best = 4;
constexpr int steps_of_best = 400, steps_of_profile = 150;
constexpr std::size_t least_points_of_chance = 10;
constexpr double spread_of_even = 0.28867513459481287;  ///< of a number even in 0 .. 1
constexpr auto choosing = purpose("calibration.choosing");

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double variance_of(const std::vector<double>& values) {
  const double mean = mean_of(values);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return squares / static_cast<double>(values.size());
}

/// The likelihood of the facts at a point, by the emulators.
class Likelihood {
 public:
  Likelihood(const std::vector<Emulator>& emulators, const std::vector<Target>& targets,
             const std::vector<Allowed>& allowed)
      : emulators_(emulators), targets_(targets), allowed_(allowed) {}

  /// `without`: a fact left out. `seeking`: what is not known counts for a point, not against it.
  double log_at(const UnitPoint& point, std::optional<std::size_t> without = {}, bool seeking = false) const {
    double sum = 0;
    for (std::size_t f = 0; f < targets_.size(); ++f) {
      if (without == f) continue;
      const Guess guess = emulators_[f].at(point);
      const double variance = allowed_[f].spread * allowed_[f].spread + guess.variance;
      sum -= 0.5 * (guess.mean - targets_[f].value) * (guess.mean - targets_[f].value) / variance;
      if (!seeking) sum -= 0.5 * std::log(variance);
    }
    return sum;
  }

  bool is_left(const UnitPoint& point) const {
    for (std::size_t f = 0; f < targets_.size(); ++f) {
      const Guess guess = emulators_[f].at(point);
      const double spread = std::sqrt(allowed_[f].spread * allowed_[f].spread + guess.variance);
      if (std::fabs(guess.mean - targets_[f].value) > ruled_out * spread) return false;
    }
    return true;
  }

 private:
  const std::vector<Emulator>& emulators_;
  const std::vector<Target>& targets_;
  const std::vector<Allowed>& allowed_;
};

/// A climb with some factors held where they are.
struct Climb {
  const LogDensity& log_density;
  UnitPoint point;
  std::optional<std::size_t> held{};
  double height = -std::numeric_limits<double>::infinity();
  UnitPoint best{};
};

UnitPoint whole(const Climb& climb, const std::vector<double>& free) {
  UnitPoint point = free;
  if (climb.held) point.insert(point.begin() + static_cast<std::ptrdiff_t>(*climb.held), climb.point[*climb.held]);
  return point;
}

double look(const std::vector<double>& free, std::vector<double>&, void* data) {
  Climb& climb = *static_cast<Climb*>(data);
  UnitPoint point = whole(climb, free);
  const double height = climb.log_density(point);
  if (height > climb.height) {
    climb.height = height;
    climb.best = std::move(point);
  }
  return height;
}

/// The height of a density from a point on, and where: a local search (subplex, Rowan 1990).
Climb climbed(const LogDensity& log_density, const UnitPoint& from, std::optional<std::size_t> held, int steps) {
  Climb climb{log_density, from, held};
  std::vector<double> free = from;
  if (held) free.erase(free.begin() + static_cast<std::ptrdiff_t>(*held));
  std::vector<double> none;
  look(free, none, &climb);
  if (free.empty()) return climb;
  nlopt::opt optimiser(nlopt::LN_SBPLX, static_cast<unsigned>(free.size()));
  optimiser.set_lower_bounds(0);
  optimiser.set_upper_bounds(1);
  optimiser.set_initial_step(0.1);
  optimiser.set_max_objective(look, &climb);
  optimiser.set_ftol_abs(1e-3);
  optimiser.set_maxeval(steps);
  double height = 0;
  try {
    optimiser.optimize(free, height);
  } catch (const std::runtime_error&) {  // no way further; what it came by stands in `climb`
  }
  return climb;
}

double distance(const UnitPoint& a, const UnitPoint& b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += (a[k] - b[k]) * (a[k] - b[k]);
  return sum;
}

class Fitting {
 public:
  Fitting(std::size_t parameters, const std::vector<Target>& targets, const Budget& budget, const Simulate& simulate,
          const std::function<void(const std::string&)>& say)
      : width_(parameters), targets_(targets), budget_(budget), simulate_(simulate), say_(say) {}

  Fit run() {
    take_round(0, sweep::sobol(budget_.seed, width_, static_cast<std::size_t>(budget_.points)));
    learn();
    for (std::int64_t round = 1; round < budget_.rounds; ++round) {
      take_round(round, next_points(round));
      learn();
    }
    conclude();
    return std::move(fit_);
  }

 private:
  // ---- points ----

  void take_round(std::int64_t round, const UnitPoints& points) {
    std::vector<Outcomes> outcomes = simulate_(round, points);
    for (std::size_t i = 0; i < points.size(); ++i) {
      Tried tried{points[i], std::move(outcomes[i]), round};
      tried.means.reserve(tried.outcomes.size());
      for (const std::vector<double>& values : tried.outcomes) tried.means.push_back(mean_of(values));
      fit_.tried.push_back(std::move(tried));
    }
    fit_.rounds.push_back({static_cast<std::int64_t>(points.size())});
  }

  /// Where the facts are likely met or nothing is known yet: the best the emulators know, then half drawn and half far
  /// from all others.
  UnitPoints next_points(std::int64_t round) {
    say_(fmt::format("choosing the points of round {}", round + 1));
    const auto wanted = static_cast<std::size_t>(budget_.points);
    const LogDensity seeking = [this](const UnitPoint& point) { return likelihood().log_at(point, {}, true); };
    const Particles particles =
        sample_density(seeking, width_, std::max<std::size_t>(256, 8 * wanted), budget_.seed, occasion(round, 0));
    UnitPoints points{best_of(particles, likelihood_of_all()).best};
    Stream draws(budget_.seed, choosing, 0, static_cast<std::uint64_t>(round), 0);
    while (points.size() < 1 + (wanted - 1) / 2)
      points.push_back(particles.points[draws.below(particles.points.size())]);
    add_far_points(particles.points, wanted, points);
    return points;
  }

  void add_far_points(const UnitPoints& candidates, std::size_t wanted, UnitPoints& points) const {
    std::vector<double> nearest(candidates.size(), std::numeric_limits<double>::infinity());
    const auto see = [&](const UnitPoint& point) {
      for (std::size_t i = 0; i < candidates.size(); ++i)
        nearest[i] = std::min(nearest[i], distance(candidates[i], point));
    };
    for (const Tried& tried : fit_.tried) see(tried.unit);
    for (const UnitPoint& point : points) see(point);
    while (points.size() < wanted) {
      const auto farthest = std::ranges::max_element(nearest) - nearest.begin();
      points.push_back(candidates[static_cast<std::size_t>(farthest)]);
      see(points.back());
    }
  }

  static std::uint64_t occasion(std::int64_t round, std::size_t what) {
    return static_cast<std::uint64_t>(round) * 1'000'000 + what;
  }

  // ---- learning ----

  bool is_whole(const Tried& tried) const {
    return std::ranges::all_of(tried.means, [](double mean) { return std::isfinite(mean); });
  }

  /// Whole points, those of the least misfit first.
  std::vector<std::size_t> order() const {
    std::vector<std::size_t> whole_points;
    for (std::size_t i = 0; i < fit_.tried.size(); ++i)
      if (is_whole(fit_.tried[i])) whole_points.push_back(i);
    std::ranges::stable_sort(whole_points, {}, [&](std::size_t i) { return fit_.tried[i].misfit; });
    return whole_points;
  }

  void set_misfits() {
    for (Tried& tried : fit_.tried) {
      tried.misfit = 0;
      for (std::size_t f = 0; f < targets_.size(); ++f)
        tried.misfit += std::pow((tried.means[f] - targets_[f].value) / allowed_[f].spread, 2);
      if (!is_whole(tried)) tried.misfit = std::numeric_limits<double>::quiet_NaN();
    }
  }

  /// Chance from the best quarter of points, which are found without it.
  void set_allowed() {
    allowed_.clear();
    allowed_.reserve(targets_.size());
    for (const Target& target : targets_)
      allowed_.push_back({.gap = target.tolerance / of_95, .spread = target.tolerance / of_95});
    set_misfits();
    std::vector<std::size_t> near = order();
    near.resize(std::min(near.size(), std::max(least_points_of_chance, near.size() / 4)));
    for (std::size_t f = 0; f < targets_.size(); ++f) {
      double squares = 0, degrees = 0, replicates = 1;
      for (const std::size_t i : near) {
        const std::vector<double>& values = fit_.tried[i].outcomes[f];
        replicates = static_cast<double>(values.size());
        squares += variance_of(values) * replicates;
        degrees += replicates - 1;
      }
      Allowed& allowed = allowed_[f];
      const double chance = degrees > 0 ? squares / degrees : 0;
      allowed.chance = std::sqrt(chance);
      allowed.spread = std::sqrt(allowed.gap * allowed.gap + chance * (1 + 1 / replicates));
    }
    set_misfits();
  }

  void learn() {
    say_(fmt::format("learning from {} points", fit_.tried.size()));
    set_allowed();
    std::vector<std::size_t> used = order();
    if (used.size() < width_ + 2)
      throw std::invalid_argument(
          fmt::format("only {} of {} points have a value of every fact; {} parameters need at least {}", used.size(),
                      fit_.tried.size(), width_, width_ + 2));
    used.resize(std::min(used.size(), most_points_emulated));
    std::ranges::sort(used);
    UnitPoints points;
    points.reserve(used.size());
    for (const std::size_t i : used) points.push_back(fit_.tried[i].unit);
    std::vector<std::optional<Emulator>> made(targets_.size());
    for_each_block(targets_.size(), [&](std::size_t f) {
      std::vector<double> values;
      values.reserve(used.size());
      for (const std::size_t i : used) values.push_back(fit_.tried[i].means[f]);
      made[f].emplace(points, values);
    });
    emulators_.clear();
    emulators_.reserve(made.size());
    for (auto& emulator : made) emulators_.push_back(std::move(*emulator));
    tell_round();
  }

  void tell_round() {
    const UnitPoints survey = sweep::sobol(budget_.seed, width_, survey_points);
    std::vector<char> left(survey.size());
    for_blocks(
        survey.size(),
        [&](std::size_t begin, std::size_t end) {
          for (std::size_t i = begin; i < end; ++i) left[i] = likelihood().is_left(survey[i]);
        },
        64);
    Round& round = fit_.rounds.back();
    round.left = static_cast<double>(std::ranges::count(left, 1)) / static_cast<double>(survey.size());
    round.plausible = std::ranges::count_if(fit_.tried, [&](const Tried& tried) {
      return tried.round + 1 == static_cast<std::int64_t>(fit_.rounds.size()) && is_plausible(tried);
    });
  }

  bool is_plausible(const Tried& tried) const {
    for (std::size_t f = 0; f < targets_.size(); ++f)
      if (!(std::fabs(tried.means[f] - targets_[f].value) <= ruled_out * allowed_[f].spread)) return false;
    return true;
  }

  Likelihood likelihood() const { return {emulators_, targets_, allowed_}; }
  LogDensity likelihood_of_all() const {
    return [this](const UnitPoint& point) { return likelihood().log_at(point); };
  }

  /// From the best few particles and the best point simulated.
  Climb best_of(const Particles& particles, const LogDensity& log_density) const {
    std::vector<std::size_t> places(particles.points.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    std::ranges::stable_sort(places, std::greater{}, [&](std::size_t i) { return particles.log_density[i]; });
    UnitPoints starts{fit_.tried[order().front()].unit};
    for (std::size_t i = 0; i < std::min(starts_of_best, places.size()); ++i)
      starts.push_back(particles.points[places[i]]);
    std::optional<Climb> best;
    for (const UnitPoint& start : starts) {
      Climb climb = climbed(log_density, start, {}, steps_of_best);
      if (!best || climb.height > best->height) best.emplace(std::move(climb));
    }
    return std::move(*best);
  }

  // ---- conclusions ----

  void conclude() {
    say_("sampling what the facts leave possible");
    const LogDensity all = likelihood_of_all();
    const Particles particles = sample_density(all, width_, budget_.sample, budget_.seed, occasion(0, 1));
    fit_.sample = particles.points;
    fit_.effective = particles.effective;
    fit_.best = order().front();
    predict();
    judge_facts();
    fit_.parameters.resize(width_);
    for (std::size_t k = 0; k < width_; ++k) summarise(k);
    say_("fitting anew with each parameter fixed");
    const Climb top = best_of(particles, all);
    for (std::size_t k = 0; k < width_; ++k) {
      fit_.parameters[k].profile.resize(profile_length);
      fit_.parameters[k].at_lowest = top.best[k] < 0.5 / profile_length;
      fit_.parameters[k].at_highest = top.best[k] > 1 - 0.5 / profile_length;
    }
    for_each_block(width_, [&](std::size_t k) { profile(k, particles, top, all); });
    for (std::size_t f = 0; f < targets_.size(); ++f) leave_out(f);
  }

  void predict() {
    fit_.predicted.resize(fit_.sample.size());
    std::vector<std::vector<double>> unknown(targets_.size());
    for (auto& values : unknown) values.resize(fit_.sample.size());
    for_blocks(
        fit_.sample.size(),
        [&](std::size_t begin, std::size_t end) {
          for (std::size_t i = begin; i < end; ++i)
            for (std::size_t f = 0; f < targets_.size(); ++f) {
              const Guess guess = emulators_[f].at(fit_.sample[i]);
              fit_.predicted[i].push_back(guess.mean);
              unknown[f][i] = guess.variance;
            }
        },
        64);
    fit_.facts.resize(targets_.size());
    for (std::size_t f = 0; f < targets_.size(); ++f) fit_.facts[f].emulator = std::sqrt(mean_of(unknown[f]));
  }

  void judge_facts() {
    for (std::size_t f = 0; f < targets_.size(); ++f) {
      FactVerdict& fact = fit_.facts[f];
      std::vector<double> values;
      values.reserve(fit_.predicted.size());
      for (const auto& row : fit_.predicted) values.push_back(row[f]);
      fact.allowed = allowed_[f];
      fact.widened = emulators_[f].widened();
      fact.posterior_mean = mean_of(values);
      fact.posterior_low = results::quantile(values, 0.05);
      fact.posterior_high = results::quantile(values, 0.95);
      fact.best = fit_.tried[fit_.best].means[f];
      fact.miss = miss(f, fact.best);
      fact.least_miss = std::numeric_limits<double>::infinity();
      for (const Tried& tried : fit_.tried)
        if (is_whole(tried)) fact.least_miss = std::min(fact.least_miss, miss(f, tried.means[f]));
      fact.met = fact.miss <= 1 ? Met::met : can_be_met(f) ? Met::not_together : Met::impossible;
      fit_.together = fit_.together && fact.met == Met::met;
    }
  }

  double miss(std::size_t f, double value) const {
    return std::fabs(value - targets_[f].value) / (of_95 * allowed_[f].spread);
  }

  /// At some point simulated, or at some other for all the emulator knows.
  bool can_be_met(std::size_t f) const {
    if (fit_.facts[f].least_miss <= 1) return true;
    UnitPoints places = sweep::sobol(budget_.seed, width_, survey_points);
    places.insert(places.end(), fit_.sample.begin(), fit_.sample.end());
    return std::ranges::any_of(places, [&](const UnitPoint& place) {
      const Guess guess = emulators_[f].at(place);
      const double spread = std::sqrt(allowed_[f].spread * allowed_[f].spread + guess.variance);
      return std::fabs(guess.mean - targets_[f].value) <= of_95 * spread;
    });
  }

  static std::vector<double> column(const UnitPoints& points, std::size_t k) {
    std::vector<double> values;
    values.reserve(points.size());
    for (const UnitPoint& point : points) values.push_back(point[k]);
    return values;
  }

  void summarise(std::size_t k) {
    ParameterVerdict& parameter = fit_.parameters[k];
    const std::vector<double> values = column(fit_.sample, k);
    parameter.low = results::quantile(values, 0.05);
    parameter.middle = results::quantile(values, 0.5);
    parameter.high = results::quantile(values, 0.95);
    parameter.narrowed = std::sqrt(variance_of(values)) / spread_of_even;
  }

  /// Outwards from the height, each place from where the one before came to.
  void profile(std::size_t k, const Particles& particles, const Climb& top, const LogDensity& all) {
    const std::vector<double> places = profile_places();
    const auto middle = static_cast<std::ptrdiff_t>(
        std::min(profile_length - 1, static_cast<std::size_t>(top.best[k] * static_cast<double>(profile_length))));
    ParameterVerdict& parameter = fit_.parameters[k];
    for (const std::ptrdiff_t way : {-1, 1}) {
      UnitPoint from = top.best;
      for (std::ptrdiff_t g = middle; g >= 0 && g < static_cast<std::ptrdiff_t>(profile_length); g += way) {
        const Climb climb = best_at(k, places[static_cast<std::size_t>(g)], from, particles, all);
        parameter.profile[static_cast<std::size_t>(g)] = std::max(0.0, top.height - climb.height);
        from = climb.best;
      }
    }
    const bool low_end = parameter.profile.front() > fall_of_90, high_end = parameter.profile.back() > fall_of_90;
    parameter.learnt = low_end && high_end ? Learnt::identified
                       : high_end          ? Learnt::bounded_above
                       : low_end           ? Learnt::bounded_below
                                           : Learnt::superfluous;
    // Ruled out in the middle only, or narrowed though no end is: it matters.
    if (parameter.learnt == Learnt::superfluous && *std::ranges::max_element(parameter.profile) > fall_of_90)
      parameter.learnt = Learnt::identified;
  }

  Climb best_at(std::size_t k, double place, UnitPoint from, const Particles& particles, const LogDensity& all) const {
    from[k] = place;
    Climb best = climbed(all, from, k, steps_of_profile);
    const auto nearest = std::ranges::min_element(particles.points, {},
                                                  [&](const UnitPoint& point) { return std::fabs(point[k] - place); });
    UnitPoint other = *nearest;
    other[k] = place;
    const Climb second = climbed(all, other, k, steps_of_profile);
    if (second.height > best.height) {
      best.height = second.height;
      best.best = second.best;
    }
    return best;
  }

  void leave_out(std::size_t f) {
    say_(fmt::format("what fact {} of {} taught", f + 1, targets_.size()));
    const LogDensity without = [&](const UnitPoint& point) { return likelihood().log_at(point, f); };
    const UnitPoints points = targets_.size() == 1
                                  ? sweep::sobol(budget_.seed, width_, budget_.sample)
                                  : sample_density(without, width_, std::max<std::size_t>(200, budget_.sample / 3),
                                                   budget_.seed, occasion(0, 2 + f))
                                        .points;
    for (std::size_t k = 0; k < width_; ++k)
      fit_.parameters[k].taught.push_back(fit_.parameters[k].narrowed * spread_of_even /
                                          std::sqrt(variance_of(column(points, k))));
  }

  std::size_t width_;
  const std::vector<Target>& targets_;
  const Budget& budget_;
  const Simulate& simulate_;
  const std::function<void(const std::string&)>& say_;
  std::vector<Allowed> allowed_;
  std::vector<Emulator> emulators_;
  Fit fit_;
};

}  // namespace

std::vector<double> profile_places() {
  std::vector<double> places;
  places.reserve(profile_length);
  for (std::size_t g = 0; g < profile_length; ++g)
    places.push_back((static_cast<double>(g) + 0.5) / static_cast<double>(profile_length));
  return places;
}

Fit fit(std::size_t parameters, const std::vector<Target>& targets, const Budget& budget, const Simulate& simulate,
        const std::function<void(const std::string&)>& say) {
  return Fitting(parameters, targets, budget, simulate, say).run();
}

}  // namespace kith::calibration

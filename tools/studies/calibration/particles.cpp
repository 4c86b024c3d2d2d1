#include "tools/studies/calibration/particles.hpp"

#include "engine/random/draws.hpp"
#include "engine/work/blocks.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <map>

namespace kith::calibration {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

constexpr auto resampling = purpose("calibration.resampling");
constexpr auto moving = purpose("calibration.moving");
constexpr std::size_t particles_a_block = 16;
constexpr double share_surviving = 0.5;
constexpr int moves_a_step = 10;
constexpr double wanted_acceptance = 0.25;
constexpr int most_temperature_steps = 200;
constexpr double least_spread = 1e-6;  ///< of a factor in a proposal

/// Back into the cube as light off a mirror.
double reflected(double u) {
  u = std::fabs(u);
  u = std::fmod(u, 2.0);
  return u > 1 ? 2 - u : u;
}

class Sampler {
 public:
  Sampler(const LogDensity& log_density, std::size_t factors, std::size_t count, std::uint64_t seed,
          std::uint64_t occasion)
      : log_density_(log_density), factors_(factors), seed_(seed), occasion_(occasion) {
    particles_.points = sweep::sobol(seed + occasion, factors, count);
    particles_.log_density.resize(count);
    for_blocks(
        count,
        [&](std::size_t begin, std::size_t end) {
          for (std::size_t i = begin; i < end; ++i) particles_.log_density[i] = log_density_(particles_.points[i]);
        },
        particles_a_block);
  }

  Particles run() {
    while (share_ < 1 && particles_.steps < most_temperature_steps) {
      const double next = next_share();
      resample(next - share_);
      share_ = next;
      ++particles_.steps;
      move();
    }
    particles_.effective = effective_size();
    return std::move(particles_);
  }

 private:
  std::size_t count() const { return particles_.points.size(); }

  /// Weights of going on by `step`, the greatest 1.
  std::vector<double> weights(double step) const {
    const double most = *std::ranges::max_element(particles_.log_density);
    std::vector<double> all;
    for (const double value : particles_.log_density) all.push_back(std::exp(step * (value - most)));
    return all;
  }

  double surviving(double step) const {
    double sum = 0, squares = 0;
    for (const double weight : weights(step)) {
      sum += weight;
      squares += weight * weight;
    }
    return sum * sum / squares / static_cast<double>(count());
  }

  /// How far towards the density wanted half of the particles survive.
  double next_share() const {
    if (surviving(1 - share_) >= share_surviving) return 1;
    double low = 0, high = 1 - share_;
    for (int halving = 0; halving < 60; ++halving) {
      const double middle = (low + high) / 2;
      (surviving(middle) >= share_surviving ? low : high) = middle;
    }
    return share_ + high;
  }

  Stream stream(Purpose purpose, std::size_t particle, std::uint64_t turn) const {
    return {seed_, purpose, particle, static_cast<std::uint64_t>(particles_.steps) * 1000 + turn, occasion_};
  }

  /// Systematic: one draw for all.
  void resample(double step) {
    const std::vector<double> all = weights(step);
    double sum = 0;
    for (const double weight : all) sum += weight;
    const double stride = sum / static_cast<double>(count());
    double at = stride * stream(resampling, 0, 0).uniform();
    Particles next{.points = {}, .steps = particles_.steps};
    double reached = 0;
    for (std::size_t i = 0; i < count() && next.points.size() < count(); ++i)
      for (reached += all[i]; at < reached && next.points.size() < count(); at += stride) {
        next.points.push_back(particles_.points[i]);
        next.log_density.push_back(particles_.log_density[i]);
      }
    while (next.points.size() < count()) {  // rounding
      next.points.push_back(next.points.back());
      next.log_density.push_back(next.log_density.back());
    }
    particles_ = std::move(next);
  }

  Matrix spread() const {
    const auto width = static_cast<Eigen::Index>(factors_);
    Vector mean = Vector::Zero(width);
    for (const UnitPoint& point : particles_.points) mean += Eigen::Map<const Vector>(point.data(), width);
    mean /= static_cast<double>(count());
    Matrix sum = Matrix::Zero(width, width);
    for (const UnitPoint& point : particles_.points) {
      const Vector gap = Eigen::Map<const Vector>(point.data(), width) - mean;
      sum += gap * gap.transpose();
    }
    sum /= static_cast<double>(count());
    sum.diagonal().array() += least_spread * least_spread;
    return sum;
  }

  void move() {
    const Matrix root = Eigen::LLT<Matrix>(spread()).matrixL();
    for (int turn = 0; turn < moves_a_step; ++turn) {
      std::vector<char> taken(count());
      for_blocks(
          count(),
          [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) taken[i] = move_one(i, static_cast<std::uint64_t>(turn), root);
          },
          particles_a_block);
      const auto all = static_cast<double>(std::ranges::count(taken, 1));
      particles_.acceptance = all / static_cast<double>(count());
      scale_ = std::clamp(scale_ * std::exp(particles_.acceptance - wanted_acceptance), 0.05, 5.0);
    }
  }

  /// Metropolis: a step of like spread, taken if the density there bears it.
  bool move_one(std::size_t i, std::uint64_t turn, const Matrix& root) {
    Stream draws = stream(moving, i, turn);
    Vector step(static_cast<Eigen::Index>(factors_));
    for (double& entry : step) entry = draws.normal();
    step = root * step * (scale_ * 2.38 / std::sqrt(static_cast<double>(factors_)));
    UnitPoint there = particles_.points[i];
    for (std::size_t k = 0; k < factors_; ++k) there[k] = reflected(there[k] + step[static_cast<Eigen::Index>(k)]);
    const double density = log_density_(there);
    if (std::log(draws.uniform()) >= share_ * (density - particles_.log_density[i])) return false;
    particles_.points[i] = std::move(there);
    particles_.log_density[i] = density;
    return true;
  }

  double effective_size() const {
    std::map<UnitPoint, double> at_one_place;
    for (const UnitPoint& point : particles_.points) ++at_one_place[point];
    double squares = 0;
    for (const auto& [point, number] : at_one_place) squares += number * number;
    return static_cast<double>(count() * count()) / squares;
  }

  const LogDensity& log_density_;
  std::size_t factors_;
  std::uint64_t seed_, occasion_;
  Particles particles_;
  double share_ = 0;
  double scale_ = 1;
};

}  // namespace

Particles sample_density(const LogDensity& log_density, std::size_t factors, std::size_t count, std::uint64_t seed,
                         std::uint64_t occasion) {
  return Sampler(log_density, factors, count, seed, occasion).run();
}

}  // namespace kith::calibration

#include "tools/studies/calibration/emulator.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <nlopt.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace kith::calibration {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;

/// Values are brought to mean 0 and deviation 1 first, so these are pure numbers.
constexpr double variance_of_level = 4;
constexpr double middle_of_factor = 0.5;  ///< of a factor, where the plane turns
/// Ends of what is tried, as logarithms of variances and lengths.
constexpr double least_variance = -12, most_variance = 5;
constexpr double least_chance = -14, most_chance = 0;
constexpr double least_length = -3, most_length = 3;
/// What is believed of a length before anything is seen: its logarithm is 0, give or take this.
constexpr double spread_of_length = 1.5;
constexpr int most_likelihood_steps = 80;

/// Logarithms: variance of the curved part, of the plane, of chance, then one length a factor.
struct Shape {
  double curved = 0, plane = 0, chance = 0;
  std::vector<double> lengths;
};

Shape shape_of(const std::vector<double>& x) { return {x[0], x[1], x[2], {x.begin() + 3, x.end()}}; }

double matern(double distance) {
  const double r = std::sqrt(5.0) * distance;
  return (1 + r + r * r / 3) * std::exp(-r);
}

/// Squared distance with each factor in its own length.
double distance_squared(const UnitPoint& a, const UnitPoint& b, const std::vector<double>& inverse_lengths) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    const double step = (a[k] - b[k]) * inverse_lengths[k];
    sum += step * step;
  }
  return sum;
}

double plane_product(const UnitPoint& a, const UnitPoint& b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += (a[k] - middle_of_factor) * (b[k] - middle_of_factor);
  return sum;
}

std::vector<double> inverse_lengths_of(const Shape& shape) {
  std::vector<double> inverse;
  for (const double length : shape.lengths) inverse.push_back(std::exp(-length));
  return inverse;
}

/// How like two points are, chance apart.
class Likeness {
 public:
  explicit Likeness(const Shape& shape)
      : curved_(std::exp(shape.curved)), plane_(std::exp(shape.plane)), inverse_(inverse_lengths_of(shape)) {}
  double operator()(const UnitPoint& a, const UnitPoint& b) const {
    return variance_of_level + plane_ * plane_product(a, b) +
           curved_ * matern(std::sqrt(distance_squared(a, b, inverse_)));
  }

 private:
  double curved_, plane_;
  std::vector<double> inverse_;
};

Matrix covariance(const UnitPoints& points, const Shape& shape) {
  const Likeness likeness(shape);
  const auto count = static_cast<Eigen::Index>(points.size());
  Matrix matrix(count, count);
  for (Eigen::Index j = 0; j < count; ++j)
    for (Eigen::Index i = j; i < count; ++i)
      matrix(i, j) = matrix(j, i) = likeness(points[static_cast<std::size_t>(i)], points[static_cast<std::size_t>(j)]);
  matrix.diagonal().array() += std::exp(shape.chance);
  return matrix;
}

/// How well a shape explains the values (the logarithm of their density), and which way is up.
class Evidence {
 public:
  Evidence(const UnitPoints& points, const Vector& values) : points_(points), values_(values) {}

  double operator()(const std::vector<double>& x, std::vector<double>& slope) const {
    const Shape shape = shape_of(x);
    const Eigen::LLT<Matrix> root(covariance(points_, shape));
    if (root.info() != Eigen::Success) return -std::numeric_limits<double>::infinity();
    const Vector weights = root.solve(values_);
    double value = -0.5 * values_.dot(weights) - root.matrixLLT().diagonal().array().log().sum();
    if (!slope.empty()) set_slope(shape, root, weights, slope);
    for (std::size_t k = 0; k < shape.lengths.size(); ++k) {
      value -= 0.5 * std::pow(shape.lengths[k] / spread_of_length, 2);
      if (!slope.empty()) slope[3 + k] -= shape.lengths[k] / (spread_of_length * spread_of_length);
    }
    return value;
  }

 private:
  void set_slope(const Shape& shape, const Eigen::LLT<Matrix>& root, const Vector& weights,
                 std::vector<double>& slope) const {
    const auto count = static_cast<Eigen::Index>(points_.size());
    Matrix pull = -root.solve(Matrix::Identity(count, count));
    pull.noalias() += weights * weights.transpose();
    std::ranges::fill(slope, 0.0);
    const std::vector<double> inverse = inverse_lengths_of(shape);
    for (Eigen::Index j = 0; j < count; ++j)
      for (Eigen::Index i = j; i < count; ++i)
        add_pair(points_[static_cast<std::size_t>(i)], points_[static_cast<std::size_t>(j)], shape, inverse,
                 (i == j ? 0.5 : 1.0) * pull(i, j), slope);
    slope[2] += 0.5 * std::exp(shape.chance) * pull.trace();
  }

  static void add_pair(const UnitPoint& a, const UnitPoint& b, const Shape& shape, const std::vector<double>& inverse,
                       double pull, std::vector<double>& slope) {
    const double distance = std::sqrt(distance_squared(a, b, inverse));
    const double curved = std::exp(shape.curved);
    slope[0] += pull * curved * matern(distance);
    slope[1] += pull * std::exp(shape.plane) * plane_product(a, b);
    const double r = std::sqrt(5.0) * distance;
    const double by_length = pull * curved * 5.0 / 3.0 * (1 + r) * std::exp(-r);
    for (std::size_t k = 0; k < a.size(); ++k) slope[3 + k] += by_length * std::pow((a[k] - b[k]) * inverse[k], 2);
  }

  const UnitPoints& points_;
  const Vector& values_;
};

/// What an optimiser has come by so far.
struct LikelihoodClimb {
  const Evidence& evidence;
  std::vector<double> best{};
  double height = -std::numeric_limits<double>::infinity();
};

double likelihood_at(const std::vector<double>& x, std::vector<double>& slope, void* data) {
  LikelihoodClimb& climb = *static_cast<LikelihoodClimb*>(data);
  const double height = climb.evidence(x, slope);
  if (height > climb.height) {
    climb.height = height;
    climb.best = x;
  }
  return std::isfinite(height) ? height : -std::numeric_limits<double>::max();
}

void climb_from(std::vector<double> start, LikelihoodClimb& climb) {
  const std::size_t factors = start.size() - 3;
  std::vector<double> low{least_variance, least_variance, least_chance},
      high{most_variance, most_variance, most_chance};
  low.resize(3 + factors, least_length);
  high.resize(3 + factors, most_length);
  nlopt::opt optimiser(nlopt::LD_LBFGS, static_cast<unsigned>(start.size()));
  optimiser.set_lower_bounds(low);
  optimiser.set_upper_bounds(high);
  optimiser.set_max_objective(likelihood_at, &climb);
  optimiser.set_ftol_abs(1e-3);
  optimiser.set_maxeval(most_likelihood_steps);
  double height = 0;
  try {
    optimiser.optimize(start, height);
  } catch (const std::runtime_error&) {  // it found no way further; what it came by stands in `climb`
  }
}

Shape best_shape(const UnitPoints& points, const Vector& values) {
  const Evidence evidence(points, values);
  LikelihoodClimb climb{evidence};
  for (const double length : {0.0, -1.2}) {
    std::vector<double> start{0, -1, -5};
    start.resize(3 + points.front().size(), length);
    climb_from(std::move(start), climb);
  }
  return climb.best.empty() ? Shape{0, -1, 0, std::vector<double>(points.front().size())} : shape_of(climb.best);
}

/// Mean squared error of values left out one by one, in the variances said of them (R&W, 5.4.2).
double surprise(const Matrix& inverse, const Vector& weights) {
  double sum = 0;
  for (Eigen::Index i = 0; i < weights.size(); ++i) sum += weights[i] * weights[i] / inverse(i, i);
  return sum / static_cast<double>(weights.size());
}

}  // namespace

struct Emulator::Fitted {
  UnitPoints points;
  double level = 0, scale = 0;
  Shape shape;
  Likeness likeness{{}};
  Matrix root;  ///< lower triangle
  Vector weights;
  double widened = 1;
};

Emulator::Emulator(const UnitPoints& points, const std::vector<double>& values) {
  auto fitted = std::make_shared<Fitted>();
  const double count = static_cast<double>(values.size());
  fitted->points = points;
  fitted->level = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double squares = 0;
  for (const double value : values) squares += std::pow(value - fitted->level, 2);
  fitted->scale = std::sqrt(squares / count);
  fitted_ = fitted;
  if (!(fitted->scale > 0)) return;  // the same everywhere
  Vector standard(static_cast<Eigen::Index>(values.size()));
  for (std::size_t i = 0; i < values.size(); ++i)
    standard[static_cast<Eigen::Index>(i)] = (values[i] - fitted->level) / fitted->scale;
  fitted->shape = best_shape(points, standard);
  fitted->likeness = Likeness(fitted->shape);
  const Eigen::LLT<Matrix> root(covariance(points, fitted->shape));
  fitted->root = root.matrixL();
  fitted->weights = root.solve(standard);
  fitted->widened =
      std::max(1.0, surprise(root.solve(Matrix::Identity(standard.size(), standard.size())), fitted->weights));
}

double Emulator::widened() const { return fitted_->widened; }

Guess Emulator::at(const UnitPoint& point) const {
  const Fitted& fitted = *fitted_;
  if (!(fitted.scale > 0)) return {fitted.level, 0};
  Vector like(static_cast<Eigen::Index>(fitted.points.size()));
  for (std::size_t i = 0; i < fitted.points.size(); ++i)
    like[static_cast<Eigen::Index>(i)] = fitted.likeness(point, fitted.points[i]);
  const double mean = fitted.level + fitted.scale * like.dot(fitted.weights);
  fitted.root.triangularView<Eigen::Lower>().solveInPlace(like);
  const double left = std::max(0.0, fitted.likeness(point, point) - like.squaredNorm());
  return {mean, left * fitted.scale * fitted.scale * fitted.widened};
}

}  // namespace kith::calibration

// The rule between services: what several effects on one outcome come to together. They multiply, which is to add on
// the log scale; of those that rest on one evaluation only the strongest counts; and together they change the outcome
// no further than a limit, or than the strongest of them alone where that goes further.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace kith::safety {

/// Which evaluation an effect rests on; those of no_evaluation rest on one of their own.
using EvaluationId = std::uint64_t;
inline constexpr EvaluationId no_evaluation = 0;

class JointEffect {
 public:
  /// `size` is a ratio above 0; 1 does nothing.
  void add(double size, EvaluationId evaluation);
  /// `limit` is the least ratio several effects may come to together, in (0, 1]; its inverse is the greatest.
  double value(double limit) const;

 private:
  double product_ = 1;  ///< of all that count
  double lowest_ = 1, highest_ = 1;
  std::vector<std::pair<EvaluationId, double>> counted_;  ///< the strongest of each evaluation
};

}  // namespace kith::safety

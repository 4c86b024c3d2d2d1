// Turnover: households that move away are replaced by households of the same make-up whose lives begin anew. A
// household in which somebody has an open case, is in custody or supervised stays this time; a service ends where the
// household goes.
#pragma once

#include "models/safety/replicate/part.hpp"

#include <cstdint>
#include <vector>

namespace kith::safety {

struct TurnoverState {
  std::size_t next_move = 0;  ///< into Population::moves
};

class Turnover : public Part {
 public:
  Turnover(const Context& all, TurnoverState& state) : Part(all), state_(state) {}
  void turn_over_population(const Step& step);
  /// Households whose rows others took this step.
  const std::vector<std::uint32_t>& moved() const { return moved_; }

 private:
  bool held(std::uint32_t household, Day day) const;
  void begin_lives_anew(std::uint32_t household, Day day, std::uint32_t move);

  TurnoverState& state_;
  std::vector<std::uint32_t> moved_;
};

}  // namespace kith::safety

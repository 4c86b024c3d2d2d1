// The worlds of a sweep's points. People and networks are made once for all points that share them, and so is the past
// (burn-in) of points that differ only in what holds later; how much is kept follows what memory there is.
#pragma once

#include "engine/run/model.hpp"
#include "tools/studies/sweep/plan.hpp"

#include <cstdint>
#include <future>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace kith::sweep {

/// May be used by several threads at once. Sweep file and plan must outlive it.
class Worlds {
 public:
  Worlds(const SweepFile& sweep, const Plan& plan);

  using Pointer = std::shared_ptr<const World>;
  /// The point's world: one kept, or built, out of another where that saves work. Throws InputError if the point is
  /// unsound, and whatever building throws.
  Pointer world_of(std::size_t point);

  /// Keeps at most `worlds` (>= 1) that nobody uses at the moment.
  void keep_at_most(std::size_t worlds);

  /// The scenario of a point. Throws InputError if it is unsound.
  Scenario scenario_of(std::size_t point) const;

 private:
  struct Kept {
    std::size_t point;
    std::string people;  ///< worlds with the same text have the same people
    std::string start;   ///< and with this, the same first day
    std::shared_future<Pointer> world;
  };
  Pointer build(std::size_t point, const std::string& people, const std::string& start);
  Pointer like(std::size_t point, const std::string& people, const std::string& start);
  std::string text_of(std::size_t point, bool people_only) const;
  void forget(std::size_t point);

  const SweepFile& sweep_;
  const Plan& plan_;
  const Model& model_;
  Scenario base_;
  std::mutex mutex_;
  std::list<Kept> kept_;  ///< used last first
  std::size_t most_kept_ = 16;
};

}  // namespace kith::sweep

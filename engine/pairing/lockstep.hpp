// Worlds that go through one replicate step by step together. What is common to them is lived once: a world beside the
// base has no state of its own until the first day on which its policy is another. From then on both decide each step
// before either carries it out, and in between they are held against each other.
//
// A World has
//   void take_over(const World& base)             goes on from where the base stands
//   void decide(const Step&, Rows* rows)          plans the step; nothing of it has taken hold
//   void carry_out(const Step&, Rows* rows)
// and a Record has
//   void compare(const Step&)                     reads both worlds between the two
// `Rows` is where a world gathers how long its phases took.
#pragma once

#include "engine/pairing/differences.hpp"
#include "engine/run/model.hpp"

#include <cstdint>
#include <span>

namespace kith {

/// A world beside the base, and what is told of how it comes to differ.
template <class World, class Record>
struct Companion {
  World& world;
  Record& record;
  Day from =
      never_differs;   ///< the first day on which it may be another; from_the_start: it has a beginning of its own
  bool apart = false;  ///< lives by itself by now; else it is the base
};

/// Before the base takes a step: a world whose policy departs in it goes its own way. `begin` readies one that was
/// never the base's.
template <class World, class Record, class Begin>
void part(const World& base, Companion<World, Record>& other, const Step& step, Begin&& begin) {
  if (other.apart || other.from >= step.end) return;
  other.apart = true;
  if (other.from == from_the_start)
    begin(other.world);
  else
    other.world.take_over(base);
}

/// Steps from `first_step` to the last, the base being ready for the first. `rows` may be null. Throws Interrupted
/// between steps if the control's stop flag is up.
template <class World, class Record, class Rows, class Begin>
void step_together(World& base, std::span<Companion<World, Record>> others, const Timeline& timeline,
                   std::int32_t first_step, const RunControl& control, Rows* rows, Begin&& begin) {
  for (std::int32_t index = first_step; index < timeline.step_count(); ++index) {
    if (control.stop != nullptr && control.stop->load(std::memory_order_relaxed)) throw Interrupted{};
    const Step step = timeline.step(index);
    for (auto& other : others) part(base, other, step, begin);
    base.decide(step, rows);
    for (auto& other : others) {
      if (!other.apart) continue;
      other.world.decide(step, rows);
      other.record.compare(step);
      other.world.carry_out(step, rows);
    }
    base.carry_out(step, rows);
    if (control.steps_done) control.steps_done(static_cast<std::int64_t>(1 + others.size()));
  }
}

}  // namespace kith

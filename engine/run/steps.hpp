// The loop over the steps of one replicate: what every model does alike between its phases.
#pragma once

#include "engine/run/model.hpp"

#include <array>

namespace kith {

/// The axis "time" of measures taken once a step: the first day of each, burn-in left out.
Dimension time_axis(const Timeline& timeline);
/// The same where no run is known yet, for `kith explain`: without values.
Dimension time_axis();

/// Runs the phases of every step in order, timed if the control asks for it, calling after_step(step) when a step is
/// done. Throws Interrupted between steps if the control's stop flag is up.
template <class Simulation, std::size_t count, class AfterStep>
void run_steps(Simulation& simulation, const std::array<Phase<Simulation>, count>& phases, const Timeline& timeline,
               const RunControl& control, AfterStep&& after_step) {
  auto rows = phase_rows(phases);
  for (std::int32_t i = 0; i < timeline.step_count(); ++i) {
    if (control.stop != nullptr && control.stop->load()) throw Interrupted{};
    const Step step = timeline.step(i);
    run_phases(simulation, phases, step, control.phase_times != nullptr ? &rows : nullptr);
    after_step(step);
    if (control.steps_done) control.steps_done(1);
  }
  if (control.phase_times != nullptr) control.phase_times->add(rows);
}

}  // namespace kith

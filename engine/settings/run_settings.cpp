// The engine's own settings: the run's dates, steps, replicates and seed, and what it writes.
#include "engine/settings/scenario.hpp"

namespace kith {

Timeline RunSettings::timeline() const {
  constexpr std::int64_t shortest_report_days = 7;
  Timeline timeline;
  timeline.start = start;
  timeline.end = end;
  timeline.step_days = static_cast<std::int32_t>(step_days);
  timeline.burn_in_days = static_cast<std::int32_t>(burn_in_days);
  const std::int64_t steps = (shortest_report_days + step_days - 1) / step_days;
  timeline.report_days = static_cast<std::int32_t>(steps * step_days);
  return timeline;
}

void fields(FieldVisitor& visitor, RunSettings& settings) {
  visitor.field({.path = "run.start", .help = "First day that is reported."}, settings.start);
  visitor.field({.path = "run.end", .help = "Last day of the run."}, settings.end);
  visitor.field({.path = "run.step_days",
                 .unit = "days",
                 .help = "Length of a time step. Rates are per year, so steps up to a week agree, but for what "
                         "happens as a step ends, such as the end of a wait; with longer ones some measures move.",
                 .lowest = 1,
                 .highest = 366},
                settings.step_days);
  visitor.field({.path = "run.burn_in",
                 .unit = "days",
                 .help = "Time simulated before the first day and not reported, to give everybody a history.",
                 .lowest = 0,
                 .highest = 18263,
                 .duration = true},
                settings.burn_in_days);
  visitor.field({.path = "run.replicates",
                 .unit = "runs",
                 .help = "How often the scenario is simulated, each time with other chance events.",
                 .lowest = 1,
                 .highest = 1'000'000},
                settings.replicates);
  visitor.field({.path = "run.first_replicate",
                 .help = "Number of the first replicate; splits a large set of replicates over several runs.",
                 .lowest = 0,
                 .highest = 1'000'000},
                settings.first_replicate);
  visitor.field({.path = "run.seed",
                 .help = "Seed of all chance events; scenarios with one seed are paired worlds.",
                 .lowest = 0},
                settings.seed);
  visitor.field({.path = "output.events", .help = "Whether to write a log of single events."}, settings.event_log);
  visitor.field({.path = "output.people",
                 .help = "Whose lives are written too, one row a life: groups the model names, such as \"all\". Alters "
                         "no result."},
                settings.people);
  visitor.field({.path = "output.episodes",
                 .help = "Of whom it is written what happened to them, one row an episode: groups as in output.people. "
                         "Alters no result."},
                settings.episodes);
}

}  // namespace kith

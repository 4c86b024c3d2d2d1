#include "tools/studies/simulate.hpp"

#include "engine/run/replicates.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/interrupt.hpp"
#include "tools/console/models.hpp"
#include "tools/console/progress.hpp"
#include "tools/console/terminal.hpp"
#include "tools/studies/inputs.hpp"
#include "tools/studies/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace kith::tools {
namespace {

std::vector<results::Run::Evidence> evidence_used(const Scenario& scenario) {
  std::vector<results::Run::Evidence> rows;
  const Declarations declarations = declarations_of(scenario);
  for (const Setting& setting : declarations.all()) {
    if (setting.grade.empty()) continue;
    const Settings::Entry& entry = scenario.settings.entries().find(setting.path)->second;
    rows.push_back(
        {setting.path, format_value(entry.value), setting.unit, setting.grade, setting.source, entry.origin.file});
  }
  return rows;
}

std::string in_words(const Target& target) {
  std::string text = target.change ? fmt::format("{} {:+.6g}%", target.measure, 100 * *target.change)
                                   : fmt::format("{} {:.6g}", target.measure, target.value.value_or(0));
  if (target.by) text += " by " + format_date(*target.by);
  return target.source.empty() ? text : fmt::format("{} ({})", text, target.source);
}

results::Goal goal_of(const Target& target) {
  results::Goal goal{.name = in_words(target),
                     .scenario = "",
                     .measure = target.measure,
                     .compared_with = target.compared_with,
                     .by = target.by ? format_date(*target.by) : "",
                     .source = target.source};
  if (target.change) goal.change = *target.change;
  if (target.value) goal.value = *target.value;
  return goal;
}

std::vector<PairedReplicate> run_missing(const std::vector<const World*>& worlds,
                                         const std::vector<std::int64_t>& missing, const HowToRun& how) {
  const World& world = *worlds.front();
  const auto count = static_cast<std::int64_t>(missing.size());
  if (!how.quiet) {
    const std::string scenarios = worlds.size() > 1 ? fmt::format("{} scenarios, ", worlds.size()) : "";
    note(fmt::format("kith: {} people, {}{} of {}, {} at once\n", format_count(world.people()), scenarios,
                     plural(count, worlds.size() > 1 ? "pair" : "replicate"), plural(world.steps(), "step"),
                     std::min<std::int64_t>(how.threads, count)));
  }
  Progress progress(world.steps() * static_cast<std::int64_t>(worlds.size()) * count, how.quiet);
  const RunControl control = run_control(how, progress);
  const auto keep = [&](const PairedReplicate& replicate) { how.kept->keep(replicate); };
  return run_together(worlds, missing, how.threads, control, how.kept != nullptr ? ReplicateDone(keep) : nullptr);
}

}  // namespace

RunControl run_control(const HowToRun& how, Progress& progress) {
  return {.stop = &stop_requested(),
          .steps_done = [&progress](std::int64_t steps) { progress.add(steps); },
          .phase_times = how.phase_times,
          .twin_events = how.twin_events,
          .tables = how.tables};
}

std::filesystem::path output_file(const std::string& given, const std::filesystem::path& otherwise) {
  return given.empty() ? otherwise : std::filesystem::path(given);
}

void refuse_own_file(const std::string& option, const std::filesystem::path& file, const Scenario& scenario) {
  const auto refuse_if_it_is = [&](const std::filesystem::path& own, const char* what) {
    std::error_code none;
    if (std::filesystem::equivalent(own, file, none))
      throw CommandLineError(fmt::format("{} {}: that is {}; name another file", option, file.string(), what));
  };
  for (const auto& [source, text] : scenario.texts) refuse_if_it_is(source, "the scenario itself");
  for (const std::filesystem::path& input : model_of(scenario).input_files(scenario))
    refuse_if_it_is(input, "a file the scenario reads");
}

results::Run describe(const Scenario& scenario, const RunSettings& settings, const MeasureSet& measures) {
  results::Run run;
  run.model = scenario.model;
  run.name = scenario.name;
  run.question = scenario.question;
  run.start = format_date(settings.start);
  run.end = format_date(settings.end);
  run.seed = settings.seed;
  run.measures = measures;
  run.scenario_texts = scenario.texts;
  run.resolved = resolved_text(scenario);
  run.inputs = inputs_of(scenario);
  run.evidence = evidence_used(scenario);
  run.facts = model_of(scenario).facts(scenario);
  run.presentation = model_of(scenario).presentation();
  run.cautions = model_of(scenario).cautions(scenario);
  for (const Target& target : scenario.targets) run.goals.push_back(goal_of(target));
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  for (const SmallestChange& smallest : scenario.matters)
    run.matters.push_back({smallest.measure, smallest.share.value_or(none), smallest.amount.value_or(none)});
  return run;
}

std::vector<PairedReplicate> run_worlds(const std::vector<const World*>& worlds, std::int64_t first, std::int64_t count,
                                        const HowToRun& how) {
  std::vector<PairedReplicate> replicates(static_cast<std::size_t>(count));
  std::vector<std::int64_t> missing;
  for (std::int64_t i = 0; i < count; ++i) {
    auto kept = how.kept != nullptr ? how.kept->take(first + i) : std::nullopt;
    if (kept)
      replicates[static_cast<std::size_t>(i)] = std::move(*kept);
    else
      missing.push_back(first + i);
  }
  for (PairedReplicate& replicate : run_missing(worlds, missing, how)) {
    const std::int64_t number = replicate.worlds.front().replicate;
    replicates[static_cast<std::size_t>(number - first)] = std::move(replicate);
  }
  return replicates;
}

std::filesystem::path write_results(const std::filesystem::path& file, const results::Run& run, bool force) {
  const WritingGuard guard;
  stop_if_requested();
  const std::filesystem::path written = results::write_finished(file, run, force);
  say_if_elsewhere(file, written);
  return written;
}

}  // namespace kith::tools

// kith check: everything that can be wrong with a scenario, and what running it would take, without running it.
#include "engine/run/replicates.hpp"
#include "engine/settings/reactions.hpp"
#include "tools/console/format.hpp"
#include "tools/console/interrupt.hpp"
#include "tools/console/json_text.hpp"
#include "tools/console/memory.hpp"
#include "tools/console/models.hpp"
#include "tools/console/stopwatch.hpp"
#include "tools/console/terminal.hpp"
#include "tools/program/commands.hpp"
#include "tools/report/summary.hpp"
#include "tools/studies/evidence_draws.hpp"
#include "tools/studies/judgeable.hpp"
#include "tools/studies/options.hpp"
#include "tools/studies/trial.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <sstream>

namespace kith::tools {
namespace {

struct CheckOptions {
  ScenarioOptions scenario;
  std::optional<std::int64_t> threads;
  bool json = false;
};

struct Estimate {
  double setup_seconds = 0;
  double seconds = 0;  ///< the whole run
  double memory_bytes = 0;
  double disk_bytes = 0;                                   ///< at most: before compression, without an event log
  std::vector<std::pair<std::string, std::int64_t>> rows;  ///< of each table asked for, in all replicates
};

double result_bytes(const MeasureSet& set) {
  double bytes = 0;
  for (const Measure& measure : set.measures) {
    double cells = 1;
    for (const std::size_t size : set.shape(measure)) cells *= static_cast<double>(size);
    bytes += cells * (measure.number == Number::count ? sizeof(std::int32_t) : sizeof(double));
  }
  return bytes;
}

/// Rows to expect of the tables asked for, in all replicates.
std::vector<std::pair<std::string, std::int64_t>> rows_of_tables(const World& world, std::int64_t replicates) {
  std::vector<std::pair<std::string, std::int64_t>> rows;
  const std::vector<std::int64_t> counts = world.rows_of_tables();
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i] > 0) rows.emplace_back(world.measures().tables[i].name, counts[i] * replicates);
  return rows;
}

double table_bytes(const MeasureSet& set, const std::vector<std::pair<std::string, std::int64_t>>& rows) {
  double bytes = 0;
  for (const auto& [name, count] : rows)
    bytes += static_cast<double>(count) *
             static_cast<double>(row_bytes(*std::ranges::find(set.tables, name, &kith::Table::name)));
  return bytes;
}

Estimate estimate(const World& world, const RunSettings& settings, int threads, double setup_seconds) {
  const Trial trial = try_out(world, settings.first_replicate);
  const auto replicates = static_cast<double>(settings.replicates);
  const double at_once = std::min<double>(threads, replicates);
  const auto rows = rows_of_tables(world, settings.replicates);
  const double all_results = replicates * result_bytes(world.measures()) + table_bytes(world.measures(), rows);
  return {.setup_seconds = setup_seconds,
          .seconds = setup_seconds + trial.seconds * std::ceil(replicates / at_once),
          .memory_bytes = resident_bytes() + at_once * trial.bytes + all_results,
          .disk_bytes = all_results,
          .rows = rows};
}

/// Its lines `set."path" = value` as they would be written.
std::vector<std::string> settings_of(const Reaction& reaction) {
  std::vector<std::string> settings;
  std::istringstream text(reaction_text(reaction));
  for (std::string line; std::getline(text, line);)
    if (line.starts_with("set.")) settings.push_back(line.substr(4));
  return settings;
}

/// Whether and when they act no check can know.
nlohmann::ordered_json reactions_json(const Scenario& scenario) {
  auto list = nlohmann::ordered_json::array();
  for (const Reaction& reaction : scenario.reactions)
    list.push_back({{"course", course_in_words(reaction)}, {"sets", settings_of(reaction)}});
  return list;
}

nlohmann::ordered_json sound_json(const Scenario& scenario, const RunSettings& settings, const World& world,
                                  const Estimate& needs) {
  auto lines = nlohmann::ordered_json::array();
  for (const CheckLine& line : world.check()) lines.push_back({{"name", line.name}, {"text", line.text}});
  auto table_rows = nlohmann::ordered_json::object();
  for (const auto& [name, count] : needs.rows) table_rows[name] = count;
  const auto cautions = cautions_json(model_of(scenario).cautions(scenario));
  auto never_judged = nlohmann::ordered_json::array();
  for (const NeverJudged& target : targets_never_judged(scenario, world.measures()))
    never_judged.push_back({{"target", target.name}, {"why", target.why}});
  return {{"file", scenario.file.string()},
          {"sound", true},
          {"model", scenario.model},
          {"name", scenario.name},
          {"people", world.people()},
          {"steps", world.steps()},
          {"replicates", settings.replicates},
          {"setup_seconds", needs.setup_seconds},
          {"seconds", needs.seconds},
          {"memory_bytes", needs.memory_bytes},
          {"disk_bytes", needs.disk_bytes},
          {"table_rows", table_rows},
          {"reactions", reactions_json(scenario)},
          {"lines", lines},
          {"cut_draws", cuts_of(numbers_left_to_evidence({scenario}))},
          {"never_judged", never_judged},
          {"cautions", cautions}};
}

std::string never_judged_text(const std::vector<NeverJudged>& targets) {
  std::string text;
  for (const NeverJudged& target : targets)
    text += "\n" +
            wrapped(terminal_safe(fmt::format("Target {}: cannot be judged: {}.", target.name, target.why)), 100, 2) +
            "\n";
  return text;
}

std::string sound_text(const Scenario& scenario, const RunSettings& settings, const World& world, const Estimate& needs,
                       int threads) {
  Table table({{scenario.file.string()}, {coloured("sound", Colour::green, stdout)}});
  table.add({"name", terminal_safe(scenario.name)});
  table.add({"model", scenario.model});
  table.add({"from, to", format_date(settings.start) + " to " + format_date(settings.end)});
  table.add({"people", format_count(world.people())});
  table.add({"replicates", format_count(settings.replicates)});
  table.add({"steps", fmt::format("{} of {} days", format_count(world.steps()), settings.step_days)});
  for (const Change& change : scenario.changes) {
    for (const auto& [path, value] : change.set) {
      table.add({"from " + format_date(change.at), terminal_safe(path + " = " + format_value(value))});
    }
  }
  for (const Reaction& reaction : scenario.reactions)
    for (const std::string& set : settings_of(reaction))
      table.add({"change that reacts", terminal_safe(fmt::format("{} {}; whether and when is not known before the run",
                                                                 set, course_in_words(reaction)))});
  for (const CheckLine& line : world.check()) table.add({terminal_safe(line.name), terminal_safe(line.text)});
  for (const std::string& cut : cuts_of(numbers_left_to_evidence({scenario})))
    table.add({"draws of evidence", terminal_safe(cut)});
  for (const auto& [name, count] : needs.rows)
    table.add({"table " + name, fmt::format("about {} rows in all replicates", format_count(count))});
  table.add({"time", fmt::format("about {} on {}", format_seconds(needs.seconds), plural(threads, "thread"))});
  table.add({"memory", "about " + format_bytes(needs.memory_bytes)});
  table.add({"disk", "at most " + format_bytes(needs.disk_bytes) + (settings.event_log ? " and the event log" : "")});
  return table.text() + never_judged_text(targets_never_judged(scenario, world.measures())) +
         cautions_text(model_of(scenario).cautions(scenario));
}

nlohmann::ordered_json unsound_json(const std::string& file, const InputError& error) {
  auto problems = nlohmann::ordered_json::array();
  for (const Problem& problem : error.problems()) {
    problems.push_back({{"file", problem.where.file},
                        {"line", problem.where.line},
                        {"column", problem.where.column},
                        {"message", problem.message}});
  }
  return {{"file", file}, {"sound", false}, {"problems", problems}};
}

void check_scenario(const CheckOptions& options) {
  const Scenario scenario = load(options.scenario);
  const auto settings = kith::read<RunSettings>(scenario.settings);
  const int threads = thread_count(options.threads);
  const Stopwatch setting_up;
  const std::unique_ptr<World> world = model_of(scenario).build(scenario);
  stop_if_requested();
  const Estimate needs = estimate(*world, settings, threads, setting_up.seconds());
  print(options.json ? json_text(sound_json(scenario, settings, *world, needs))
                     : sound_text(scenario, settings, *world, needs, threads));
}

void check_and_tell(const CheckOptions& options) {
  try {
    check_scenario(options);
  } catch (const InputError& error) {
    if (options.json) print(json_text(unsound_json(options.scenario.file, error)));
    flush_output();
    throw;
  }
}

}  // namespace

void add_check(CLI::App& program, const Invocation& invocation) {
  CLI::App* command =
      program.add_subcommand("check", "Say what is wrong with a scenario, and what running it would take");
  const auto options = std::make_shared<CheckOptions>();
  add_text(*command, "FILE", options->scenario.file, "Scenario file")->required();
  add_scenario_options(*command, options->scenario, invocation.models);
  add_threads(*command, options->threads);
  command->add_flag("--json", options->json, "Print one JSON object");
  command->callback([options] { check_and_tell(*options); });
}

}  // namespace kith::tools

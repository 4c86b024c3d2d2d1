#include "tools/studies/options.hpp"

#include "engine/run/reactions.hpp"
#include "engine/settings/scenario_layers.hpp"
#include "engine/settings/toml_table.hpp"
#include "results/column_file.hpp"
#include "results/comparison.hpp"
#include "results/new_file.hpp"
#include "tools/console/allowance.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/interrupt.hpp"
#include "tools/console/terminal.hpp"
#include "tools/studies/calibration/calibration_file.hpp"
#include "tools/studies/optimise/optimise_file.hpp"
#include "tools/studies/posterior.hpp"
#include "tools/studies/sweep/sweep_file.hpp"

#include <fmt/format.h>
#include <oneapi/tbb/global_control.h>
#include <CLI/Error.hpp>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <limits>
#include <memory>

namespace kith::tools {
namespace {

constexpr std::int64_t most_threads = 1024;
constexpr std::int64_t most_replicates = 1'000'000;

Override override_from(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == std::string::npos) {
    throw CommandLineError(
        fmt::format("--set {}: write path=value, for example --set run.step_days=14", in_quotes(text)));
  }
  return {text.substr(0, equals), text.substr(equals + 1), "--set"};
}

/// Of two values for one setting one would be without effect.
void refuse_set_twice(const std::vector<Override>& overrides) {
  for (auto first = overrides.begin(); first != overrides.end(); ++first) {
    const auto again =
        std::find_if(first + 1, overrides.end(), [&](const auto& one) { return one.path == first->path; });
    if (again == overrides.end()) continue;
    throw CommandLineError(fmt::format("{} is set twice, to {} by {} and to {} by {}; give it once", first->path,
                                       first->text, first->origin, again->text, again->origin));
  }
}

std::vector<Override> overrides_from(const ScenarioOptions& options) {
  std::vector<Override> overrides;
  for (const std::string& text : options.sets) overrides.push_back(override_from(text));
  if (options.seed) overrides.push_back({"run.seed", std::to_string(*options.seed), "--seed"});
  if (options.replicates) overrides.push_back({"run.replicates", std::to_string(*options.replicates), "--replicates"});
  if (options.events) overrides.push_back({"output.events", "true", "--events"});
  refuse_set_twice(overrides);
  return overrides;
}

/// As a target would name it: "visits", or "visits[LABEL]" of one that is broken down.
std::string name_in_target(const Measure& measure) {
  return measure.dimensions.empty() ? measure.name : measure.name + "[LABEL]";
}

/// Words of a name, but for those every other name has.
std::vector<std::string> telling_words(const std::string& name) {
  std::vector<std::string> words(1);
  for (const char c : name)
    if (c == '_' || c == ' ' || c == '-')
      words.emplace_back();
    else
      words.back() += c;
  std::erase_if(words, [](const std::string& word) { return word.size() < 3 || word == "per" || word == "and"; });
  return words;
}

/// The measures that share most words with a name, the nearest first.
std::vector<std::string> near_measures(const std::string& name, const MeasureSet& measures) {
  constexpr std::size_t most_near = 6;
  std::vector<std::pair<std::ptrdiff_t, std::string>> ranked;
  for (const Measure& measure : measures.measures) {
    const std::vector<std::string> own = telling_words(measure.name), asked = telling_words(name);
    const auto shared = std::ranges::count_if(
        asked, [&](const std::string& word) { return std::ranges::find(own, word) != own.end(); });
    if (shared > 0) ranked.emplace_back(-shared, name_in_target(measure));
  }
  std::ranges::stable_sort(ranked, {}, [](const auto& one) { return one.first; });
  std::vector<std::string> near;
  for (const auto& [shared, found] : ranked)
    if (near.size() < most_near) near.push_back(found);
  return near;
}

std::string unknown_measure(const std::string& name, const MeasureSet& measures, const Model& model) {
  std::vector<std::string> known;
  for (const Measure& measure : measures.measures) known.push_back(measure.name);
  const std::vector<std::string> near = near_measures(name, measures);
  return fmt::format(
      "unknown measure {} in a target{}; {}: {}; of a measure that is broken down one label, "
      "MEASURE[LABEL]; kith find WORD finds others",
      in_quotes(name), did_you_mean(name, known), near.empty() ? "there are, among others" : "near it",
      fmt::join(near.empty() ? model.headlines() : near, ", "));
}

/// What a [[target]] may name: a measure that is one number, or one label of another measure's axes, such as
/// "visits[north]". "" if it is sound.
std::string target_problem(const std::string& text, const Model& model, bool own_catalogue) {
  const MeasureSet measures = model.measures();
  const auto [name, label] = results::labelled_measure(text);
  std::vector<std::string> known, labels;
  for (const Measure& measure : measures.measures) {
    if (label.empty() ? measure.dimensions.empty() : !measure.dimensions.empty()) known.push_back(measure.name);
    if (measure.name != name) continue;
    for (const std::string& axis : measure.dimensions)
      labels.insert(labels.end(), measures.dimension(axis).labels.begin(), measures.dimension(axis).labels.end());
  }
  const auto declared = std::ranges::find(measures.measures, name, &Measure::name);
  if (declared == measures.measures.end()) return unknown_measure(name, measures, model);
  if (std::find(known.begin(), known.end(), name) == known.end())
    return label.empty() ? fmt::format("the measure {} has more than one value; name a label of {}: {}[LABEL]",
                                       in_quotes(name), fmt::join(declared->dimensions, " or "), name)
                         : fmt::format("the measure {} is one number; leave out [{}]", in_quotes(name), label);
  // Services of folders of a scenario's own are not known here; a label that is nowhere is then not judged.
  if (label.empty() || own_catalogue || std::find(labels.begin(), labels.end(), label) != labels.end()) return "";
  return fmt::format("no axis of the measure {} has {}{}", name, in_quotes(label), did_you_mean(label, labels));
}

void check_targets(const Scenario& scenario, const Model& model, std::vector<Problem>& problems) {
  for (const Target& target : scenario.targets)
    if (const std::string problem = target_problem(target.measure, model, !scenario.catalogue.empty());
        !problem.empty())
      problems.push_back({target.where, problem});
}

/// A number is in a measure's unit; what is broken down takes a share.
void check_smallest_changes(const Scenario& scenario, const Model& model, std::vector<Problem>& problems) {
  const MeasureSet measures = model.measures();
  std::vector<std::string> known{any_measure};
  for (const Measure& measure : measures.measures) known.push_back(measure.name);
  for (const SmallestChange& smallest : scenario.matters) {
    const auto found = std::ranges::find(measures.measures, smallest.measure, &Measure::name);
    if (std::ranges::find(known, smallest.measure) == known.end())
      problems.push_back(
          {smallest.where,
           fmt::format("unknown measure {} in [matters]{}; allowed: any, {}", in_quotes(smallest.measure),
                       did_you_mean(smallest.measure, known), fmt::join(model.headlines(), ", "))});
    else if (smallest.amount && found != measures.measures.end() && !found->dimensions.empty())
      problems.push_back(
          {smallest.where, fmt::format("the measure {} is broken down by {}; say what matters of it as a percentage of "
                                       "the base, such as \"2%\", not {:g}",
                                       smallest.measure, fmt::join(found->dimensions, ", "), *smallest.amount)});
  }
}

/// The last file of a scenario that names catalogues, and where in it.
SourceLocation place_of_catalogue(const std::filesystem::path& file) {
  SourceLocation where{file.string()};
  std::vector<Problem> told_when_loading;
  for (const ScenarioLayer& layer : read_scenario_layers(file, told_when_loading).layers)
    if (const TomlTable top = TomlTable::over(layer.root, "", told_when_loading); top.has("catalogue"))
      where = top.location("catalogue");
  return where;
}

/// A folder none of whose files is an input of the run has no effect.
void check_catalogue(const Scenario& scenario, const Model& model, std::vector<Problem>& problems) {
  if (scenario.catalogue.empty()) return;
  const std::vector<std::filesystem::path> read = model.input_files(scenario);
  for (const std::filesystem::path& folder : scenario.catalogue) {
    const auto lies_there = [&](const std::filesystem::path& file) {
      std::error_code none;
      return std::filesystem::equivalent(file.parent_path(), folder, none);
    };
    if (std::ranges::none_of(read, lies_there))
      problems.push_back({place_of_catalogue(scenario.file),
                          fmt::format("the model {} reads no catalogue, so the folder {} has no effect",
                                      in_quotes(scenario.model), in_quotes(folder.string()))});
  }
}

[[noreturn]] void fail_to_write(const std::filesystem::path& file, const std::string& reason) {
  throw OutputError(fmt::format("{}: cannot be written: {}", file.string(), reason));
}

}  // namespace

CLI::Option* add_whole_number(CLI::App& command, const std::string& names, std::optional<std::int64_t>& target,
                              std::int64_t lowest, std::int64_t highest, const std::string& help) {
  const auto read = [&target, names, lowest, highest](const std::string& text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < lowest || value > highest) {
      throw CLI::ValidationError(
          names, fmt::format("{} is not a whole number from {} to {}", in_quotes(text), lowest, highest));
    }
    target = value;
  };
  return command.add_option_function<std::string>(names, read, help)->type_name("N");
}

CLI::Option* add_text(CLI::App& command, const std::string& names, std::string& target, const std::string& help) {
  return command.add_option(names, target, help)->check([&command](const std::string& text) {
    if (text.empty()) return std::string("an empty text is no name");
    if (text.starts_with('-') && command.get_option_no_throw(text) != nullptr)
      return fmt::format("'{}' is an option, so that the value is missing; a file of this name is ./{}", text, text);
    return std::string();
  });
}

void add_scenario_options(CLI::App& command, ScenarioOptions& options, const Models& models) {
  options.models = &models;
  command.add_option("--set", options.sets, "Lay a setting over the scenario; may be given many times")
      ->type_name("PATH=VALUE")
      ->type_size(1)
      ->allow_extra_args(false);
  add_whole_number(command, "--seed", options.seed, 0, std::numeric_limits<std::int64_t>::max(),
                   "Seed of all random draws (run.seed)");
  add_whole_number(command, "--replicates", options.replicates, 1, most_replicates,
                   "How many replicates (run.replicates)");
}

void add_posterior(CLI::App& command, ScenarioOptions& options, const std::string& drawn) {
  add_text(command, "--posterior", options.posterior,
           "Take what a calibration fitted: the values of its best point" + drawn)
      ->type_name("FILE.h5");
}

void say_posterior(const Scenario& scenario, bool quiet) {
  const std::string text = posterior_text(scenario);
  if (!quiet && !text.empty()) note(fmt::format("kith: {}\n", terminal_safe(text)));
}

void add_threads(CLI::App& command, std::optional<std::int64_t>& threads) {
  add_whole_number(command, "--threads", threads, 1, most_threads,
                   "Threads to use; the results do not depend on it (default: as many as this job may use processors)");
}

int thread_count(const std::optional<std::int64_t>& threads, bool quiet) {
  const Allowance allowed = allowance();
  const int count = threads ? static_cast<int>(*threads) : allowed.threads;
  if (count > allowed.threads && !quiet)
    note(fmt::format("kith: --threads {}, but only {} may be used here ({}); slower, and the results are the same\n",
                     count, allowed.threads, allowed.threads_because));
  static std::unique_ptr<tbb::global_control> limit;  // holds for what is set up outside of runs, too
  limit.reset();
  limit = std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism,
                                                static_cast<std::size_t>(count));
  return count;
}

namespace {

/// Only a model that has tables can be asked for them; of whom is for the model to judge.
void check_keeps_tables(const Scenario& scenario, const Model& model, std::vector<Problem>& problems) {
  for (const char* path : {"output.people", "output.episodes"}) {
    const Settings::Entry& entry = scenario.settings.entries().at(path);
    if (!std::get<TextList>(entry.value).empty() && model.measures().tables.empty())
      problems.push_back({entry.origin, fmt::format("'{}': model {} keeps nothing of single people; leave it out", path,
                                                    model.name())});
  }
}

}  // namespace

Scenario load(const ScenarioOptions& options) {
  if (sweep::is_sweep_file(options.file))
    throw InputError({options.file}, "is a sweep file, no scenario: 'kith sweep run' takes it");
  if (calibration::is_calibration_file(options.file))
    throw InputError({options.file}, "is a calibration file, no scenario: 'kith calibrate' takes it");
  if (optimise::is_optimise_file(options.file))
    throw InputError({options.file}, "is a file of purchases, no scenario: 'kith optimise' takes it");
  const Models& models = *options.models;
  Scenario scenario =
      load_scenario(options.file, overrides_from(options), models.names(), models.declare(), options.catalogue);
  scenario.built_by = &models.named(scenario.model);
  scenario.read_table = results::read_columns;
  const Model& model = model_of(scenario);
  std::vector<Problem> problems;
  if (!options.posterior.empty()) lay_best_point(scenario, options.posterior, problems);
  for (Problem& problem : model.problems(scenario)) problems.push_back(std::move(problem));
  for (Problem& problem : condition_problems(scenario, model)) problems.push_back(std::move(problem));
  check_targets(scenario, model, problems);
  check_smallest_changes(scenario, model, problems);
  check_catalogue(scenario, model, problems);
  check_keeps_tables(scenario, model, problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  return scenario;
}

namespace {

/// Writes beside `file` and renames; where it stands now.
std::filesystem::path write_text_as(const std::filesystem::path& file, const std::string& text,
                                    results::IfTaken if_taken) {
  results::NewFile target(file, if_taken);
  std::FILE* stream = std::fopen(target.partial().c_str(), "w");
  if (stream == nullptr) fail_to_write(file, std::strerror(errno));
  const bool written = std::fwrite(text.data(), 1, text.size(), stream) == text.size();
  const int error = errno;
  if (const bool closed = std::fclose(stream) == 0; !written || !closed)
    fail_to_write(file, std::strerror(written ? errno : error));
  return target.appear();
}

}  // namespace

void write_text_file(const std::filesystem::path& file, const std::string& text, bool force) {
  if (!force && std::filesystem::exists(file)) {
    throw OutputError(
        fmt::format("{}: exists already; add --force to replace it, or name another with -o", file.string()));
  }
  const WritingGuard guard;
  write_text_as(file, text, force ? results::IfTaken::replace : results::IfTaken::refuse);
}

std::filesystem::path write_finished_text(const std::filesystem::path& file, const std::string& text, bool force) {
  const WritingGuard guard;
  stop_if_requested();
  const std::filesystem::path written =
      write_text_as(file, text, force ? results::IfTaken::replace : results::IfTaken::other_name);
  say_if_elsewhere(file, written);
  return written;
}

void say_if_elsewhere(const std::filesystem::path& wanted, const std::filesystem::path& written) {
  if (written.filename() == wanted.filename() || std::filesystem::is_symlink(wanted)) return;
  note(fmt::format("kith: {} was made by somebody else meanwhile and is left alone; this is kept as {} instead\n",
                   terminal_safe(wanted.string()), terminal_safe(written.string())));
}

}  // namespace kith::tools

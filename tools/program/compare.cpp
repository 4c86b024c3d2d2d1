// kith compare: scenarios as paired worlds, the base first; one comparison file and a screenful about it. Takes
// scenario files, which it runs, or results files, which it joins.
#include "results/comparison.hpp"
#include "results/glance.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/interrupt.hpp"
#include "tools/console/json_text.hpp"
#include "tools/console/memory.hpp"
#include "tools/console/models.hpp"
#include "tools/console/outputs.hpp"
#include "tools/console/shell.hpp"
#include "tools/console/stopwatch.hpp"
#include "tools/console/terminal.hpp"
#include "tools/console/version.hpp"
#include "tools/program/commands.hpp"
#include "tools/report/answer.hpp"
#include "tools/report/comparison_summary.hpp"
#include "tools/report/evidence_draws_summary.hpp"
#include "tools/report/report_page.hpp"
#include "tools/report/short_summary.hpp"
#include "tools/report/summary.hpp"
#include "tools/studies/break_even.hpp"
#include "tools/studies/cost_benefit.hpp"
#include "tools/studies/doubt.hpp"
#include "tools/studies/evidence_draws.hpp"
#include "tools/studies/lived_pairs.hpp"
#include "tools/studies/made_pairs.hpp"
#include "tools/studies/options.hpp"
#include "tools/studies/posterior.hpp"
#include "tools/studies/simulate.hpp"
#include "tools/studies/unlike_bases.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace kith::tools {
namespace {

struct CompareOptions {
  std::vector<std::string> files;
  ScenarioOptions scenario;
  std::string output;
  std::string report;
  std::string precision;
  std::string measure;
  std::optional<std::int64_t> most_pairs;
  std::optional<std::int64_t> draws;
  std::optional<std::int64_t> draw_replicates;
  std::string prefer;
  std::string break_even;
  std::optional<std::int64_t> threads;
  bool chance_only = false;
  bool split_doubt = false;
  bool twin_events = false;
  bool detail = false;
  bool json = false;
  bool quiet = false;
  bool force = false;
  bool resume = false;
};

constexpr std::int64_t default_most_pairs = 200;
constexpr std::int64_t fewest_pairs_for_precision = 4;
constexpr std::int64_t default_draw_replicates = 4;
constexpr std::int64_t most_draws = 100'000;

bool is_results_file(const std::string& file) { return std::filesystem::path(file).extension() == ".h5"; }

/// File names without folder and ending; numbered where they would be alike.
std::vector<std::string> labels_of(const std::vector<std::string>& files) {
  std::vector<std::string> labels;
  for (const std::string& file : files) {
    const std::string stem = std::filesystem::path(file).stem().string();
    std::string label = stem;
    for (int i = 2; std::ranges::find(labels, label) != labels.end(); ++i) label = fmt::format("{} ({})", stem, i);
    labels.push_back(std::move(label));
  }
  return labels;
}

/// 0.05 for "5%" or "0.05".
double precision_from(const std::string& text) {
  char* end = nullptr;
  const double number = std::strtod(text.c_str(), &end);
  const bool percentage = end != text.c_str() && *end == '%';
  const double share = percentage ? number / 100 : number;
  if (end == text.c_str() || end[percentage ? 1 : 0] != '\0' || !(share > 0 && share < 1)) {
    throw CommandLineError(fmt::format(
        "--precision {}: write half of the width the interval may have, as a share of the base, such as 5% or 0.05",
        in_quotes(text)));
  }
  return share;
}

void check_options(const CompareOptions& options) {
  if (options.files.size() < 2) throw CommandLineError("give a base and at least one alternative");
  const auto results_files = static_cast<std::size_t>(std::ranges::count_if(options.files, is_results_file));
  if (results_files == 0 && options.precision.empty() && (!options.measure.empty() || options.most_pairs))
    throw CommandLineError("--measure and --most-pairs say what --precision is about; give that too");
  if (!options.draws && !options.prefer.empty())
    throw CommandLineError("--prefer says what --evidence-draws calls the best; give that too");
  if (!options.draws && options.break_even.empty() && options.draw_replicates)
    throw CommandLineError(
        "--draw-replicates says how often --evidence-draws and --break-even run; give one of them too");
  if (results_files == 0) return;
  if (results_files != options.files.size())
    throw CommandLineError("give scenario files, or results files (.h5) already made, not both");
  for (const std::string& file : options.files) results::glance(file);
  if (!options.scenario.sets.empty() || options.scenario.seed || options.scenario.replicates ||
      !options.precision.empty() || options.twin_events || options.draws || !options.break_even.empty() ||
      !options.scenario.posterior.empty() || options.resume || options.chance_only || options.split_doubt ||
      !options.measure.empty() || options.most_pairs)
    throw CommandLineError(
        "results files are compared as they are: --set, --seed, --replicates, --precision, --measure, --most-pairs, "
        "--chance-only, --split-doubt, --twin-events, --evidence-draws, --break-even, --posterior and --resume need "
        "scenario files");
}

// ---- running ----

/// What an option may be about. Throws CommandLineError if the model has no headline.
std::vector<std::string> headlines_for(const std::string& option, const Scenario& scenario) {
  std::vector<std::string> headlines = model_of(scenario).headlines();
  if (headlines.empty()) throw CommandLineError(fmt::format("{}: model {} has no headline", option, scenario.model));
  return headlines;
}

/// The measure the precision is about: the one asked for, else that of the first target, else the first headline.
std::string precision_measure(const CompareOptions& options, const std::vector<Scenario>& scenarios) {
  const std::vector<std::string> known = headlines_for("--precision", scenarios[0]);
  if (!options.measure.empty()) {
    if (std::ranges::find(known, options.measure) != known.end()) return options.measure;
    throw CommandLineError(fmt::format("--measure {}: no headline{}; allowed: {}", in_quotes(options.measure),
                                       did_you_mean(options.measure, known), fmt::join(known, ", ")));
  }
  for (const Scenario& scenario : scenarios)
    for (const Target& target : scenario.targets)
      if (std::ranges::find(known, target.measure) != known.end()) return target.measure;
  return known.front();
}

/// How well the mean over pairs is known. What one world would show does not become surer with more pairs.
struct Precision {
  std::string measure;
  double wanted = 0;
  double reached = 0;  ///< half of the widest interval of a mean, as a share of the base; NaN if unknown
};

double precision_of(const std::vector<results::Run>& runs, const std::string& measure) {
  double worst = 0;
  for (std::size_t i = 1; i < runs.size(); ++i) {
    const auto difference =
        results::paired_difference(results::scalar_values(runs[0], measure), results::scalar_values(runs[i], measure));
    const double half = (difference.difference.high - difference.difference.low) / 2 / std::abs(difference.base);
    if (std::isnan(half)) return half;
    worst = std::max(worst, half);
  }
  return worst;
}

/// Pairs still to be added: as many as the present interval lets expect, at most doubling; 0 when done.
std::int64_t pairs_wanted(const Precision& precision, std::int64_t present, std::int64_t most) {
  if (precision.reached <= precision.wanted || present >= most) return 0;
  const double factor = std::isnan(precision.reached) ? 4 : std::pow(precision.reached / precision.wanted, 2);
  const double total = std::ceil(static_cast<double>(present) * std::clamp(factor * 1.05, 1.1, 2.0));
  return std::min(most, std::max<std::int64_t>(present + 1, static_cast<std::int64_t>(total))) - present;
}

void refine(MadePairs& made, LivedPairs& pairs, Precision& precision, std::int64_t most, const HowToRun& how) {
  for (;;) {
    precision.reached = precision_of(made.runs, precision.measure);
    const std::int64_t count = pairs_wanted(precision, static_cast<std::int64_t>(made.runs[0].replicates.size()), most);
    if (count == 0) return;
    add_pairs(made, pairs, count, how);
  }
}

// ---- draws of evidence, values of a setting ----

/// The one asked for; else what the first target asks for that is of one number; else the lowest first headline.
results::Preference preference(const CompareOptions& options, const std::vector<Scenario>& scenarios) {
  const std::vector<std::string> known = headlines_for("--evidence-draws", scenarios[0]);
  if (!options.prefer.empty()) return preference_from(options.prefer, known);
  for (const Scenario& scenario : scenarios)
    for (const Target& target : scenario.targets)
      if (target.change && results::labelled_measure(target.measure).label.empty())
        return {target.measure, *target.change < 0};
  return {known.front(), true};
}

std::vector<DrawableNumber> drawn_numbers(const CompareOptions& options, const std::vector<Scenario>& scenarios) {
  NumbersInDoubt numbers = numbers_in_doubt(scenarios, options.scenario.posterior);
  if (numbers.drawn.empty())
    throw CommandLineError(
        "--evidence-draws: there is nothing to draw: these scenarios leave no number with a distribution to its "
        "default");
  return std::move(numbers.drawn);
}

/// Replicates of each draw and of each value tried.
std::int64_t replicates_of_variants(const CompareOptions& options, const std::vector<Scenario>& scenarios) {
  const std::int64_t replicates = read<RunSettings>(scenarios[0].settings).replicates;
  return options.draw_replicates.value_or(std::min(replicates, default_draw_replicates));
}

/// What is run besides the comparison itself. Made before anything runs, so that what makes no sense is said at once.
struct Variants {
  DoubtPlan doubt;
  std::optional<EvidenceDrawing> drawing;
  std::optional<BreakEvenSearch> search;
};

void check_keeps_twin_events(const CompareOptions& options, const Model& model) {
  if (options.twin_events && model.twin_measures().event_columns.empty())
    throw CommandLineError(
        fmt::format("--twin-events: model {} does not tell what happens in one world only; there is nothing to keep",
                    model.name()));
}

Variants variants_of(const CompareOptions& options, const std::vector<Scenario>& scenarios) {
  const std::int64_t replicates = replicates_of_variants(options, scenarios);
  Variants variants;
  variants.doubt = plan_doubt(
      scenarios,
      {.chance_only = options.chance_only, .split = options.split_doubt, .posterior = options.scenario.posterior});
  if (options.draws)
    variants.drawing =
        EvidenceDrawing{drawn_numbers(options, scenarios), *options.draws, replicates, preference(options, scenarios)};
  if (!options.break_even.empty()) variants.search = break_even_search(options.break_even, scenarios, replicates);
  return variants;
}

// ---- the whole ----

struct CompareOutcome {
  std::filesystem::path file;
  std::optional<std::filesystem::path> report;
  std::optional<Precision> precision;
  results::EvidenceDraws draws;
  results::BreakEven break_even;
  double world_seconds = 0, replicate_seconds = 0, seconds = 0;
  bool own_worlds = false;  ///< each pair sets up worlds of its own
  double peak_bytes = 0;
  int threads = 0;
  std::string digest;
};

/// A file that several scenarios stand on is read for each.
bool told_already(const std::vector<Problem>& problems, const Problem& problem) {
  return std::ranges::any_of(problems, [&](const Problem& one) {
    return one.message == problem.message && format_location(one.where) == format_location(problem.where);
  });
}

/// A comparison keeps no event log, which would only take memory.
void keep_no_events(ScenarioOptions& options) {
  for (const std::string& set : options.sets)
    if (set.starts_with("output.events="))
      throw CommandLineError(fmt::format("--set {}: a comparison keeps no event log; leave it out", set));
  options.sets.push_back("output.events=false");
}

/// All with the settings of one another's catalogues: a scheme that one brings is switched off in the others.
std::vector<Scenario> load_all(const CompareOptions& options) {
  std::vector<Scenario> scenarios;
  std::vector<Problem> problems;
  std::vector<std::filesystem::path> catalogue;
  for (const std::string& file : options.files) add_folders(catalogue, catalogue_of(file));
  for (const std::string& file : options.files) {
    ScenarioOptions one = options.scenario;
    one.file = file;
    one.catalogue = catalogue;
    keep_no_events(one);
    try {
      scenarios.push_back(load(one));
    } catch (const InputError& error) {
      for (const Problem& problem : error.problems())
        if (!told_already(problems, problem)) problems.push_back(problem);
    }
  }
  if (!problems.empty()) throw InputError(std::move(problems));
  return scenarios;
}

/// Runs all pairs, but for those kept earlier, then the variants.
MadePairs run_scenarios(const CompareOptions& options, const std::vector<Scenario>& scenarios, KeptReplicates& kept,
                        CompareOutcome& outcome) {
  const Variants variants = variants_of(options, scenarios);
  say_posterior(scenarios[0], options.quiet);
  const Stopwatch setting_up;
  if (const std::size_t cut = cuts_of(variants.doubt.numbers).size(); cut > 0 && options.detail && !options.quiet)
    note(fmt::format("kith: {} of {} distributions drawn from are cut by the range allowed; kith check names them\n",
                     cut, variants.doubt.numbers.size()));
  LivedPairs pairs(scenarios, variants.doubt);
  stop_if_requested();
  outcome.world_seconds = setting_up.seconds();
  outcome.own_worlds = !variants.doubt.chance_alone();
  const Stopwatch replicates;
  MadePairs made = no_pairs_yet(scenarios, variants.doubt, pairs);
  const std::int64_t fewest = outcome.precision ? fewest_pairs_for_precision : 1;
  const HowToRun how{.threads = outcome.threads,
                     .quiet = options.quiet,
                     .twin_events = options.twin_events,
                     .tables = true,
                     .kept = &kept};
  add_pairs(made, pairs, std::max(pairs.settings().replicates, fewest), how);
  if (outcome.precision) refine(made, pairs, *outcome.precision, options.most_pairs.value_or(default_most_pairs), how);
  outcome.replicate_seconds = replicates.seconds();
  const std::vector<std::string> labels = labels_of(options.files);
  if (variants.drawing) outcome.draws = run_draws(scenarios, labels, *variants.drawing, outcome.threads, options.quiet);
  if (variants.search)
    outcome.break_even = run_break_even(scenarios, labels, *variants.search, outcome.threads, options.quiet);
  return made;
}

/// What differs without anybody's having changed it.
void say_unlike_bases(const std::vector<Scenario>& scenarios, bool quiet) {
  for (std::size_t i = 1; i < scenarios.size() && !quiet; ++i)
    if (const std::string text = on_unlike_bases(scenarios[0], scenarios[i]); !text.empty())
      note(wrapped(fmt::format("kith: {}", terminal_safe(text)), screen_columns, 2) + "\n");
}

/// Reads the scenarios and says what is wrong with them and with what is asked, before anything runs.
std::vector<Scenario> sound_scenarios(const CompareOptions& options, CompareOutcome& outcome) {
  std::vector<Scenario> scenarios = load_all(options);
  for (const Scenario& scenario : scenarios) {
    refuse_own_file("-o", outcome.file, scenario);
    if (outcome.report) refuse_own_file("--report", *outcome.report, scenario);
  }
  if (!options.precision.empty())
    outcome.precision = Precision{precision_measure(options, scenarios), precision_from(options.precision), 0};
  check_keeps_twin_events(options, model_of(scenarios[0]));
  variants_of(options, scenarios);
  say_unlike_bases(scenarios, options.quiet);
  return scenarios;
}

MadePairs results_read(const CompareOptions& options, const Models& models) {
  MadePairs made;
  for (const std::string& file : options.files) made.runs.push_back(read_results(file, models));
  return made;
}

std::string precision_text(const Precision& precision, std::size_t pairs) {
  const bool met = precision.reached <= precision.wanted;
  return fmt::format(
      "Precision of {}: the mean over {} pairs is known to {} of the base either way; {:.3g}% asked for{}.\n",
      precision.measure, pairs, format_percent(precision.reached, 2), 100 * precision.wanted,
      met ? "" : ", NOT reached (see --most-pairs)");
}

/// Where the page is, or how to make it.
std::string page_text(const CompareOutcome& outcome) {
  if (!outcome.report) return fmt::format("Page: kith report {}", shell_path(outcome.file));
  std::error_code none;
  return fmt::format("Wrote {} ({})", outcome.report->string(),
                     format_bytes(static_cast<double>(std::filesystem::file_size(*outcome.report, none))));
}

std::string comparison_outcome_text(const results::Run& run, const CompareOutcome& outcome, bool detail) {
  std::string text;
  if (outcome.precision) text += precision_text(*outcome.precision, run.replicates.size());
  std::error_code none;
  text +=
      fmt::format("Wrote {} ({}), digest {}\n", outcome.file.string(),
                  format_bytes(static_cast<double>(std::filesystem::file_size(outcome.file, none))), outcome.digest);
  text += page_text(outcome) + (detail ? "\n" : "; more on this screen: --detail\n");
  if (outcome.replicate_seconds > 0)
    text += fmt::format("Took {}: {} to set up, {} for {} pairs{} on {}, at most {} of memory.\n",
                        format_seconds(outcome.seconds), format_seconds(outcome.world_seconds),
                        format_seconds(outcome.replicate_seconds), run.replicates.size(),
                        outcome.own_worlds ? ", each set up anew," : "", plural(outcome.threads, "thread"),
                        format_bytes(outcome.peak_bytes));
  return text;
}

std::string detail_text(const results::Run& run, const std::vector<std::string>& headlines) {
  return comparison_text(run, headlines) + draws_text(run, headlines) + break_even_text(run) +
         cautions_text(run.cautions) + "\n";
}

nlohmann::ordered_json comparison_outcome_json(const results::Run& run, const std::vector<std::string>& headlines,
                                               const CompareOutcome& outcome) {
  auto json = comparison_json(run, headlines);
  if (run.evidence_draws.draws > 0) json["evidence_draws"] = draws_json(run);
  if (!run.break_even.path.empty()) json["break_even"] = break_even_json(run);
  if (outcome.precision)
    json["precision"] = {{"measure", outcome.precision->measure},
                         {"wanted", outcome.precision->wanted},
                         {"reached", outcome.precision->reached}};
  json["cautions"] = cautions_json(run.cautions);
  json["file"] = outcome.file.string();
  if (outcome.report) json["report"] = outcome.report->string();
  json["digest"] = outcome.digest;
  json["seconds"] = outcome.seconds;
  json["world_seconds"] = outcome.world_seconds;
  json["replicate_seconds"] = outcome.replicate_seconds;
  json["peak_bytes"] = outcome.peak_bytes;
  json["threads"] = outcome.threads;
  return json;
}

/// Joins what was made into one comparison and writes it.
results::Run written(MadePairs made, const CompareOptions& options, CompareOutcome& outcome,
                     const Invocation& invocation, const std::string& started) {
  const std::vector<std::string> of_people = settings_of_people(invocation.models.find(made.runs[0].model));
  results::Run run = joined(std::move(made), labels_of(options.files), of_people);
  run.evidence_draws = std::move(outcome.draws);
  run.break_even = std::move(outcome.break_even);
  run.provenance = provenance(invocation.command_line, started, outcome.threads);
  outcome.file = write_results(outcome.file, run, options.force);
  return run;
}

/// Pairs that drew otherwise must not be mixed.
RunIdentity identity_of_pairs(const CompareOptions& options, const std::vector<Scenario>& scenarios) {
  RunIdentity identity = identity_of(scenarios, options.twin_events);
  identity.emplace_back("--chance-only", options.chance_only ? "given" : "not given");
  if (!options.scenario.posterior.empty())
    identity.emplace_back("the posterior", results::read_posterior(options.scenario.posterior).digest);
  return identity;
}

results::Run run_and_write(const CompareOptions& options, const std::vector<Scenario>& scenarios,
                           CompareOutcome& outcome, const Invocation& invocation, const std::string& started) {
  KeptReplicates kept(outcome.file, identity_of_pairs(options, scenarios),
                      {.resume = options.resume, .force = options.force, .quiet = options.quiet});
  say_on_interrupt("\nkith: stopping; finished pairs are kept (once more to stop at once)\n");
  results::Run run;
  keep_if_stopped(kept, invocation.command_line, [&] {
    run = written(run_scenarios(options, scenarios, kept, outcome), options, outcome, invocation, started);
    kept.remove();
  });
  return run;
}

void compare(const CompareOptions& options, const Invocation& invocation) {
  const Stopwatch whole;
  const std::string started = now_utc();
  check_options(options);
  const std::vector<std::string> labels = labels_of(options.files);
  CompareOutcome outcome;
  outcome.file = output_file(options.output, fmt::format("{}-against-{}.h5", labels[1], labels[0]));
  if (!options.report.empty()) outcome.report = options.report;
  outcome.threads = thread_count(options.threads, options.quiet);
  const bool of_results = is_results_file(options.files[0]);
  std::vector<std::filesystem::path> read{options.scenario.posterior};
  if (of_results) read.assign(options.files.begin(), options.files.end());
  std::vector<Scenario> scenarios;
  if (!of_results) scenarios = sound_scenarios(options, outcome);
  refuse_clashes({{"-o", outcome.file}, {"--report", options.report}}, read);
  results::check_writable(outcome.file, options.force);
  if (outcome.report) check_text_writable(*outcome.report, options.force);

  const results::Run run =
      of_results ? written(results_read(options, invocation.models), options, outcome, invocation, started)
                 : run_and_write(options, scenarios, outcome, invocation, started);
  const Model* model = invocation.models.find(run.model);
  if (outcome.report)
    outcome.report =
        write_finished_text(*outcome.report, report_page(run, model, invocation.supplements.areas), options.force);

  outcome.digest = results::digest(run.measures, run.replicates);
  outcome.seconds = whole.seconds();
  outcome.peak_bytes = peak_resident_bytes();
  const std::vector<std::string> headlines = headline_names(run, model);
  if (options.json) print(json_text(comparison_outcome_json(run, headlines, outcome)));
  if (!options.json && !options.quiet)
    print((options.detail ? detail_text(run, headlines) : short_summary(run, model)) +
          comparison_outcome_text(run, outcome, options.detail));
}

}  // namespace

void add_compare(CLI::App& program, const Invocation& invocation) {
  CLI::App* command =
      program.add_subcommand("compare", "Compare scenarios as paired worlds: what each changes, and how sure that is");
  const auto options = std::make_shared<CompareOptions>();
  command
      ->add_option("FILES", options->files,
                   "The base, then the alternatives: scenario files, or results files (.h5) already made")
      ->required();
  add_text(*command, "-o,--output", options->output, "Comparison file (default: ALT-against-BASE.h5, here)")
      ->type_name("FILE.h5");
  add_scenario_options(*command, options->scenario, invocation.models);
  add_posterior(*command, options->scenario, "; each pair, and --evidence-draws, draw from its sample");
  command->add_flag(
      "--chance-only", options->chance_only,
      "Let all pairs share one population, one past and the numbers as they stand: intervals of chance alone");
  command->add_flag("--split-doubt", options->split_doubt,
                    "Also tell chance, who lives there and what is not known apart: runs each pair two more times, or "
                    "once if only two of the three are in doubt");
  add_threads(*command, options->threads);
  add_text(*command, "--precision", options->precision,
           "Add pairs until the mean change is known to this share of the base either way, such as 5%")
      ->type_name("SHARE");
  add_text(*command, "--measure", options->measure,
           "The headline --precision is about (default: that of the first target)")
      ->type_name("NAME");
  add_whole_number(*command, "--most-pairs", options->most_pairs, 2, 1'000'000,
                   fmt::format("The limit of --precision (default: {})", default_most_pairs));
  add_whole_number(*command, "--evidence-draws", options->draws, 1, most_draws,
                   "Run all again under so many draws of the numbers of evidence: what is best under how many");
  add_whole_number(*command, "--draw-replicates", options->draw_replicates, 1, 1'000'000,
                   fmt::format("Replicates of each draw and of each value (default: {}, or run.replicates if fewer)",
                               default_draw_replicates));
  add_text(*command, "--prefer", options->prefer,
           "What makes a scenario the best, such as lowest:MEASURE (default: what the first target asks for)")
      ->type_name("lowest:MEASURE");
  add_text(
      *command, "--break-even", options->break_even,
      "Run all again with a setting at 5 values, or at COUNT: where is the net benefit zero, where are targets met")
      ->type_name("PATH=LOW..HIGH[:COUNT]");
  add_text(*command, "--report", options->report, "Also write a page to read and forward")->type_name("FILE.html");
  command->add_flag("--twin-events", options->twin_events,
                    "Also keep one row for each event that happens in one world only, with its route");
  command->add_flag("--detail", options->detail, "Print all that is known, not only what decides");
  command->add_flag("--json", options->json, "Print the summary as one JSON object");
  command->add_flag("--quiet", options->quiet, "Say nothing but errors (and --json)");
  command->add_flag("--force", options->force,
                    "Replace files that exist, and throw away replicates kept of a stopped run");
  command->add_flag("--resume", options->resume, "Go on from the pairs a stopped comparison has kept, or begin");
  command->callback([options, &invocation] { compare(*options, invocation); });
}

}  // namespace kith::tools

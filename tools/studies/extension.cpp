#include "tools/studies/extension.hpp"

#include "results/comparison.hpp"
#include "results/merge.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/terminal.hpp"
#include "tools/console/version.hpp"
#include "tools/studies/cost_benefit.hpp"
#include "tools/studies/inputs.hpp"
#include "tools/studies/lived_pairs.hpp"
#include "tools/studies/made_pairs.hpp"
#include "tools/studies/sweep/plan.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

namespace kith::tools {
namespace {

namespace fs = std::filesystem;

std::string program_of(const results::Provenance& made_by) {
  return fmt::format("kith {} (git {}, {})", made_by.program_version, made_by.git_hash, made_by.compiler);
}

void check_program(const std::string& file, const results::Provenance& made_by) {
  const std::string here = program_of(provenance("", "", 1));
  if (program_of(made_by) == here) return;
  throw InputError({file}, fmt::format("was made by {}, and this is {}: another program may give other results, and "
                                       "the two must not be mixed; take that one, or run anew",
                                       program_of(made_by), here));
}

/// All of a run but what it recorded.
results::Run without_replicates(const results::Run& run) {
  results::Run one;
  one.model = run.model;
  one.resolved = run.resolved;
  one.scenarios = run.scenarios;
  one.inputs = run.inputs;
  return one;
}

std::vector<std::string> labels_of(const results::Run& run) {
  std::vector<std::string> labels;
  for (const results::ComparedScenario& scenario : run.scenarios) labels.push_back(scenario.label);
  return labels;
}

/// The scenarios of a file, the base first, as they were when it was run, for replicates from `first` on.
std::vector<Scenario> scenarios_in(const results::Run& file, const ExtensionAsked& asked, std::int64_t first,
                                   std::int64_t count, const fs::path& folder) {
  results::Run laid_out = without_replicates(file);
  hold_against_disk(laid_out);
  laid_out.resolved = left_to_defaults(laid_out.resolved, !asked.posterior.empty());
  for (auto& scenario : laid_out.scenarios)
    scenario.resolved = left_to_defaults(scenario.resolved, !asked.posterior.empty());
  extract(laid_out, folder);
  std::vector<std::string> names{"scenario.toml"};
  if (results::is_comparison(file)) names = labels_of(file);
  std::vector<Scenario> scenarios;
  for (const std::string& name : names) {
    ScenarioOptions options{.models = asked.models, .replicates = count, .posterior = asked.posterior};
    options.file = (folder / (name.ends_with(".toml") ? name : name + ".toml")).string();
    options.sets = {fmt::format("run.first_replicate={}", first)};
    scenarios.push_back(load(options));
  }
  return scenarios;
}

bool keeps_events(const results::Run& run) {
  return std::ranges::any_of(run.replicates, [](const auto& one) { return !one.event_columns.empty(); });
}

bool tells_of(const results::Run& run, const std::string& name) {
  return std::ranges::count(run.measures.measures, name, &Measure::name) > 0;
}

std::vector<std::pair<std::string, std::string>> distributions_of(const std::vector<results::DrawnNumber>& numbers) {
  std::vector<std::pair<std::string, std::string>> words;
  for (const results::DrawnNumber& number : numbers) words.emplace_back(number.path, number.distribution);
  return words;
}

}  // namespace

/// A folder that goes when it is no longer needed.
class Extension::PassingFolder {
 public:
  PassingFolder() : path_(fs::temp_directory_path() / fmt::format("kith-extend-{}", ::getpid())) {}
  PassingFolder(const PassingFolder&) = delete;
  PassingFolder& operator=(const PassingFolder&) = delete;
  ~PassingFolder() {
    std::error_code none;
    fs::remove_all(path_, none);
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

Extension::~Extension() = default;

Extension::Extension(const ExtensionAsked& asked)
    : asked_(asked), git_hash_tells_all_(git_hash_tells_all()), folder_(std::make_unique<PassingFolder>()) {
  file_ = read_results(asked.file, *asked.models);
  check_program(asked.file, file_.provenance);
  const auto there = static_cast<std::int64_t>(file_.replicates.size());
  if (asked.replicates <= there)
    throw CommandLineError(fmt::format("--replicates {}: {} holds {} already; say how many there are to be in all",
                                       asked.replicates, asked.file, there));
  first_ = file_.replicates.back().replicate + 1;
  count_ = asked.replicates - there;
  scenarios_ = scenarios_in(file_, asked_, first_ - again(), count_, folder_->path());
  if (is_comparison()) check_draws(plan_of_pairs());
}

RunIdentity Extension::identity() const {
  return {{"the program", describe(sweep::this_build())},
          {"the file gone on from", results::digest(file_.measures, file_.replicates)},
          {"what its replicates keep", keeps_events(file_) ? "events" : "no events"},
          {"the scenario", file_.resolved}};
}

DoubtPlan Extension::plan_of_pairs() const {
  return plan_doubt(
      scenarios_,
      {.chance_only = file_.doubt.chance_alone(), .split = !file_.doubt.agains.empty(), .posterior = asked_.posterior});
}

/// What is drawn for the pairs there are must be what they drew.
void Extension::check_draws(const DoubtPlan& plan) const {
  const results::Doubt planned = described(plan);
  bool same = planned.population == file_.doubt.population &&
              distributions_of(planned.numbers) == distributions_of(file_.doubt.numbers);
  if (!planned.chance_alone() && same)
    for (const auto& [pair, draws] : file_.doubt.pairs) {
      const results::PairDraws drawn = draws_of_pair(plan, scenarios_[0], pair);
      same = same && drawn.population_seed == draws.population_seed && drawn.drawn == draws.drawn;
    }
  if (!same)
    throw InputError({asked_.file},
                     "its pairs drew otherwise than further ones would; if they drew from a posterior, "
                     "give the same with --posterior, else run anew");
}

/// Where the program's version does not tell all, the last replicate there is is made again to see that it is the same.
void Extension::check_again(const results::Run& part) const {
  if (part.replicates.empty() || part.replicates.front().replicate >= first_) return;
  const ReplicateResult& there = file_.replicates.back();
  if (results::digest(part.measures, {part.replicates.front()}) == results::digest(file_.measures, {there})) return;
  throw results::ResultsError(
      fmt::format("{}: its replicate {} comes out otherwise with this program, so that further ones must "
                  "not be mixed with those it holds; run anew",
                  asked_.file, there.replicate));
}

results::Run Extension::further_run(const HowToRun& how) {
  const Scenario& scenario = scenarios_.front();
  const std::unique_ptr<World> world = model_of(scenario).build(scenario);
  results::Run part = describe(scenario, read<RunSettings>(scenario.settings), world->measures());
  for (const auto& [first, count] : {std::pair(first_ - again(), again()), std::pair(first_, count_)}) {
    if (count == 0) continue;
    for (PairedReplicate& replicate : run_worlds({world.get()}, first, count, how))
      part.replicates.push_back(std::move(replicate.worlds.front()));
    check_again(part);
  }
  return part;
}

results::Run Extension::further_pairs(const HowToRun& how) {
  const DoubtPlan plan = plan_of_pairs();
  LivedPairs pairs(scenarios_, plan);
  const std::vector<std::string> of_people = model_of(scenarios_[0]).settings_of_people();
  const MeasureSet& twins = pairs.twin_measures();
  const bool tells_twins = !twins.measures.empty() && tells_of(file_, twins.measures.front().name);
  MadePairs made = no_pairs_yet(scenarios_, plan, pairs);
  if (!tells_twins) made.twin_measures = {};
  results::Run part;
  for (const std::int64_t count : {again(), count_}) {
    if (count == 0) continue;
    add_pairs(made, pairs, count, how);
    if (count == again() && made.runs[0].replicates.size() == 1) check_again(joined(made, labels_of(file_), of_people));
  }
  return joined(std::move(made), labels_of(file_), of_people);
}

results::Run Extension::made(const HowToRun& asked) {
  HowToRun how = asked;
  how.tables = true;
  how.twin_events = is_comparison() && keeps_events(file_);
  if (again() > 0 && !how.quiet)
    note(
        "kith: this program was built from sources that were changed; the last replicate is made again to see that it "
        "is the same\n");
  results::Run part = is_comparison() ? further_pairs(how) : further_run(how);
  std::erase_if(part.replicates, [&](const ReplicateResult& one) { return one.replicate < first_; });
  std::erase_if(part.doubt.pairs, [&](const auto& pair) { return pair.first < first_; });
  part.scenario_texts = file_.scenario_texts;
  part.provenance = file_.provenance;
  part.name = file_.name;
  part.resolved = file_.resolved;
  for (std::size_t i = 0; i < part.scenarios.size(); ++i) part.scenarios[i].resolved = file_.scenarios[i].resolved;
  results::EvidenceDraws draws = std::move(file_.evidence_draws);
  results::BreakEven break_even = std::move(file_.break_even);
  file_.evidence_draws = {};
  file_.break_even = {};
  std::vector<results::Run> parts;
  parts.push_back(std::move(file_));
  parts.push_back(std::move(part));
  results::Run whole = results::merge(std::move(parts), {asked_.file, "its further replicates"});
  whole.evidence_draws = std::move(draws);
  whole.break_even = std::move(break_even);
  return whole;
}

}  // namespace kith::tools

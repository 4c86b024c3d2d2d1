#include "tools/studies/optimise/outcomes.hpp"

#include "engine/settings/variation.hpp"
#include "results/comparison.hpp"
#include "results/full_years.hpp"
#include "results/sha256.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/framed_file.hpp"
#include "tools/console/models.hpp"
#include "tools/console/terminal.hpp"
#include "tools/studies/cost_benefit.hpp"
#include "tools/studies/kept_replicates.hpp"
#include "tools/studies/made_pairs.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace kith::optimise {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view head_mark = "kith purchases 1\n";
constexpr std::uint32_t outcome_kind = 1;

/// One value a replicate: of full years where the measure is told by year and they have a value, else of the run.
std::vector<double> yearly_values(const results::Run& run, const std::string& measure, std::size_t scenario) {
  const std::string yearly = measure + "_by_year";
  const results::FullYears years = results::full_years(run);
  std::vector<double> values;
  if (!years.whole_run() && std::ranges::count(run.measures.measures, yearly, &Measure::name) > 0) {
    results::Values told = results::values_of(run, yearly, scenario);
    told = results::averaged(results::cut(told, 0, years.first, years.count), 0);
    for (const Reals& row : told.rows) values.push_back(row.empty() ? std::nan("") : row[0]);
  }
  const bool has_values = std::ranges::any_of(values, [](double value) { return !std::isnan(value); });
  return has_values ? values : results::scalar_values(run, measure, scenario);
}

/// By what the schemes are said to cost, where the model counts nothing.
double listed_price(const OptimiseFile& file, const Plan& plan) {
  double total = 0;
  for (std::size_t i = 0; i < plan.size(); ++i)
    total += file.schemes[i].price * std::abs(plan[i] - file.schemes[i].from) / file.schemes[i].step;
  return total;
}

std::string search_identity(const OptimiseFile& file, bool chance_only) {
  std::string text = chance_only ? "chance only\n" : "";
  for (const auto& [name, value] : tools::identity_of({file.scenario}, false)) text += name + " " + value + "\n";
  text += fmt::format("{} {} {}\n", file.aim.measure, file.aim.lowest, format_date(file.from));
  for (const Scheme& scheme : file.schemes) text += fmt::format("{} {}\n", scheme.setting.path, scheme.price);
  return results::sha256(text);
}

std::string labelled(std::size_t number) { return fmt::format("plan {}", number); }

}  // namespace

Plan nothing_bought(const OptimiseFile& file) {
  Plan plan;
  for (const Scheme& scheme : file.schemes) plan.push_back(scheme.from);
  return plan;
}

Scenario scenario_of(const OptimiseFile& file, const Plan& plan, const std::string& name) {
  std::vector<Variation> bought;
  for (std::size_t i = 0; i < plan.size(); ++i) {
    const Scheme& scheme = file.schemes[i];
    if (plan[i] == scheme.from) continue;
    const Value value = scheme.is_switch() ? Value(true) : tools::typed_number(scheme.setting, plan[i]);
    bought.push_back({scheme.setting.path, value, file.from, scheme.where});
    if (!scheme.switched_on.empty()) bought.push_back({scheme.switched_on, true, file.from, scheme.where});
  }
  Scenario scenario = with_values(file.scenario, bought);
  const auto events = scenario.settings.entries().find("output.events");
  if (events != scenario.settings.entries().end()) scenario.settings.set("output.events", false, events->second.origin);
  scenario.name = name;
  return scenario;
}

std::vector<std::vector<Outcome>> outcomes_in(const results::Run& run, const OptimiseFile& file,
                                              const std::vector<Plan>& plans) {
  std::vector<std::vector<Outcome>> all;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    std::vector<Outcome>& rows = all.emplace_back(run.replicates.size());
    const std::vector<double> aim = yearly_values(run, file.aim.measure, i);
    const std::vector<double> spent = tools::spent_on_services(run, i);
    for (std::size_t pair = 0; pair < rows.size(); ++pair) {
      rows[pair].aim = aim[pair];
      rows[pair].spent = spent.empty() ? listed_price(file, plans[i]) : spent[pair];
    }
    for (const Ledger::Sum& sum : tools::net_benefits(run)) {
      const std::vector<double> costs = yearly_values(run, sum.cost, i);
      for (std::size_t pair = 0; pair < rows.size(); ++pair) rows[pair].costs.push_back(costs[pair]);
    }
  }
  return all;
}

Outcomes::Outcomes(const OptimiseFile& file, fs::path kept, const HowToSearch& how)
    : file_(file), kept_(std::move(kept)), how_(how), identity_(search_identity(file, how.chance_only)) {
  first_ = kith::read<RunSettings>(file.scenario.settings).first_replicate;
  std::error_code none;
  if (fs::exists(fs::symlink_status(kept_, none))) take_up(how.resume, how.force);
}

Outcomes::~Outcomes() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void Outcomes::take_up(bool resume, bool force) {
  if (!resume && !force)
    throw tools::OutputError(
        fmt::format("{}: holds what a stopped search has found; go on with it with --resume, "
                    "throw it away with --force, or name another file with -o",
                    kept_.string()));
  tools::FrameReader reader(kept_, head_mark);
  if (!reader.has_mark())
    throw tools::OutputError(fmt::format(
        "{}: a search keeps what it found there, but it holds something else; move it away", kept_.string()));
  if (!resume) return forget();
  if (reader.identity() != identity_)
    throw InputError({kept_.string()},
                     "holds what another search has found (another program, scenario, aim, day or "
                     "schemes); put it back as it was, or throw it away with --force");
  for (tools::Frame frame; reader.next(frame);) {
    tools::Taker taker(frame.contents);
    const Plan plan = taker.values<Plan>();
    const auto pair = taker.take<std::int64_t>();
    const auto aim = taker.take<double>();
    const auto spent = taker.take<double>();
    known_[{plan, pair}] = {aim, spent, taker.values<std::vector<double>>()};
  }
  lived_ = static_cast<std::int64_t>(known_.size());
  end_ = reader.end();
  if (!how_.quiet)
    tools::note(fmt::format("kith: going on from {} in {}\n", tools::plural(lived_, "world"), kept_.string()));
}

/// A help, never a reason to fail: what cannot be written is lived again after a stop.
void Outcomes::keep(const Key& key, const Outcome& outcome) {
  if (descriptor_ < 0) {
    descriptor_ = ::open(kept_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor_ < 0) return;
    if (end_ == 0) tools::append_bytes(descriptor_, end_, tools::head_bytes(head_mark, identity_));
  }
  std::string bytes;
  tools::put_values(bytes, key.first);
  tools::put(bytes, key.second);
  tools::put(bytes, outcome.aim);
  tools::put(bytes, outcome.spent);
  tools::put_values(bytes, outcome.costs);
  tools::append_bytes(descriptor_, end_, tools::frame_bytes(outcome_kind, bytes));
}

void Outcomes::forget() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
  std::error_code none;
  fs::remove(kept_, none);
}

const Outcome& Outcomes::of(const Plan& plan, std::int64_t pair) const { return known_.at({plan, pair}); }

void Outcomes::live(const std::vector<Plan>& plans, std::int64_t first, std::int64_t count) {
  std::int64_t begin = first;
  const auto all_known = [&](std::int64_t pair) {
    return std::ranges::all_of(plans, [&](const Plan& plan) { return known_.contains({plan, pair}); });
  };
  while (begin < first + count && all_known(begin)) ++begin;
  const std::int64_t missing = first + count - begin;
  if (missing == 0) return;
  std::vector<Plan> lacking;
  for (const Plan& plan : plans) {
    bool lacks = false;
    for (std::int64_t pair = begin; pair < first + count; ++pair) lacks = lacks || !known_.contains({plan, pair});
    if (lacks) lacking.push_back(plan);
  }
  if (lacking.size() == 1)  // worlds come in pairs
    lacking.insert(lacking.begin(), *std::ranges::find_if(plans, [&](const Plan& one) { return one != lacking[0]; }));
  std::vector<Scenario> scenarios;
  std::vector<std::string> labels;
  for (const Plan& plan : lacking) {
    scenarios.push_back(scenario_of(file_, plan, labelled(labels.size())));
    scenarios.back().settings.set("run.first_replicate", begin, {"the search"});
    scenarios.back().settings.set("run.replicates", missing, {"the search"});
    labels.push_back(labelled(labels.size()));
  }
  const tools::DoubtPlan doubt = tools::plan_doubt(scenarios, {.chance_only = how_.chance_only});
  tools::LivedPairs pairs(scenarios, doubt);
  tools::MadePairs made = tools::no_pairs_yet(scenarios, doubt, pairs);
  tools::add_pairs(made, pairs, missing, {.threads = how_.threads, .quiet = how_.quiet});
  const Model& model = tools::model_of(file_.scenario);
  const results::Run run = tools::joined(std::move(made), labels, model.settings_of_people());
  const auto outcomes = outcomes_in(run, file_, lacking);
  for (std::size_t i = 0; i < lacking.size(); ++i)
    for (std::int64_t pair = 0; pair < missing; ++pair) {
      const Key key{lacking[i], begin + pair};
      const Outcome& outcome = outcomes[i][static_cast<std::size_t>(pair)];
      if (known_.emplace(key, outcome).second) keep(key, outcome);
    }
  lived_ = static_cast<std::int64_t>(known_.size());
}

}  // namespace kith::optimise

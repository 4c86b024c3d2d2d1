#include "tools/studies/optimise/search.hpp"

#include "results/statistics.hpp"
#include "tools/console/format.hpp"
#include "tools/console/models.hpp"
#include "tools/console/terminal.hpp"
#include "tools/studies/made_pairs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace kith::optimise {
namespace {

constexpr double enough = 0.97;       ///< of the purse; more is not looked for
constexpr double fitted_to = 0.98;    ///< of the purse, where a step is cut to fit
constexpr double least_share = 0.05;  ///< of a step; less is not bought
constexpr std::size_t most_purchases = 60;
constexpr int most_fits = 3;

/// Pairs first .. first + count - 1.
struct Pairs {
  std::int64_t first, count;
};

template <class Of>
std::vector<double> over_pairs(const Pairs& pairs, Of&& of) {
  std::vector<double> values;
  for (std::int64_t pair = pairs.first; pair < pairs.first + pairs.count; ++pair) values.push_back(of(pair));
  return values;
}

/// From what came of two plans, pair by pair.
Change change_between(const OptimiseFile& file, const Pairs& pairs,
                      const std::function<const Outcome&(std::int64_t)>& a,
                      const std::function<const Outcome&(std::int64_t)>& b) {
  const double sign = file.aim.lowest ? -1 : 1;
  Change change;
  change.gain = results::estimate(over_pairs(pairs, [&](auto pair) { return sign * (b(pair).aim - a(pair).aim); }));
  change.spent = results::estimate(over_pairs(pairs, [&](auto pair) { return b(pair).spent - a(pair).spent; }));
  change.benefit = results::estimate(over_pairs(
      pairs, [&](auto pair) { return a(pair).costs.empty() ? std::nan("") : a(pair).costs[0] - b(pair).costs[0]; }));
  change.worse = 1 - results::chance_of_rise(change.gain, results::IntervalOf::one_world);
  change.mean_worse = 1 - results::chance_of_rise(change.gain, results::IntervalOf::mean);
  return change;
}

class Search {
 public:
  Search(const OptimiseFile& file, Outcomes& outcomes, bool quiet)
      : file_(file), outcomes_(outcomes), quiet_(quiet), nothing_(nothing_bought(file)), plan_(nothing_) {}
  Found run();

 private:
  Pairs pairs(std::int64_t count) const { return {outcomes_.first_pair(), count}; }
  void live(std::vector<Plan> plans, std::int64_t count) {
    plans.insert(plans.begin(), plan_);
    if (plan_ != nothing_) plans.push_back(nothing_);
    outcomes_.live(plans, outcomes_.first_pair(), count);
  }
  Change change(const Plan& from, const Plan& to, std::int64_t count) const {
    return change_between(
        file_, pairs(count), [&](auto pair) -> const Outcome& { return outcomes_.of(from, pair); },
        [&](auto pair) -> const Outcome& { return outcomes_.of(to, pair); });
  }
  double spent() const { return plan_ == nothing_ ? 0 : change(nothing_, plan_, file_.pairs).spent.mean; }
  Plan with(const Step& step) const {
    Plan plan = plan_;
    plan[step.scheme] = step.to;
    return plan;
  }
  std::vector<Step> next_steps() const;
  bool cut_to_fit(Step& step, double cost) const;
  void measure(std::vector<Step>& steps, std::int64_t count);
  void measure_fitting(std::vector<Step>& steps, std::int64_t count);
  bool keeps_limit(const Step& step) const;
  bool as_good_as(const Step& other, const Step& best) const;
  std::optional<Purchase> buy();
  void say(const std::string& what) const {
    if (!quiet_) tools::note(fmt::format("kith: {}\n", tools::terminal_safe(what)));
  }

  const OptimiseFile& file_;
  Outcomes& outcomes_;
  bool quiet_;
  Plan nothing_, plan_;
  Found found_;
};

/// A step in every scheme there is more of to buy, cut where it is known to cost too much.
std::vector<Step> Search::next_steps() const {
  std::vector<Step> steps;
  for (std::size_t i = 0; i < file_.schemes.size(); ++i) {
    const Scheme& scheme = file_.schemes[i];
    if (plan_[i] == scheme.to) continue;
    const double left = std::abs(scheme.to - plan_[i]), way = scheme.to > scheme.from ? 1 : -1;
    Step step{i, plan_[i], left <= scheme.step ? scheme.to : plan_[i] + way * scheme.step};
    const auto known = std::ranges::find(found_.next_pound, i, &Step::scheme);
    double cost = 0;
    if (known != found_.next_pound.end())
      cost = known->change.spent.mean * (step.to - step.from) / (known->to - known->from);
    if (cut_to_fit(step, cost)) steps.push_back(step);
  }
  return steps;
}

/// Cuts a step of this cost to what is left of the purse; false if nothing worth buying remains.
bool Search::cut_to_fit(Step& step, double cost) const {
  if (cost <= 0 || spent() + cost <= file_.purse) return true;
  const Scheme& scheme = file_.schemes[step.scheme];
  const double share = (fitted_to * file_.purse - spent()) / cost;
  if (scheme.is_switch() || share < least_share) return false;
  double size = std::abs(step.to - step.from) * share;
  if (scheme.is_whole()) size = std::floor(size);
  step.to = step.from + (step.to > step.from ? size : -size);
  return size > 0;
}

void Search::measure(std::vector<Step>& steps, std::int64_t count) {
  std::vector<Plan> plans;
  for (const Step& step : steps) plans.push_back(with(step));
  if (!plans.empty()) live(plans, count);
  for (Step& step : steps) {
    step.change = change(plan_, with(step), count);
    step.pairs = count;
  }
}

/// The same, but steps that turn out to cost too much are cut and measured again.
void Search::measure_fitting(std::vector<Step>& steps, std::int64_t count) {
  for (int round = 0; round < most_fits; ++round) {
    measure(steps, count);
    bool cut = false;
    std::erase_if(steps, [&](Step& step) {
      const double before = step.to;
      const bool fits = cut_to_fit(step, step.change.spent.mean);
      cut = cut || step.to != before;
      return !fits;
    });
    if (!cut) return;
  }
  std::erase_if(steps, [&](const Step& step) { return spent() + step.change.spent.mean > file_.purse; });
}

/// Whether the plan with the step does worse than no purchase, on average, with no greater chance than may be, or at
/// least with no greater one than the plan without it. Of one world more, too little is known in the pairs of a search:
/// that is for the check to say.
bool Search::keeps_limit(const Step& step) const {
  const double with_it = change(nothing_, with(step), step.pairs).mean_worse;
  const double before = plan_ == nothing_ ? 0.5 : change(nothing_, plan_, step.pairs).mean_worse;
  return !(with_it > file_.chance_of_worse && with_it > before);
}

/// Whether the gain for the money cannot be told from the best's in the pairs both were measured in.
bool Search::as_good_as(const Step& other, const Step& best) const {
  if (!std::isfinite(best.change.rate()) || !std::isfinite(other.change.rate()))
    return other.change.rate() == best.change.rate();
  const std::int64_t count = std::min(other.pairs, best.pairs);
  const double sign = file_.aim.lowest ? -1 : 1;
  const auto rate = [&](const Step& step, std::int64_t pair) {
    const double gain = sign * (outcomes_.of(with(step), pair).aim - outcomes_.of(plan_, pair).aim);
    return gain / step.change.spent.mean;
  };
  const results::Estimate apart =
      results::estimate(over_pairs(pairs(count), [&](auto pair) { return rate(best, pair) - rate(other, pair); }));
  return apart.count < 2 || apart.low <= 0;
}

std::string on_ending(const OptimiseFile& file, double spent) {
  if (spent >= enough * file.purse) return "the purse is spent";
  return "no further step that the purse pays for does better";
}

/// Screens all, measures the best again, and buys the one that brings most for the money; nothing if none does better.
std::optional<Purchase> Search::buy() {
  const auto best_first = [](std::vector<Step>& steps) {
    std::ranges::stable_sort(steps, std::greater{}, [](const Step& step) { return step.change.rate(); });
  };
  const auto of_no_use = [](const Step& step) { return !(step.change.gain.mean > 0); };
  std::vector<Step> steps = next_steps();
  say(fmt::format("purchase {}: {} in {}", found_.purchases.size() + 1, tools::plural(std::ssize(steps), "step"),
                  tools::plural(file_.screening_pairs, "pair")));
  measure_fitting(steps, file_.screening_pairs);
  best_first(steps);
  if (found_.purchases.empty()) found_.next_pound = steps;
  std::vector<Step> others = steps;
  std::erase_if(steps, of_no_use);
  const auto at_once = static_cast<std::size_t>(file_.contenders);
  steps.clear();
  for (std::size_t first = 0; steps.empty() && first < others.size(); first += at_once) {
    const auto begin = others.begin() + static_cast<std::ptrdiff_t>(first);
    steps.assign(begin, begin + static_cast<std::ptrdiff_t>(std::min(at_once, others.size() - first)));
    measure_fitting(steps, file_.pairs);
    std::erase_if(steps, [&](const Step& step) { return of_no_use(step) || !keeps_limit(step); });
  }
  if (steps.empty()) return std::nullopt;
  best_first(steps);
  Purchase bought{steps.front(), with(steps.front())};
  for (Step& other : others)
    for (const Step& again : steps)
      if (again.scheme == other.scheme) other = again;
  std::erase_if(others, [&](const Step& step) { return step.scheme == bought.step.scheme; });
  bought.others = others;
  for (const Step& other : others)
    if (!of_no_use(other) && as_good_as(other, bought.step)) bought.as_good.push_back(other);
  return bought;
}

Found Search::run() {
  while (found_.purchases.size() < most_purchases && spent() < enough * file_.purse) {
    auto bought = buy();
    if (!bought) break;
    plan_ = bought->plan;
    outcomes_.live({plan_, nothing_}, outcomes_.first_pair(), file_.pairs);
    bought->whole = change(nothing_, plan_, file_.pairs);
    say(fmt::format("bought: {} {} -> {}; {} spent so far", file_.schemes[bought->step.scheme].name,
                    tools::format_plain(bought->step.from, 6), tools::format_plain(bought->step.to, 6),
                    tools::format_count(std::llround(spent()))));
    found_.purchases.push_back(std::move(*bought));
  }
  found_.ended = on_ending(file_, spent());
  found_.lived = outcomes_.lived();
  return std::move(found_);
}

// ---- the check ----

Pairs pairs_of_check(const OptimiseFile& file, const Outcomes& outcomes) {
  return {outcomes.first_pair() + file.pairs, file.check_pairs};
}

/// What a plan costs in the pairs of the check.
double spent_in_check(const OptimiseFile& file, Outcomes& outcomes, const Plan& plan) {
  const Pairs pairs = pairs_of_check(file, outcomes);
  const Plan nothing = nothing_bought(file);
  outcomes.live({nothing, plan}, pairs.first, pairs.count);
  return results::estimate(
             over_pairs(pairs,
                        [&](auto pair) { return outcomes.of(plan, pair).spent - outcomes.of(nothing, pair).spent; }))
      .mean;
}

/// Other pairs draw other costs: more or less of the last purchase, as far as it goes, so that the purse is kept.
void fit_last(const OptimiseFile& file, Outcomes& outcomes, Found& found) {
  Purchase& last = found.purchases.back();
  const Scheme& scheme = file.schemes[last.step.scheme];
  for (int round = 0; round < most_fits && !scheme.is_switch(); ++round) {
    const double spent = spent_in_check(file, outcomes, last.plan);
    const double unit = last.step.change.spent.mean / (last.step.to - last.step.from);
    if ((spent <= file.purse && spent >= enough * file.purse) || unit == 0) return;
    if (spent < enough * file.purse && found.ended != on_ending(file, file.purse)) return;
    double value = last.step.to + (fitted_to * file.purse - spent) / unit;
    if (scheme.is_whole()) value = std::floor(value);
    const auto [low, high] = std::minmax(last.step.from, scheme.to);
    value = std::clamp(value, low, high);
    if (value == last.step.to || value == last.step.from) return;
    last.step.to = last.plan[last.step.scheme] = value;
  }
}

/// As much of one scheme as the purse pays for, by what a step of it costs.
Plan alone(const OptimiseFile& file, const Step& step) {
  const Scheme& scheme = file.schemes[step.scheme];
  Plan plan = nothing_bought(file);
  double size = std::abs(scheme.to - scheme.from);
  if (step.change.spent.mean > 0)
    size = std::min(size, std::abs(step.to - step.from) * file.purse / step.change.spent.mean);
  if (scheme.is_whole()) size = std::floor(size);
  plan[step.scheme] = scheme.is_switch() ? scheme.to : scheme.from + (scheme.to > scheme.from ? size : -size);
  return plan;
}

std::string bought_in_words(const OptimiseFile& file, const Plan& plan) {
  std::string text;
  for (std::size_t i = 0; i < plan.size(); ++i) {
    if (plan[i] == file.schemes[i].from) continue;
    text += (text.empty() ? "" : "; ") + file.schemes[i].name;
    if (!file.schemes[i].is_switch()) text += " " + tools::format_plain(plan[i], 6);
  }
  return text;
}

Check plans_to_check(const OptimiseFile& file, const Found& found) {
  Check check;
  check.pairs = file.check_pairs;
  for (const Purchase& purchase : found.purchases)
    check.frontier.push_back(
        {fmt::format("purchase {}", check.frontier.size() + 1), bought_in_words(file, purchase.plan), purchase.plan});
  check.frontier.back().label = "plan";
  for (const Step& step : found.next_pound) {
    const Plan plan = alone(file, step);
    if (plan != check.frontier.back().plan)
      check.singles.push_back({"only " + file.schemes[step.scheme].name, bought_in_words(file, plan), plan});
  }
  return check;
}

/// The comparison of all plans, no purchase first.
results::Run lived_together(const OptimiseFile& file, const Check& check, const Pairs& pairs, const HowToSearch& how,
                            tools::KeptReplicates& kept) {
  std::vector<std::string> labels{file.scenario.file.stem().string()};
  std::vector<Scenario> scenarios{scenario_of(file, nothing_bought(file), file.scenario.name)};
  for (const auto* checked : {&check.frontier, &check.singles})
    for (const Checked& one : *checked) {
      labels.push_back(one.label);
      scenarios.push_back(scenario_of(file, one.plan, one.name));
    }
  for (Scenario& scenario : scenarios) {
    scenario.settings.set("run.first_replicate", pairs.first, {file.file.string()});
    scenario.settings.set("run.replicates", pairs.count, {file.file.string()});
  }
  const tools::DoubtPlan doubt = tools::plan_doubt(scenarios, {.chance_only = how.chance_only});
  tools::LivedPairs lived(scenarios, doubt);
  tools::MadePairs made = tools::no_pairs_yet(scenarios, doubt, lived);
  tools::add_pairs(made, lived, pairs.count,
                   {.threads = how.threads, .quiet = how.quiet, .tables = true, .kept = &kept});
  return tools::joined(std::move(made), labels, tools::model_of(file.scenario).settings_of_people());
}

}  // namespace

double Change::rate() const {
  if (spent.mean > 0) return gain.mean / spent.mean;
  return gain.mean > 0 ? std::numeric_limits<double>::infinity() : -std::numeric_limits<double>::infinity();
}

Found search(const OptimiseFile& file, Outcomes& outcomes, bool quiet) { return Search(file, outcomes, quiet).run(); }

Check check(const OptimiseFile& file, Outcomes& outcomes, Found& found, const HowToSearch& how,
            tools::KeptReplicates& kept) {
  if (found.purchases.empty()) return {};
  fit_last(file, outcomes, found);
  Check check = plans_to_check(file, found);
  check.run = lived_together(file, check, pairs_of_check(file, outcomes), how, kept);
  std::vector<Plan> plans{nothing_bought(file)};
  for (const auto* checked : {&check.frontier, &check.singles})
    for (const Checked& one : *checked) plans.push_back(one.plan);
  const auto told = outcomes_in(check.run, file, plans);
  const auto between = [&](std::size_t a, std::size_t b) {
    return change_between(
        file, {0, file.check_pairs},
        [&](auto pair) -> const Outcome& { return told[a][static_cast<std::size_t>(pair)]; },
        [&](auto pair) -> const Outcome& { return told[b][static_cast<std::size_t>(pair)]; });
  };
  const std::size_t plan = check.frontier.size();
  for (std::size_t i = 0; i < plan; ++i) check.frontier[i].change = between(0, i + 1);
  for (std::size_t i = 0; i < check.singles.size(); ++i) {
    check.singles[i].change = between(0, plan + 1 + i);
    check.plan_over_singles.push_back(between(plan + 1 + i, plan));
  }
  return check;
}

}  // namespace kith::optimise

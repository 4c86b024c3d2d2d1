#include "tools/studies/trial_study.hpp"

#include "engine/work/blocks.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/interrupt.hpp"
#include "tools/console/memory.hpp"
#include "tools/console/models.hpp"
#include "tools/console/progress.hpp"
#include "tools/console/terminal.hpp"
#include "tools/studies/kept_trials.hpp"
#include "tools/studies/simulate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <atomic>

namespace kith::tools {
namespace {

/// In the order of TrialDesign.
const std::vector<std::string>& design_words() {
  static const std::vector<std::string> words{"random", "matching", "before-after"};
  return words;
}
constexpr std::int32_t usual_days = 365;
constexpr double least_share = 0.05, largest_share = 0.95;
constexpr std::int64_t least_days_of_entering = 28;

/// Place of a word among those known; else a fault that names them and the nearest.
std::size_t place_among(const std::vector<std::string>& known, const std::string& word, const std::string& option,
                        std::vector<std::string>& faults) {
  const auto found = std::ranges::find(known, word);
  if (found != known.end()) return static_cast<std::size_t>(found - known.begin());
  const std::string near = did_you_mean(word, known);
  faults.push_back(fmt::format("{} {}: there is none of that name{}", option, word,
                               near.empty() ? fmt::format("; there are: {}", fmt::join(known, ", ")) : near));
  return known.size();
}

template <class Items>
std::vector<std::string> names_in(const Items& items) {
  std::vector<std::string> names;
  for (const auto& item : items) names.push_back(item.name);
  return names;
}

void read_treatment(const TrialRequest& request, const TrialOffer& offer, TrialQuestion& question,
                    std::vector<std::string>& faults) {
  const std::size_t place = place_among(names_in(offer.treatments), request.treatment, "--service", faults);
  if (place == offer.treatments.size()) return;
  question.treatment = offer.treatments[place];
  question.plan.treatment = request.treatment;
  if (question.treatment.refused.empty()) return;
  std::vector<std::string> others;
  for (const auto& one : offer.treatments)
    if (one.refused.empty()) others.push_back(one.name);
  faults.push_back(fmt::format("--service {}: {}; these can be tried: {}", request.treatment,
                               question.treatment.refused, fmt::join(others, ", ")));
}

void read_share(const TrialRequest& request, TrialQuestion& question, std::vector<std::string>& faults) {
  const bool random = question.design == TrialDesign::random;
  question.plan.share = random ? request.share.value_or(0.5) : 1;
  if (!random && request.share)
    faults.push_back(
        fmt::format("--share is of --design random; with {} everybody referred may be offered it", request.design));
  if (question.plan.share < least_share || (random && question.plan.share > largest_share))
    faults.push_back(fmt::format("--share {:g}: give a share from {} to {}, so that there are two arms",
                                 question.plan.share, least_share, largest_share));
}

/// Throws InputError if nobody could enter and be followed.
void check_length(const Scenario& scenario, const TrialPlan& plan) {
  const Timeline timeline = read<RunSettings>(scenario.settings).timeline();
  const std::int64_t days = timeline.last_day() + 1;
  const std::int64_t needed = std::int64_t{plan.before_days} + plan.follow_up_days + least_days_of_entering;
  if (days >= needed) return;
  throw InputError({scenario.settings.entries().at("run.end").origin,
                    fmt::format("the run has {} days, but this trial takes at least {}: {} looked back over "
                                "(--before), {} in which people enter, and {} of follow-up (--follow-up)",
                                days, needed, plan.before_days, least_days_of_entering, plan.follow_up_days)});
}

TableColumn whole_column(const std::string& name, const std::string& unit, const std::string& meaning) {
  return {name, unit, meaning, {}, CellKind::whole};
}
TableColumn yes_or_no(const std::string& name, const std::string& meaning) {
  return {name, "", meaning, {"no", "yes"}, CellKind::small};
}

kith::Table subject_table(const TrialQuestion& question, const std::string& start) {
  const std::string day = "days since " + start;
  kith::Table table{"trial", "subject", "Who entered the trial of " + question.plan.treatment + ", one row each", {}};
  table.columns = {{"life", "", "Number of the life, or of the first in the family", {}, CellKind::whole, "", true},
                   yes_or_no("placebo_world", "Is this from the world where the treatment does nothing"),
                   whole_column("entry_day", day, "Day of entering"),
                   whole_column("counted_from", day, "First day counted as after; those up to it are before"),
                   whole_column("people", "people", "How many people stand in the row"),
                   yes_or_no("offered", "In the arm that is offered the treatment"),
                   yes_or_no("began", "Began the treatment during follow-up")};
  table.columns[1].identity = true;
  const auto add = [&](const std::string& name, const std::string& meaning) {
    table.columns.push_back({name, "", meaning, {}, CellKind::real});
  };
  for (const TrialOffer::Outcome& outcome : question.outcomes) {
    add(outcome.name + "_before", "Before: " + outcome.meaning);
    add(outcome.name + "_after", "After: " + outcome.meaning);
    add(outcome.name + "_without", "After, where the treatment does nothing: " + outcome.meaning);
    add(outcome.name + "_expected", "What the treatment's stated effect leaves of that: " + outcome.meaning);
  }
  for (const std::string& trait : question.traits) add("trait_" + trait, "Known as the subject entered: " + trait);
  return table;
}

void add_subject(TableRows& rows, const TrialSubject& subject, bool placebo) {
  std::vector<double> cells{static_cast<double>(subject.number),
                            placebo ? 1.0 : 0.0,
                            static_cast<double>(subject.entered),
                            static_cast<double>(subject.counted_from),
                            static_cast<double>(subject.people),
                            subject.offered ? 1.0 : 0.0,
                            subject.began ? 1.0 : 0.0};
  const auto cell = [](const std::vector<double>& values, std::size_t i) {
    return values.empty() ? no_cell<double> : values[i];
  };
  for (std::size_t i = 0; i < subject.before.size(); ++i)
    cells.insert(cells.end(),
                 {subject.before[i], subject.after[i], cell(subject.without, i), cell(subject.expected, i)});
  cells.insert(cells.end(), subject.traits.begin(), subject.traits.end());
  for (std::size_t i = 0; i < cells.size(); ++i) append_cell(rows.columns[i], cells[i]);
}

/// In order of subject, that of the world tried first.
TableRows rows_of_trial(const kith::Table& table, const TrialReplicate& replicate) {
  TableRows rows = rows_of(table);
  auto placebo = replicate.placebo.begin();
  for (const TrialSubject& subject : replicate.tried) {
    for (; placebo != replicate.placebo.end() && placebo->number < subject.number; ++placebo)
      add_subject(rows, *placebo, true);
    add_subject(rows, subject, false);
  }
  for (; placebo != replicate.placebo.end(); ++placebo) add_subject(rows, *placebo, true);
  return rows;
}

}  // namespace

const std::string& word_of(TrialDesign design) { return design_words()[static_cast<std::size_t>(design)]; }

TrialQuestion trial_question(const TrialRequest& request, const Scenario& scenario) {
  const TrialOffer offer = model_of(scenario).trial_offer(scenario);
  if (offer.treatments.empty())
    throw CommandLineError(fmt::format("the model {} offers nothing that could be tried", scenario.model));
  std::vector<std::string> faults;
  TrialQuestion question;
  question.outcomes = offer.outcomes;
  question.traits = offer.traits;
  read_treatment(request, offer, question, faults);
  question.design = static_cast<TrialDesign>(place_among(design_words(), request.design, "--design", faults));
  if (!request.outcome.empty())
    question.outcome = place_among(names_in(offer.outcomes), request.outcome, "--outcome", faults);
  if (question.design <= TrialDesign::before_after) read_share(request, question, faults);
  if (!faults.empty()) throw CommandLineError(fmt::format("{}", fmt::join(faults, "\n")));
  TrialPlan& plan = question.plan;
  plan.most_subjects = request.people.value_or(0);
  plan.follow_up_days = static_cast<std::int32_t>(request.follow_up_days.value_or(usual_days));
  plan.before_days = static_cast<std::int32_t>(request.before_days.value_or(plan.follow_up_days));
  plan.counted_from_beginning = question.design == TrialDesign::before_after;
  plan.placebo = request.placebo;
  plan.spread = !request.no_spread;
  check_length(scenario, plan);
  return question;
}

namespace {

/// Places, among `replicates`, of the trials that are still to be held.
std::vector<std::size_t> missing_trials(std::vector<TrialReplicate>& replicates, std::int64_t first,
                                        KeptReplicates* kept) {
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < replicates.size(); ++i) {
    const auto earlier = kept != nullptr ? kept->take(first + static_cast<std::int64_t>(i)) : std::nullopt;
    if (earlier)
      replicates[i] = unpacked(*earlier);
    else
      missing.push_back(i);
  }
  return missing;
}

std::int64_t trials_at_once(const TrialWorld& world, int threads, std::size_t missing) {
  const double room = available_bytes() / std::max(1.0, 2.0 * static_cast<double>(world.bytes_of_state()));
  return std::clamp<std::int64_t>(
      static_cast<std::int64_t>(std::min(room, 1e6)), 1,
      std::min<std::int64_t>(threads, std::max<std::int64_t>(1, static_cast<std::int64_t>(missing))));
}

}  // namespace

std::vector<TrialReplicate> run_trial(const Scenario& scenario, const TrialPlan& plan, int threads, bool quiet,
                                      KeptReplicates* kept) {
  const auto settings = kith::read<RunSettings>(scenario.settings);
  const std::unique_ptr<TrialWorld> world = model_of(scenario).build_trial(scenario, plan);
  stop_if_requested();
  std::vector<TrialReplicate> replicates(static_cast<std::size_t>(settings.replicates));
  const std::vector<std::size_t> missing = missing_trials(replicates, settings.first_replicate, kept);
  const std::int64_t at_once = trials_at_once(*world, threads, missing.size());
  const std::int64_t count = std::ssize(missing);
  if (!quiet)
    note(fmt::format("kith: {} people, {} of {}, {} at once\n", format_count(world->people()), plural(count, "trial"),
                     plural(world->steps(), "step"), at_once));
  Progress progress(world->steps() * count, quiet);
  const RunControl control{.stop = &stop_requested(), .steps_done = [&](std::int64_t steps) { progress.add(steps); }};
  std::atomic<std::size_t> next{0};
  with_threads(threads, [&] {
    for_each_block(static_cast<std::size_t>(at_once), [&](std::size_t) {
      for (std::size_t i = next++; i < missing.size(); i = next++)
        // Isolated, so that a thread waiting inside one trial never starts another on top of it.
        tbb::this_task_arena::isolate([&] {
          TrialReplicate& held = replicates[missing[i]];
          held = world->run(settings.first_replicate + static_cast<std::int64_t>(missing[i]), control);
          if (kept != nullptr) kept->keep(packed(held));
        });
    });
  });
  return replicates;
}

results::Run trial_file(const Scenario& scenario, const TrialQuestion& question,
                        const std::vector<TrialReplicate>& replicates) {
  const auto settings = kith::read<RunSettings>(scenario.settings);
  MeasureSet told;
  told.tables.push_back(subject_table(question, format_date(settings.start)));
  results::Run run = describe(scenario, settings, told);
  run.facts.clear();
  run.goals.clear();
  for (const TrialReplicate& replicate : replicates) {
    ReplicateResult result(told, replicate.replicate);
    result.tables.push_back(rows_of_trial(told.tables[0], replicate));
    run.replicates.push_back(std::move(result));
  }
  return run;
}

}  // namespace kith::tools

#include "tools/studies/calibration/calibrate.hpp"

#include "engine/settings/distribution.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/interrupt.hpp"
#include "tools/console/memory.hpp"
#include "tools/console/progress.hpp"
#include "tools/console/terminal.hpp"
#include "tools/studies/calibration/fit.hpp"
#include "tools/studies/sweep/begin.hpp"
#include "tools/studies/sweep/rank_work.hpp"
#include "tools/studies/sweep/worker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

namespace kith::calibration {
namespace {

namespace fs = std::filesystem;
using sweep::Kind;
using sweep::VariedParameter;

constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

/// The value a point of the unit cube means for a parameter.
double number_at(const VariedParameter& parameter, double u) {
  return parameter.as_number(parameter.value_at(u, false));
}

std::vector<double> numbers_at(const CalibrationFile& file, const UnitPoint& unit) {
  std::vector<double> numbers;
  for (std::size_t k = 0; k < unit.size(); ++k) numbers.push_back(number_at(file.parameters[k], unit[k]));
  return numbers;
}

/// A round as a sweep over a list.
sweep::SweepFile round_of(const CalibrationFile& file, const UnitPoints& points) {
  sweep::SweepFile round{.file = file.file,
                         .scenario = file.scenario,
                         .design = {.design = sweep::Design::list},
                         .replicates = file.replicates,
                         .first_replicate = file.first_replicate,
                         .parameters = file.parameters,
                         .measures = file.measures,
                         .texts = file.texts};
  for (const UnitPoint& unit : points) {
    auto& row = round.list.emplace_back();
    for (std::size_t k = 0; k < unit.size(); ++k) row.push_back(file.parameters[k].value_at(unit[k], false));
  }
  return round;
}

/// A round as rank 0 tells it the others: its number, how many points, then these one after the other.
std::vector<double> as_numbers(std::int64_t round, const UnitPoints& points) {
  std::vector<double> numbers{static_cast<double>(round), static_cast<double>(points.size())};
  for (const UnitPoint& unit : points) numbers.insert(numbers.end(), unit.begin(), unit.end());
  return numbers;
}

std::pair<std::int64_t, UnitPoints> round_from(const std::vector<double>& numbers) {
  UnitPoints points(static_cast<std::size_t>(numbers.at(1)));
  const std::size_t width = points.empty() ? 0 : (numbers.size() - 2) / points.size();
  auto next = numbers.begin() + 2;
  for (UnitPoint& unit : points) {
    unit.assign(next, next + static_cast<std::ptrdiff_t>(width));
    next += static_cast<std::ptrdiff_t>(width);
  }
  return {static_cast<std::int64_t>(numbers.front()), std::move(points)};
}

sweep::WorkSettings settings_of(const Work& work) {
  const int processes = work.ranks == nullptr ? 1 : work.ranks->ranks_on_this_machine();
  return {.threads = work.threads, .memory_bytes = tools::available_bytes() / processes};
}

/// Tells other ranks, however a calibration ends, that there is no further round.
class Dismissal {
 public:
  explicit Dismissal(sweep::Ranks* ranks) : ranks_(ranks) {}
  Dismissal(const Dismissal&) = delete;
  Dismissal& operator=(const Dismissal&) = delete;
  ~Dismissal() {
    if (ranks_ != nullptr) ranks_->share({});
  }

 private:
  sweep::Ranks* ranks_;
};

/// The rounds of a calibration on disk.
class Rounds {
 public:
  Rounds(const CalibrationFile& file, const Work& work) : file_(file), work_(work) {
    if (work.force) throw_away();
    if (!work.resume && sweep::has_plan(round_folder(work.folder, 0)))
      throw tools::OutputError(
          fmt::format("{}: holds a calibration already; go on with it with --resume, throw it away with --force, or "
                      "name another folder with --folder",
                      work.folder.string()));
  }

  std::vector<Outcomes> simulate(std::int64_t round, const UnitPoints& points) {
    const fs::path folder = round_folder(work_.folder, round);
    if (work_.ranks != nullptr) work_.ranks->share(as_numbers(round, points));
    Begun here = begin(folder, points);
    run_what_is_left(round, here);
    here.writer.reset();
    return outcomes_of(folder, here.begun.plan);
  }

  std::int64_t made() const { return made_; }
  std::int64_t failed() const { return failed_; }
  const std::string& reason() const { return reason_; }

 private:
  struct Begun {
    sweep::Begun begun;
    std::unique_ptr<sweep::ShardWriter> writer;
    std::vector<std::int64_t> runs;  ///< that are still to be made
  };

  /// Other ranks wait to hear whether this went well.
  Begun begin(const fs::path& folder, const UnitPoints& points) const try {
    Begun here{sweep::begin_sweep(round_of(file_, points), {.sweep = {}, .folder = folder, .resume = work_.resume},
                                  work_.command_line),
               nullptr,
               {}};
    const sweep::Claim claim =
        work_.ranks == nullptr ? sweep::shard_claim(1, 1) : sweep::rank_claim(0, work_.ranks->size());
    here.writer = std::make_unique<sweep::ShardWriter>(folder, here.begun.plan, claim, work_.threads);
    here.runs = sweep::runs_left(here.begun.plan, sweep::Shards(folder, here.begun.plan));
    if (work_.ranks != nullptr) work_.ranks->agree(true);
    return here;
  } catch (...) {
    if (work_.ranks != nullptr) work_.ranks->agree(false);
    throw;
  }

  void throw_away() const {
    std::error_code none;
    const auto is_there = [&](std::int64_t round) { return fs::exists(round_folder(work_.folder, round), none); };
    for (std::int64_t round = 0; is_there(round); ++round)
      sweep::refuse_other_folder(round_folder(work_.folder, round));
    for (std::int64_t round = 0; is_there(round); ++round) {
      const fs::path folder = round_folder(work_.folder, round);
      for (const sweep::WorkerNote& worker : sweep::workers_of(folder))
        if (worker.alive)
          throw tools::OutputError(fmt::format("{}: is being worked on by process {} on {}; stop it before --force",
                                               folder.string(), worker.process, worker.host));
      fs::remove_all(folder, none);
    }
  }

  void run_what_is_left(std::int64_t round, Begun& here) {
    const sweep::Begun& begun = here.begun;
    const std::int64_t left = std::ssize(here.runs);
    if (left > 0 && !work_.quiet)
      tools::note(fmt::format("kith: round {} of {}: {} points x {}; {} to do\n", round + 1, file_.rounds,
                              begun.plan.points.size(), tools::plural(file_.replicates, "replicate"),
                              tools::plural(left, "run")));
    tools::Progress progress(left, work_.quiet || left == 0, "runs");
    sweep::WorkSettings settings = settings_of(work_);
    settings.run_done = [&](bool) { progress.add(1); };
    const auto make = [&](const sweep::NextRun& next) {
      return sweep::work(begun.sweep, begun.plan, *here.writer, next, settings);
    };
    if (work_.ranks != nullptr)
      sweep::work_as_first_rank(*work_.ranks, std::move(here.runs), make);
    else if (left > 0)
      make(sweep::one_by_one(std::move(here.runs)));
    made_ += left;
  }

  std::vector<Outcomes> outcomes_of(const fs::path& folder, const sweep::Plan& plan) {
    const sweep::Shards shards(folder, plan);
    std::vector<Outcomes> all(plan.points.size(), Outcomes(file_.facts.size()));
    for (std::size_t point = 0; point < all.size(); ++point)
      for (std::int64_t r = 0; r < plan.replicates; ++r) {
        const std::vector<double> measured = measured_in(shards, static_cast<std::int64_t>(point), r);
        for (std::size_t f = 0; f < file_.facts.size(); ++f)
          all[point][f].push_back(measured.empty() ? no_value : fact_in(file_.facts[f], measured));
      }
    return all;
  }

  /// The measures of a run; none if it failed.
  std::vector<double> measured_in(const sweep::Shards& shards, std::int64_t point, std::int64_t r) {
    const sweep::Entry* entry = shards.find(point, file_.first_replicate + r);
    if (entry == nullptr) return {};
    const sweep::Record record = shards.read(*entry);
    if (record.failed) {
      ++failed_;
      if (reason_.empty()) reason_ = record.reason;
      return {};
    }
    std::vector<double> values;
    for (const auto& array : record.arrays)
      values.push_back(std::visit([](const auto& one) { return static_cast<double>(one.at(0)); }, array));
    return values;
  }

  double fact_in(const FittedFact& fact, const std::vector<double>& measured) const {
    std::vector<double> values;
    for (const std::string& measure : fact.measures)
      values.push_back(
          measured[static_cast<std::size_t>(std::ranges::find(file_.measures, measure) - file_.measures.begin())]);
    return value_of(fact, std::move(values));
  }

  const CalibrationFile& file_;
  const Work& work_;
  std::int64_t made_ = 0, failed_ = 0;
  std::string reason_;
};

const char* name_of(Met met) {
  return met == Met::met ? "met" : met == Met::not_together ? "not with the others" : "impossible";
}

const char* name_of(Learnt learnt) {
  switch (learnt) {
    case Learnt::identified:
      return "identified";
    case Learnt::bounded_above:
      return "bounded above";
    case Learnt::bounded_below:
      return "bounded below";
    case Learnt::superfluous:
      return "superfluous";
  }
  return "";
}

results::CalibratedParameter described(const VariedParameter& varied, const ParameterVerdict& verdict, double best) {
  const bool range = varied.kind == Kind::range;
  results::CalibratedParameter row{.path = varied.setting.path,
                                   .unit = varied.setting.unit,
                                   .kind = range ? "range" : "distribution",
                                   .distribution = range ? "" : varied.setting.distribution,
                                   .learnt = name_of(verdict.learnt),
                                   .pressed = verdict.at_lowest    ? "lowest"
                                              : verdict.at_highest ? "highest"
                                                                   : "",
                                   .lowest = number_at(varied, range ? 0 : 0.025),
                                   .highest = number_at(varied, range ? 1 : 0.975),
                                   .integer = varied.integer,
                                   .log = varied.log,
                                   .prior_low = number_at(varied, 0.05),
                                   .prior_high = number_at(varied, 0.95),
                                   .low = number_at(varied, verdict.low),
                                   .middle = number_at(varied, verdict.middle),
                                   .high = number_at(varied, verdict.high),
                                   .best = best,
                                   .narrowed = verdict.narrowed,
                                   .taught = verdict.taught,
                                   .profile = verdict.profile};
  for (const double place : profile_places()) row.profile_values.push_back(number_at(varied, place));
  return row;
}

results::CalibratedFact described(const FittedFact& fact, const FactVerdict& verdict) {
  return {.name = fact.name,
          .expression = fact.expression,
          .unit = fact.unit,
          .source = fact.source,
          .met = name_of(verdict.met),
          .target = fact.target,
          .tolerance = fact.tolerance,
          .chance = verdict.allowed.chance,
          .best = verdict.best,
          .miss = verdict.miss,
          .least_miss = verdict.least_miss,
          .posterior_low = verdict.posterior_low,
          .posterior_mean = verdict.posterior_mean,
          .posterior_high = verdict.posterior_high,
          .emulator_deviation = verdict.emulator,
          .emulator_widened = verdict.widened};
}

results::Calibration head_of(const CalibrationFile& file) {
  const auto run = kith::read<RunSettings>(file.scenario.settings);
  return {.model = file.scenario.model,
          .name = file.scenario.name,
          .question = file.scenario.question,
          .start = format_date(run.start),
          .end = format_date(run.end),
          .seed = run.seed,
          .calibration_seed = file.seed,
          .first_replicate = file.first_replicate,
          .replicates = file.replicates,
          .texts = file.texts};
}

results::Calibration described(const CalibrationFile& file, const Fit& fit) {
  results::Calibration calibration = head_of(file);
  calibration.best_point = static_cast<std::int64_t>(fit.best);
  calibration.effective_size = std::llround(fit.effective);
  calibration.together = fit.together;
  for (const Tried& tried : fit.tried)
    calibration.points.push_back({tried.unit, numbers_at(file, tried.unit), tried.round, tried.misfit, tried.outcomes});
  const std::vector<double>& best = calibration.points[fit.best].numbers;
  for (std::size_t k = 0; k < file.parameters.size(); ++k)
    calibration.parameters.push_back(described(file.parameters[k], fit.parameters[k], best[k]));
  for (std::size_t f = 0; f < file.facts.size(); ++f)
    calibration.facts.push_back(described(file.facts[f], fit.facts[f]));
  for (const Round& round : fit.rounds) calibration.rounds.push_back({round.points, round.plausible, round.left});
  for (const UnitPoint& unit : fit.sample) calibration.sample.push_back(numbers_at(file, unit));
  calibration.sample_unit_cube = fit.sample;
  calibration.predicted = fit.predicted;
  return calibration;
}

Fit fit_to(const CalibrationFile& file, Rounds& rounds, bool quiet) {
  std::vector<Target> targets;
  for (const FittedFact& fact : file.facts) targets.push_back({fact.target, fact.tolerance});
  const Budget budget{.points = file.points,
                      .rounds = file.rounds,
                      .sample = static_cast<std::size_t>(file.sample),
                      .seed = static_cast<std::uint64_t>(file.seed)};
  const auto simulate = [&](std::int64_t round, const UnitPoints& points) { return rounds.simulate(round, points); };
  const auto say = [&](const std::string& what) {
    tools::stop_if_requested();
    if (!quiet) tools::note(fmt::format("kith: {}\n", what));
  };
  return fit(file.parameters.size(), targets, budget, simulate, say);
}

}  // namespace

fs::path round_folder(const fs::path& folder, std::int64_t round) {
  return folder / fmt::format("round-{}", round + 1);
}

Calibrated calibrate(const CalibrationFile& file, const Work& work) {
  const Dismissal dismissal(work.ranks);
  Rounds rounds(file, work);
  try {
    const Fit found = fit_to(file, rounds, work.quiet);
    return {described(file, found), rounds.made(), rounds.failed()};
  } catch (const Interrupted&) {
    throw tools::StoppedWithResults(
        fmt::format("interrupted; the runs that were made are kept in {}; go on with --resume", work.folder.string()));
  } catch (const std::invalid_argument& error) {
    const std::string why = rounds.reason().empty() ? "" : fmt::format("; runs failed: {}", rounds.reason());
    throw tools::RunsFailed(fmt::format("nothing can be fitted: {}{}", error.what(), why), true);
  }
}

void help(const CalibrationFile& file, const Work& work) {
  sweep::Ranks& ranks = *work.ranks;
  for (std::vector<double> numbers = ranks.share({}); !numbers.empty(); numbers = ranks.share({})) {
    if (!ranks.agree(true)) continue;
    const auto [round, points] = round_from(numbers);
    const fs::path folder = round_folder(work.folder, round);
    const sweep::Begun begun =
        sweep::begin_sweep(round_of(file, points), {.sweep = {}, .folder = folder, .join = true}, work.command_line);
    sweep::ShardWriter writer(folder, begun.plan, sweep::rank_claim(ranks.rank(), ranks.size()), work.threads);
    sweep::work_as_other_rank(ranks, begun.sweep, begun.plan, writer, settings_of(work));
  }
}

fs::path write(const fs::path& file, const results::Calibration& calibration, bool force) {
  const tools::WritingGuard guard;
  tools::stop_if_requested();
  const fs::path written = results::write_finished_calibration(file, calibration, force);
  tools::say_if_elsewhere(file, written);
  return written;
}

}  // namespace kith::calibration

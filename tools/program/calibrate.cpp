// kith calibrate: parameters fitted to facts; one file with what the facts leave possible and a screenful about it.
#include "tools/studies/calibration/calibrate.hpp"
#include "engine/run/fitted_sample.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/interrupt.hpp"
#include "tools/console/json_text.hpp"
#include "tools/console/outputs.hpp"
#include "tools/console/stopwatch.hpp"
#include "tools/console/terminal.hpp"
#include "tools/console/version.hpp"
#include "tools/program/commands.hpp"
#include "tools/report/calibration_page.hpp"
#include "tools/report/calibration_text.hpp"
#include "tools/report/report_page.hpp"
#include "tools/studies/simulate.hpp"
#include "tools/studies/sweep/rank_work.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace kith::tools {
namespace {

namespace fs = std::filesystem;

struct CalibrateOptions {
  calibration::CalibrationOptions calibration;
  std::string output;
  std::string folder;
  std::string report;
  std::string sample;
  std::optional<std::int64_t> threads;
  bool check = false;
  bool mpi = false;
  bool resume = false;
  bool force = false;
  bool json = false;
  bool quiet = false;
};

/// What was written; `page` and `sample` are empty if none was asked for.
struct Written {
  fs::path file;
  fs::path page;
  fs::path sample;
};

/// The posterior as a model can carry it.
FittedSample fitted_sample(const results::Calibration& calibration) {
  FittedSample sample{
      .source = fmt::format("Posterior of \"{}\": {} fitted to {} over {}; kith calibrate, digest {}", calibration.name,
                            plural(static_cast<std::int64_t>(calibration.parameters.size()), "number"),
                            plural(static_cast<std::int64_t>(calibration.facts.size()), "fact"),
                            plural(static_cast<std::int64_t>(calibration.points.size()), "point"),
                            results::digest(calibration)),
      .paths = {},
      .points = calibration.sample};
  for (const results::CalibratedParameter& parameter : calibration.parameters) sample.paths.push_back(parameter.path);
  return sample;
}

void say_outcome(const calibration::Calibrated& done, const Written& written, double seconds, int threads,
                 const CalibrateOptions& options) {
  if (options.json) {
    auto json = calibration_json(done.calibration);
    json.update({{"runs_made", done.runs_made},
                 {"runs_failed", done.runs_failed},
                 {"file", written.file.string()},
                 {"digest", results::digest(done.calibration)},
                 {"seconds", seconds},
                 {"threads", threads}});
    if (!written.page.empty()) json["report"] = written.page.string();
    if (!written.sample.empty()) json["sample"] = written.sample.string();
    print(json_text(json));
  } else if (!options.quiet) {
    print(calibration_text(done.calibration));
    print(fmt::format("\nWrote {}, digest {}\n", written.file.string(), results::digest(done.calibration)));
    for (const fs::path& other : {written.page, written.sample})
      if (!other.empty()) print(fmt::format("Wrote {}\n", other.string()));
    print(fmt::format("Took {} on {}; {} made now.\n", format_seconds(seconds), plural(threads, "thread"),
                      plural(done.runs_made, "run")));
  }
}

void say_sound(const calibration::CalibrationFile& file, const CalibrateOptions& options) {
  const std::int64_t runs = file.points * file.rounds * file.replicates;
  if (options.json)
    print(json_text({{"sound", true},
                     {"parameters", file.parameters.size()},
                     {"facts", file.facts.size()},
                     {"points", file.points},
                     {"rounds", file.rounds},
                     {"replicates", file.replicates},
                     {"runs", runs}}));
  else if (!options.quiet)
    print(fmt::format("{} is sound: {} fitted to {}, {} of {} x {}: {}.\n", file.file.string(),
                      plural(file.parameters.size(), "parameter"), plural(file.facts.size(), "fact"),
                      plural(file.rounds, "round"), plural(file.points, "point"), plural(file.replicates, "replicate"),
                      plural(runs, "run")));
}

/// Says what is wrong with the outputs before anything runs; returns the file to write.
fs::path checked_outputs(const CalibrateOptions& options, const calibration::CalibrationFile& file) {
  const fs::path wanted = output_file(options.output, file.file.stem().concat(".h5"));
  refuse_own_file("-o", wanted, file.scenario);
  for (const auto& [option, text] : {std::pair{"--report", options.report}, std::pair{"--sample", options.sample}}) {
    if (text.empty()) continue;
    refuse_own_file(option, text, file.scenario);
    check_text_writable(text, options.force);
  }
  refuse_clashes({{"-o", wanted}, {"--report", options.report}, {"--sample", options.sample}}, {file.file});
  results::check_writable(wanted, options.force);
  return wanted;
}

calibration::Work work_of(const CalibrateOptions& options, const fs::path& wanted, const Invocation& invocation,
                          sweep::Ranks* ranks) {
  const std::optional<std::int64_t> threads = ranks != nullptr ? options.threads.value_or(1) : options.threads;
  return {.folder = output_file(options.folder, fs::path(wanted).replace_extension(".runs")),
          .resume = options.resume,
          .force = options.force,
          .quiet = options.quiet,
          .threads = thread_count(threads, options.quiet || (ranks != nullptr && ranks->rank() != 0)),
          .command_line = invocation.command_line,
          .ranks = ranks};
}

void fit_and_write(const CalibrateOptions& options, const Invocation& invocation,
                   const calibration::CalibrationFile& file, const fs::path& wanted, const calibration::Work& work) {
  const Stopwatch stopwatch;
  const std::string started = now_utc();
  const int threads = work.threads * (work.ranks != nullptr ? work.ranks->size() : 1);
  calibration::Calibrated done = calibration::calibrate(file, work);
  done.calibration.provenance = provenance(invocation.command_line, started, threads);
  Written written{.file = calibration::write(wanted, done.calibration, options.force), .page = {}, .sample = {}};
  if (!options.report.empty())
    written.page = write_finished_text(options.report, calibration_page(done.calibration), options.force);
  if (!options.sample.empty())
    written.sample =
        write_finished_text(options.sample, fitted_sample_text(fitted_sample(done.calibration)), options.force);
  say_outcome(done, written, stopwatch.seconds(), threads, options);
}

/// Ends MPI however the work of a rank ends.
class EndOfMpi {
 public:
  explicit EndOfMpi(sweep::Ranks& ranks) : ranks_(ranks) {}
  EndOfMpi(const EndOfMpi&) = delete;
  EndOfMpi& operator=(const EndOfMpi&) = delete;
  ~EndOfMpi() { ranks_.finish(); }

 private:
  sweep::Ranks& ranks_;
};

/// What rank 0 finds wrong it alone says, and all ranks end.
void calibrate_as_first_rank(const CalibrateOptions& options, const Invocation& invocation, sweep::Ranks& ranks) {
  const EndOfMpi end(ranks);
  std::optional<calibration::CalibrationFile> file;
  fs::path wanted;
  calibration::Work work;
  try {
    file = calibration::read_calibration_file(options.calibration);
    wanted = checked_outputs(options, *file);
    work = work_of(options, wanted, invocation, &ranks);
  } catch (...) {
    ranks.agree(false);
    throw;
  }
  ranks.agree(true);
  fit_and_write(options, invocation, *file, wanted, work);
}

void calibrate_as_rank(const CalibrateOptions& options, const Invocation& invocation) {
  sweep::Ranks& ranks = sweep::open_ranks();
  sweep::refuse_lonely_ranks(ranks);
  if (ranks.rank() == 0) return calibrate_as_first_rank(options, invocation, ranks);
  const bool goes_on = ranks.agree(true);
  if (goes_on) {
    const calibration::CalibrationFile file = calibration::read_calibration_file(options.calibration);
    const fs::path wanted = output_file(options.output, file.file.stem().concat(".h5"));
    calibration::help(file, work_of(options, wanted, invocation, &ranks));
  }
  ranks.finish();
}

void calibrate_file(const CalibrateOptions& options, const Invocation& invocation) {
  if (options.force && options.resume)
    throw CommandLineError("--force throws away what --resume goes on with; give one of them");
  if (options.check && options.mpi) throw CommandLineError("--check runs nothing; leave --mpi out");
  if (options.check) return say_sound(calibration::read_calibration_file(options.calibration), options);
  say_on_interrupt("\nkith: stopping; what is done is kept (once more to stop at once)\n");
  if (options.mpi) return calibrate_as_rank(options, invocation);
  const calibration::CalibrationFile file = calibration::read_calibration_file(options.calibration);
  const fs::path wanted = checked_outputs(options, file);
  fit_and_write(options, invocation, file, wanted, work_of(options, wanted, invocation, nullptr));
}

}  // namespace

void add_calibrate(CLI::App& program, const Invocation& invocation) {
  CLI::App* command = program.add_subcommand("calibrate", "Fit settings and parameters to facts, and say what is left");
  const auto options = std::make_shared<CalibrateOptions>();
  add_text(*command, "FILE", options->calibration.scenario.file, "Calibration file")->required();
  add_text(*command, "-o,--output", options->output, "File to write (default: the calibration's name with .h5, here)")
      ->type_name("FILE.h5");
  add_text(*command, "--folder", options->folder,
           "Folder the runs are kept in (default: beside the file to write, its name with .runs)")
      ->type_name("DIR");
  add_text(*command, "--report", options->report, "Also write a page with charts")->type_name("FILE.html");
  add_text(*command, "--sample", options->sample,
           "Also write the sample of the posterior as a table, for a model to carry")
      ->type_name("FILE.csv");
  add_scenario_options(*command, options->calibration.scenario, invocation.models);
  add_whole_number(*command, "--points", options->calibration.points, 2, 100'000,
                   "Points of a round, instead of the file's");
  add_whole_number(*command, "--rounds", options->calibration.rounds, 1, 1000, "Rounds, instead of the file's");
  add_threads(*command, options->threads);
  command->add_flag("--mpi", options->mpi, "Share the runs of each round with the other ranks of this MPI run");
  command->add_flag("--check", options->check,
                    "Say what is wrong with the file, or how many runs it asks for; run nothing");
  command->add_flag("--resume", options->resume,
                    "Go on with the calibration in the folder, or add rounds to it; failed runs are tried again");
  command->add_flag("--force", options->force, "Replace the file, and throw away the calibration in the folder");
  command->add_flag("--json", options->json, "Print one JSON object");
  command->add_flag("--quiet", options->quiet, "Say nothing but errors (and --json)");
  command->callback([options, &invocation] { calibrate_file(*options, invocation); });
}

}  // namespace kith::tools

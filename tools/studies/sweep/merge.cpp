#include "tools/studies/sweep/merge.hpp"

#include "engine/settings/toml_tree.hpp"
#include "engine/work/stop.hpp"
#include "results/sha256.hpp"
#include "results/sweep_file.hpp"
#include "tools/console/version.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <limits>

namespace kith::sweep {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// The copy of a file the plan was made of. Throws InputError if it is not there as it was.
std::string text_of(const fs::path& folder, const Input& input) {
  const fs::path copy = inputs_folder(folder) / input.copy;
  std::string text = text_of(copy);
  if (results::sha256(text) == input.sha256) return text;
  std::error_code none;
  throw InputError({copy.string()},
                   fmt::format("the copy of {} {}; put it back, so that the file tells what the sweep was made of",
                               input.file, fs::exists(copy, none) ? "was changed" : "is gone"));
}

/// Every command that worked on the sweep, each once, one a line; the one that began it first.
std::string commands_of(const fs::path& folder, const Plan& plan) {
  std::vector<std::string> commands{plan.command_line};
  std::ifstream stream(commands_file(folder));
  for (std::string line; std::getline(stream, line);)
    if (!line.empty() && std::ranges::find(commands, line) == commands.end()) commands.push_back(line);
  return fmt::format("{}", fmt::join(commands, "\n"));
}

results::SweepParameter described(const PlannedParameter& row) {
  return {.path = row.path,
          .unit = row.unit,
          .kind = row.kind,
          .lowest = row.lowest,
          .highest = row.highest,
          .integer = row.integer,
          .log = row.log,
          .numeric = row.numeric,
          .categories = row.categories,
          .distribution = row.distribution,
          .at = row.at};
}

/// The value as a number, or its place among the categories.
double number_of(const PlannedParameter& row, const std::string& text) {
  if (row.numeric) return std::strtod(text.c_str(), nullptr);
  for (std::size_t i = 0; i < row.categories.size(); ++i)
    if (row.categories[i] == text) return static_cast<double>(i);
  return std::numeric_limits<double>::quiet_NaN();
}

results::SweepPoint described(const Plan& plan, const Point& point) {
  results::SweepPoint row{.unit_cube = point.unit, .texts = point.values, .seed = point.seed};
  for (std::size_t k = 0; k < plan.parameters.size(); ++k)
    row.numbers.push_back(number_of(plan.parameters[k], point.values[k]));
  return row;
}

results::SweepHead head_of(const fs::path& folder, const Plan& plan) {
  results::SweepHead head{.model = plan.model,
                          .name = plan.name,
                          .question = plan.question,
                          .start = plan.start,
                          .end = plan.end,
                          .seed = plan.seed,
                          .design = name_of(plan.design.design),
                          .design_seed = plan.design.seed,
                          .samples = plan.design.samples,
                          .trajectories = plan.design.trajectories,
                          .levels = plan.design.levels,
                          .second_order = plan.design.second_order,
                          .first_replicate = plan.first_replicate,
                          .replicates = plan.replicates,
                          .plan_hash = plan.hash};
  for (const PlannedParameter& row : plan.parameters) head.parameters.push_back(described(row));
  for (const Point& point : plan.points) head.points.push_back(described(plan, point));
  std::string started;
  for (const WorkerNote& worker : workers_of(folder))
    if (!worker.started.empty() && (started.empty() || worker.started < started)) started = worker.started;
  head.provenance = tools::provenance(commands_of(folder, plan), started, 1);
  head.provenance.program_version = plan.build.version;
  head.provenance.git_hash = plan.build.git_hash;
  head.provenance.compiler = plan.build.compiler;
  head.texts.emplace_back("plan.toml", text_of(plan_file(folder)));
  for (const Input& input : plan.inputs) head.texts.emplace_back(input.file, text_of(folder, input));
  return head;
}

/// Gathers what is known of the runs of each point.
class Gatherer {
 public:
  Gatherer(const Plan& plan, const Shards& shards) : plan_(plan), shards_(shards) {}

  /// The measures of the first run that was done, which all others are held to.
  MeasureSet measures() {
    for (std::size_t point = 0; point < plan_.points.size(); ++point)
      for (std::int64_t r = 0; r < plan_.replicates; ++r) {
        const Entry* entry = find(point, r);
        if (entry == nullptr || entry->failed) continue;
        if (const std::string* text = shards_.declaration(entry->declaration)) {
          declaration_ = entry->declaration;
          declaring_point_ = point;
          return declared(*text);
        }
      }
    return {};
  }

  results::PointRuns runs_of(std::size_t point) {
    stop_point();
    results::PointRuns runs;
    for (std::int64_t r = 0; r < plan_.replicates; ++r) {
      runs.results.emplace_back();
      runs.status.push_back(take(point, r, runs));
      ++(runs.status.back() == results::RunStatus::done     ? counts.done
         : runs.status.back() == results::RunStatus::failed ? counts.failed
                                                            : counts.missing);
    }
    return runs;
  }

  Merged counts;

 private:
  static MeasureSet declared(const std::string& text) {
    try {
      return measures_from(text);
    } catch (const std::exception& error) {
      throw InputError({"shards"}, fmt::format("a declaration of measures is damaged: {}", error.what()));
    }
  }

  const Entry* find(std::size_t point, std::int64_t r) const {
    return shards_.find(static_cast<std::int64_t>(point), plan_.first_replicate + r);
  }

  results::RunStatus take(std::size_t point, std::int64_t r, results::PointRuns& runs) const {
    const Entry* entry = find(point, r);
    if (entry == nullptr) return results::RunStatus::missing;
    Record record = shards_.read(*entry);
    if (!record.failed && record.declaration != declaration_) {
      record.failed = true;
      record.reason = fmt::format("its measures have other dimensions than those of point {}", declaring_point_);
    }
    if (record.failed) {
      if (runs.failure.empty()) runs.failure = record.reason;
      return results::RunStatus::failed;
    }
    runs.results.back().replicate = record.replicate;
    runs.results.back().arrays = std::move(record.arrays);
    return results::RunStatus::done;
  }

  const Plan& plan_;
  const Shards& shards_;
  std::string declaration_;
  std::size_t declaring_point_ = 0;
};

}  // namespace

Merged merge_sweep(const fs::path& folder, const fs::path& file, bool force) {
  const Plan plan = read_plan(folder);
  results::check_writable(file, force);
  const Shards shards(folder, plan);
  Gatherer gatherer(plan, shards);
  results::SweepHead head = head_of(folder, plan);
  head.measures = gatherer.measures();
  const results::WrittenSweep written = results::write_finished_sweep(
      file, head, [&](std::size_t point) { return gatherer.runs_of(point); }, force);
  gatherer.counts.file = written.file;
  gatherer.counts.digest = written.digest;
  return gatherer.counts;
}

}  // namespace kith::sweep

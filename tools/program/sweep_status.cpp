// kith sweep status: how far a sweep is, what failed and who works on it.
#include "tools/console/format.hpp"
#include "tools/console/json_text.hpp"
#include "tools/console/shell.hpp"
#include "tools/console/terminal.hpp"
#include "tools/program/commands.hpp"
#include "tools/program/sweep_failures.hpp"
#include "tools/studies/options.hpp"
#include "tools/studies/sweep/worker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>

namespace kith::tools {
namespace {

namespace fs = std::filesystem;

struct StatusOptions {
  std::string folder;
  bool json = false;
};

struct SweepStatus {
  std::int64_t runs = 0, done = 0, failed = 0, left = 0;
  std::int64_t fewest = 0, most = 0;  ///< replicates made of a point
  double seconds_a_run = 0;
  std::optional<double> seconds_left{};
  std::vector<sweep::WorkerNote> workers{};
  std::vector<Failure> failures{};
  std::uint64_t damaged = 0;
};

SweepStatus status_of(const fs::path& folder, const sweep::Plan& plan) {
  const sweep::Shards shards(folder, plan);
  SweepStatus status{.runs = plan.runs(), .done = shards.done(), .failed = shards.failed()};
  status.left = status.runs - status.done - status.failed;
  status.fewest = plan.replicates;
  for (std::int64_t point = 0; point < static_cast<std::int64_t>(plan.points.size()); ++point) {
    std::int64_t made = 0;
    for (std::int64_t r = 0; r < plan.replicates; ++r) made += shards.find(point, plan.first_replicate + r) != nullptr;
    status.fewest = std::min(status.fewest, made);
    status.most = std::max(status.most, made);
  }
  status.workers = sweep::workers_of(folder);
  status.failures = failures_of(plan, shards);
  status.damaged = shards.damaged();
  status.seconds_a_run = shards.mean_seconds();
  int threads = 0;
  for (const sweep::WorkerNote& worker : status.workers) threads += worker.alive ? worker.threads : 0;
  if (threads > 0 && status.done + status.failed > 0)
    status.seconds_left = status.seconds_a_run * static_cast<double>(status.left) / threads;
  return status;
}

nlohmann::ordered_json status_json(const fs::path& folder, const sweep::Plan& plan, const SweepStatus& status) {
  auto workers = nlohmann::ordered_json::array();
  for (const sweep::WorkerNote& worker : status.workers)
    workers.push_back({{"name", worker.claim.name},
                       {"running", worker.alive},
                       {"note_damaged", worker.damaged},
                       {"host", worker.host},
                       {"process", worker.process},
                       {"started", worker.started},
                       {"threads", worker.threads}});
  nlohmann::ordered_json json{{"folder", folder.string()},
                              {"name", plan.name},
                              {"model", plan.model},
                              {"design", sweep::name_of(plan.design.design)},
                              {"points", plan.points.size()},
                              {"replicates", plan.replicates},
                              {"runs", status.runs},
                              {"done", status.done},
                              {"failed", status.failed},
                              {"left", status.left},
                              {"replicates_made", {{"fewest", status.fewest}, {"most", status.most}}},
                              {"seconds_a_run", status.seconds_a_run},
                              {"seconds_left", nullptr},
                              {"failures", failures_json(status.failures)},
                              {"workers", workers},
                              {"damaged_records", status.damaged}};
  if (status.seconds_left) json["seconds_left"] = *status.seconds_left;
  return json;
}

std::string status_text(const fs::path& folder, const sweep::Plan& plan, const SweepStatus& status) {
  std::string text =
      coloured(terminal_safe(plan.name), Colour::bold, stdout) +
      fmt::format("\n{}: {}, {} x {} of model {}\n\n", folder.string(), sweep::name_of(plan.design.design),
                  plural(static_cast<std::int64_t>(plan.points.size()), "point"), plural(plan.replicates, "replicate"),
                  plan.model);
  const auto alive = std::ranges::count_if(status.workers, &sweep::WorkerNote::alive);
  Table table({{"runs"}, {format_count(status.runs), Table::Align::right}});
  table.add({"done", format_count(status.done)});
  table.add({"failed", format_count(status.failed)});
  table.add({"left", format_count(status.left)});
  table.add({"replicates made of a point", fmt::format("{} to {}", status.fewest, status.most)});
  table.add({"seconds a run", format_fixed(status.seconds_a_run, 3)});
  table.add({"workers", format_count(alive)});
  if (status.left > 0)
    table.add({"time left", status.seconds_left ? "about " + format_seconds(*status.seconds_left) : "-"});
  text += table.text();
  for (const sweep::WorkerNote& worker : status.workers)
    if (worker.alive)
      text += fmt::format("  {}: process {} on {} since {}, {}\n", terminal_safe(worker.claim.words), worker.process,
                          terminal_safe(worker.host), terminal_safe(worker.started), plural(worker.threads, "thread"));
  text += failures_text(status.failures);
  for (const sweep::WorkerNote& worker : status.workers)
    if (worker.damaged) text += fmt::format("  {} is damaged and passed over\n", terminal_safe(worker.file.string()));
  if (status.damaged > 0) text += fmt::format("  {} damaged records; their runs count as left\n", status.damaged);
  if (alive == 0 && status.left + status.failed > 0)
    text += fmt::format("\nNobody works on it. Go on with: kith sweep run FILE -o {} --resume\n", shell_path(folder));
  if (status.left == 0) text += fmt::format("\nNext: {}\n", merge_command(folder));
  return text;
}

void show_status(const StatusOptions& options) {
  const sweep::Plan plan = sweep::read_plan(options.folder);
  const SweepStatus status = status_of(options.folder, plan);
  print(options.json ? json_text(status_json(options.folder, plan, status))
                     : status_text(options.folder, plan, status));
}

}  // namespace

void add_sweep_status(CLI::App& sweep) {
  CLI::App* command = sweep.add_subcommand("status", "Say how far a sweep is, what failed and who works on it");
  const auto options = std::make_shared<StatusOptions>();
  add_text(*command, "DIR", options->folder, "Folder of the sweep")->required();
  command->add_flag("--json", options->json, "Print one JSON object");
  command->callback([options] { show_status(*options); });
}

}  // namespace kith::tools

#include "tools/program/sweep_failures.hpp"

#include "tools/console/errors.hpp"
#include "tools/console/format.hpp"
#include "tools/console/shell.hpp"
#include "tools/console/terminal.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace kith::tools {

std::vector<Failure> failures_of(const sweep::Plan& plan, const sweep::Shards& shards) {
  std::vector<Failure> failures;
  for (std::int64_t point = 0; point < static_cast<std::int64_t>(plan.points.size()); ++point)
    for (std::int64_t r = 0; r < plan.replicates; ++r) {
      const sweep::Entry* entry = shards.find(point, plan.first_replicate + r);
      if (entry == nullptr || !entry->failed) continue;
      const std::string reason = shards.read(*entry).reason;
      const auto known = std::ranges::find(failures, reason, &Failure::reason);
      if (known == failures.end())
        failures.push_back({reason, 1, point});
      else
        ++known->runs;
    }
  return failures;
}

std::string failures_text(const std::vector<Failure>& failures) {
  std::string text;
  for (const Failure& failure : failures)
    text += fmt::format("  {} failed, point {}{}: {}\n", plural(failure.runs, "run"), failure.point,
                        failure.runs > 1 ? " and others" : "", terminal_safe(failure.reason));
  return text;
}

nlohmann::ordered_json failures_json(const std::vector<Failure>& failures) {
  auto rows = nlohmann::ordered_json::array();
  for (const Failure& failure : failures)
    rows.push_back({{"reason", failure.reason}, {"runs", failure.runs}, {"first_point", failure.point}});
  return rows;
}

std::string merge_command(const std::filesystem::path& folder) {
  return fmt::format("kith sweep merge {} -o {}", shell_path(folder), shell_path(named_after(folder, ".h5")));
}

void tell_if_failed(const std::vector<Failure>& failures, std::int64_t failed, std::int64_t done) {
  if (failures.empty() || failed == 0) return;
  const auto& most = *std::ranges::max_element(failures, {}, &Failure::runs);
  throw RunsFailed(fmt::format("{} {} of {} made: {} (point {}){}", plural(failed, "run"),
                               done == 0 ? "failed, all" : "failed", format_count(done + failed), most.reason,
                               most.point, failures.size() > 1 ? "; other reasons, too: kith sweep status" : ""),
                   done == 0);
}

}  // namespace kith::tools

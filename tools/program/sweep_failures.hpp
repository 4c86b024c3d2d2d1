// What failed in a sweep, as its commands tell it, and what they say comes next.
#pragma once

#include "tools/studies/sweep/shard_file.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace kith::tools {

/// Runs that failed for one reason.
struct Failure {
  std::string reason;
  std::int64_t runs = 0;
  std::int64_t point = 0;  ///< the first with it
};

/// The failures there are, the same reason once. Reads the records of failed runs.
std::vector<Failure> failures_of(const sweep::Plan& plan, const sweep::Shards& shards);
/// A line a reason; "" if nothing failed.
std::string failures_text(const std::vector<Failure>& failures);
nlohmann::ordered_json failures_json(const std::vector<Failure>& failures);

/// Ends the command with an exit code of its own (throws RunsFailed) if runs failed; the commonest reason is said.
void tell_if_failed(const std::vector<Failure>& failures, std::int64_t failed, std::int64_t done);

/// The command that puts the runs in a folder into one file.
std::string merge_command(const std::filesystem::path& folder);

}  // namespace kith::tools

// All workers' files of a sweep into one results file.
#pragma once

#include "tools/studies/sweep/shard_file.hpp"

#include <filesystem>
#include <string>

namespace kith::sweep {

struct Merged {
  std::filesystem::path file;  ///< where it came to stand: under another name if this one was taken meanwhile
  std::string digest;
  std::int64_t done = 0;
  std::int64_t failed = 0;
  std::int64_t missing = 0;
};

/// Streams: memory holds what is known of every run (some hundred bytes each) and a block of points. The digest is that
/// of points and results, whoever made them and in however many pieces. Throws InputError, ResultsError.
Merged merge_sweep(const std::filesystem::path& folder, const std::filesystem::path& file, bool force);

}  // namespace kith::sweep

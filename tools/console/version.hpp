// Which program this is: kept with every result.
#pragma once

#include "results/results.hpp"

#include <string>

namespace kith::tools {

std::string program_version();  ///< "0.1.0"
/// Of the sources built, "-dirty" if they had changes; "unknown" outside a repository. Followed by "+models" where the
/// models come from elsewhere.
std::string git_hash();
/// Whether the git hash tells all that the program was built from.
bool git_hash_tells_all();
/// Says that the models of this program are not of kith's checkout. Call before any thread is started.
void note_models_from_elsewhere();
std::string compiler();      ///< "GNU 12.2.0, Release"
std::string version_text();  ///< what --version prints

/// The present time as "2024-05-01T12:00:00Z".
std::string now_utc();

/// Provenance of a run begun at `started` and ending now.
results::Provenance provenance(const std::string& command_line, const std::string& started, int threads);

}  // namespace kith::tools

// From a sound scenario to a Run: what `kith run` and `kith compare` do alike.
#pragma once

#include "engine/run/model.hpp"
#include "results/results.hpp"
#include "tools/console/progress.hpp"
#include "tools/studies/kept_replicates.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace kith::tools {

/// `given`, or `otherwise` if it is empty.
std::filesystem::path output_file(const std::string& given, const std::filesystem::path& otherwise);

/// Throws CommandLineError if `file` is one of the scenario's own or one it reads; `option` is how it was named.
void refuse_own_file(const std::string& option, const std::filesystem::path& file, const Scenario& scenario);

/// All of a Run but its replicates and provenance.
results::Run describe(const Scenario& scenario, const RunSettings& settings, const MeasureSet& measures);

/// How replicates are run, beyond what a scenario says.
struct HowToRun {
  int threads = 1;
  bool quiet = false;        ///< else with progress on standard error
  bool twin_events = false;  ///< as in RunControl
  bool tables = false;       ///< likewise
  PhaseTimes* phase_times = nullptr;
  KeptReplicates* kept = nullptr;  ///< takes what is kept from here, and keeps here what is finished
};

/// What `how` asks of every replicate, its steps told to `progress`, which must outlive what is returned.
RunControl run_control(const HowToRun& how, Progress& progress);

/// Runs the same replicates in all worlds together. Throws Interrupted.
std::vector<PairedReplicate> run_worlds(const std::vector<const World*>& worlds, std::int64_t first, std::int64_t count,
                                        const HowToRun& options);

/// Writes a results file that a second Ctrl-C cannot cut short, and says where it came to stand: under another name,
/// which is told, if somebody else made `file` meanwhile. Throws ResultsError, Interrupted.
[[nodiscard]] std::filesystem::path write_results(const std::filesystem::path& file, const results::Run& run,
                                                  bool force);

}  // namespace kith::tools

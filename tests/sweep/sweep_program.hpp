// A small sweep to try the program on.
#pragma once

#include "tests/tools/program.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace kith::sweep {

/// Writes contagion.toml and sweep.toml into its folder.
class SweepProgram : public tools::Program {
 protected:
  SweepProgram() {
    write("contagion.toml", tools::small_scenario());
    write("sweep.toml", sweep_text());
  }

  static std::string sweep_text(const std::string& sizes = "points = 16\nreplicates = 3\n",
                                const std::string& design = "sobol") {
    return "scenario = \"contagion.toml\"\n"
           "[sweep]\n"
           "design = \"" +
           design + "\"\n" + sizes +
           "[sweep.vary]\n"
           "\"contagion.transmission\" = { from = 0.005, to = 0.08, log = true }\n"
           "\"contagion.links\" = { from = 2, to = 6, integer = true }\n";
  }

  /// Runs a sweep to its end and merges it; its digest.
  std::string digest_of(const std::string& sweep_folder) {
    const auto merged = kith({"sweep", "merge", sweep_folder, "-o", sweep_folder + ".h5", "--force", "--json"});
    EXPECT_EQ(merged.code, 0) << merged.err;
    return merged.code == 0 ? nlohmann::json::parse(merged.out).at("digest").get<std::string>() : "";
  }
  std::string run_and_merge(const std::string& sweep_folder, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"sweep", "run", "sweep.toml", "-o", sweep_folder, "--quiet"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto run = kith(arguments);
    EXPECT_EQ(run.code, 0) << run.err;
    return digest_of(sweep_folder);
  }
  nlohmann::json status_of(const std::string& sweep_folder) {
    const auto status = kith({"sweep", "status", sweep_folder, "--json"});
    EXPECT_EQ(status.code, 0) << status.err;
    return status.code == 0 ? nlohmann::json::parse(status.out) : nlohmann::json::object();
  }
};

}  // namespace kith::sweep

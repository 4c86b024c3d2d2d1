// A model becomes a program: `int main(int argc, char** argv) { return kith::program(argc, argv, {make_my_model()}); }`
// has every command of kith, for the models it is given. See docs/own-model.md.
#pragma once

#include "engine/run/model.hpp"
#include "tools/report/map_area.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace CLI {
class App;
}
namespace kith::tools {
class Observations;
}

namespace kith {

/// Adds a subcommand, or the options and the work of one. Its work returns when all went well and throws otherwise.
using AddTo = std::function<void(CLI::App& command)>;

/// Reads what was observed of a place (tools/studies/observations.hpp). `measures` are those of the run, whose last day
/// is `last_day`. Throws InputError telling file and line of all that is wrong, or that no month or no area is common
/// to both.
using ReadObservations = std::function<std::unique_ptr<tools::Observations>(const std::filesystem::path& file,
                                                                            const MeasureSet& measures, Date last_day)>;

/// What only one model can serve, brought along by whoever supplies that model.
struct Supplements {
  std::vector<AddTo> commands{};           ///< subcommands beside kith's own, such as `place`
  std::map<std::string, AddTo> benches{};  ///< by model: in place of `bench MODEL --scenario FILE`
  AreasOf areas{};
  ReadObservations observations{};  ///< for `validate --observed`
  /// Whether the git hash kith was built from tells the models' sources, too. Where it does not, results say so, and
  /// runs are gone on with only by the very same executable.
  bool models_are_of_this_checkout = false;
};

/// Reads the command line, does what it asks for and says what went wrong. Returns the exit code for main() to return;
/// never throws. `models`: at least one, no two of one name; the first is the one `new` writes a scenario for when none
/// is named. Call it once: it watches signals and bounds the memory of the process.
int program(int argc, char** argv, std::vector<std::shared_ptr<const Model>> models, Supplements supplements = {});

}  // namespace kith

// Options several subcommands share, and the way from them to a sound scenario.
#pragma once

#include "engine/settings/scenario.hpp"
#include "tools/console/models.hpp"

#include <CLI/App.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace kith::tools {

/// An option taking a whole number in lowest .. highest, written in decimal digits.
CLI::Option* add_whole_number(CLI::App& command, const std::string& names, std::optional<std::int64_t>& target,
                              std::int64_t lowest, std::int64_t highest, const std::string& help);

/// A positional or option taking a text that is not empty, such as a file's name.
CLI::Option* add_text(CLI::App& command, const std::string& names, std::string& target, const std::string& help);

/// Which scenario to use and what to lay over it.
struct ScenarioOptions {
  const Models* models = nullptr;  ///< the models it may be for; must outlive the scenario
  std::string file{};
  std::vector<std::string> sets{};
  std::optional<std::int64_t> seed{};
  std::optional<std::int64_t> replicates{};
  bool events = false;
  std::string posterior{};                         ///< a calibration whose best point is laid over it; "": none
  std::vector<std::filesystem::path> catalogue{};  ///< folders of scenarios compared with it, see load_scenario
};
/// Adds --set, --seed and --replicates, for scenarios of these models; the file is the caller's to add.
void add_scenario_options(CLI::App& command, ScenarioOptions& options, const Models& models);

/// Adds --posterior; `drawn`: what is drawn from its sample, in words, or "".
void add_posterior(CLI::App& command, ScenarioOptions& options, const std::string& drawn = "");
/// Says, on standard error unless `quiet`, what --posterior laid over the scenario, if it did.
void say_posterior(const Scenario& scenario, bool quiet);

/// Adds --threads; absent means as many as this process may use processors (see `thread_count`).
void add_threads(CLI::App& command, std::optional<std::int64_t>& threads);
/// How many threads to use, and no more from now on, setting up included. More than are allowed are used if asked for,
/// and it is said unless `quiet`. main() calls it for all commands; those with --threads call it again, before their
/// work.
int thread_count(const std::optional<std::int64_t>& threads, bool quiet = false);

/// Reads the scenario and checks all of it, the model's own checks included. Throws InputError with every problem,
/// CommandLineError for a --set that is no path=value.
Scenario load(const ScenarioOptions& options);

/// Writes a text beside `file` and renames it. Throws OutputError; without `force` also if `file` exists.
void write_text_file(const std::filesystem::path& file, const std::string& text, bool force);

/// The same for what took long to make: without `force`, a file that came to be meanwhile is left alone, and this one
/// gets another name (page-2.html), which is said. Returns the name it has.
std::filesystem::path write_finished_text(const std::filesystem::path& file, const std::string& text, bool force);

/// Says, on standard error, that something finished stands under another name than was asked for, if it does.
void say_if_elsewhere(const std::filesystem::path& wanted, const std::filesystem::path& written);

}  // namespace kith::tools

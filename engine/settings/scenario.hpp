// Scenario files: TOML read with positions, layered by `extends`, checked against the declarations, resolved.
// Grammar: model, extends, catalogue; [scenario] name, question; [[change]] at, set; [[target]] measure, compared_with,
// change, value, by, source; every other key is a declared setting (tables are dotted paths).
#pragma once

#include "engine/settings/settings.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace kith {

class Model;

/// A [[change]]: from the day `at` on, these settings hold.
struct Change {
  Date at;
  std::vector<std::pair<std::string, Value>> set;  ///< what the file wrote
  Settings settings;                               ///< everything, as it stands from then on
  SourceLocation where;
};

/// A [[target]]: a goal to judge a scenario by; never used to steer a run.
struct Target {
  std::string measure;
  std::string compared_with;     ///< scenario file, or "" for an absolute value
  std::optional<double> change;  ///< -0.1 for "-10%"
  std::optional<double> value;
  std::optional<Date> by;
  std::string source;
  SourceLocation where;
};

/// A sound scenario.
struct Scenario {
  std::filesystem::path file;
  std::string model;                             ///< its name
  const Model* built_by = nullptr;               ///< that model; set by whoever loads for it, and lives longer
  std::vector<std::filesystem::path> catalogue;  ///< further folders of the model's own data files
  std::string name;
  std::string question;
  Settings settings;            ///< as they stand on the first day
  std::vector<Change> changes;  ///< in order of date
  std::vector<Target> targets;
  std::vector<std::pair<std::string, std::string>> texts;  ///< (file, text), the base of `extends` first
};

/// The engine's own settings, under [run] and [output].
struct RunSettings {
  Date start = parse_date("2013-04-01");
  Date end = parse_date("2018-03-31");
  std::int64_t step_days = 7;
  std::int64_t burn_in_days = 0;  ///< "run.burn_in", a duration
  std::int64_t replicates = 20;
  std::int64_t first_replicate = 0;
  std::int64_t seed = 1;
  bool event_log = false;     ///< "output.events"
  TextList people{};          ///< "output.people": groups whose lives are kept, as the model names them; empty: none
  TextList episodes{};        ///< "output.episodes": the same of what happened in them
  Timeline timeline() const;  ///< report_days = the least multiple of step_days that is >= 7
};
void fields(FieldVisitor& visitor, RunSettings& settings);

/// One `--set path=value`, or an option that stands for one (--seed 7 is run.seed=7, origin "--seed").
struct Override {
  std::string path;
  std::string text;    ///< the value as TOML, or a bare word taken as text
  std::string origin;  ///< "--set", "--seed", ...
};

/// Declares everything a scenario of `model` may set; throws std::out_of_range for an unknown model.
/// `catalogue` are folders of further data files, which may bring settings of their own; InputError if one is unsound.
using DeclareModel =
    std::function<Declarations(const std::string& model, const std::vector<std::filesystem::path>& catalogue)>;

/// Reads, layers and checks. Throws InputError with every problem found. `models` are the known models' names.
/// `catalogue` are folders that scenarios compared with this one name. Their settings join this one's, so that all have
/// the same; what they bring is switched off here (a switch is a setting "....active"), and only `overrides` may set
/// it.
Scenario load_scenario(const std::filesystem::path& file, const std::vector<Override>& overrides,
                       const std::vector<std::string>& models, const DeclareModel& declare_model,
                       const std::vector<std::filesystem::path>& catalogue = {});

/// The catalogue folders a scenario and the files it extends name and that exist, each once. Never throws for what the
/// files hold: load_scenario tells of that.
std::vector<std::filesystem::path> catalogue_of(const std::filesystem::path& file);

/// Adds those folders that are not among `folders` yet, by whatever path they are called.
void add_folders(std::vector<std::filesystem::path>& folders, const std::vector<std::filesystem::path>& more);

/// JSON Schema (draft 2020-12) of scenario files, as text.
std::string scenario_schema(const std::vector<std::string>& models, const DeclareModel& declare_model);

/// A scenario of `model` to start from, as TOML: every setting at its default, each with a comment saying what it
/// means.
std::string starter_text(const std::string& model, const std::string& summary, const Declarations& declarations);

/// The resolved scenario as TOML, each setting with a comment saying where its value came from.
std::string resolved_text(const Scenario& scenario);

}  // namespace kith

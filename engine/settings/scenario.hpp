// Scenario files: TOML read with positions, layered by `extends`, checked against the declarations, resolved.
// Grammar: model, extends, catalogue; [scenario] name, question; [[change]] at, when, set, over, for, until, because;
// [[target]] measure, compared_with, change, value, by, source; [matters] MEASURE = smallest change; every other key is
// a declared setting (tables are dotted paths).
#pragma once

#include "engine/settings/condition.hpp"
#include "engine/settings/settings.hpp"
#include "engine/settings/table_source.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace kith {

class Model;

/// A value of a change that depends on what held before the change it was written in: a share or an amount more, a part
/// of the way to a value, or back to what it was.
struct ChangeStep {
  std::string path;
  std::size_t written = 0;       ///< which of the changes written this is of
  std::optional<double> share;   ///< 0.1 for "+10%" of what held before
  std::optional<double> amount;  ///< 50 for "+50" on top of it
  std::optional<double> value;   ///< a number to be reached
  double part = 1;               ///< how much of the way; 0: what held before
  bool remembers = false;        ///< sets nothing; what holds is kept for a later step to go back to
};

/// A [[change]]: from the day `at` on, these settings hold. One that comes gradually or ends is several.
struct Change {
  Date at;
  std::vector<std::pair<std::string, Value>> set;  ///< values, those of `steps` included
  Settings settings;                               ///< everything, as it stands from then on
  SourceLocation where;
  std::vector<ChangeStep> steps{};
  std::string because{};  ///< why, in the words of the file; ""
};

/// A [[change]] with `when`: while it is in force, its settings are laid over what the dates say, in the order of the
/// file. In which periods it is, each replicate finds out by what it measures: see engine/run/reactions.hpp.
struct Reaction {
  Condition when;
  std::int64_t for_days = 0;         ///< how long `when` must have held before it acts; 0: a single look
  std::optional<Condition> until{};  ///< ends it
  std::int64_t lasts_days = 0;       ///< or it ends so long after it began; 0 and no `until`: it stays
  std::optional<Date> at{};          ///< it is looked at from this day on; nothing: from the first of the run
  std::vector<std::pair<std::string, Value>> set{};
  std::vector<ChangeStep> more{};  ///< so much more or less than what holds without it
  std::string because{};
  SourceLocation where{};        ///< of the change
  SourceLocation where_when{};   ///< of its condition
  SourceLocation where_until{};  ///< of the condition of its end, if it has one
};
/// As many can be in force side by side.
inline constexpr std::size_t most_reactions = 16;

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

/// A line of [matters]: the smallest change of a measure, against the base, that matters to whoever asks. A judgement
/// of the reader; it steers nothing and moves no number.
struct SmallestChange {
  std::string measure;           ///< "any": every measure that has no line of its own
  std::optional<double> share;   ///< of the base's level, above 0: 0.02 for "2%"
  std::optional<double> amount;  ///< or in the measure's unit, above 0
  SourceLocation where;
};
inline constexpr const char* any_measure = "any";

/// A sound scenario.
struct Scenario {
  std::filesystem::path file;
  std::string model;                ///< its name
  const Model* built_by = nullptr;  ///< that model; set by whoever loads for it, and lives longer
  ReadTable read_table = nullptr;   ///< reads tables that are no text, if whoever loads can; set as `built_by` is
  std::vector<std::filesystem::path> catalogue;  ///< further folders of the model's own data files
  std::string name;
  std::string question;
  Settings settings;                ///< as they stand on the first day
  std::vector<Change> changes;      ///< in order of date
  std::vector<Reaction> reactions;  ///< changes that react, the base file's first; at most most_reactions
  std::vector<Target> targets;
  std::vector<SmallestChange> matters;                     ///< one a measure at most; the last layer that names it
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

// Loading a scenario: read the layers, find the model, apply settings and overrides, then changes and targets.
// Every stage goes on after a fault, so that one reading reports everything that is wrong.
#include "engine/settings/scenario.hpp"

#include "engine/settings/assignments.hpp"
#include "engine/settings/named_file.hpp"
#include "engine/settings/reactions.hpp"
#include "engine/settings/scenario_dates.hpp"
#include "engine/settings/scenario_layers.hpp"
#include "engine/settings/scenario_regimes.hpp"
#include "engine/settings/toml_table.hpp"
#include "engine/settings/variation.hpp"
#include "engine/settings/written_changes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <set>
#include <tuple>

namespace kith {

namespace {

/// Top-level keys that are the file's own grammar; everything else is a setting.
const std::vector<std::string> grammar_keys = {"model",    "extends", "catalogue", "regimes",
                                               "scenario", "change",  "target",    "matters"};

/// Each change carries all settings as they then stand, so that memory grows with their number.
constexpr std::size_t most_changes = 250;
constexpr std::size_t most_names_listed = 8;

struct ModelChoice {
  std::string name;
  SourceLocation where;
};

class Loader {
 public:
  Loader(const std::vector<std::string>& models, const DeclareModel& declare_model,
         const std::vector<std::filesystem::path>& others_catalogue)
      : models_(models), declare_model_(declare_model), others_catalogue_(others_catalogue) {}

  Scenario load(const std::filesystem::path& file, const std::vector<Override>& overrides);

 private:
  void check_overrides(const std::vector<Override>& overrides);
  void choose_model(const ScenarioLayers& layers);
  void declare_settings();
  void offer_model(std::string name, const SourceLocation& where);
  void read_settings(const std::vector<ScenarioLayer>& layers);
  void apply(const std::vector<Assignment>& assignments);
  void find_foreign_settings(const std::vector<std::filesystem::path>& own_catalogue);
  void switch_off_foreign();
  std::vector<Assignment> without_foreign(std::vector<Assignment> assignments);
  void override_setting(const Override& override_);
  void check_dates();
  void read_regime(const RegimeFile& regime);
  void read_changes(const std::vector<ScenarioLayer>& layers);
  void read_change(const TomlTable& table, const TomlNode& node);
  void read_set(const TomlTable& table, const TomlNode& node, std::vector<Assignment>& set,
                std::vector<ChangeStep>& more);
  void read_reacting(const TomlTable& table, const TomlNode& node);
  void check_change_date(const TomlTable& table, const char* key, Date at);
  std::vector<ChangeStep> own_steps(std::vector<ChangeStep> steps, const SourceLocation& where);
  std::vector<Assignment> settable(std::vector<Assignment> assignments);
  std::string settable_names(const std::string& path) const;
  void accumulate_changes();
  void read_targets(const std::vector<ScenarioLayer>& layers);
  void read_target(const TomlTable& table);
  void read_goal(const TomlTable& table, Target& target);
  void read_matters(const std::vector<ScenarioLayer>& layers);
  void read_description(const std::vector<ScenarioLayer>& layers);
  void throw_problems(const std::vector<ScenarioLayer>& layers);

  /// The dates of the run, where both are declared and sound.
  std::optional<std::pair<Date, Date>> run_dates() const;

  const std::vector<std::string>& models_;
  const DeclareModel& declare_model_;
  const std::vector<std::filesystem::path>& others_catalogue_;
  std::set<std::string, std::less<>> foreign_;  ///< settings that only the catalogue of others brings
  std::vector<Problem> problems_;
  std::vector<Override> overrides_;  ///< those that are UTF-8
  std::optional<ModelChoice> model_;
  std::optional<Declarations> declarations_;
  std::optional<AssignmentReader> assignments_;
  std::vector<RegimeFile> regimes_;
  std::vector<WrittenChange> written_;
  Scenario scenario_;
};

SourceLocation where_given(const Override& override_) {
  const std::string text = override_.origin == "--set" ? override_.path + "=" + override_.text : override_.text;
  return {override_.origin + " " + printable(text)};
}

/// "-10%" as -0.1; nothing if the text is no percentage.
std::optional<double> parse_percentage(const std::string& text) {
  if (!text.ends_with('%')) return std::nullopt;
  const std::string digits = text.substr(0, text.size() - 1);
  const bool plain = !digits.empty() && digits.find_first_not_of("+-.0123456789") == std::string::npos;
  if (!plain) return std::nullopt;
  char* end = nullptr;
  const double percent = std::strtod(digits.c_str(), &end);
  const bool whole_text = end == digits.c_str() + digits.size();
  return whole_text && std::isfinite(percent) ? std::optional(percent / 100) : std::nullopt;
}

/// A line of [matters]. A problem if it is no size.
SmallestChange smallest_change(const TomlTable& table, const std::string& measure) {
  SmallestChange smallest{measure, {}, {}, table.location(measure)};
  const Value written = table.value(measure);
  if (const auto* text = std::get_if<std::string>(&written))
    smallest.share = parse_percentage(*text);
  else if (const auto* whole = std::get_if<std::int64_t>(&written))
    smallest.amount = static_cast<double>(*whole);
  else if (const auto* real = std::get_if<double>(&written))
    smallest.amount = *real;
  const double size = smallest.share.value_or(smallest.amount.value_or(0));
  if (!(size > 0 && std::isfinite(size)))
    table.problem(measure, fmt::format("the smallest change of {} that matters must be above 0, a percentage of the "
                                       "base such as \"2%\" or a number in its unit such as 150, not {}",
                                       measure, format_value(written)));
  else if (measure == any_measure && !smallest.share)
    table.problem(measure,
                  "what matters of any measure must be a percentage such as \"2%\", as measures have unlike units");
  return smallest;
}

/// Folders add up over layers; each is relative to the file that names it.
std::vector<std::filesystem::path> folders_of(const std::vector<ScenarioLayer>& layers,
                                              std::vector<Problem>& problems) {
  std::vector<std::filesystem::path> folders;
  for (const ScenarioLayer& layer : layers) {
    const TomlTable top = TomlTable::over(layer.root, "", problems);
    if (!top.has("catalogue")) continue;
    for (const std::string& folder : top.texts("catalogue")) {
      const std::filesystem::path path = file_named_in(layer.file, folder);
      if (std::filesystem::is_directory(path))
        add_folders(folders, {path});
      else
        top.problem("catalogue", fmt::format("there is no folder {}", in_quotes(path.string())));
    }
  }
  return folders;
}

Scenario Loader::load(const std::filesystem::path& file, const std::vector<Override>& overrides) {
  scenario_.file = file;
  const ScenarioLayers read = read_scenario_layers(file, problems_);
  check_overrides(overrides);
  scenario_.catalogue = folders_of(read.layers, problems_);
  regimes_ = read_regimes(read.layers, problems_);
  choose_model(read);
  if (declarations_) read_settings(read.layers);
  read_changes(read.layers);
  read_targets(read.layers);
  read_matters(read.layers);
  read_description(read.layers);
  throw_problems(read.layers);
  for (const RegimeFile& regime : regimes_) scenario_.texts.emplace_back(regime.file.string(), regime.text);
  for (const ScenarioLayer& layer : read.layers) scenario_.texts.emplace_back(layer.file.string(), layer.text);
  return std::move(scenario_);
}

void Loader::check_overrides(const std::vector<Override>& overrides) {
  for (const Override& override_ : overrides) {
    if (first_byte_not_utf8(override_.path) || first_byte_not_utf8(override_.text))
      add_problem(problems_, {override_.origin}, "the setting or its value is not UTF-8 text");
    else
      overrides_.push_back(override_);
  }
}

void Loader::declare_settings() {
  try {
    const std::vector<std::filesystem::path> own = scenario_.catalogue;
    if (!others_catalogue_.empty()) {
      // In one order for all that are compared.
      scenario_.catalogue = others_catalogue_;
      add_folders(scenario_.catalogue, own);
    }
    declarations_ = declare_model_(model_->name, scenario_.catalogue);
    if (!others_catalogue_.empty()) find_foreign_settings(own);
    assignments_.emplace(*declarations_, grammar_keys, problems_);
  } catch (const InputError& error) {
    problems_.insert(problems_.end(), error.problems().begin(), error.problems().end());
  }
}

void Loader::choose_model(const ScenarioLayers& read) {
  for (const ScenarioLayer& layer : read.layers) {
    const TomlTable top = TomlTable::over(layer.root, "", problems_);
    if (top.has("model")) offer_model(top.text("model", ""), top.location("model"));
  }
  for (const Override& override_ : overrides_)
    if (override_.path == "model")
      offer_model(std::get<std::string>(override_node(override_, true, {}).data), where_given(override_));
  if (model_ && declare_model_) {
    scenario_.model = model_->name;
    declare_settings();
  } else if (read.complete && problems_.empty()) {
    add_problem(problems_, {scenario_.file.string()},
                fmt::format("no model is given; write for example model = \"{}\" at the top of the file "
                            "(known: {})",
                            models_.empty() ? "" : models_.front(), fmt::join(models_, ", ")));
  }
}

void Loader::offer_model(std::string name, const SourceLocation& where) {
  if (name.empty()) return;
  if (std::find(models_.begin(), models_.end(), name) == models_.end())
    add_problem(problems_, where,
                fmt::format("unknown model {}{}; known: {}", in_quotes(name), did_you_mean(name, models_),
                            fmt::join(models_, ", ")));
  else if (model_ && model_->name != name)
    add_problem(problems_, where,
                fmt::format("model '{}' differs from model '{}' given at {}", name, model_->name,
                            format_location(model_->where)));
  else
    model_ = ModelChoice{std::move(name), where};
}

void Loader::read_settings(const std::vector<ScenarioLayer>& layers) {
  scenario_.settings = Settings(*declarations_);
  switch_off_foreign();
  for (const ScenarioLayer& layer : layers) apply(without_foreign(assignments_->read(layer.root, grammar_keys)));
  for (const Override& override_ : overrides_) override_setting(override_);
  check_dates();
  for (const RegimeFile& regime : regimes_) read_regime(regime);
}

void Loader::apply(const std::vector<Assignment>& assignments) {
  for (const Assignment& assignment : assignments)
    scenario_.settings.set(assignment.setting->path, assignment.value, assignment.where);
}

void Loader::find_foreign_settings(const std::vector<std::filesystem::path>& own_catalogue) {
  const Declarations own = declare_model_(model_->name, own_catalogue);
  for (const std::string& path : declarations_->paths())
    if (own.find(path) == nullptr) foreign_.insert(path);
}

void Loader::switch_off_foreign() {
  for (const std::string& path : foreign_)
    if (path.ends_with(".active") && std::holds_alternative<bool>(declarations_->find(path)->default_value))
      scenario_.settings.set(path, false, {"default"});
}

/// A scenario means the same whatever it is compared with, so what it does not know alone it cannot set.
std::vector<Assignment> Loader::without_foreign(std::vector<Assignment> assignments) {
  std::erase_if(assignments, [&](const Assignment& assignment) {
    if (!foreign_.contains(assignment.setting->path)) return false;
    add_problem(problems_, assignment.where,
                fmt::format("'{}' is known only through the catalogue of a scenario this one is compared with; name "
                            "its folder here, too: catalogue = [\"FOLDER\"]",
                            assignment.setting->path));
    return true;
  });
  return assignments;
}

void Loader::override_setting(const Override& override_) {
  const SourceLocation where = where_given(override_);
  const std::string& path = override_.path;
  if (path == "model" || path == "scenario.name" || path == "scenario.question") return;
  const std::string first = path.substr(0, path.find('.'));
  if (first == "scenario")
    add_problem(problems_, where,
                fmt::format("unknown {}; allowed: scenario.name, scenario.question", in_quotes(path)));
  else if (std::find(grammar_keys.begin(), grammar_keys.end(), first) != grammar_keys.end())
    add_problem(problems_, where, fmt::format("{} can only be written in a file", in_quotes(path)));
  else
    apply(assignments_->read(override_, where));
}

std::optional<std::pair<Date, Date>> Loader::run_dates() const {
  if (!declarations_ || !declarations_->find("run.start") || !declarations_->find("run.end")) return std::nullopt;
  if (assignments_->failed("run.start") || assignments_->failed("run.end")) return std::nullopt;
  return std::pair(scenario_.settings.date("run.start"), scenario_.settings.date("run.end"));
}

void Loader::check_dates() {
  const auto dates = run_dates();
  if (!dates) return;
  const auto& entries = scenario_.settings.entries();
  const bool end_written = entries.at("run.end").origin.file != "default";
  const SourceLocation where = entries.at(end_written ? "run.end" : "run.start").origin;
  if (std::string problem = run_problem(dates->first, dates->second); !problem.empty())
    add_problem(problems_, where, std::move(problem));
}

/// One that began before the run holds from its start, under whatever the scenario itself sets; one that begins after
/// its end is not reached.
void Loader::read_regime(const RegimeFile& regime) {
  const std::vector<Assignment> set = settable(without_foreign(assignments_->read(regime.root.find("set")->node)));
  const auto dates = run_dates();
  if (!dates || regime.from > dates->second) return;
  if (regime.from > dates->first) {
    Change change{regime.from, {}, {}, regime.where};
    for (const Assignment& assignment : set) change.set.emplace_back(assignment.setting->path, assignment.value);
    scenario_.changes.push_back(std::move(change));
    return;
  }
  for (const Assignment& assignment : set) {
    const std::string& said_at = scenario_.settings.entries().at(assignment.setting->path).origin.file;
    const bool by_a_regime = std::any_of(regimes_.begin(), regimes_.end(),
                                         [&](const RegimeFile& other) { return other.file.string() == said_at; });
    if (said_at == "default" || by_a_regime)
      scenario_.settings.set(assignment.setting->path, assignment.value, assignment.where);
  }
}

void Loader::read_changes(const std::vector<ScenarioLayer>& layers) {
  for (const ScenarioLayer& layer : layers) {
    const TomlTable top = TomlTable::over(layer.root, "", problems_);
    const auto* member = layer.root.find("change");
    const auto tables = top.tables("change");
    for (std::size_t i = 0, item = 0; i < tables.size(); ++i, ++item) {
      while (!(*member->node.array())[item].table()) ++item;
      read_change(tables[i], (*member->node.array())[item]);
    }
  }
  accumulate_changes();
}

/// What a change sets, as values and as so much more or less.
void Loader::read_set(const TomlTable& table, const TomlNode& node, std::vector<Assignment>& set,
                      std::vector<ChangeStep>& more) {
  const auto* written = table.has("set") ? node.find("set") : nullptr;
  if (!written || !written->node.table() || written->node.table()->empty()) {
    table.problem("set", "a change must say what it sets, such as set.\"table.setting\" = 1");
  } else if (assignments_) {
    TomlNode values = written->node;
    more = own_steps(take_relative(values, *declarations_), table.location());
    set = settable(without_foreign(assignments_->read(values)));
    for (const Assignment& assignment : set)
      if (std::ranges::find(more, assignment.setting->path, &ChangeStep::path) != more.end())
        add_problem(problems_, assignment.where, fmt::format("'{}' is set twice", assignment.setting->path));
  }
}

void Loader::read_reacting(const TomlTable& table, const TomlNode& node) {
  Reaction reaction = read_reaction(table);
  std::vector<Assignment> set;
  read_set(table, node, set, reaction.more);
  for (Assignment& assignment : set) reaction.set.emplace_back(assignment.setting->path, std::move(assignment.value));
  table.finish();
  if (reaction.at) check_change_date(table, "at", *reaction.at);
  scenario_.reactions.push_back(std::move(reaction));
}

void Loader::read_change(const TomlTable& table, const TomlNode& node) {
  if (table.has("when")) return read_reacting(table, node);
  WrittenChange change;
  const std::size_t known = problems_.size();
  change.at = table.date("at");
  const bool dated = problems_.size() == known;
  change.where = table.location();
  read_set(table, node, change.set, change.more);
  read_course(table, change);
  table.finish();
  if (!dated) return;
  check_change_date(table, "at", change.at);
  if (change.until) check_change_date(table, table.has("for") ? "for" : "until", *change.until);
  if (change.over_days > 0) check_change_date(table, "over", change.at + std::chrono::days(change.over_days));
  written_.push_back(std::move(change));
}

void Loader::check_change_date(const TomlTable& table, const char* key, Date at) {
  const auto dates = run_dates();
  const std::string problem = dates ? change_problem(at, dates->first, dates->second) : "";
  if (!problem.empty()) table.problem(key, problem);
}

/// Those of settings that are the scenario's own; each other becomes a problem.
std::vector<ChangeStep> Loader::own_steps(std::vector<ChangeStep> steps, const SourceLocation& where) {
  std::erase_if(steps, [&](const ChangeStep& step) {
    const Assignment written{declarations_->find(step.path), {}, where};
    return without_foreign({written}).empty();
  });
  return steps;
}

std::vector<Assignment> Loader::settable(std::vector<Assignment> assignments) {
  std::erase_if(assignments, [&](const Assignment& assignment) {
    if (assignment.setting->when == When::any_time) return false;
    const std::string& path = assignment.setting->path;
    add_problem(problems_, assignment.where,
                fmt::format("'{}' is fixed when the run starts and cannot change; {}", path, settable_names(path)));
    return true;
  });
  return assignments;
}

/// What may change instead: in the same table if anything there may, otherwise anywhere.
std::string Loader::settable_names(const std::string& path) const {
  const std::string table = path.substr(0, path.rfind('.') + 1);
  std::vector<std::string> near, all;
  for (const Setting& setting : declarations_->all()) {
    if (setting.when != When::any_time) continue;
    all.push_back(setting.path);
    if (!table.empty() && setting.path.starts_with(table)) near.push_back(setting.path);
  }
  std::vector<std::string>& names = near.empty() ? all : near;
  if (names.empty()) return "no setting of this model may";
  const std::size_t more = names.size() - std::min(names.size(), most_names_listed);
  names.resize(names.size() - more);
  return fmt::format("these may: {}{}", fmt::join(names, ", "), more ? fmt::format(" and {} more", more) : "");
}

void Loader::accumulate_changes() {
  auto& changes = scenario_.changes;
  for (Problem& problem : overlap_problems(written_, changes)) problems_.push_back(std::move(problem));
  for (Change& change : changes_of(written_)) changes.push_back(std::move(change));
  if (changes.size() > most_changes) {
    add_problem(problems_, changes[most_changes].where,
                fmt::format("{} changes, steps and ends of those that last counted; at most {} are allowed",
                            changes.size(), most_changes));
    return;
  }
  carry_settings_forward(scenario_.settings, changes);
  if (!declarations_) return;
  for (Problem& problem : step_problems(changes, *declarations_)) problems_.push_back(std::move(problem));
  for (Problem& problem : idle_problems(scenario_.settings, changes)) problems_.push_back(std::move(problem));
  for (Problem& problem : reaction_problems(scenario_, *declarations_)) problems_.push_back(std::move(problem));
  for (Problem& problem : idle_reactions(scenario_)) problems_.push_back(std::move(problem));
}

void Loader::read_targets(const std::vector<ScenarioLayer>& layers) {
  for (const ScenarioLayer& layer : layers)
    for (const TomlTable& table : TomlTable::over(layer.root, "", problems_).tables("target")) read_target(table);
}

void Loader::read_target(const TomlTable& table) {
  Target target;
  target.measure = table.text("measure");
  target.compared_with = table.text("compared_with", "");
  target.source = table.text("source", "");
  target.where = table.location();
  read_goal(table, target);
  const std::size_t known = problems_.size();
  if (table.has("by")) target.by = table.date("by");
  if (target.by && problems_.size() == known) {
    const auto dates = run_dates();
    const std::string problem = dates ? target_problem(*target.by, dates->first, dates->second) : "";
    if (!problem.empty()) table.problem("by", problem);
  }
  table.finish();
  scenario_.targets.push_back(std::move(target));
}

void Loader::read_matters(const std::vector<ScenarioLayer>& layers) {
  for (const ScenarioLayer& layer : layers) {
    const TomlTable root = TomlTable::over(layer.root, "", problems_);
    if (!root.has("matters")) continue;
    const TomlTable table = root.table("matters");
    for (const std::string& measure : table.keys()) {
      std::erase_if(scenario_.matters, [&](const SmallestChange& known) { return known.measure == measure; });
      scenario_.matters.push_back(smallest_change(table, measure));
    }
  }
}

void Loader::read_goal(const TomlTable& table, Target& target) {
  const bool changes = table.has("change");
  if (changes == table.has("value"))
    table.problem("change", "a target has either 'change' (such as \"-10%\") or 'value' (a number)");
  if (table.has("value")) target.value = table.real("value");
  if (!changes) return;
  if (!table.has("compared_with"))
    table.problem("change", "'change' needs 'compared_with', the scenario it is measured from");
  const Value written = table.value("change");
  if (const auto* text = std::get_if<std::string>(&written)) {
    target.change = parse_percentage(*text);
    if (!target.change)
      table.problem("change", fmt::format("'change' must be a percentage such as \"-10%\" or a number such as -0.1, "
                                          "not {}",
                                          in_quotes(*text)));
  } else {
    target.change = table.real("change");
  }
}

void Loader::read_description(const std::vector<ScenarioLayer>& layers) {
  scenario_.name = scenario_.file.stem().string();
  for (const ScenarioLayer& layer : layers) {
    const TomlTable table = TomlTable::over(layer.root, "", problems_).table("scenario");
    const std::string name = table.text("name", scenario_.file.stem().string());
    const std::string question = table.text("question", "");
    table.finish();
    if (layer.file != scenario_.file) continue;
    scenario_.name = name;
    scenario_.question = question;
  }
  for (const Override& override_ : overrides_) {
    const bool name = override_.path == "scenario.name";
    if (name || override_.path == "scenario.question")
      (name ? scenario_.name : scenario_.question) = std::get<std::string>(override_node(override_, true, {}).data);
  }
}

/// Throws if anything is wrong, in the order in which a reader meets it: the base file first, from top to bottom.
void Loader::throw_problems(const std::vector<ScenarioLayer>& layers) {
  if (problems_.empty()) return;
  const auto position = [&](const Problem& problem) {
    const auto layer = std::find_if(layers.begin(), layers.end(),
                                    [&](const ScenarioLayer& l) { return l.file.string() == problem.where.file; });
    return std::tuple(layer - layers.begin(), problem.where.line, problem.where.column);
  };
  std::stable_sort(problems_.begin(), problems_.end(),
                   [&](const Problem& a, const Problem& b) { return position(a) < position(b); });
  throw InputError(std::move(problems_));
}

}  // namespace

Scenario load_scenario(const std::filesystem::path& file, const std::vector<Override>& overrides,
                       const std::vector<std::string>& models, const DeclareModel& declare_model,
                       const std::vector<std::filesystem::path>& catalogue) {
  return Loader(models, declare_model, catalogue).load(file, overrides);
}

std::vector<std::filesystem::path> catalogue_of(const std::filesystem::path& file) {
  std::vector<Problem> told_when_loading;
  const ScenarioLayers read = read_scenario_layers(file, told_when_loading);
  return folders_of(read.layers, told_when_loading);
}

void add_folders(std::vector<std::filesystem::path>& folders, const std::vector<std::filesystem::path>& more) {
  for (const std::filesystem::path& folder : more) {
    const bool known = std::ranges::any_of(folders, [&](const std::filesystem::path& one) {
      std::error_code none;
      return one == folder || std::filesystem::equivalent(one, folder, none);
    });
    if (!known) folders.push_back(folder);
  }
}

}  // namespace kith

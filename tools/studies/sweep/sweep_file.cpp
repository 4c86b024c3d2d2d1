#include "tools/studies/sweep/sweep_file.hpp"

#include "engine/settings/assignments.hpp"
#include "engine/settings/named_file.hpp"
#include "engine/settings/reactions.hpp"
#include "engine/settings/setting_check.hpp"
#include "engine/tables/csv_table.hpp"
#include "tools/console/models.hpp"
#include "tools/studies/study_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>

namespace kith::sweep {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_bytes = 64 * 1024 * 1024;
constexpr std::int64_t most_points = 10'000'000;
constexpr std::int64_t most_replicates = 1'000'000;
constexpr std::array designs = {Design::grid,   Design::latin_hypercube, Design::sobol,
                                Design::morris, Design::saltelli,        Design::list};
/// The sweep itself says these.
const std::vector<std::string> not_to_vary = {"run.seed",      "run.replicates", "run.first_replicate",
                                              "output.events", "output.people",  "output.episodes"};

class Reader : tools::StudyFileReader {
 public:
  explicit Reader(const SweepOptions& options)
      : StudyFileReader(options.scenario, result_.file, result_.scenario, result_.texts), options_(options) {}
  SweepFile read();

 private:
  void say_what_a_sweep_is();
  void read_design(const TomlTable& sweep);
  std::int64_t count(const TomlTable& sweep, const char* key, std::int64_t lowest,
                     std::optional<std::int64_t> fallback);
  void refuse_unused(const TomlTable& sweep, const char* key, const std::vector<Design>& used_by);
  void read_replicates(const TomlTable& sweep);
  void read_measures(const TomlTable& top, const TomlTable& sweep);
  void take_measures(const TomlNode& node);
  void read_varied();
  void gather(const TomlNode& table, const std::string& prefix);
  void read_parameter(const Setting& setting, const TomlNode::Member& member);
  void read_range(const TomlTable& table, const TomlNode& node, VariedParameter& parameter);
  std::optional<double> end_of_range(const TomlTable& table, const TomlNode& node, const char* key,
                                     const Setting& setting);
  void read_categories(const TomlTable& table, const TomlNode& node, VariedParameter& parameter);
  void read_evidence(const TomlTable& table, VariedParameter& parameter);
  void place_in_time(VariedParameter& parameter, std::optional<Date> written, const SourceLocation& where);
  void check_may_vary(const Setting& setting, const SourceLocation& where);
  void read_list(const TomlTable& sweep);
  void read_rows(const CsvTable& table);
  const TomlNode* varied() const;

  const SweepOptions& options_;
  SweepFile result_;
  std::set<std::string> seen_;
  bool design_known_ = true;
};

SweepFile Reader::read() {
  if (!read_text(most_bytes)) throw InputError(std::move(problems_));
  if (root_->find("sweep") == nullptr) {
    say_what_a_sweep_is();
  } else {
    const TomlTable top = TomlTable::over(*root_, "", problems_);
    read_scenario(top);
    const TomlTable sweep = top.table("sweep");
    read_design(sweep);
    read_replicates(sweep);
    read_measures(top, sweep);
    sweep.has("vary");
    if (declarations_) read_varied();
    if (result_.design.design == Design::list) read_list(sweep);
    for (const VariedParameter& parameter : result_.parameters)
      if (const std::string fault = said_in_vain(parameter.setting.path); !parameter.at && !fault.empty())
        add_problem(problems_, parameter.where, fault);
    top.finish();
  }
  if (problems_.empty()) return std::move(result_);
  refuse();
}

/// There is no table [sweep]; nothing else that is said about the file would help.
void Reader::say_what_a_sweep_is() {
  const bool scenario = root_->find("model") != nullptr || root_->find("extends") != nullptr;
  add_problem(
      problems_, {result_.file.string()},
      fmt::format("{}: a sweep file names a scenario and has a table [sweep], which says by which design what varies",
                  scenario ? "is a scenario, no sweep file" : "has no table [sweep]"));
}

// ---- the design ----

void Reader::read_design(const TomlTable& sweep) {
  DesignSettings& design = result_.design;
  std::vector<std::string> names;
  for (const Design known : designs) names.emplace_back(name_of(known));
  const std::string name = sweep.text("design", "sobol");
  const auto found = std::ranges::find(names, name);
  design_known_ = found != names.end();
  if (design_known_)
    design.design = designs[static_cast<std::size_t>(found - names.begin())];
  else
    sweep.problem("design", fmt::format("unknown design {}{}; allowed: {}", in_quotes(name), did_you_mean(name, names),
                                        fmt::join(names, ", ")));
  refuse_unused(sweep, "points", {Design::latin_hypercube, Design::sobol});
  refuse_unused(sweep, "samples", {Design::saltelli});
  refuse_unused(sweep, "second_order", {Design::saltelli});
  refuse_unused(sweep, "trajectories", {Design::morris});
  refuse_unused(sweep, "levels", {Design::morris, Design::grid});
  refuse_unused(sweep, "list", {Design::list});
  const bool sized = design.design != Design::grid && design.design != Design::list;
  if (options_.points && design_known_ && !sized)
    add_problem(problems_, {"--points"}, fmt::format("a design '{}' has the points its file gives", name));
  if (!design_known_) return;
  if (design.design == Design::latin_hypercube || design.design == Design::sobol)
    design.points = count(sweep, "points", 1, options_.points);
  if (design.design == Design::saltelli) {
    design.samples = count(sweep, "samples", 1, options_.points);
    design.second_order = sweep.boolean("second_order", true);
  }
  if (design.design == Design::morris) design.trajectories = count(sweep, "trajectories", 1, options_.points);
  if (design.design == Design::morris || design.design == Design::grid)
    design.levels = sweep.integer("levels", design.design == Design::morris ? 4 : 0);
  if (design.design == Design::morris && (design.levels < 2 || design.levels > 1000 || design.levels % 2 != 0))
    sweep.problem("levels",
                  fmt::format("'levels' is {}; a Morris design takes an even number from 2 to 1000", design.levels));
  if (design.design == Design::grid && sweep.has("levels") && (design.levels < 1 || design.levels > 100000))
    sweep.problem("levels", fmt::format("'levels' is {}; allowed: a whole number from 1 to 100000", design.levels));
  design.seed = sweep.integer("seed", 1);
  if (design.seed < 0) sweep.problem("seed", fmt::format("'seed' is {}; a seed is a whole number from 0", design.seed));
}

/// A number of points; what the command line says (`given`) comes before the file.
std::int64_t Reader::count(const TomlTable& sweep, const char* key, std::int64_t lowest,
                           std::optional<std::int64_t> given) {
  const std::size_t known = problems_.size();
  const std::int64_t written = given && !sweep.has(key) ? *given : sweep.integer(key);
  if (problems_.size() == known && (written < lowest || written > most_points))
    sweep.problem(key,
                  fmt::format("'{}' is {}; allowed: a whole number from {} to {}", key, written, lowest, most_points));
  return given.value_or(written);
}

void Reader::refuse_unused(const TomlTable& sweep, const char* key, const std::vector<Design>& used_by) {
  if (!sweep.has(key) || !design_known_ || std::ranges::find(used_by, result_.design.design) != used_by.end()) return;
  std::vector<std::string> names;
  for (const Design design : used_by) names.emplace_back(name_of(design));
  sweep.problem(key, fmt::format("'{}' means nothing to a design '{}', only to: {}", key,
                                 name_of(result_.design.design), fmt::join(names, ", ")));
}

void Reader::read_replicates(const TomlTable& sweep) {
  const bool sound = declarations_.has_value();
  const std::int64_t of_scenario = sound ? result_.scenario.settings.integer("run.replicates") : 1;
  result_.first_replicate = sound ? result_.scenario.settings.integer("run.first_replicate") : 0;
  const std::int64_t written = sweep.integer("replicates", of_scenario);
  if (written < 1 || written > most_replicates)
    sweep.problem("replicates",
                  fmt::format("'replicates' is {}; allowed: a whole number from 1 to {}", written, most_replicates));
  result_.replicates = options_.scenario.replicates.value_or(written);
  result_.common_random_numbers = sweep.boolean("common_random_numbers", true);
}

// ---- measures ----

void Reader::read_measures(const TomlTable& top, const TomlTable& sweep) {
  const bool at_top = top.has("measures");
  const bool in_sweep = sweep.has("measures");
  const TomlNode::Member* in_varied = varied() != nullptr ? varied()->find("measures") : nullptr;
  if (in_varied != nullptr && in_varied->node.array() == nullptr) in_varied = nullptr;
  if (at_top + in_sweep + (in_varied != nullptr) > 1)
    (at_top ? top : sweep).problem("measures", "'measures' is given twice");
  if (at_top) take_measures(root_->find("measures")->node);
  if (in_sweep) take_measures(root_->find("sweep")->node.find("measures")->node);
  if (in_varied != nullptr) take_measures(in_varied->node);
  if (declarations_ && result_.measures.empty()) result_.measures = tools::model_of(result_.scenario).headlines();
}

void Reader::take_measures(const TomlNode& node) {
  if (!declarations_) return;
  std::vector<std::string> known;
  for (const Measure& measure : tools::model_of(result_.scenario).measures().measures) known.push_back(measure.name);
  if (node.array() == nullptr || node.array()->empty()) {
    add_problem(problems_, node.where,
                "'measures' must be a list of names of measures, such as [\"" + known.front() + "\"]");
    return;
  }
  for (const TomlNode& item : *node.array()) {
    const auto* name = std::get_if<std::string>(&item.data);
    if (name == nullptr)
      add_problem(problems_, item.where, fmt::format("a measure is a name, not {}", describe(item)));
    else if (std::ranges::find(known, *name) == known.end())
      add_problem(
          problems_, item.where,
          fmt::format("unknown measure {}{}; 'kith explain' lists them", in_quotes(*name), did_you_mean(*name, known)));
    else if (std::ranges::find(result_.measures, *name) != result_.measures.end())
      add_problem(problems_, item.where, fmt::format("the measure {} is named twice", in_quotes(*name)));
    else
      result_.measures.push_back(*name);
  }
}

// ---- what varies ----

const TomlNode* Reader::varied() const {
  const auto* sweep = root_->find("sweep");
  const auto* vary = sweep != nullptr ? sweep->node.find("vary") : nullptr;
  return vary != nullptr && vary->node.table() != nullptr ? &vary->node : nullptr;
}

void Reader::read_varied() {
  const bool needed = result_.design.design != Design::list;
  if (varied() == nullptr && needed)
    add_problem(
        problems_, {result_.file.string()},
        "nothing varies: write a table [sweep.vary] with lines such as \"table.setting\" = { from = 1, to = 5 }");
  if (varied() == nullptr) return;
  const std::size_t known = problems_.size();
  gather(*varied(), "");
  if (needed && result_.parameters.empty() && problems_.size() == known)
    add_problem(problems_, varied()->where, "[sweep.vary] names no setting");
}

void Reader::gather(const TomlNode& table, const std::string& prefix) {
  for (const TomlNode::Member& member : *table.table()) {
    if (prefix.empty() && member.key == "measures" && member.node.array() != nullptr) continue;
    const std::string path = joined_path(prefix, member.key);
    if (const Setting* setting = declarations_->find(path)) {
      read_parameter(*setting, member);
    } else if (!member.key.empty() && paths_->is_table(path) && member.node.table() != nullptr) {
      gather(member.node, path);
    } else {
      add_problem(problems_, member.key_where, paths_->unknown(path));
    }
  }
}

void Reader::check_may_vary(const Setting& setting, const SourceLocation& where) {
  if (std::ranges::find(not_to_vary, setting.path) != not_to_vary.end())
    add_problem(problems_, where, fmt::format("'{}' is the same for the whole sweep and cannot vary", setting.path));
  if (!seen_.insert(setting.path).second) add_problem(problems_, where, fmt::format("'{}' varies twice", setting.path));
}

void Reader::read_parameter(const Setting& setting, const TomlNode::Member& member) {
  check_may_vary(setting, member.key_where);
  VariedParameter parameter{.setting = setting, .where = member.key_where};
  if (member.node.table() == nullptr) {
    add_problem(problems_, member.node.where,
                fmt::format("'{}' must say over what it varies: {{ from = ..., to = ... }}, {{ values = [...] }} or "
                            "{{ evidence = true }}, not {}",
                            setting.path, describe(member.node)));
    return;
  }
  const TomlTable table = TomlTable::over(member.node, setting.path, problems_);
  const std::size_t known = problems_.size();
  const bool categories = table.has("values");
  const bool evidence = table.has("evidence");
  const bool from = table.has("from"), to = table.has("to");  // each asked for, or it would be unknown
  const bool range = from || to;
  if (result_.design.design == Design::list && (categories || evidence || range))
    table.problem("", fmt::format("the values of '{}' come from the list; here only 'at' can be said", setting.path));
  else if (categories + evidence + range > 1)
    table.problem("", fmt::format("'{}' varies over one thing: a range (from, to), values, or evidence", setting.path));
  else if (categories)
    read_categories(table, member.node, parameter);
  else if (evidence)
    read_evidence(table, parameter);
  else if (range)
    read_range(table, member.node, parameter);
  else if (result_.design.design == Design::list)
    parameter.kind = Kind::list;
  else
    table.problem("", fmt::format("'{}' says neither from and to, nor values, nor evidence = true", setting.path));
  place_in_time(parameter, table.has("at") ? std::optional(table.date("at")) : std::nullopt,
                table.has("at") ? table.location("at") : member.key_where);
  table.finish();
  if (problems_.size() == known) result_.parameters.push_back(std::move(parameter));
}

void Reader::read_range(const TomlTable& table, const TomlNode& node, VariedParameter& parameter) {
  const Setting& setting = parameter.setting;
  const bool whole = std::holds_alternative<std::int64_t>(setting.default_value);
  parameter.log = table.boolean("log", false);
  parameter.integer = table.boolean("integer", whole) || whole;
  const bool has_levels = table.has("levels");
  parameter.levels = table.integer("levels", result_.design.levels);
  if (!whole && !std::holds_alternative<double>(setting.default_value)) {
    table.problem("", fmt::format("'{}' is no number, so it has no range; write values = [...]", setting.path));
    return;
  }
  const auto from = end_of_range(table, node, "from", setting);
  const auto to = end_of_range(table, node, "to", setting);
  const bool grid = design_known_ && result_.design.design == Design::grid;
  if (has_levels && !grid)
    table.problem("levels", "'levels' means something to a grid only; other designs choose the values");
  if (grid && (parameter.levels < 1 || parameter.levels > 100000))
    table.problem(has_levels ? "levels" : "",
                  fmt::format("a grid needs to know how many values '{}' takes: levels = 1 to 100000", setting.path));
  if (!from || !to) return;
  parameter.from = *from;
  parameter.to = *to;
  if (parameter.from >= parameter.to)
    table.problem("to", fmt::format("the range of '{}' from {} to {} is empty", setting.path, *from, *to));
  if (grid && parameter.integer && static_cast<double>(parameter.levels) > parameter.to - parameter.from + 1)
    table.problem(has_levels ? "levels" : "", fmt::format("'{}' has no {} different whole numbers from {} to {}",
                                                          setting.path, parameter.levels, *from, *to));
  if (parameter.log && parameter.from <= 0)
    table.problem("from", fmt::format("a logarithmic range begins above 0, not at {}", *from));
  if (parameter.integer && (parameter.from != std::floor(parameter.from) || parameter.to != std::floor(parameter.to)))
    table.problem("from",
                  fmt::format("whole numbers go from one whole number to another, not from {} to {}", *from, *to));
}

std::optional<double> Reader::end_of_range(const TomlTable& table, const TomlNode& node, const char* key,
                                           const Setting& setting) {
  if (!table.has(key)) {
    table.problem("", fmt::format("the range of '{}' has no '{}'", setting.path, key));
    return std::nullopt;
  }
  const TomlNode& written = node.find(key)->node;
  const auto value = checked_value(setting, written, written.where, problems_);
  if (!value) return std::nullopt;
  if (const auto* whole = std::get_if<std::int64_t>(&*value)) return static_cast<double>(*whole);
  return std::get<double>(*value);
}

void Reader::read_categories(const TomlTable& table, const TomlNode& node, VariedParameter& parameter) {
  parameter.kind = Kind::categories;
  const TomlNode& values = node.find("values")->node;
  if (values.array() == nullptr || values.array()->empty()) {
    table.problem("values", fmt::format("'values' must be a list of at least one value, not {}", describe(values)));
    return;
  }
  for (const TomlNode& item : *values.array()) {
    auto value = checked_value(parameter.setting, item, item.where, problems_);
    if (!value) continue;
    if (std::ranges::find(parameter.categories, *value) != parameter.categories.end())
      add_problem(problems_, item.where, fmt::format("the value {} is given twice", format_value(*value)));
    parameter.categories.push_back(std::move(*value));
  }
}

void Reader::read_evidence(const TomlTable& table, VariedParameter& parameter) {
  parameter.kind = Kind::evidence;
  if (!table.boolean("evidence")) table.problem("evidence", "write evidence = true, or a range");
  const Setting& setting = parameter.setting;
  parameter.integer = std::holds_alternative<std::int64_t>(setting.default_value);
  parameter.levels = table.integer("levels", result_.design.levels);
  if (setting.distribution.empty())
    table.problem(
        "", fmt::format("'{}' has no distribution of evidence to draw from; give it a range (from, to)", setting.path));
  if (design_known_ && result_.design.design == Design::grid && (parameter.levels < 1 || parameter.levels > 100000))
    table.problem("",
                  fmt::format("a grid needs to know how many values '{}' takes: levels = 1 to 100000", setting.path));
}

/// From which day the value holds: as written, else from the one change of the scenario that sets it, else from the
/// start.
void Reader::place_in_time(VariedParameter& parameter, std::optional<Date> written, const SourceLocation& where) {
  const Setting& setting = parameter.setting;
  std::set<Date> set_on;
  for (const Change& change : result_.scenario.changes)
    for (const auto& [path, value] : change.set)
      if (path == setting.path) set_on.insert(change.at);
  const auto run = kith::read<RunSettings>(result_.scenario.settings);
  const auto reacts = std::ranges::find_if(result_.scenario.reactions, [&](const Reaction& reaction) {
    const std::vector<std::string> paths = paths_of(reaction);
    return std::ranges::find(paths, setting.path) != paths.end();
  });
  if (!written && reacts != result_.scenario.reactions.end())
    return add_problem(problems_, where,
                       fmt::format("the scenario sets '{}' {} ({}); what varies is what holds without that: say from "
                                   "which day on with 'at'",
                                   setting.path, course_in_words(*reacts), format_location(reacts->where)));
  if (written && setting.when != When::any_time) {
    add_problem(problems_, where, fmt::format("'{}' is fixed when the run starts; leave 'at' out", setting.path));
  } else if (written && (*written < run.start || *written > run.end)) {
    add_problem(problems_, where,
                fmt::format("'at' is {}, outside the run, which goes from {} to {}", format_date(*written),
                            format_date(run.start), format_date(run.end)));
  } else if (!written && set_on.size() > 1) {
    std::vector<std::string> days;
    for (const Date day : set_on) days.push_back(format_date(day));
    add_problem(problems_, where,
                fmt::format("the scenario changes '{}' on {}: say with 'at' which of them varies", setting.path,
                            fmt::join(days, " and on ")));
  } else if (written) {
    parameter.at = written;
  } else if (set_on.size() == 1) {
    parameter.at = *set_on.begin();
  }
}

// ---- lists ----

void Reader::read_list(const TomlTable& sweep) {
  const std::string named = sweep.text("list");
  if (named.empty()) return;
  const fs::path file = file_named_in(result_.file, named);
  auto text = read_text_file(file, most_bytes, sweep.location("list"), problems_);
  if (!text) return;
  const std::size_t known = problems_.size();
  const CsvTable table = CsvTable::parse(*text, file.string(), problems_);
  if (declarations_ && problems_.size() == known) read_rows(table);
  result_.texts.insert(result_.texts.begin() + 1, {file.string(), std::move(*text)});
}

void Reader::read_rows(const CsvTable& table) {
  const std::vector<VariedParameter> said = std::exchange(result_.parameters, {});
  for (const std::string& path : table.columns()) {
    const SourceLocation where{table.file(), 1, 0};
    const Setting* setting = declarations_->find(path);
    if (setting == nullptr) {
      add_problem(problems_, where, paths_->unknown(path));
      continue;
    }
    const auto own = std::ranges::find_if(said, [&](const VariedParameter& p) { return p.setting.path == path; });
    if (own != said.end()) {
      result_.parameters.push_back(*own);
      continue;
    }
    check_may_vary(*setting, where);
    VariedParameter parameter{.setting = *setting, .kind = Kind::list, .where = where};
    place_in_time(parameter, std::nullopt, where);
    result_.parameters.push_back(std::move(parameter));
  }
  for (const VariedParameter& parameter : said)
    if (!table.find_column(parameter.setting.path))
      add_problem(problems_, parameter.where,
                  fmt::format("the list {} has no column '{}'", table.file(), parameter.setting.path));
  if (!problems_.empty()) return;
  if (table.rows() == 0) table.problem("the list has no point: write one a line below the names of settings");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    std::vector<Value> values;
    for (std::size_t column = 0; column < table.columns().size(); ++column) {
      const Setting& setting = result_.parameters[column].setting;
      const SourceLocation where{table.file(), table.line(row), 0};
      const bool as_text = std::holds_alternative<std::string>(setting.default_value);
      const TomlNode node = override_node({setting.path, table.text(row, column), table.file()}, as_text, where);
      if (auto value = checked_value(setting, node, where, problems_)) values.push_back(std::move(*value));
    }
    result_.list.push_back(std::move(values));
  }
}

}  // namespace

const char* name_of(Design design) {
  switch (design) {
    case Design::grid:
      return "grid";
    case Design::latin_hypercube:
      return "latin_hypercube";
    case Design::sobol:
      return "sobol";
    case Design::morris:
      return "morris";
    case Design::saltelli:
      return "saltelli";
    case Design::list:
      return "list";
  }
  return "";
}

SweepFile read_sweep_file(const SweepOptions& options) { return Reader(options).read(); }

bool is_sweep_file(const std::filesystem::path& file) {
  std::vector<Problem> problems;
  const auto text = read_text_file(file, most_bytes, {}, problems);
  const auto root = text ? parse_toml(*text, file.string(), problems) : std::nullopt;
  return root && root->find("sweep") != nullptr;
}

}  // namespace kith::sweep

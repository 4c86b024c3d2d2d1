// Making, writing and reading plans. Text files throughout, so that a plan can be looked at; a hash over all of it
// tells whether somebody changed it.
#include "tools/studies/sweep/plan.hpp"

#include "engine/settings/assignments.hpp"
#include "engine/settings/reactions.hpp"
#include "engine/settings/setting_check.hpp"
#include "engine/settings/toml_table.hpp"
#include "engine/settings/toml_tree.hpp"
#include "engine/tables/csv_table.hpp"
#include "results/sha256.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/models.hpp"
#include "tools/console/version.hpp"
#include "tools/studies/sweep/designs.hpp"
#include "tools/studies/sweep/points.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>

namespace kith::sweep {
namespace {

namespace fs = std::filesystem;

constexpr const char* format = "kith sweep plan 1";
constexpr std::size_t most_bytes_of_plan = std::size_t{4} << 30;
constexpr double most_points_of_design = 10e6;
constexpr double no_number = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t hash_length = 16;  ///< of a point's hash, in hexadecimal digits

std::string quoted(const std::string& text) { return format_value(Value(text)); }

// ---- points ----

[[noreturn]] void cannot(const SweepFile& sweep, const std::string& why) {
  throw InputError({sweep.file.string()}, why);
}

std::vector<std::int64_t> levels_of(const SweepFile& sweep) {
  std::vector<std::int64_t> levels;
  double points = 1;
  for (const VariedParameter& parameter : sweep.parameters) {
    const bool categories = parameter.kind == Kind::categories;
    levels.push_back(categories ? static_cast<std::int64_t>(parameter.categories.size()) : parameter.levels);
    points *= static_cast<double>(levels.back());
  }
  if (points > most_points_of_design)
    cannot(sweep, fmt::format("the grid has {:.3g} points; at most {:.0f} are allowed", points, most_points_of_design));
  return levels;
}

UnitPoints latin_points(const SweepFile& sweep, const DesignSettings& design) {
  const auto seed = static_cast<std::uint64_t>(design.seed);
  std::vector<std::int64_t> sizes = design.growth;
  sizes.push_back(design.points);
  UnitPoints points = latin_hypercube(seed, sweep.parameters.size(), static_cast<std::size_t>(sizes.front()));
  for (std::size_t i = 1; i < sizes.size(); ++i) {
    if (sizes[i] % sizes[i - 1] != 0)
      cannot(sweep, fmt::format("a Latin hypercube of {} points grows to a multiple of that, such as {}, not to {}",
                                sizes[i - 1], 2 * sizes[i - 1], sizes[i]));
    points = extend_latin_hypercube(points, seed, static_cast<std::size_t>(sizes[i]));
  }
  return points;
}

UnitPoints unit_points(const SweepFile& sweep, const DesignSettings& design) {
  const std::size_t width = sweep.parameters.size();
  const auto seed = static_cast<std::uint64_t>(design.seed);
  const std::size_t most = design.design == Design::saltelli ? most_sobol_factors / 2 : most_sobol_factors;
  if (width > most) cannot(sweep, fmt::format("{} settings vary; this design takes at most {}", width, most));
  const double a_sample = design.design == Design::saltelli
                              ? static_cast<double>(saltelli_block(width, design.second_order))
                              : static_cast<double>(width) + 1;
  if (static_cast<double>(design.samples + design.trajectories) * a_sample > most_points_of_design)
    cannot(sweep, fmt::format("the design has more than {:.0f} points", most_points_of_design));
  switch (design.design) {
    case Design::grid:
      return full_factorial(levels_of(sweep));
    case Design::latin_hypercube:
      return latin_points(sweep, design);
    case Design::sobol:
      return sobol(seed, width, static_cast<std::size_t>(design.points));
    case Design::morris:
      return morris(seed, width, static_cast<std::size_t>(design.trajectories), design.levels);
    case Design::saltelli:
      return saltelli(seed, width, static_cast<std::size_t>(design.samples), design.second_order);
    case Design::list:
      return UnitPoints(sweep.list.size(), UnitPoint(width, no_number));
  }
  return {};
}

/// Seeds of points that do not share one: 62 bits of a hash, as a setting takes it.
std::int64_t own_seed(std::int64_t seed, std::size_t point) {
  const std::string hash = results::sha256(fmt::format("seed of a point {} {}", seed, point));
  return static_cast<std::int64_t>(std::stoull(hash.substr(0, hash_length), nullptr, 16) >> 2);
}

Value value_of(const SweepFile& sweep, const DesignSettings& design, const UnitPoint& unit, std::size_t point,
               std::size_t parameter) {
  if (design.design == Design::list) return sweep.list[point][parameter];
  return sweep.parameters[parameter].value_at(unit[parameter], reaches_ends(design.design));
}

std::string hash_of(const Plan& plan, std::size_t number, const Point& point) {
  results::Sha256 hash;
  hash.text(plan.identity);
  hash.number(number);
  hash.number(static_cast<std::uint64_t>(point.seed));
  for (const std::string& value : point.values) hash.text(value);
  return hash.hex().substr(0, hash_length);
}

void make_points(const SweepFile& sweep, Plan& plan) {
  const UnitPoints units = unit_points(sweep, plan.design);
  for (std::size_t i = 0; i < units.size(); ++i) {
    Point point{units[i], {}, plan.common_random_numbers ? plan.seed : own_seed(plan.seed, i), ""};
    for (std::size_t k = 0; k < sweep.parameters.size(); ++k)
      point.values.push_back(format_value(value_of(sweep, plan.design, units[i], i, k)));
    point.hash = hash_of(plan, i, point);
    plan.points.push_back(std::move(point));
  }
}

void find_repeated(Plan& plan) {
  std::map<std::pair<std::int64_t, std::vector<std::string>>, std::size_t> first;
  for (std::size_t i = 0; i < plan.points.size(); ++i)
    plan.same_as.push_back(first.emplace(std::pair(plan.points[i].seed, plan.points[i].values), i).first->second);
}

// ---- the head ----

std::pair<double, double> bounds(const VariedParameter& parameter) {
  if (parameter.kind == Kind::range) return {parameter.from, parameter.to};
  const auto finite = [](double value) { return std::isfinite(value) ? value : no_number; };
  if (parameter.kind != Kind::categories || !parameter.is_numeric())
    return {finite(parameter.setting.lowest), finite(parameter.setting.highest)};
  std::vector<double> numbers;
  for (const Value& value : parameter.categories) numbers.push_back(parameter.as_number(value));
  const auto [lowest, highest] = std::ranges::minmax(numbers);
  return {lowest, highest};
}

PlannedParameter planned(const VariedParameter& parameter) {
  const auto [lowest, highest] = bounds(parameter);
  PlannedParameter row{.path = parameter.setting.path,
                       .unit = parameter.setting.unit,
                       .kind = name_of(parameter.kind),
                       .at = parameter.at ? format_date(*parameter.at) : "",
                       .distribution = parameter.kind == Kind::evidence ? parameter.setting.distribution : "",
                       .lowest = lowest,
                       .highest = highest,
                       .integer = parameter.integer,
                       .log = parameter.log,
                       .numeric = parameter.is_numeric()};
  for (const Value& category : parameter.categories) row.categories.push_back(format_value(category));
  return row;
}

std::string settings_digest(const Scenario& scenario) {
  results::Sha256 hash;
  const auto skipped = [](std::string_view path) { return path == "run.replicates"; };
  for (const auto& [path, entry] : scenario.settings.entries()) {
    if (skipped(path)) continue;
    hash.text(path);
    hash.text(format_value(entry.value));
  }
  for (const Change& change : scenario.changes) {
    hash.text(format_date(change.at));
    for (const auto& [path, value] : change.set) {
      hash.text(path);
      hash.text(format_value(value));
    }
  }
  for (const Reaction& reaction : scenario.reactions) hash.text(reaction_text(reaction));
  return hash.hex();
}

/// What is copied into the folder: the files, the scenario with every setting, parameters of evidence included, and
/// what the model warns of.
std::vector<std::pair<std::string, std::string>> copied_texts(const SweepFile& sweep) {
  auto texts = sweep.texts;
  texts.emplace_back("resolved.toml", resolved_text(sweep.scenario));
  std::string cautions;
  for (const Caution& caution : tools::model_of(sweep.scenario).cautions(sweep.scenario))
    cautions += caution.text + "\n";
  if (!cautions.empty()) texts.emplace_back(file_of_cautions, cautions);
  return texts;
}

std::vector<Input> inputs_of(const SweepFile& sweep) {
  std::vector<Input> inputs;
  for (const auto& [file, text] : copied_texts(sweep)) {
    // Named by content, so that an extended plan leaves the copies of the plan before alone.
    const std::string hash = results::sha256(text);
    inputs.push_back({file, fmt::format("{}-{}", hash.substr(0, 8), fs::path(file).filename().string()), hash});
  }
  return inputs;
}

// ---- text ----

std::string parameter_text(const PlannedParameter& row) {
  std::string text = fmt::format("\n[[parameter]]\npath = {}\nunit = {}\nkind = \"{}\"\n", quoted(row.path),
                                 quoted(row.unit), row.kind);
  if (!row.at.empty()) text += fmt::format("at = {}\n", row.at);
  if (!row.distribution.empty()) text += fmt::format("distribution = {}\n", quoted(row.distribution));
  if (!std::isnan(row.lowest)) text += fmt::format("lowest = {}\n", format_value(Value(row.lowest)));
  if (!std::isnan(row.highest)) text += fmt::format("highest = {}\n", format_value(Value(row.highest)));
  text += fmt::format("integer = {}\nlog = {}\nnumeric = {}\n", row.integer, row.log, row.numeric);
  if (!row.categories.empty()) text += fmt::format("categories = {}\n", format_value(Value(row.categories)));
  return text;
}

/// What must not change while a sweep is under way.
std::string fixed_text(const Plan& plan) {
  std::string text =
      fmt::format("format = \"{}\"\nmodel = {}\nname = {}\nquestion = {}\nstart = {}\nend = {}\n", format,
                  quoted(plan.model), quoted(plan.name), quoted(plan.question), plan.start, plan.end);
  text += fmt::format("measures = {}\nsettings = \"{}\"\nseed = {}\nfirst_replicate = {}\ncommon_random_numbers = {}\n",
                      format_value(Value(plan.measures)), plan.settings_digest, plan.seed, plan.first_replicate,
                      plan.common_random_numbers);
  text += fmt::format("\n[program]\nversion = {}\ngit_hash = {}\ncompiler = {}\nexecutable = {}\n",
                      quoted(plan.build.version), quoted(plan.build.git_hash), quoted(plan.build.compiler),
                      quoted(plan.build.executable));
  text += fmt::format("\n[design]\nname = \"{}\"\nseed = {}\nlevels = {}\nsecond_order = {}\n",
                      name_of(plan.design.design), plan.design.seed, plan.design.levels, plan.design.second_order);
  for (const PlannedParameter& row : plan.parameters) text += parameter_text(row);
  return text;
}

std::string size_text(const Plan& plan, const std::string& points_digest) {
  std::string grown;
  for (const std::int64_t size : plan.design.growth) grown += fmt::format("{}{}", grown.empty() ? "" : ", ", size);
  std::string text = fmt::format(
      "\n[size]\npoints = {}\nreplicates = {}\nsamples = {}\ntrajectories = {}\ndesign_points = {}\ngrowth = [{}]\n"
      "points_sha256 = \"{}\"\ncommand_line = {}\n",
      plan.points.size(), plan.replicates, plan.design.samples, plan.design.trajectories, plan.design.points, grown,
      points_digest, quoted(plan.command_line));
  for (const Input& input : plan.inputs)
    text += fmt::format("\n[[input]]\nfile = {}\ncopy = {}\nsha256 = \"{}\"\n", quoted(input.file), quoted(input.copy),
                        input.sha256);
  for (const Input& input : plan.used)
    text += fmt::format("\n[[used]]\nfile = {}\nsha256 = \"{}\"\n", quoted(input.file), input.sha256);
  return text;
}

std::string header_line(const Plan& plan) {
  std::string line = "point,seed,hash";
  for (const PlannedParameter& row : plan.parameters) line += "," + csv_cell(row.path);
  for (const PlannedParameter& row : plan.parameters) line += "," + csv_cell("unit " + row.path);
  return line + "\n";
}

std::string points_text(const Plan& plan) {
  std::string text = header_line(plan);
  for (std::size_t i = 0; i < plan.points.size(); ++i) {
    const Point& point = plan.points[i];
    text += fmt::format("{},{},{}", i, point.seed, point.hash);
    for (const std::string& value : point.values) text += "," + csv_cell(value);
    for (const double unit : point.unit) text += std::isnan(unit) ? "," : fmt::format(",{}", unit);
    text += "\n";
  }
  return text;
}

std::string plan_text(const Plan& plan) {
  return "# The plan of a sweep, with points.csv beside it. Made by kith, which refuses it if a letter of it is "
         "changed; to add\n"
         "# points or replicates, raise their number in the sweep file and go on with --resume.\n" +
         fixed_text(plan) + size_text(plan, results::sha256(points_text(plan))) +
         fmt::format("\n[check]\nidentity = \"{}\"\n", plan.identity);
}

[[noreturn]] void fail_to_write(const fs::path& file, const std::string& reason) {
  throw tools::OutputError(fmt::format("{}: cannot be written: {}", file.string(), reason));
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) fail_to_write(folder, error.message());
}

// ---- reading ----

std::string read_whole(const fs::path& file, std::vector<Problem>& problems) {
  return read_text_file(file, most_bytes_of_plan, {}, problems).value_or("");
}

PlannedParameter read_parameter(const TomlTable& table) {
  PlannedParameter row{.path = table.text("path"),
                       .unit = table.text("unit"),
                       .kind = table.text("kind"),
                       .at = table.has("at") ? format_date(table.date("at")) : "",
                       .distribution = table.text("distribution", ""),
                       .lowest = table.real("lowest", no_number),
                       .highest = table.real("highest", no_number),
                       .integer = table.boolean("integer"),
                       .log = table.boolean("log")};
  row.categories = table.texts("categories", {});
  row.numeric = table.boolean("numeric");
  return row;
}

Design design_named(const std::string& name) {
  for (const Design design : {Design::grid, Design::latin_hypercube, Design::sobol, Design::morris, Design::saltelli})
    if (name == name_of(design)) return design;
  return Design::list;
}

void read_head(const TomlTable& top, Plan& plan) {
  plan.model = top.text("model");
  plan.name = top.text("name");
  plan.question = top.text("question");
  plan.start = format_date(top.date("start"));
  plan.end = format_date(top.date("end"));
  plan.measures = top.texts("measures");
  plan.settings_digest = top.text("settings");
  plan.seed = top.integer("seed");
  plan.first_replicate = top.integer("first_replicate");
  plan.common_random_numbers = top.boolean("common_random_numbers");
  const TomlTable program = top.table("program");
  plan.build = {program.text("version"), program.text("git_hash"), program.text("compiler"),
                program.text("executable")};
  const TomlTable design = top.table("design");
  plan.design = {.design = design_named(design.text("name")),
                 .levels = design.integer("levels"),
                 .second_order = design.boolean("second_order"),
                 .seed = design.integer("seed")};
  for (const TomlTable& table : top.tables("parameter")) plan.parameters.push_back(read_parameter(table));
  const TomlTable size = top.table("size");
  plan.replicates = size.integer("replicates");
  plan.design.samples = size.integer("samples");
  plan.design.trajectories = size.integer("trajectories");
  plan.design.points = size.integer("design_points");
  for (const double grown : size.numbers("growth", {})) plan.design.growth.push_back(static_cast<std::int64_t>(grown));
  plan.command_line = size.text("command_line");
  for (const TomlTable& table : top.tables("input"))
    plan.inputs.push_back({table.text("file"), table.text("copy"), table.text("sha256")});
  for (const TomlTable& table : top.tables("used")) plan.used.push_back({table.text("file"), "", table.text("sha256")});
  plan.identity = top.table("check").text("identity");
}

void read_points(const CsvTable& table, std::size_t count, Plan& plan) {
  const std::size_t width = plan.parameters.size();
  if (table.columns().size() != 3 + 2 * width || table.rows() < count) {
    table.problem("the table of points is not that of the plan");
    return;
  }
  for (std::size_t row = 0; row < count; ++row) {
    Point point;
    point.seed = static_cast<std::int64_t>(std::strtoll(table.text(row, 1).c_str(), nullptr, 10));
    point.hash = table.text(row, 2);
    for (std::size_t k = 0; k < width; ++k) {
      point.values.push_back(table.text(row, 3 + k));
      const std::string& unit = table.text(row, 3 + width + k);
      point.unit.push_back(unit.empty() ? no_number : std::strtod(unit.c_str(), nullptr));
    }
    plan.points.push_back(std::move(point));
  }
}

/// The first `rows` rows and the line of names above them. A table of points that is longer was being extended when the
/// program was ended; the plan does not know of the rest yet.
std::string first_rows(const std::string& text, std::size_t rows) {
  std::size_t end = 0;
  for (std::size_t line = 0; line <= rows; ++line) {
    const std::size_t found = text.find('\n', end);
    if (found == std::string::npos) return text;
    end = found + 1;
  }
  return text.substr(0, end);
}

constexpr const char* changed =
    "was changed after the sweep began, so its runs could not be told apart; put it back as it was, or "
    "begin a new sweep in another folder";

}  // namespace

Build this_build() {
  Build build{tools::program_version(), tools::git_hash(), tools::compiler(), ""};
  if (tools::git_hash_tells_all()) return build;
  std::ifstream file("/proc/self/exe", std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  build.executable = results::sha256(bytes.view());
  return build;
}

std::string describe(const Build& build) {
  const std::string executable = build.executable.empty() ? "" : ", program " + build.executable.substr(0, 12);
  return fmt::format("kith {} (git {}, {}{})", build.version, build.git_hash, build.compiler, executable);
}

Plan make_plan(const SweepFile& sweep, const Build& build, const std::string& command_line, const Plan* earlier) {
  const auto run = kith::read<RunSettings>(sweep.scenario.settings);
  Plan plan{.build = build,
            .model = sweep.scenario.model,
            .name = sweep.scenario.name,
            .question = sweep.scenario.question,
            .start = format_date(run.start),
            .end = format_date(run.end),
            .settings_digest = settings_digest(sweep.scenario),
            .command_line = command_line,
            .design = sweep.design,
            .seed = run.seed,
            .replicates = sweep.replicates,
            .first_replicate = sweep.first_replicate,
            .common_random_numbers = sweep.common_random_numbers,
            .measures = sweep.measures,
            .inputs = inputs_of(sweep)};
  if (earlier != nullptr && plan.design.design == Design::latin_hypercube) {
    plan.design.growth = earlier->design.growth;
    if (plan.design.points > earlier->design.points) plan.design.growth.push_back(earlier->design.points);
  }
  for (const VariedParameter& parameter : sweep.parameters) plan.parameters.push_back(planned(parameter));
  plan.identity = results::sha256(fixed_text(plan));
  make_points(sweep, plan);
  find_repeated(plan);
  plan.used = files_of_points(sweep, plan);
  plan.hash = results::sha256(plan_text(plan));
  return plan;
}

std::vector<Variation> variations_of(const SweepFile& sweep, const Plan& plan, std::size_t point) {
  std::vector<Variation> variations;
  for (std::size_t k = 0; k < sweep.parameters.size(); ++k)
    variations.push_back(
        sweep.parameters[k].variation(value_of(sweep, plan.design, plan.points[point].unit, point, k)));
  return variations;
}

bool has_plan(const fs::path& folder) {
  std::error_code none;
  return fs::exists(plan_file(folder), none);
}

bool is_plan_of_sweep(const fs::path& folder) {
  std::vector<Problem> unread;
  return read_whole(plan_file(folder), unread).find("plan_hash = ") != std::string::npos;
}

std::vector<fs::path> files_of_sweep(const fs::path& folder) {
  std::vector<fs::path> files{plan_file(folder), points_file(folder), commands_file(folder)};
  std::error_code none;
  for (const fs::path& part : {inputs_folder(folder), shards_folder(folder)})
    for (const auto& entry : fs::directory_iterator(part, none)) files.push_back(entry.path());
  return files;
}

void write_plan(const fs::path& folder, const Plan& plan, const SweepFile& sweep) {
  make_folder(inputs_folder(folder));
  make_folder(shards_folder(folder));
  const auto texts = copied_texts(sweep);
  for (std::size_t i = 0; i < plan.inputs.size(); ++i)
    tools::write_text_file(inputs_folder(folder) / plan.inputs[i].copy, texts[i].second, true);
  tools::write_text_file(points_file(folder), points_text(plan), true);
  const std::string text = plan_text(plan);
  tools::write_text_file(plan_file(folder), text + fmt::format("plan_hash = \"{}\"\n", results::sha256(text)), true);
}

Plan read_plan(const fs::path& folder) {
  const fs::path file = plan_file(folder);
  if (!has_plan(folder))
    throw InputError({folder.string()},
                     "holds no sweep: there is no plan.toml in it; 'kith sweep run FILE -o DIR' makes one");
  std::vector<Problem> problems;
  const std::string text = read_whole(file, problems);
  const std::size_t last = text.rfind("plan_hash = ");
  const TomlTable top = TomlTable::parse(text, file.string(), problems);
  Plan plan;
  plan.hash = top.table("check").text("plan_hash");
  if (!problems.empty() || last == std::string::npos ||
      results::sha256(std::string_view(text).substr(0, last)) != plan.hash)
    throw InputError({file.string()}, changed);
  read_head(top, plan);
  const auto count = static_cast<std::size_t>(top.table("size").integer("points"));
  const std::string points_digest = top.table("size").text("points_sha256");
  const std::string points = first_rows(read_whole(points_file(folder), problems), count);
  if (!problems.empty()) throw InputError(std::move(problems));
  if (results::sha256(points) != points_digest) throw InputError({points_file(folder).string()}, changed);
  read_points(CsvTable::parse(points, points_file(folder).string(), problems), count, plan);
  if (!problems.empty()) throw InputError(std::move(problems));
  find_repeated(plan);
  return plan;
}

std::size_t repeated_points(const Plan& plan) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < plan.same_as.size(); ++i) count += plan.same_as[i] != i;
  return count;
}

namespace {

/// Which file a plan was made of reads differently now, for messages; "" if none does.
std::string changed_file(const std::vector<Input>& there, const std::vector<Input>& wanted) {
  const auto name = [](const Input& input) { return fs::path(input.file).filename(); };
  for (const Input& now : wanted)
    for (const Input& before : there)
      if (now.file == before.file && now.sha256 != before.sha256) return now.file;
  for (std::size_t i = 0; i < std::min(there.size(), wanted.size()); ++i)
    if (name(there[i]) == name(wanted[i]) && there[i].sha256 != wanted[i].sha256) return wanted[i].file;
  return "";
}

/// In words, what keeps two plans from being one sweep; "" if nothing does.
std::string difference(const Plan& there, const Plan& wanted) {
  if (there.model != wanted.model)
    return fmt::format("the sweep is of model '{}', this file of '{}'", there.model, wanted.model);
  if (const std::string file = changed_file(there.used, wanted.used); !file.empty())
    return fmt::format("{} was changed since, and worlds are made from it", file);
  if (there.settings_digest != wanted.settings_digest) {
    const std::string file = changed_file(there.inputs, wanted.inputs);
    return fmt::format("the scenario has other settings now ({})", file.empty() || file == "resolved.toml"
                                                                       ? "was --set or --seed given or left out?"
                                                                       : file + " was changed since");
  }
  if (there.design.design != wanted.design.design)
    return fmt::format("the design was '{}' and is '{}' now", name_of(there.design.design),
                       name_of(wanted.design.design));
  if (there.measures != wanted.measures) return "other measures are to be kept now";
  std::vector<std::string> before, now;
  for (const PlannedParameter& row : there.parameters) before.push_back(row.path);
  for (const PlannedParameter& row : wanted.parameters) now.push_back(row.path);
  if (before != now)
    return fmt::format("what varied was {}, and is {} now", fmt::join(before, ", "), fmt::join(now, ", "));
  for (std::size_t i = 0; i < before.size(); ++i)
    if (parameter_text(there.parameters[i]) != parameter_text(wanted.parameters[i]))
      return fmt::format("'{}' varies over something else now", before[i]);
  if (there.identity != wanted.identity)
    return "the file says something else than when the sweep began (name, seed of the design, levels, ...)";
  const std::size_t common = std::min(there.points.size(), wanted.points.size());
  for (std::size_t i = 0; i < common; ++i)
    if (!(there.points[i] == wanted.points[i]))
      return fmt::format("point {} has other values now; points may only be added at the end", i);
  if (there.used.size() > wanted.used.size())
    return fmt::format("{} is not among the files worlds are made from any more", there.used[wanted.used.size()].file);
  if (common == wanted.points.size() && common == there.points.size() && wanted.used.size() > there.used.size())
    return fmt::format("{} is among the files worlds are made from now", wanted.used[there.used.size()].file);
  return "";
}

}  // namespace

Agreement compare_plans(const fs::path& folder, const Plan& there, const Plan& wanted) {
  const std::string file = plan_file(folder).string();
  if (!(there.build == wanted.build))
    throw InputError(
        {file},
        fmt::format("the sweep was begun by {}, but this is {}: runs of two programs must not be mixed; go on with "
                    "the one it was begun by, or begin a new sweep in another folder",
                    describe(there.build), describe(wanted.build)));
  if (const std::string what = difference(there, wanted); !what.empty())
    throw InputError(
        {file},
        fmt::format("this is not the sweep that was begun here: {}; put it back as it was, or begin a new sweep in "
                    "another folder",
                    what));
  const bool fewer = wanted.points.size() < there.points.size() || wanted.replicates < there.replicates;
  const bool more = wanted.points.size() > there.points.size() || wanted.replicates > there.replicates;
  if (fewer && more)
    throw InputError(
        {file},
        fmt::format("the sweep has {} points and {} replicates; it can get more of either, but not fewer of the other",
                    there.points.size(), there.replicates));
  return fewer ? Agreement::shorter : more ? Agreement::longer : Agreement::same;
}

}  // namespace kith::sweep

#include "models/safety/evidence.hpp"

#include "engine/embedded.hpp"
#include "engine/settings/distribution.hpp"
#include "engine/settings/toml_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

std::span<const kith::EmbeddedFile> kith_safety_files();

namespace kith::safety {

const std::array<const char*, family_count> family_names{"violent",     "domestic", "sexual",
                                                         "acquisitive", "disorder", "organised"};
const std::array<const char*, risk_count> risk_names{"substance_misuse", "alcohol_misuse",     "unemployed",
                                                     "unstable_housing", "mental_health_need", "trauma",
                                                     "looked_after",     "missing_episodes"};

namespace {

constexpr std::array<const char*, 6> victim_kinds{"partner", "person", "dwelling", "business", "child", "none"};

template <class Names>
std::uint8_t index_of(const Names& names, const TomlTable& table, const std::string& key) {
  const std::string word = table.text(key);
  const auto found = std::find(names.begin(), names.end(), word);
  if (found == names.end()) {
    table.problem(key, "'" + word + "' is not one of the known words for " + key);
    return 0;
  }
  return static_cast<std::uint8_t>(found - names.begin());
}

OffenceType read_type(const TomlTable& table) {
  return OffenceType{table.text("name"),
                     table.text("title"),
                     index_of(family_names, table, "family"),
                     static_cast<VictimKind>(index_of(victim_kinds, table, "victim")),
                     table.boolean("crime", true),
                     table.boolean("victim_based", true)};
}

/// Where a parameter is from: source with population, and grade.
void read_origin(const TomlTable& table, Setting& setting) {
  setting.source = table.text("source") + " (population: " + table.text("population") + ")";
  setting.grade = table.text("grade");
  if (std::find(evidence_grades().begin(), evidence_grades().end(), setting.grade) == evidence_grades().end())
    table.problem("grade", "'" + setting.grade + "' is no grade of evidence");
}

/// Of values listed in one table, some may be from elsewhere: [[<name>.exception]] names their labels.
void read_exceptions(const TomlTable& table, const TomlTable& values, const std::string& label, Setting& setting) {
  for (const TomlTable& exception : table.tables("exception")) {
    const TextList labels = exception.texts("labels");
    if (std::find(labels.begin(), labels.end(), label) != labels.end()) read_origin(exception, setting);
    for (const std::string& named : labels)
      if (!values.has(named)) exception.problem("labels", "there is no value for " + in_quotes(named));
  }
}

/// What a parameter's table says of it, without path and value.
Setting read_description(const TomlTable& table) {
  Setting setting;
  setting.unit = table.text("unit");
  setting.help = table.text("help");
  read_origin(table, setting);
  setting.when = table.boolean("changeable", false) ? When::any_time : When::at_start;
  const NumberList range = table.numbers("range");
  if (range.size() != 2 || range[0] > range[1]) {
    table.problem("range", "a range is two numbers, the lower first");
  } else {
    setting.lowest = range[0];
    setting.highest = range[1];
  }
  read_distribution(table, setting);
  return setting;
}

void add_value(std::vector<Setting>& out, Setting setting, const std::string& name, double value,
               const TomlTable& table) {
  setting.path = "parameters." + name;
  setting.default_value = value;
  if (table.has("log_deviation"))
    setting.distribution = fmt::format("lognormal({}, {})", value, table.real("log_deviation"));
  check_value(table, setting, name);
  out.push_back(std::move(setting));
}

/// `name` is "unit_cost.<kind>.<payer>.<item>".
CostEntry read_cost(const TomlTable& table, const std::string& name) {
  std::vector<std::string> parts(1);
  for (const char c : name) {
    if (c == '.')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  constexpr std::size_t levels = 4;
  if (parts.size() != levels || parts[0] != "unit_cost") {
    table.problem("driver", "a cost is [unit_cost.<kind>.<payer>.<item>]");
    parts.resize(levels);
  }
  CostEntry cost{parts[1], parts[2], parts[3], table.text("driver"), table.integer("price_year"), {}};
  if (table.has("values")) cost.labels = table.table("values").keys();
  return cost;
}

/// Parameters and, where they name a driver, costs.
void read_parameters(const TomlTable& table, const std::string& name, std::vector<Setting>& out,
                     std::vector<CostEntry>& costs) {
  if (!table.has("value") && !table.has("values")) {
    for (const std::string& key : table.keys())
      read_parameters(table.table(key), name.empty() ? key : fmt::format("{}.{}", name, key), out, costs);
    return;
  }
  if (table.has("driver")) costs.push_back(read_cost(table, name));
  const Setting setting = read_description(table);
  if (table.has("value")) return add_value(out, setting, name, table.real("value"), table);
  const TomlTable values = table.table("values");
  for (const std::string& label : values.keys()) {
    Setting one = setting;
    read_exceptions(table, values, label, one);
    add_value(out, std::move(one), fmt::format("{}.{}", name, label), values.real(label), table);
  }
}

}  // namespace

const TextList& evidence_grades() {
  static const TextList grades{"official statistic", "trial",     "observational", "expert", "assumed",
                               "unverified",         "calibrated"};
  return grades;
}

void read_distribution(const TomlTable& table, Setting& setting) {
  if (!table.has("distribution")) return;
  const std::string text = table.text("distribution");
  const std::string problem = distribution_problem(text, setting.lowest, setting.highest);
  if (problem.empty())
    setting.distribution = text;
  else
    table.problem("distribution", problem);
}

void check_value(const TomlTable& table, const Setting& setting, const std::string& name) {
  const double value = std::get<double>(setting.default_value);
  const char* key = table.has("value") ? "value" : "values";
  if (value < setting.lowest || value > setting.highest)
    table.problem(key, fmt::format("{}: {:g} lies outside its own range", name, value));
  else if (const std::string problem = default_problem(setting); !problem.empty())
    table.problem(key, name + ": " + problem);
}

Evidence::Evidence() {
  std::vector<Problem> problems;
  for (const EmbeddedFile& file : kith_safety_files()) {
    if (!file.name.starts_with("evidence/")) continue;
    const TomlTable table = TomlTable::parse(file.text, std::string(file.name), problems);
    if (table.has("offence_type")) {
      for (const TomlTable& entry : table.tables("offence_type")) types_.push_back(read_type(entry));
    } else {
      read_parameters(table, "", parameters_, costs_);
    }
    table.finish();
  }
  if (!problems.empty()) throw InputError(problems);
}

const Evidence& Evidence::get() {
  static const Evidence evidence;
  return evidence;
}

namespace {

#ifdef KITH_MUTATIONS
/// For a test of the tests (scripts/mutate-parameters): the environment variable KITH_MUTATION, "name=factor",
/// multiplies one parameter within its range, whoever set it, and says so on standard error.
double mutated(const std::string& name, double value) {
  const char* wanted = std::getenv("KITH_MUTATION");
  const std::string_view mutation = wanted != nullptr ? wanted : "";
  if (mutation.substr(0, mutation.find('=')) != name) return value;
  const std::vector<Setting>& all = Evidence::get().parameters();
  const auto setting =
      std::find_if(all.begin(), all.end(), [&](const Setting& s) { return s.path == "parameters." + name; });
  const double factor = std::stod(std::string(mutation.substr(name.size() + 1)));
  const double changed = std::clamp(value * factor, setting->lowest, setting->highest);
  if (changed != value) fmt::print(stderr, "mutated: {} from {} to {}\n", name, value, changed);
  return changed;
}
#else
double mutated(const std::string&, double value) { return value; }
#endif

}  // namespace

double ParameterReader::number(const std::string& name) {
  used_.insert(name);
  return mutated(name, settings_.real("parameters." + name));
}

std::vector<double> ParameterReader::numbers_by_type(const std::string& name, bool (*holds)(const OffenceType&)) {
  std::vector<double> values;
  for (const OffenceType& type : Evidence::get().offence_types())
    values.push_back(holds(type) ? number(name + "." + type.name) : 0);
  return values;
}

std::vector<std::string> offence_type_names() {
  std::vector<std::string> names;
  for (const OffenceType& type : Evidence::get().offence_types()) names.push_back(type.name);
  return names;
}

}  // namespace kith::safety

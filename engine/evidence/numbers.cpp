#include "engine/evidence/numbers.hpp"

#include "engine/settings/distribution.hpp"
#include "engine/settings/toml_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace kith {
namespace {

/// Where a number is from: source with population, and grade.
void read_origin(const TomlTable& table, Setting& setting) {
  setting.source = table.text("source") + " (population: " + table.text("population") + ")";
  setting.grade = table.text("grade");
  if (std::find(evidence_grades().begin(), evidence_grades().end(), setting.grade) == evidence_grades().end())
    table.problem("grade", "'" + setting.grade + "' is no grade of evidence");
}

/// What a number's table says of it, without path and value.
Setting read_number_description(const TomlTable& table) {
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
  if (table.has("held")) setting.held = table.text("held");
  return setting;
}

constexpr const char* fitted_by_hand =
    "fitted to facts by hand, so its distribution is what was believed before; what facts leave of it, a posterior "
    "says";

void add_value(std::vector<Setting>& out, Setting setting, const std::string& name, double value,
               const TomlTable& table) {
  setting.path = "parameters." + name;
  setting.default_value = value;
  if (table.has("log_deviation"))
    setting.distribution = fmt::format("lognormal({}, {})", value, table.real("log_deviation"));
  if (!setting.held.empty() && setting.distribution.empty())
    table.problem("held", "what has no distribution is never drawn, so nothing holds it");
  if (setting.held.empty() && !setting.distribution.empty() && setting.grade == "calibrated")
    setting.held = fitted_by_hand;
  check_value(table, setting, name);
  out.push_back(std::move(setting));
}

/// Numbers that nouns give: the table says what they are, each noun's [numbers] has its value, and [evidence.<name>]
/// where that one is from, if it is from elsewhere. With `only_some`, nouns may do without.
std::vector<std::string> add_values_of_nouns(const TomlTable& table, const std::string& name, const Setting& setting,
                                             const std::vector<Noun>& nouns, std::vector<Setting>& out) {
  const bool only_some = table.boolean("only_some", false);
  std::vector<std::string> labels;
  for (const auto& [label, noun] : nouns) {
    const TomlTable numbers = noun.table("numbers"), evidence = noun.table("evidence");
    Setting one = setting;
    if (evidence.has(name)) read_origin(evidence.table(name), one);
    if (only_some && !numbers.has(name)) continue;
    add_value(out, std::move(one), fmt::format("{}.{}", name, label), numbers.real(name), table);
    labels.push_back(label);
  }
  return labels;
}

/// Numbers listed in the table itself, of labels that are no noun.
std::vector<std::string> add_listed_values(const TomlTable& table, const std::string& name, const Setting& setting,
                                           std::vector<Setting>& out) {
  const TomlTable values = table.table("values");
  for (const std::string& label : values.keys())
    add_value(out, setting, fmt::format("{}.{}", name, label), values.real(label), table);
  return values.keys();
}

/// The nouns of the kind a key of the table names; null, and a problem, if there is no such kind.
const std::vector<Noun>* nouns_named(const TomlTable& table, const char* key, const char* verb,
                                     std::span<const NounKind> kinds) {
  const std::string named = table.text(key);
  std::string all;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (kinds[i].name == named) return &kinds[i].nouns;
    all += fmt::format("{}{} \"{}\"", i == 0 ? "" : i + 1 < kinds.size() ? ", " : " or ", key, kinds[i].name);
  }
  table.problem(key,
                kinds.empty() ? fmt::format("no nouns give numbers here") : fmt::format("numbers are {}{}", verb, all));
  return nullptr;
}

/// The numbers a table tells of: one, or with `each` one of every noun of that kind, "<name>.<noun>".
std::vector<std::string> names_of_numbers(const TomlTable& table, const std::string& name,
                                          std::span<const NounKind> kinds) {
  if (!table.has("each")) return {name};
  std::vector<std::string> names;
  if (const std::vector<Noun>* nouns = nouns_named(table, "each", "of ", kinds))
    for (const Noun& noun : *nouns) names.push_back(fmt::format("{}.{}", name, noun.name));
  return names;
}

bool states_number(const TomlTable& table) { return table.has("value") || table.has("values") || table.has("by"); }

/// Returns the labels, none of one number.
std::vector<std::string> add_numbers_of(const TomlTable& table, const std::string& name,
                                        std::span<const NounKind> kinds, std::vector<Setting>& out) {
  const Setting setting = read_number_description(table);
  std::vector<std::string> labels;
  if (table.has("value")) {
    add_value(out, setting, name, table.real("value"), table);
  } else if (table.has("values")) {
    labels = add_listed_values(table, name, setting, out);
  } else if (const std::vector<Noun>* nouns = nouns_named(table, "by", "given ", kinds)) {
    for (const std::string& one : names_of_numbers(table, name, kinds))
      labels = add_values_of_nouns(table, one, setting, *nouns, out);
  }
  return labels;
}

}  // namespace

void read_numbers(const TomlTable& table, const std::string& name, std::span<const NounKind> kinds,
                  std::vector<Setting>& numbers, const NumbersRead& read) {
  if (!states_number(table)) {
    for (const std::string& key : table.keys())
      read_numbers(table.table(key), name.empty() ? key : fmt::format("{}.{}", name, key), kinds, numbers, read);
    return;
  }
  const std::vector<std::string> labels = add_numbers_of(table, name, kinds, numbers);
  if (read) read(table, name, labels);
}

void read_evidence_files(std::span<const EmbeddedFile> files, std::span<const NounKind> kinds,
                         std::vector<Setting>& numbers, std::vector<Problem>& problems, const NumbersRead& read) {
  for (const EmbeddedFile& file : files) {
    if (!file.name.starts_with("evidence/")) continue;
    const TomlTable table = TomlTable::parse(file.text, std::string(file.name), problems);
    const std::size_t before = numbers.size();
    read_numbers(table, "", kinds, numbers, read);
    const std::string group(file.name.substr(0, file.name.rfind('.')));
    for (std::size_t i = before; i < numbers.size(); ++i) numbers[i].group = group;
    table.finish();
  }
}

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

#ifdef KITH_MUTATIONS
/// For a test of the tests (scripts/mutate-parameters): the environment variable KITH_MUTATION, "name=factor",
/// multiplies one number within its range, whoever set it, and says so on standard error.
double NumberReader::mutated(const std::string& name, double value) const {
  const char* wanted = std::getenv("KITH_MUTATION");
  const std::string_view mutation = wanted != nullptr ? wanted : "";
  if (mutation.substr(0, mutation.find('=')) != name) return value;
  const auto setting = std::ranges::find(declared_, "parameters." + name, &Setting::path);
  if (setting == declared_.end()) return value;
  const double factor = std::stod(std::string(mutation.substr(name.size() + 1)));
  const double changed = std::clamp(value * factor, setting->lowest, setting->highest);
  if (changed != value) fmt::print(stderr, "mutated: {} from {} to {}\n", name, value, changed);
  return changed;
}
#else
double NumberReader::mutated(const std::string&, double value) const { return value; }
#endif

double NumberReader::number(const std::string& name) {
  used_.insert(name);
  return mutated(name, settings_.real("parameters." + name));
}

double NumberReader::number_or(const std::string& name, double otherwise) {
  return settings_.entries().contains("parameters." + name) ? number(name) : otherwise;
}

}  // namespace kith

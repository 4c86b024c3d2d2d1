#include "models/safety/evidence.hpp"

#include "engine/evidence/nouns.hpp"
#include "engine/settings/distribution.hpp"
#include "engine/settings/toml_table.hpp"
#include "models/safety/contacts/contact.hpp"
#include "models/safety/files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>

namespace kith::safety {

const std::array<const char*, family_count> family_names{"violent",     "domestic", "sexual",
                                                         "acquisitive", "disorder", "organised"};
namespace {

constexpr std::array<const char*, 6> victim_kinds{"partner", "person", "dwelling", "business", "child", "none"};

template <class Names>
std::uint8_t place_among(const Names& names, const TomlTable& table, const std::string& key) {
  const std::string word = table.text(key);
  const auto found = std::find(names.begin(), names.end(), word);
  if (found == names.end()) {
    table.problem(key, fmt::format("{} is no {}: {}", in_quotes(word), key, fmt::join(names, ", ")));
    return 0;
  }
  return static_cast<std::uint8_t>(found - names.begin());
}

OffenceType read_type(const Noun& noun) {
  const TomlTable& table = noun.table;
  return OffenceType{noun.name,
                     table.text("title"),
                     place_among(family_names, table, "family"),
                     static_cast<VictimKind>(place_among(victim_kinds, table, "victim")),
                     table.boolean("crime", true),
                     table.boolean("victim_based", true),
                     table.boolean("in_harm_index", true),
                     table.boolean("high_risk", false)};
}

Need read_need(const Noun& noun) {
  const TomlTable& table = noun.table;
  return Need{noun.name, table.text("meaning"), table.boolean("is_work", false)};
}

/// Where a parameter is from: source with population, and grade.
void read_origin(const TomlTable& table, Setting& setting) {
  setting.source = table.text("source") + " (population: " + table.text("population") + ")";
  setting.grade = table.text("grade");
  if (std::find(evidence_grades().begin(), evidence_grades().end(), setting.grade) == evidence_grades().end())
    table.problem("grade", "'" + setting.grade + "' is no grade of evidence");
}

/// The nouns that may give a number, by what `by` calls them.
using Nouns = std::map<std::string, std::vector<Noun>>;

/// What a parameter's table says of it, without path and value.
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

/// `name` is "unit_cost.<kind>.<payer>.<item>".
CostEntry read_cost(const TomlTable& table, const std::string& name, TextList labels) {
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
  return {parts[1], parts[2], parts[3], table.text("driver"), table.integer("price_year"), std::move(labels)};
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

/// The numbers a table tells of: one, or with `each` one of every noun of that kind, "<name>.<noun>".
std::vector<std::string> names_of_numbers(const TomlTable& table, const std::string& name, const Nouns& nouns) {
  if (!table.has("each")) return {name};
  std::vector<std::string> names;
  if (const auto kind = nouns.find(table.text("each")); kind != nouns.end())
    for (const Noun& noun : kind->second) names.push_back(fmt::format("{}.{}", name, noun.name));
  else
    table.problem("each", "numbers are of each \"offence\", \"need\" or \"contact\"");
  return names;
}

bool is_number(const TomlTable& table) { return table.has("value") || table.has("values") || table.has("by"); }

/// Parameters and, where they name a driver, costs.
void read_parameters(const TomlTable& table, const std::string& name, const Nouns& nouns, std::vector<Setting>& out,
                     std::vector<CostEntry>& costs) {
  if (!is_number(table)) {
    for (const std::string& key : table.keys())
      read_parameters(table.table(key), name.empty() ? key : fmt::format("{}.{}", name, key), nouns, out, costs);
    return;
  }
  const Setting setting = read_number_description(table);
  std::vector<std::string> labels;
  if (table.has("value")) {
    add_value(out, setting, name, table.real("value"), table);
  } else if (table.has("values")) {
    labels = add_listed_values(table, name, setting, out);
  } else if (const auto kind = nouns.find(table.text("by")); kind != nouns.end()) {
    for (const std::string& one : names_of_numbers(table, name, nouns))
      labels = add_values_of_nouns(table, one, setting, kind->second, out);
  } else {
    table.problem("by", "numbers are given by \"offence\", by \"need\" or by \"contact\"");
  }
  if (table.has("driver")) costs.push_back(read_cost(table, name, std::move(labels)));
}

constexpr std::array<const char*, named_needs> rules_name{"substance_misuse", "alcohol_misuse",     "unemployed",
                                                          "unstable_housing", "mental_health_need", "trauma",
                                                          "looked_after",     "missing_episodes"};

/// Those that rules name come first, as the rules count them; see Risk.
void check_needs(const std::vector<Noun>& needs, std::vector<Problem>& problems) {
  if (needs.size() > most_needs)
    add_problem(problems, needs.back().table.location(), fmt::format("there may be {} needs", most_needs));
  for (std::size_t i = 0; i < named_needs; ++i)
    if (i >= needs.size() || needs[i].name != rules_name[i])
      add_problem(problems, {},
                  fmt::format("needs/{}.toml must be there and be listed as number {}", rules_name[i], i + 1));
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

Evidence::Evidence(std::span<const EmbeddedFile> files) {
  std::vector<Problem> problems;
  const Nouns nouns{{"offence", read_nouns(files, "offences", problems)},
                    {"need", read_nouns(files, "needs", problems)},
                    {"contact", read_nouns(files, "contacts", problems)}};
  for (const Noun& noun : nouns.at("offence")) types_.push_back(read_type(noun));
  for (const Noun& noun : nouns.at("need")) needs_.push_back(read_need(noun));
  for (const Noun& noun : nouns.at("contact")) contacts_.push_back(read_contact(noun, types_, needs_));
  for (const EmbeddedFile& file : files) {
    if (!file.name.starts_with("evidence/")) continue;
    const TomlTable table = TomlTable::parse(file.text, std::string(file.name), problems);
    const std::size_t before = parameters_.size();
    read_parameters(table, "", nouns, parameters_, costs_);
    const std::string group(file.name.substr(0, file.name.rfind('.')));
    for (std::size_t i = before; i < parameters_.size(); ++i) parameters_[i].group = group;
    table.finish();
  }
  for (const auto& [kind, of_kind] : nouns)
    for (const Noun& noun : of_kind) noun.table.finish();
  check_needs(nouns.at("need"), problems);
  if (!problems.empty()) throw InputError(problems);
}

const Evidence& Evidence::get() {
  static const Evidence evidence(kith_safety_files());
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

double ParameterReader::number_or(const std::string& name, double otherwise) {
  return settings_.entries().contains("parameters." + name) ? number(name) : otherwise;
}

std::vector<double> ParameterReader::numbers_by_type(const std::string& name, bool (*holds)(const OffenceType&)) {
  std::vector<double> values;
  for (const OffenceType& type : Evidence::get().offence_types())
    values.push_back(holds(type) ? number(name + "." + type.name) : 0);
  return values;
}

const std::vector<std::string>& need_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Need& need : Evidence::get().needs()) all.push_back(need.name);
    return all;
  }();
  return names;
}

std::size_t need_count() { return need_names().size(); }

std::vector<std::string> contact_names() {
  std::vector<std::string> names;
  for (const Contact& contact : Evidence::get().contacts()) names.push_back(contact.name);
  return names;
}

std::vector<std::string> offence_type_names() {
  std::vector<std::string> names;
  for (const OffenceType& type : Evidence::get().offence_types()) names.push_back(type.name);
  return names;
}

}  // namespace kith::safety

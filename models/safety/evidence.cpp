#include "models/safety/evidence.hpp"

#include "engine/evidence/nouns.hpp"
#include "engine/settings/toml_table.hpp"
#include "models/population/evidence.hpp"
#include "models/safety/contacts/contact.hpp"
#include "models/safety/files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

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

Evidence::Evidence(std::span<const EmbeddedFile> files) {
  std::vector<Problem> problems;
  const std::array<NounKind, 3> kinds{{{"offence", read_nouns(files, "offences", problems)},
                                       {"need", read_nouns(files, "needs", problems)},
                                       {"contact", read_nouns(files, "contacts", problems)}}};
  const auto& [offences, needs, contacts] = kinds;
  for (const Noun& noun : offences.nouns) types_.push_back(read_type(noun));
  for (const Noun& noun : needs.nouns) needs_.push_back(read_need(noun));
  for (const Noun& noun : contacts.nouns) contacts_.push_back(read_contact(noun, types_, needs_));
  read_evidence_files(files, kinds, parameters_, problems,
                      [&](const TomlTable& table, const std::string& name, const TextList& labels) {
                        if (table.has("driver")) costs_.push_back(read_cost(table, name, labels));
                      });
  for (const NounKind& kind : kinds)
    for (const Noun& noun : kind.nouns) noun.table.finish();
  check_needs(needs.nouns, problems);
  if (!problems.empty()) throw InputError(problems);
}

namespace {

/// The model's own and those people are made by, in order of their names.
std::vector<EmbeddedFile> files_of_evidence() {
  std::vector<EmbeddedFile> files;
  for (const auto& some : {kith_safety_files(), kith_population_files()})
    files.insert(files.end(), some.begin(), some.end());
  std::ranges::stable_sort(files, {}, &EmbeddedFile::name);
  return files;
}

}  // namespace

const Evidence& Evidence::get() {
  static const Evidence evidence(files_of_evidence());
  return evidence;
}

ParameterReader::ParameterReader(const Settings& settings) : NumberReader(settings, Evidence::get().parameters()) {}

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

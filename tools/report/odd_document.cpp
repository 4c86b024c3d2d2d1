#include "tools/report/odd_document.hpp"

#include "engine/settings/setting_check.hpp"
#include "tools/console/format.hpp"
#include "tools/console/models.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace kith::tools {
namespace {

constexpr const char* not_said = "*The model does not say.*";

std::string or_not_said(std::string_view text) { return text.empty() ? not_said : std::string(text); }

std::string without_end_blanks(std::string text) {
  text.erase(text.find_last_not_of(" \t\n") + 1);
  return text;
}

/// A text on one line, with a backslash before each of these letters.
std::string on_one_line(std::string_view text, std::string_view letters) {
  std::string safe;
  for (const char letter : text) {
    if (letters.find(letter) != std::string_view::npos) safe += '\\';
    safe += letter == '\n' ? ' ' : letter;
  }
  return without_end_blanks(std::move(safe));
}

/// A text as it may stand in a cell of a table.
std::string cell(std::string_view text) { return on_one_line(text, "|*<"); }

std::string in_code(std::string_view text) { return text.empty() ? "" : fmt::format("`{}`", on_one_line(text, "|")); }

/// A table of Markdown; nothing without rows.
class Rows {
 public:
  explicit Rows(std::vector<std::string> titles) : titles_(std::move(titles)) {}
  void add(const std::vector<std::string>& cells) { text_ += fmt::format("| {} |\n", fmt::join(cells, " | ")); }
  std::string text() const {
    if (text_.empty()) return "";
    std::string head = fmt::format("| {} |\n|", fmt::join(titles_, " | "));
    for (std::size_t i = 0; i < titles_.size(); ++i) head += "---|";
    return head + "\n" + text_ + "\n";
  }

 private:
  std::vector<std::string> titles_;
  std::string text_;
};

/// Sources by number, in the order they are first named.
class Sources {
 public:
  std::string number(const std::string& source) {
    if (source.empty()) return "";
    const auto [found, is_new] = numbers_.emplace(source, numbers_.size() + 1);
    if (is_new) list_ += fmt::format("{}. {}\n", found->second, on_one_line(source, "*<"));
    return fmt::format("[{}]", found->second);
  }
  std::string text() const { return list_; }

 private:
  std::map<std::string, std::size_t> numbers_;
  std::string list_;
};

// ---- numbers ----

/// Settings that say the same of many things: `parameters.rate.*`, a value for each.
struct SettingRow {
  const Setting* first;
  std::vector<const Setting*> all;
};

std::string table_of(const std::string& path) { return path.substr(0, path.rfind('.')); }
std::string last_part(const std::string& path) { return path.substr(path.rfind('.') + 1); }

bool tell_the_same(const Setting& one, const Setting& other) {
  const auto said = [](const Setting& setting) {
    return std::tie(setting.unit, setting.help, setting.source, setting.grade, setting.lowest, setting.highest,
                    setting.when);
  };
  return table_of(one.path) == table_of(other.path) && said(one) == said(other);
}

std::vector<SettingRow> rows_of(const std::vector<const Setting*>& settings) {
  std::vector<SettingRow> rows;
  for (const Setting* setting : settings) {
    const auto alike =
        std::ranges::find_if(rows, [&](const SettingRow& row) { return tell_the_same(*row.first, *setting); });
    if (alike == rows.end())
      rows.push_back({setting, {setting}});
    else
      alike->all.push_back(setting);
  }
  return rows;
}

std::string value_text(const Setting& setting) {
  const std::string value = format_value(setting.default_value);
  return setting.distribution.empty() ? value : fmt::format("{} ~ {}", value, setting.distribution);
}

std::string values_text(const SettingRow& row) {
  if (row.all.size() == 1) return value_text(*row.first);
  std::vector<std::string> values;
  for (const Setting* setting : row.all)
    values.push_back(fmt::format("{} {}", last_part(setting->path), value_text(*setting)));
  return fmt::format("{}", fmt::join(values, "; "));
}

/// What it takes; its unit has a column of its own.
std::string allowed_text(const Setting& setting) {
  std::string text = allowed_values(setting);
  if (const std::string unit = fmt::format(" ({})", setting.unit); text.ends_with(unit))
    text.resize(text.size() - unit.size());
  return text;
}

std::string name_of(const SettingRow& row) {
  return in_code(row.all.size() == 1 ? row.first->path : table_of(row.first->path) + ".*");
}

std::string settings_table(const std::vector<const Setting*>& settings, Sources& sources) {
  Rows rows({"number", "meaning", "value", "unit", "allowed", "grade", "source"});
  for (const SettingRow& row : rows_of(settings)) {
    const Setting& first = *row.first;
    rows.add({name_of(row), cell(first.help), cell(values_text(row)), cell(first.unit), cell(allowed_text(first)),
              cell(first.grade), sources.number(first.source)});
  }
  return rows.text();
}

/// Whether a submodel's list names the setting: its group, its path, or a table it stands in.
bool is_named(const Setting& setting, const std::vector<std::string>& names) {
  return std::ranges::any_of(names, [&](const std::string& name) {
    return setting.group == name || setting.path == name || setting.path.starts_with(name + ".");
  });
}

// ---- the document ----

/// What is read of a model, once.
struct Described {
  explicit Described(const Model& described)
      : model(described),
        odd(described.odd()),
        declarations(declarations_of(described)),
        measures(described.measures()),
        explanations(described.explanations()),
        scenario(all_default(described, declarations)) {
    const Declarations engine = engine_declarations();
    for (const Setting& setting : declarations.all())
      (engine.find(setting.path) == nullptr ? own : of_every_model).push_back(&setting);
  }

  static Scenario all_default(const Model& model, const Declarations& declarations) {
    Scenario scenario;
    scenario.model = model.name();
    scenario.built_by = &model;
    scenario.settings = Settings(declarations);
    return scenario;
  }

  const Model& model;
  const Odd& odd;
  Declarations declarations;
  MeasureSet measures;
  std::vector<Explanation> explanations;
  Scenario scenario;
  std::vector<const Setting*> own, of_every_model;
};

std::string number_text(double number) { return std::isnan(number) ? "" : fmt::format("{:g}", number); }

std::string range_text(const Fact& fact) {
  if (std::isinf(fact.lowest) && std::isinf(fact.highest)) return "";
  if (std::isinf(fact.lowest)) return fmt::format("up to {:g}", fact.highest);
  if (std::isinf(fact.highest)) return fmt::format("{:g} and more", fact.lowest);
  return fmt::format("{:g} to {:g}", fact.lowest, fact.highest);
}

std::string facts_table(const Described& told, Sources& sources) {
  Rows rows({"pattern", "held against", "target", "accepted", "unit", "use", "source"});
  for (const Fact& fact : told.model.facts(told.scenario))
    rows.add({cell(fact.pattern),
              fact.measure.empty() ? "not measured: " + cell(fact.not_measured) : in_code(fact.measure),
              number_text(fact.target), range_text(fact), cell(fact.unit), fact.use, sources.number(fact.source)});
  return rows.text();
}

std::string purpose_text(const Described& told, Sources& sources) {
  const std::string facts = facts_table(told, sources);
  return fmt::format(
      "## 1 Purpose and patterns\n\n{}\n\n{}\n\n{}", or_not_said(told.odd.purpose), or_not_said(told.odd.patterns),
      facts.empty() ? "The model declares no published facts.\n\n"
                    : "Uses: `input` is taken in, `calibrate` may be fitted to, `predict` is never fitted "
                      "to, `law` must hold in any scenario.\n\n" +
                          facts);
}

std::string variables_of(const Described& told, const OddEntity& entity) {
  Rows rows({"name", "unit", "meaning"});
  for (const std::string& kind : entity.variables)
    for (const Explanation& one : told.explanations)
      if (one.kind == kind) rows.add({in_code(one.name), cell(one.unit), cell(one.summary)});
  for (const std::string& name : entity.tables)
    for (const kith::Table& table : told.measures.tables)
      if (table.name == name)
        for (const TableColumn& column : table.columns)
          rows.add({in_code(column.name), cell(column.unit), cell(column.meaning)});
  return rows.text();
}

std::string people_read(const Described& told) {
  const PeopleNeeds needs = told.model.people_needs();
  if (!needs.any()) return "";
  Rows rows({"column or tie", "meaning"});
  for (const ColumnNeed& column : needs.columns) rows.add({in_code(column.name), cell(column.meaning)});
  for (const RelationNeed& relation : needs.relations)
    rows.add({in_code(relation.name), cell(relation.meaning) + (relation.directed ? ", one way" : "")});
  return "### Read from tables of people and ties\n\n" + rows.text();
}

std::string scales_text(const Described& told) {
  Rows rows({"setting", "meaning", "default", "allowed"});
  for (const Setting* setting : told.of_every_model)
    rows.add({in_code(setting->path), cell(setting->help), cell(format_value(setting->default_value)),
              cell(allowed_values(*setting))});
  return fmt::format("### Scales\n\nSpace: {}\n\nTime: {}\n\n{}", or_not_said(told.odd.space),
                     or_not_said(told.odd.time), rows.text());
}

std::string entities_text(const Described& told) {
  std::string text = "## 2 Entities, state variables and scales\n\n";
  if (told.odd.entities.empty()) text += std::string(not_said) + "\n\n";
  for (const OddEntity& entity : told.odd.entities)
    text += fmt::format("### {}\n\n{}\n\n{}", entity.name, entity.meaning, variables_of(told, entity));
  return text + people_read(told) + scales_text(told);
}

std::string processes_text(const Described& told) {
  std::string text = "## 3 Process overview and scheduling\n\n";
  const std::vector<std::string> phases = told.model.phases();
  text +=
      phases.empty() ? std::string(not_said) + "\n" : "The phases of a step, in the order in which they are run:\n\n";
  for (std::size_t i = 0; i < phases.size(); ++i)
    text += fmt::format("{}. **{}**: {}\n", i + 1, phases[i], or_not_said(told.odd.phase(phases[i])));
  return text + fmt::format("\n{}\n\n", or_not_said(told.odd.scheduling));
}

std::string measures_table(const Described& told) {
  Rows rows({"measure", "unit", "by", "meaning"});
  for (const MeasureSet& set : {told.measures, told.model.twin_measures()})
    for (const Measure& measure : set.measures)
      rows.add({in_code(measure.name), cell(measure.unit), cell(fmt::format("{}", fmt::join(measure.dimensions, ", "))),
                cell(measure.meaning)});
  return rows.text();
}

std::string concepts_text(const Described& told) {
  std::string text = "## 4 Design concepts\n\n";
  for (std::size_t i = 0; i < odd_concepts.size(); ++i)
    text += fmt::format("### {}\n\n{}\n\n", odd_concepts[i].title, or_not_said(told.odd.concepts[i]));
  return text + "What is measured, of one world and of two side by side:\n\n" + measures_table(told);
}

std::string grades_table(const Described& told) {
  std::map<std::string, std::int64_t> counts;
  for (const Setting* setting : told.own)
    if (!setting->grade.empty()) ++counts[setting->grade];
  Rows rows({"grade of evidence", "numbers"});
  for (const auto& [grade, count] : counts) rows.add({grade, format_count(count)});
  return rows.text();
}

std::string details_text(const Described& told) {
  return fmt::format("## 5 Initialisation\n\n{}\n\n## 6 Input data\n\n{}\n\n{}", or_not_said(told.odd.initialisation),
                     or_not_said(told.odd.input_data), grades_table(told));
}

std::string submodels_text(const Described& told, Sources& sources) {
  std::string text =
      "## 7 Submodels\n\nA value followed by ~ has that distribution where what is not known is drawn.\n\n";
  std::set<const Setting*> left(told.own.begin(), told.own.end());
  for (const OddSubmodel& submodel : told.odd.submodels) {
    std::vector<const Setting*> settings;
    for (const Setting* setting : told.own)
      if (left.contains(setting) && is_named(*setting, submodel.numbers)) settings.push_back(setting);
    for (const Setting* setting : settings) left.erase(setting);
    text += fmt::format("### {}\n\n{}\n\n{}", submodel.name, submodel.what, settings_table(settings, sources));
  }
  std::vector<const Setting*> others;
  for (const Setting* setting : told.own)
    if (left.contains(setting)) others.push_back(setting);
  if (others.empty()) return text;
  return text + "### Settings of no submodel\n\n" + settings_table(others, sources);
}

}  // namespace

std::string odd_document(const Model& model) {
  const Described told(model);
  Sources sources;
  std::string text = fmt::format(
      "# ODD: {}\n\n{}.\n\nThis page is made by `kith explain --odd --model {}` from what the model declares; it is "
      "not "
      "written by hand. Its order is that of the ODD protocol (Grimm and others 2020, *Journal of Artificial Societies "
      "and "
      "Social Simulation* 23(2) 7).\n\n",
      model.name(), model.summary(), model.name());
  text += purpose_text(told, sources);  // first, as sources are numbered in the order they are named
  text += entities_text(told) + processes_text(told) + concepts_text(told) + details_text(told);
  text += submodels_text(told, sources);
  if (!sources.text().empty()) text += "## Sources\n\n" + sources.text();
  return text;
}

}  // namespace kith::tools

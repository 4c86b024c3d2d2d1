#include "engine/run/odd.hpp"

#include "engine/settings/toml_table.hpp"

#include <algorithm>
#include <set>

namespace kith {
namespace {

/// A text that must be said.
std::string said(const TomlTable& table, const char* key) {
  const std::string text = table.text(key);  // which tells if it is missing
  if (table.has(key) && text.empty()) table.problem(key, "'" + std::string(key) + "' has to say something");
  return text;
}

/// Each table as `read` makes it of it; no two of one name.
template <class Row, class Read>
std::vector<Row> named_rows(const TomlTable& root, const char* key, const Read& read) {
  std::vector<Row> rows;
  std::set<std::string> names;
  for (const TomlTable& table : root.tables(key)) {
    Row row = read(table);
    row.name = said(table, "name");
    if (!names.insert(row.name).second) table.problem("name", in_quotes(row.name) + " is there already");
    rows.push_back(std::move(row));
  }
  return rows;
}

OddEntity read_entity(const TomlTable& table) {
  return {.name = "",
          .meaning = said(table, "meaning"),
          .variables = table.texts("variables", {}),
          .tables = table.texts("tables", {})};
}

}  // namespace

std::string_view Odd::phase(std::string_view name) const {
  const auto found = std::ranges::find(phases, name, &OddPhase::name);
  return found == phases.end() ? std::string_view{} : std::string_view(found->what);
}

Odd read_odd(std::string_view text, const std::string& file) {
  std::vector<Problem> problems;
  const TomlTable root = TomlTable::parse(text, file, problems);
  Odd odd;
  odd.purpose = said(root, "purpose");
  odd.patterns = root.text("patterns", "");
  odd.space = root.text("space", "");
  odd.time = root.text("time", "");
  odd.scheduling = root.text("scheduling", "");
  odd.initialisation = root.text("initialisation", "");
  odd.input_data = root.text("input_data", "");
  odd.entities = named_rows<OddEntity>(root, "entity", read_entity);
  odd.phases = named_rows<OddPhase>(
      root, "phase", [](const TomlTable& table) { return OddPhase{.name = "", .what = said(table, "what")}; });
  odd.submodels = named_rows<OddSubmodel>(root, "submodel", [](const TomlTable& table) {
    return OddSubmodel{.name = "", .what = said(table, "what"), .numbers = table.texts("numbers", {})};
  });
  const TomlTable concepts = root.table("concepts");
  for (std::size_t i = 0; i < odd_concepts.size(); ++i) odd.concepts[i] = concepts.text(odd_concepts[i].key, "");
  root.finish();
  if (!problems.empty()) throw InputError(std::move(problems));
  return odd;
}

}  // namespace kith

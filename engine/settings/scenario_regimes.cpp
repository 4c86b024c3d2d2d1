#include "engine/settings/scenario_regimes.hpp"

#include "engine/settings/named_file.hpp"
#include "engine/settings/toml_table.hpp"

#include <algorithm>

namespace kith {

namespace {

constexpr std::size_t most_bytes = 1024 * 1024;

std::optional<RegimeFile> read_regime(const std::filesystem::path& file, const SourceLocation& asked_from,
                                      std::vector<Problem>& problems) {
  auto text = read_text_file(file, most_bytes, asked_from, problems);
  if (!text) return std::nullopt;
  auto root = parse_toml(*text, file.string(), problems);
  if (!root) return std::nullopt;
  RegimeFile regime{file, std::move(*text), std::move(*root), {}, {}};
  const std::size_t known = problems.size();
  const TomlTable table = TomlTable::over(regime.root, "", problems);
  if (table.text("title").empty()) table.problem("title", "a regime says in a few words what holds from then on");
  if (table.text("source").empty()) table.problem("source", "a regime says where that is from");
  regime.from = table.date("from");
  regime.where = table.location("from");
  const auto* set = table.has("set") ? regime.root.find("set") : nullptr;
  if (!set || !set->node.table() || set->node.table()->empty())
    table.problem("set", "a regime must say what it sets, such as set.\"table.setting\" = 1");
  table.finish();
  return problems.size() == known ? std::optional(std::move(regime)) : std::nullopt;
}

}  // namespace

std::vector<RegimeFile> read_regimes(const std::vector<ScenarioLayer>& layers, std::vector<Problem>& problems) {
  std::vector<RegimeFile> regimes;
  for (const ScenarioLayer& layer : layers) {
    const TomlTable top = TomlTable::over(layer.root, "", problems);
    if (!top.has("regimes")) continue;
    for (const std::string& name : top.texts("regimes")) {
      const std::filesystem::path file = file_named_in(layer.file, name);
      if (std::any_of(regimes.begin(), regimes.end(), [&](const RegimeFile& known) { return known.file == file; }))
        continue;
      if (auto regime = read_regime(file, top.location("regimes"), problems)) regimes.push_back(std::move(*regime));
    }
  }
  std::stable_sort(regimes.begin(), regimes.end(),
                   [](const RegimeFile& a, const RegimeFile& b) { return a.from < b.from; });
  return regimes;
}

}  // namespace kith

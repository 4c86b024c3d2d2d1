#include "engine/evidence/nouns.hpp"

#include <algorithm>
#include <limits>

namespace kith {
namespace {

constexpr std::string_view ending = ".toml";

/// Of "plants/oak.toml" in "plants": "oak"; "" of a file elsewhere.
std::string_view name_in(std::string_view folder, std::string_view file) {
  if (!file.starts_with(folder) || !file.substr(folder.size()).starts_with('/') || !file.ends_with(ending)) return {};
  return file.substr(folder.size() + 1, file.size() - folder.size() - 1 - ending.size());
}

}  // namespace

std::vector<Noun> read_nouns(std::span<const EmbeddedFile> files, std::string_view folder,
                             std::vector<Problem>& problems) {
  struct Listed {
    std::int64_t place;
    Noun noun;
  };
  std::vector<Listed> found;
  for (const EmbeddedFile& file : files) {
    const std::string_view name = name_in(folder, file.name);
    if (name.empty()) continue;
    const TomlTable table = TomlTable::parse(file.text, std::string(file.name), problems);
    found.push_back({table.integer("listed", std::numeric_limits<std::int64_t>::max()), {std::string(name), table}});
  }
  std::ranges::sort(found, {}, [](const Listed& a) { return std::pair(a.place, a.noun.name); });
  std::vector<Noun> nouns;
  nouns.reserve(found.size());
  for (Listed& each : found) nouns.push_back(std::move(each.noun));
  return nouns;
}

}  // namespace kith

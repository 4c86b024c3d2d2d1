// Following `extends` from file to file.
#include "engine/settings/scenario_layers.hpp"

#include "engine/settings/named_file.hpp"
#include "engine/settings/toml_table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kith {

namespace {

constexpr std::size_t most_bytes = 1024 * 1024;

/// A file on the way from the scenario to its base, and the line that led on from it.
struct Link {
  std::filesystem::path identity;
  SourceLocation extends;
};

std::filesystem::path identity_of(const std::filesystem::path& file) {
  std::error_code error;
  const auto identity = std::filesystem::weakly_canonical(file, error);
  return error ? file : identity;
}

std::string circle(const std::vector<Link>& chain, std::size_t from, const std::filesystem::path& back_to) {
  std::string text = "circular 'extends': ";
  for (std::size_t i = from; i < chain.size(); ++i) text += format_location(chain[i].extends) + " extends ";
  return text + back_to.string();
}

std::optional<ScenarioLayer> read_layer(const std::filesystem::path& file, const SourceLocation& asked_from,
                                        std::vector<Problem>& problems) {
  auto text = read_text_file(file, most_bytes, asked_from, problems);
  if (!text) return std::nullopt;
  auto root = parse_toml(*text, file.string(), problems);
  if (!root) return std::nullopt;
  if (root->table()->empty())
    add_problem(problems, {file.string()},
                "the file is empty: a scenario says at least which model it is for, such as "
                "model = \"name\"; 'kith new' writes one to start from");
  return ScenarioLayer{file, std::move(*text), std::move(*root)};
}

/// The file that a layer extends, or "" if none.
std::filesystem::path base_of(const ScenarioLayer& layer, Link& link, std::vector<Problem>& problems) {
  const TomlTable top = TomlTable::over(layer.root, "", problems);
  if (!top.has("extends")) return {};
  link.extends = top.location("extends");
  const std::size_t known = problems.size();
  const std::string base = top.text("extends", "");
  if (base.empty() && problems.size() == known) top.problem("extends", "'extends' must name a file");
  return base.empty() ? "" : file_named_in(layer.file, base);
}

}  // namespace

ScenarioLayers read_scenario_layers(const std::filesystem::path& file, std::vector<Problem>& problems) {
  ScenarioLayers result;
  std::vector<Link> chain;
  for (std::filesystem::path next = file; !next.empty();) {
    const SourceLocation asked_from = chain.empty() ? SourceLocation{} : chain.back().extends;
    Link link{identity_of(next), {}};
    const auto seen =
        std::find_if(chain.begin(), chain.end(), [&](const Link& l) { return l.identity == link.identity; });
    if (seen != chain.end()) {
      add_problem(problems, asked_from, circle(chain, static_cast<std::size_t>(seen - chain.begin()), next));
      result.complete = false;
      break;
    }
    auto layer = read_layer(next, asked_from, problems);
    if (!layer) {
      result.complete = false;
      break;
    }
    next = base_of(*layer, link, problems);
    if (next.empty() && !link.extends.file.empty()) result.complete = false;
    result.layers.push_back(std::move(*layer));
    chain.push_back(std::move(link));
  }
  std::reverse(result.layers.begin(), result.layers.end());
  return result;
}

}  // namespace kith

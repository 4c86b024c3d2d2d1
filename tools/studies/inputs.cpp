#include "tools/studies/inputs.hpp"

#include "engine/people/people_files.hpp"
#include "results/comparison.hpp"
#include "results/sha256.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/models.hpp"
#include "tools/studies/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>

namespace kith::tools {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_bytes_kept = 4u << 20;
constexpr const char* of_place = "place";
constexpr const char* of_catalogue = "catalogue";
constexpr const char* people_part = "people";
constexpr const char* ties_part = "ties";

std::string numbered(std::size_t index) {
  return index == 0 ? of_catalogue : fmt::format("{}-{}", of_catalogue, index + 1);
}

/// Folder and role of a file: of people or ties, of a further catalogue folder, else of the place.
std::pair<std::string, std::string> kind_of(const fs::path& file, const Scenario& scenario) {
  const PeopleFiles named = people_files(scenario);
  if (named.people && named.people->path == file) return {people_part, people_part};
  if (named.ties && named.ties->path == file) return {ties_part, ties_part};
  for (std::size_t i = 0; i < scenario.catalogue.size(); ++i) {
    std::error_code none;
    if (fs::equivalent(file.parent_path(), scenario.catalogue[i], none)) return {numbered(i), of_catalogue};
  }
  return {of_place, of_place};
}

std::string bytes_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  if (!stream) throw InputError({{file.string(), 0, 0}, "cannot be read"});
  return bytes;
}

/// A line of a resolved scenario, with its value replaced.
std::string with_value(const std::string& line, const std::string& value) {
  return line.substr(0, line.find('=') + 2) + value;
}

/// The file kept in a folder of the run, "" if none is.
std::string file_in(const std::string& folder, const results::Run& run) {
  for (const results::InputText& input : run.inputs)
    if (input.file.starts_with(folder + "/")) return input.file;
  return "";
}

/// A resolved scenario that finds its files in the folders they are laid out in.
std::string relocated(const std::string& resolved, const std::string& prefix, const results::Run& run) {
  const auto has = [&](const std::string& folder) { return !file_in(folder, run).empty(); };
  std::string text, table;
  for (std::size_t at = 0; at < resolved.size();) {
    const std::size_t end = std::min(resolved.find('\n', at), resolved.size());
    std::string line = resolved.substr(at, end - at);
    at = end + 1;
    if (line.starts_with("[")) table = line;
    if (table.empty() && line.starts_with("catalogue = ")) {
      TextList folders;
      for (std::size_t i = 0; has(prefix + numbered(i)); ++i) folders.push_back(prefix + numbered(i));
      line = with_value(line, format_value(folders));
    }
    if (table == "[place]" && line.starts_with("folder = ") && has(of_place))
      line = with_value(line, format_value(std::string(of_place)));
    for (const char* folder : {people_part, ties_part})
      if (table == fmt::format("[{}]", folder) && line.starts_with("file = ") && has(folder))
        line = with_value(line, format_value(file_in(folder, run)));
    text += line + "\n";
  }
  return text;
}

/// Names in a file made elsewhere may be anything.
void check_name(const std::string& name) {
  const fs::path path(name);
  const bool safe = !name.empty() && path.is_relative() &&
                    std::ranges::none_of(path, [](const fs::path& part) { return part == ".." || part == "."; });
  if (!safe) throw OutputError(fmt::format("{}: is no name of a file to be written", in_quotes(name)));
}

void write_new(const fs::path& file, const std::string& text, std::vector<fs::path>& written) {
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  write_text_file(file, text, false);
  written.push_back(file);
}

}  // namespace

std::vector<results::InputText> inputs_of(const Scenario& scenario) {
  std::vector<results::InputText> inputs;
  for (const fs::path& file : model_of(scenario).input_files(scenario)) {
    const auto [folder, role] = kind_of(file, scenario);
    std::string text = bytes_of(file);
    const std::string hash = results::sha256(text);
    if (text.size() > most_bytes_kept || text.find('\0') != std::string::npos) text.clear();
    inputs.push_back({fmt::format("{}/{}", folder, file.filename().string()), role, hash, std::move(text)});
  }
  return inputs;
}

std::vector<std::string> inputs_not_kept(const results::Run& run) {
  std::vector<std::string> names;
  for (const results::InputText& input : run.inputs)
    if (results::sha256(input.text) != input.sha256)
      names.push_back(fmt::format("{} (SHA-256 {})", input.file, input.sha256));
  return names;
}

std::vector<fs::path> extract(const results::Run& run, const fs::path& folder) {
  std::error_code error;
  if (fs::exists(folder, error) && !(fs::is_directory(folder, error) && fs::is_empty(folder, error)))
    throw OutputError(fmt::format("{}: exists already; name a folder that does not, or an empty one", folder.string()));
  std::map<std::string, std::string> scenarios;
  if (!results::is_comparison(run)) scenarios.emplace("scenario.toml", relocated(run.resolved, "", run));
  for (const results::ComparedScenario& scenario : run.scenarios) {
    const std::string own = scenario.label + "/";
    const bool has_own =
        std::ranges::any_of(run.inputs, [&](const auto& input) { return input.file.starts_with(own); });
    scenarios.emplace(scenario.label + ".toml", relocated(scenario.resolved, has_own ? own : "", run));
  }
  for (const auto& [name, text] : scenarios) check_name(name);
  for (const results::InputText& input : run.inputs) check_name(input.file);
  std::vector<fs::path> written;
  for (const auto& [name, text] : scenarios) write_new(folder / name, text, written);
  for (const results::InputText& input : run.inputs)
    if (results::sha256(input.text) == input.sha256) write_new(folder / input.file, input.text, written);
  return written;
}

}  // namespace kith::tools

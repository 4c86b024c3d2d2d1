#include "tools/studies/inputs.hpp"

#include "engine/people/people_files.hpp"
#include "engine/settings/named_file.hpp"
#include "engine/settings/toml_table.hpp"
#include "results/comparison.hpp"
#include "results/sha256.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/models.hpp"
#include "tools/console/new_folder.hpp"
#include "tools/studies/evidence_draws.hpp"
#include "tools/studies/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

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

/// The folder or file a setting of a resolved scenario names, as it is found from where it was set; "" if none does.
fs::path named_by(const std::string& resolved, const std::string& table, const std::string& key) {
  constexpr std::string_view from = "  # from ";
  std::istringstream lines(resolved);
  std::string inside, origin;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("[")) inside = line;
    if (inside != fmt::format("[{}]", table) || !line.starts_with(key + " = ")) continue;
    if (const std::size_t at = line.rfind(from); at != std::string::npos) origin = line.substr(at + from.size());
  }
  std::vector<Problem> problems;
  const std::string named = TomlTable::parse(resolved, "", problems).table(table).text(key, "");
  for (int numbers = 0; numbers < 2 && origin.find(':') != std::string::npos; ++numbers)
    origin.resize(origin.rfind(':'));
  if (named.empty() || origin.empty()) return named;
  return file_named_at({origin, origin.starts_with("--") ? 0 : 1, 0}, named);
}

/// Where a file of the run stood when it was run: `name` as inputs_of has it.
fs::path place_on_disk(const std::string& resolved, const fs::path& name) {
  const std::string folder = name.parent_path().string();
  if (folder == of_place) return named_by(resolved, of_place, "folder") / name.filename();
  if (folder == people_part || folder == ties_part) return named_by(resolved, folder, "file");
  std::vector<Problem> problems;
  const TextList folders = TomlTable::parse(resolved, "", problems).texts(of_catalogue, TextList{});
  for (std::size_t i = 0; i < folders.size(); ++i)
    if (numbered(i) == folder) return fs::path(folders[i]) / name.filename();
  return {};
}

/// The same for a file of one scenario of a comparison alone, which its label stands before.
fs::path place_on_disk(const results::Run& run, const std::string& name) {
  for (const results::ComparedScenario& scenario : run.scenarios)
    if (name.starts_with(scenario.label + "/"))
      return place_on_disk(scenario.resolved, fs::path(name.substr(scenario.label.size() + 1)));
  return place_on_disk(run.resolved, fs::path(name));
}

/// Names in a file made elsewhere may be anything.
void check_name(const std::string& name) {
  const fs::path path(name);
  const bool safe = !name.empty() && path.is_relative() &&
                    std::ranges::none_of(path, [](const fs::path& part) { return part == ".." || part == "."; });
  if (!safe) throw OutputError(fmt::format("{}: is no name of a file to be written", in_quotes(name)));
}

/// A file of the folder, under its name there.
void write_new(const NewFolder& folder, const fs::path& name, const std::string& text, std::vector<fs::path>& written) {
  const fs::path file = folder.partial() / name;
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  write_text_file(file, text, false);
  written.push_back(name);
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

void hold_against_disk(results::Run& run) {
  std::vector<Problem> problems;
  for (results::InputText& input : run.inputs) {
    const fs::path file = place_on_disk(run, input.file);
    std::error_code none;
    const bool there = !file.empty() && fs::is_regular_file(file, none);
    const bool kept = results::sha256(input.text) == input.sha256;
    if (!there && !kept)
      problems.push_back({{file.string()},
                          fmt::format("was read by the run ({}), is not kept with the results, being "
                                      "large or no text, and is not there now",
                                      input.file)});
    if (!there) continue;
    std::string bytes = bytes_of(file);
    if (const std::string hash = results::sha256(bytes); hash != input.sha256)
      problems.push_back({{file.string()},
                          fmt::format("has changed since it was run: SHA-256 {} then, {} now; put it "
                                      "back as it was, or run anew",
                                      input.sha256, hash)});
    else if (!kept)
      input.text = std::move(bytes);
  }
  if (!problems.empty()) throw InputError(std::move(problems));
}

std::string left_to_defaults(const std::string& resolved, bool posterior) {
  const std::string of_posterior = fmt::format("  # from {}", origin_of_posterior);
  std::istringstream lines(resolved);
  std::string text;
  for (std::string line; std::getline(lines, line);)
    if (!line.ends_with("  # default") && !(posterior && line.find(of_posterior) != std::string::npos))
      text += line + "\n";
  return text;
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
  if (folder.has_parent_path()) fs::create_directories(folder.parent_path(), error);
  const auto nothing = [](const fs::directory_entry&) { return false; };
  NewFolder made(folder, {.what = "an empty folder", .option = "--extract", .may_hold = nothing}, true);
  std::vector<fs::path> written;
  for (const auto& [name, text] : scenarios) write_new(made, name, text, written);
  for (const results::InputText& input : run.inputs)
    if (results::sha256(input.text) == input.sha256) write_new(made, input.file, input.text, written);
  const fs::path there = made.appear();
  for (fs::path& file : written) file = there / file;
  return written;
}

}  // namespace kith::tools

#include "engine/people/people_files.hpp"

#include "engine/settings/named_file.hpp"
#include "engine/settings/toml_tree.hpp"

#include <fmt/format.h>

namespace kith {
namespace {

std::optional<PeopleFile> file_of(const Scenario& scenario, const char* setting) {
  const auto entry = scenario.settings.entries().find(setting);
  if (entry == scenario.settings.entries().end()) return std::nullopt;
  const std::string& named = scenario.settings.text(setting);
  if (named.empty()) return std::nullopt;
  return PeopleFile{file_named_at(entry->second.origin, named), entry->second.origin};
}

void declare_file(Declarations& declarations, const char* setting, std::string help) {
  declarations.add({.path = setting, .default_value = std::string(), .help = std::move(help)});
}

/// That a file is not there is told as of text: where it was named.
bool is_no_text(const std::filesystem::path& file) {
  std::error_code none;
  return file.extension() == ".h5" && std::filesystem::exists(file, none);
}

/// A file that whoever loads the scenario can read.
std::optional<TableSource> no_text_source(const Scenario& scenario, const PeopleFile& file,
                                          std::vector<Problem>& problems) {
  if (scenario.read_table == nullptr) {
    add_problem(problems, {file.path.string()}, "this program reads tables of people as CSV only");
    return std::nullopt;
  }
  try {
    return scenario.read_table(file.path);
  } catch (const InputError& error) {
    problems.insert(problems.end(), error.problems().begin(), error.problems().end());
    return std::nullopt;
  }
}

/// What a file holds that must be named and there.
std::optional<TableSource> source_of(const Scenario& scenario, const std::optional<PeopleFile>& file,
                                     const char* setting, std::vector<Problem>& problems) {
  if (!file) {
    add_problem(problems, {scenario.file.string()},
                fmt::format("'{}' names no file; write the path of a CSV or HDF5 table there", setting));
    return std::nullopt;
  }
  // The command line is no place in a file: there the file itself is named.
  const SourceLocation where = file->asked_from.line > 0 ? file->asked_from : SourceLocation{};
  if (is_no_text(file->path)) return no_text_source(scenario, *file, problems);
  const auto text = read_text_file(file->path, largest_people_table, where, problems);
  return text ? std::optional(TableSource{file->path.string(), *text}) : std::nullopt;
}

bool is_named_but_missing(const std::optional<PeopleFile>& file) {
  std::error_code none;
  return file && !std::filesystem::exists(file->path, none);
}

}  // namespace

void declare_people_files(Declarations& declarations, const PeopleNeeds& needs) {
  if (!needs.any()) return;
  declare_file(declarations, people_file_setting,
               "Table of the people, CSV or HDF5 (.h5): a column id and those the model needs; relative to this file.");
  if (!needs.relations.empty())
    declare_file(declarations, ties_file_setting,
                 "Table of their ties, CSV or HDF5 (.h5): columns person, relation, other; relative to this file.");
}

PeopleFiles people_files(const Scenario& scenario) {
  return {file_of(scenario, people_file_setting), file_of(scenario, ties_file_setting)};
}

std::vector<std::filesystem::path> people_input_files(const Scenario& scenario) {
  std::vector<std::filesystem::path> paths;
  const PeopleFiles files = people_files(scenario);
  for (const auto* file : {&files.people, &files.ties})
    if (*file) paths.push_back((*file)->path);
  return paths;
}

People load_people(const Scenario& scenario, const PeopleNeeds& needs) {
  const PeopleFiles files = people_files(scenario);
  std::vector<Problem> problems;
  const auto people = source_of(scenario, files.people, people_file_setting, problems);
  std::optional<TableSource> ties;
  if (!needs.relations.empty()) ties = source_of(scenario, files.ties, ties_file_setting, problems);
  if (!problems.empty()) throw InputError(std::move(problems));
  return read_people(*people, ties, needs);
}

std::vector<Problem> people_problems(const Scenario& scenario, const PeopleNeeds& needs) {
  const PeopleFiles files = people_files(scenario);
  if (is_named_but_missing(files.people) || is_named_but_missing(files.ties)) return {};
  try {
    load_people(scenario, needs);
    return {};
  } catch (const InputError& error) {
    return error.problems();
  }
}

}  // namespace kith

// The files a scenario names its people and ties by: the settings people.file and ties.file, relative to the file that
// sets them. They are inputs of the run, as a place's tables are.
#pragma once

#include "engine/people/people_tables.hpp"
#include "engine/settings/scenario.hpp"

#include <filesystem>
#include <vector>

namespace kith {

/// A file of people or ties a scenario names.
struct PeopleFile {
  std::filesystem::path path;
  SourceLocation asked_from;  ///< where the scenario names it
};

/// The files named; nothing where a scenario names none or its model takes none.
struct PeopleFiles {
  std::optional<PeopleFile> people{};
  std::optional<PeopleFile> ties{};
};

inline constexpr const char* people_file_setting = "people.file";
inline constexpr const char* ties_file_setting = "ties.file";

/// Declares people.file and, where there are relations, ties.file; nothing where nothing is needed.
void declare_people_files(Declarations& declarations, const PeopleNeeds& needs);

PeopleFiles people_files(const Scenario& scenario);

/// Their paths, people first (Model::input_files).
std::vector<std::filesystem::path> people_input_files(const Scenario& scenario);

/// Reads what a scenario names. Throws InputError as read_people does, and for a file not named or not to be read.
People load_people(const Scenario& scenario, const PeopleNeeds& needs);

/// What is wrong with the files a scenario names, as load_people would tell it; a file that is not there is left to
/// load_people (Model::problems).
std::vector<Problem> people_problems(const Scenario& scenario, const PeopleNeeds& needs);

}  // namespace kith

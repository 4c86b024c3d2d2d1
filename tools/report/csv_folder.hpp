// A results file as a folder of CSV tables, one row a value: <measure>.csv for every measure, by replicate, scenario
// and each axis; of a comparison also <measure>.differences.csv and, where there is a course over time,
// <measure>.mean_differences.csv; and columns.csv, which says what every column of them is.
#pragma once

#include "results/results.hpp"
#include "tools/console/new_folder.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace kith::tools {

/// Such a folder, as an option names it; one that is there may hold the files its columns.csv names.
FolderKind csv_folder(const std::filesystem::path& folder, const std::string& option);

/// Writes the tables of these measures into an empty folder; says how many files. Throws OutputError, Interrupted;
/// std::out_of_range for an unknown measure.
std::size_t write_csv_tables(const std::filesystem::path& folder, const results::Run& run,
                             const std::vector<std::string>& measures);

}  // namespace kith::tools

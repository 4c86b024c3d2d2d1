// The report: one HTML page that holds a run or a comparison, its charts and all they need.
#pragma once

#include "results/results.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

namespace kith::tools {

/// Everything the page shows, as data.
nlohmann::ordered_json report_data(const results::Run& run);

/// The whole page: it fetches nothing. Never throws for the contents of `run`.
std::string report_page(const results::Run& run);

/// Where `--report` writes if the page shall stand beside the results: the same name with .html.
std::filesystem::path report_beside(const std::filesystem::path& results_file);

/// Throws OutputError if `file` exists and `force` is false, or its folder is missing. Call before running.
void check_report_writable(const std::filesystem::path& file, bool force);

}  // namespace kith::tools

// The report: one HTML page that holds a run or a comparison, its charts and all they need.
#pragma once

#include "engine/run/model.hpp"
#include "results/results.hpp"
#include "tools/report/map_area.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

namespace kith::tools {

/// Everything the page shows, as data. `model`: the run's, or null if this program does not carry it. `areas`: where
/// areas lie, or nothing.
nlohmann::ordered_json report_data(const results::Run& run, const Model* model, const AreasOf& areas = {});

/// The whole page: it fetches nothing. Never throws for the contents of `run`.
std::string report_page(const results::Run& run, const Model* model, const AreasOf& areas = {});

/// Where `--report` writes if the page shall stand beside the results: the same name with .html.
std::filesystem::path report_beside(const std::filesystem::path& results_file);

}  // namespace kith::tools

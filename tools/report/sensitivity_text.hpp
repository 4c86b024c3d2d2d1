// Sensitivity as a screenful of tables, as JSON and as CSV.
#pragma once

#include "tools/studies/sweep/sensitivity.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace kith::sweep {

std::string text_of(const Sensitivity& sensitivity);

/// Numbers without a value are null.
nlohmann::ordered_json json_of(const Sensitivity& sensitivity);

/// One row an index: measure, index, factor, second factor (of a pair), value, low, high.
std::string csv_of(const Sensitivity& sensitivity);

/// One index with its place, as tables hold them.
struct IndexRow {
  std::string measure, index, factor, with;
  results::Index value;
};
std::vector<IndexRow> index_rows(const MeasureSensitivity& measure, const std::vector<results::Factor>& factors);

}  // namespace kith::sweep

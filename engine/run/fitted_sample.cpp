#include "engine/run/fitted_sample.hpp"

#include "engine/settings/problem.hpp"
#include "engine/tables/csv_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

namespace kith {

FittedSample read_fitted_sample(std::string_view text, const std::string& file) {
  std::vector<Problem> problems;
  const std::size_t line = text.find('\n');
  if (line == std::string_view::npos)
    throw InputError(SourceLocation{file}, "has no table below the line that says where it is from");
  FittedSample sample{.source = std::string(text.substr(0, line)), .paths = {}};
  // An empty line stands for the first, so that faults are told with their own line.
  const CsvTable table = CsvTable::parse("\n" + std::string(text.substr(line + 1)), file, problems);
  sample.paths = table.columns();
  for (std::size_t row = 0; row < table.rows(); ++row) {
    std::vector<double>& point = sample.points.emplace_back();
    for (std::size_t column = 0; column < sample.paths.size(); ++column) point.push_back(table.number(row, column));
  }
  if (problems.empty() && sample.points.empty()) table.problem("has no point");
  if (!problems.empty()) throw InputError(std::move(problems));
  return sample;
}

std::string fitted_sample_text(const FittedSample& sample) {
  std::string text = fmt::format("{}\n{}\n", sample.source, fmt::join(sample.paths, ","));
  for (const std::vector<double>& point : sample.points) text += fmt::format("{:.4g}\n", fmt::join(point, ","));
  return text;
}

}  // namespace kith

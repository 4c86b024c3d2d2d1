#include "tools/report/csv_folder.hpp"

#include "engine/tables/csv_table.hpp"
#include "results/comparison.hpp"
#include "results/periods.hpp"
#include "tools/console/errors.hpp"
#include "tools/console/interrupt.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <set>

namespace kith::tools {
namespace {

namespace fs = std::filesystem;

constexpr const char* columns_file = "columns.csv";
constexpr const char* columns_head = "file,column,unit,meaning";
constexpr std::size_t bytes_at_once = 1 << 20;

/// A column and what is said of it.
struct CsvColumn {
  std::string name, unit, meaning;
};

/// What an axis puts into a row: its columns, and their cells for each entry, each with a comma behind it.
struct CsvAxis {
  std::vector<CsvColumn> columns;
  std::vector<std::string> cells;
};

CsvAxis axis_of_periods(const Dimension& axis, const std::vector<std::int32_t>& edges, const results::Run& run) {
  CsvAxis told{{{axis.name, "date", axis.meaning + ": its first day"},
                {axis.name + "_end", "date", axis.meaning + ": the day after its last"}},
               {}};
  const Date origin = parse_date(run.start);
  for (std::size_t i = 0; i + 1 < edges.size(); ++i)
    told.cells.push_back(fmt::format("{},{},", format_date(origin + std::chrono::days(edges[i])),
                                     format_date(origin + std::chrono::days(edges[i + 1]))));
  return told;
}

CsvAxis axis_of(const Dimension& axis, const results::Run& run) {
  const std::vector<std::int32_t> edges = results::period_edges(axis, run.end);
  if (!edges.empty()) return axis_of_periods(axis, edges, run);
  CsvAxis told{{{axis.name, axis.unit, axis.meaning}}, {}};
  for (const std::string& label : axis.labels) told.cells.push_back(csv_cell(label) + ",");
  if (axis.labels.empty())
    for (const std::int32_t value : axis.values) told.cells.push_back(fmt::format("{},", value));
  return told;
}

/// As short as it can be and read back to the same number; nothing for what has no value.
std::string number_cell(double value, Number number = Number::real) {
  if (std::isnan(value)) return "";
  return number == Number::count ? fmt::format("{}", static_cast<std::int64_t>(value)) : fmt::format("{}", value);
}

/// One file of the folder, written as it grows.
class CsvFile {
 public:
  CsvFile(const fs::path& folder, std::string name)
      : name_(std::move(name)), stream_(folder / name_, std::ios::binary) {}
  const std::string& name() const { return name_; }

  void add(std::string_view text) {
    text_ += text;
    if (text_.size() > bytes_at_once) put();
  }
  void finish() {
    put();
    stream_.close();
    if (!stream_)
      throw OutputError(fmt::format("{} cannot be written ({}); free some space or choose another folder", name_,
                                    std::strerror(errno)));
  }

 private:
  void put() {
    stop_if_requested();
    stream_ << text_;
    text_.clear();
  }

  std::string name_, text_;
  std::ofstream stream_;
};

/// Writes the tables of one run, and remembers their columns.
class CsvTables {
 public:
  CsvTables(const fs::path& folder, const results::Run& run)
      : folder_(folder), run_(run), columns_(folder, columns_file) {
    columns_.add(std::string(columns_head) + "\n");
  }

  void write_values(const Measure& measure);
  void write_differences(const Measure& measure);
  std::size_t finish() {
    columns_.finish();
    return files_ + 1;
  }

 private:
  std::vector<CsvAxis> axes_of(const std::vector<std::string>& dimensions) const {
    std::vector<CsvAxis> axes;
    for (const std::string& name : dimensions) axes.push_back(axis_of(run_.measures.dimension(name), run_));
    return axes;
  }
  CsvFile begin(const std::string& name, const std::vector<CsvColumn>& first, const std::vector<CsvAxis>& axes,
                const std::vector<CsvColumn>& last);
  void write_statistics(const Measure& measure, const std::string& name, bool over_time);

  const fs::path& folder_;
  const results::Run& run_;
  CsvFile columns_;
  std::size_t files_ = 0;
};

/// A file with its head; its columns join those told of.
CsvFile CsvTables::begin(const std::string& name, const std::vector<CsvColumn>& first, const std::vector<CsvAxis>& axes,
                         const std::vector<CsvColumn>& last) {
  std::vector<CsvColumn> all = first;
  for (const CsvAxis& axis : axes) all.insert(all.end(), axis.columns.begin(), axis.columns.end());
  all.insert(all.end(), last.begin(), last.end());
  CsvFile file(folder_, name);
  std::string head;
  for (const CsvColumn& column : all) {
    head += (head.empty() ? "" : ",") + csv_cell(column.name);
    columns_.add(fmt::format("{},{},{},{}\n", csv_cell(name), csv_cell(column.name), csv_cell(column.unit),
                             csv_cell(column.meaning)));
  }
  file.add(head + "\n");
  ++files_;
  return file;
}

/// Calls `row` with the cells of all axes and the place of the value, in row-major order.
template <class Row>
void each_cell(const std::vector<CsvAxis>& axes, const std::string& before, std::size_t& cell, std::size_t axis,
               Row&& row) {
  if (axis == axes.size()) return row(before, cell++);
  for (const std::string& cells : axes[axis].cells) each_cell(axes, before + cells, cell, axis + 1, row);
}

void CsvTables::write_values(const Measure& measure) {
  const bool compared = results::is_comparison(run_);
  std::vector<CsvColumn> first{{"replicate", "", "number of the replicate"}};
  if (compared) first.push_back({"scenario", "", "scenario, the base first"});
  const std::vector<std::string> dimensions(measure.dimensions.begin() + (compared ? 1 : 0), measure.dimensions.end());
  const std::vector<CsvAxis> axes = axes_of(dimensions);
  CsvFile file = begin(measure.name + ".csv", first, axes, {{"value", measure.unit, measure.meaning}});
  for (std::size_t scenario = 0; scenario < std::max<std::size_t>(1, run_.scenarios.size()); ++scenario) {
    const results::Values values = results::values_of(run_, measure.name, scenario);
    for (std::size_t i = 0; i < values.rows.size(); ++i) {
      std::string before = fmt::format("{},", run_.replicates[i].replicate);
      if (compared) before += csv_cell(run_.scenarios[scenario].label) + ",";
      std::size_t cell = 0;
      each_cell(axes, before, cell, 0, [&](const std::string& cells, std::size_t at) {
        file.add(fmt::format("{}{}\n", cells, number_cell(values.rows[i][at], measure.number)));
      });
    }
  }
  file.finish();
}

std::vector<CsvColumn> statistic_columns(const Measure& measure) {
  return {{"pairs", "", "pairs with a value in both worlds"},
          {"base_mean", measure.unit, "mean over pairs in the base: " + measure.meaning},
          {"scenario_mean", measure.unit, "mean over pairs in the scenario"},
          {"difference", measure.unit, "mean of scenario less base, pair by pair"},
          {"difference_low", measure.unit, "lower end of its 95% interval"},
          {"difference_high", measure.unit, "upper end of its 95% interval"},
          {"standard_deviation", measure.unit, "standard deviation of the differences"},
          {"relative", "", "difference as a share of the base"},
          {"relative_low", "", "lower end of its 95% interval"},
          {"relative_high", "", "upper end of its 95% interval"}};
}

std::string statistic_cells(const results::PairedDifference& told) {
  std::string cells = fmt::format("{}", told.difference.count);
  for (const double value :
       {told.base, told.alternative, told.difference.mean, told.difference.low, told.difference.high,
        told.difference.standard_deviation, told.relative.mean, told.relative.low, told.relative.high})
    cells += "," + number_cell(value);
  return cells + "\n";
}

void CsvTables::write_statistics(const Measure& measure, const std::string& name, bool over_time) {
  const auto values_in = [&](std::size_t scenario) {
    results::Values values = results::values_of(run_, measure.name, scenario);
    return over_time ? results::averaged_over_time(run_, values) : values;
  };
  const results::Values base = values_in(0);
  const std::vector<CsvAxis> axes = axes_of(base.dimensions);
  CsvFile file = begin(name, {{"scenario", "", "scenario compared with the base"}}, axes, statistic_columns(measure));
  for (std::size_t scenario = 1; scenario < run_.scenarios.size(); ++scenario) {
    const auto told = results::paired_differences(base, values_in(scenario));
    std::size_t cell = 0;
    each_cell(axes, csv_cell(run_.scenarios[scenario].label) + ",", cell, 0,
              [&](const std::string& cells, std::size_t at) { file.add(cells + statistic_cells(told[at])); });
  }
  file.finish();
}

void CsvTables::write_differences(const Measure& measure) {
  write_statistics(measure, measure.name + ".differences.csv", false);
  const bool has_course = std::ranges::find(measure.dimensions, "time") != measure.dimensions.end();
  if (has_course) write_statistics(measure, measure.name + ".mean_differences.csv", true);
}

/// The files a folder's own table of columns names; none if it has no such table.
std::set<std::string> files_told(const fs::path& folder) {
  std::ifstream stream(folder / columns_file);
  std::string line;
  if (!std::getline(stream, line) || line != columns_head) return {};
  std::set<std::string> names{columns_file};
  while (std::getline(stream, line)) names.insert(line.substr(0, line.find(',')));
  return names;
}

}  // namespace

FolderKind csv_folder(const fs::path& folder, const std::string& option) {
  return {"tables of kith export", option, [names = files_told(folder)](const fs::directory_entry& entry) {
            return names.contains(entry.path().filename().string());
          }};
}

std::size_t write_csv_tables(const fs::path& folder, const results::Run& run,
                             const std::vector<std::string>& measures) {
  CsvTables tables(folder, run);
  for (const std::string& name : measures) {
    const Measure& measure = run.measures.measures.at(run.measures.index(name));
    tables.write_values(measure);
    if (results::is_comparison(run)) tables.write_differences(measure);
  }
  return tables.finish();
}

}  // namespace kith::tools

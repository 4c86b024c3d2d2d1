// Street-level police files of many months, added up by area, month and kind. Every row is accounted for.
#pragma once

#include "engine/settings/problem.hpp"
#include "engine/time/calendar.hpp"

#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace kith::tools {

/// The areas that count, by code; areas of another vintage by what they are made of, each part with its share.
struct ObservedAreas {
  std::set<std::string> own;
  std::map<std::string, std::vector<std::pair<std::string, double>>> other;
};
/// `text` is a table of links between vintages: columns lsoa11_code and lsoa21_code. An area of 2021 that joins several
/// of 2011 is divided evenly among those; parts outside the place are left out of its figures.
void add_vintages(std::string_view text, const std::string& file, ObservedAreas& areas, std::vector<Problem>& problems);

struct Observed {
  /// Rows by month, area and kind, as the kind is published.
  std::map<std::tuple<std::string, std::string, std::string>, double> rows;
  std::set<std::string> months;  ///< with any row, of whatever place
  std::size_t files = 0, copies = 0;

  std::size_t read = 0;           ///< all rows; the sum of those below
  std::size_t counted = 0;        ///< rows that are in `rows`
  std::size_t outside = 0;        ///< in an area that is not of the place
  std::size_t no_area = 0;        ///< without an area: not known where
  std::size_t repeated = 0;       ///< in the place, with a crime number that was there before
  std::size_t unknown_kind = 0;   ///< in the place, of a kind not known in that month
  std::size_t other_vintage = 0;  ///< of those counted: in areas of the other vintage
  double left_out = 0;            ///< of those counted: the share of areas of the other vintage that lies outside
  std::map<std::string, std::size_t> unknown_kinds;

  /// Months between the first and the last of which there is no row.
  std::vector<std::string> gaps() const;
};

/// Throws InputError naming every file that is not there or no ordinary file.
void check_there(const std::vector<std::filesystem::path>& files);

/// Reads the files, plain or packed by gzip, with the columns of data.police.uk. Throws InputError naming file and line
/// of all that is wrong.
Observed observe(const std::vector<std::filesystem::path>& files, const ObservedAreas& areas);

/// What became of the rows, in sentences.
std::string observed_text(const Observed& observed);

/// The sums as CSV: month, area, kind, model_types (joined by |), offences.
std::string observed_csv(const Observed& observed);

/// Whether it is a year from 2000 on and a month, such as "2016-06": texts in the order of time.
bool is_month(const std::string& text);
std::string month_of(Date date);
double days_in_month(const std::string& month);

/// A whole number written as it is, others to six digits.
std::string count_cell(double count);

}  // namespace kith::tools

// What a build file (TOML) says: which district, about when, how many people, and which published tables with which
// columns. Every key, its default and what it is for is declared once, in `table_rules()`; reading, checking, the
// sources named in the place and the guide (docs/places.md, held by a test) follow from that.
#pragma once

#include "engine/settings/problem.hpp"

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kith::tools {

/// One table a build file may name.
struct TableRule {
  std::string_view name;      ///< "sex", written [sex] (or [[people]])
  std::string_view used_for;  ///< said of the source in place.toml
  bool required;
  int boundaries;  ///< default vintage of its small areas, 2011 or 2021; 0: not of small areas
  /// Keys naming a column (or the like) and their defaults.
  std::vector<std::pair<std::string_view, std::string_view>> columns;
  bool may_stand_in = false;   ///< may take districts whose pattern stands in where the table lacks the district
  bool several_files = false;  ///< `file` may be a list or a folder
};
const std::vector<TableRule>& table_rules();

/// A published table as the build file names it.
struct PlanTable {
  const TableRule* rule = nullptr;
  std::filesystem::path file;                ///< "" if not given; of several, the first
  std::vector<std::filesystem::path> files;  ///< where a table may be of several: all of them
  SourceLocation where;                      ///< where the build file asks for the file
  SourceLocation boundaries_where;
  int boundaries = 0;
  double year = 0;                     ///< of [[people]]: decimal, e.g. 2016.5 for mid-2016
  std::vector<std::string> leave_out;  ///< of [[people]]: columns of the oldest that are not counted
  std::string prefix;                  ///< put before the published names of columns of counts
  std::vector<std::string> stand_in;   ///< names or codes of districts
  SourceLocation stand_in_where;
  std::string source, publisher, year_published;
  std::map<std::string, std::string, std::less<>> columns;

  std::set<std::string, std::less<>> said_columns;  ///< keys of columns the build file gives

  bool said(std::string_view key) const { return said_columns.contains(key); }
  bool given() const { return !file.empty(); }
  const std::string& column(std::string_view key) const { return columns.find(key)->second; }
};

struct BuildPlan {
  std::string file;
  std::string name;  ///< of the place; also of its folder, where it ships
  std::string title, reference, method, licence, attribution;
  std::string district;  ///< name or code
  SourceLocation district_where;
  double at = 0;  ///< decimal year the people are wanted for
  SourceLocation at_where;
  double population_total = 0;
  std::string population_source;
  std::vector<PlanTable> people;  ///< one, or two of different years, the earlier first
  std::map<std::string, PlanTable, std::less<>> tables;

  const PlanTable& table(std::string_view name_of_table) const { return tables.find(name_of_table)->second; }
};

/// Reads a build file; names of tables are relative to `data`, or to the build file's folder if that is empty. Throws
/// InputError with every fault, files that are not there included.
BuildPlan read_plan(const std::filesystem::path& file, const std::filesystem::path& data);

}  // namespace kith::tools

// Reading published tables for one district: which rows are its own, under which vintage of boundaries, moved to the
// vintage the place is built on. Faults are gathered (file and row each) and nothing is guessed: an unknown code, a
// code given twice, an area without a row or a vintage that cannot be moved is a problem.
#pragma once

#include "engine/tables/csv_table.hpp"
#include "tools/places/offences.hpp"
#include "tools/places/plan.hpp"

#include <cstdint>
#include <memory>
#include <set>
#include <span>

namespace kith::tools {

/// A small area of the district as the lookup names it.
struct PublishedArea {
  std::string code, name, ward;
};

/// How the areas of another vintage lie in those of the district: every figure of one is divided among its `parts`.
struct OtherVintage {
  struct Origin {
    std::string code;
    std::vector<std::size_t> parts;  ///< numbers of the district's areas
  };
  std::vector<Origin> origins;  ///< in the order of the published lookup
  std::map<std::string, std::size_t, std::less<>> index;
};

struct District {
  std::string code, name;
  int boundaries = 0;                ///< vintage of its areas
  std::vector<PublishedArea> areas;  ///< by code
  std::map<std::string, std::size_t, std::less<>> index;
  OtherVintage other;
  std::vector<double> people;  ///< by area, of the later table of people: what divides a figure among parts

  std::size_t size() const { return areas.size(); }
};

/// Figures by area, then by column.
using AreaCounts = std::vector<std::vector<double>>;

/// Cells of one table by area: the rows that are the district's. A missing row is `CsvTable::none`.
struct DistrictRows {
  const CsvTable* table = nullptr;
  std::vector<std::size_t> rows;
};

class Published {
 public:
  explicit Published(const BuildPlan& plan) : plan_(plan) {}

  /// The district called `name` (name or code): its areas, wards and links to the other vintage. An unknown district is
  /// a problem at `asked` and gives one without areas.
  District district(const std::string& name, const SourceLocation& asked);

  /// Whether the table is of the district's own vintage; a problem if it is not.
  bool of_own_vintage(const PlanTable& table, const District& district);
  /// The table's rows for the district's areas, which must be of its own vintage.
  DistrictRows rows(const PlanTable& table, const District& district);
  /// Counts in the given columns (`table.prefix` is put before each), moved to the district's vintage if they are not
  /// of it: parts of one area are added up, an area made of several is divided by the people of its parts.
  AreaCounts counts(const PlanTable& table, const District& district, std::span<const std::string> columns);
  /// People by single year, 0 to 90 and over, by area.
  AreaCounts ages(const PlanTable& table, const District& district);
  /// Offences of each group of types (by their published names, in any case of letters) by area, of all files of the
  /// table; areas without a row have none. Areas of the other vintage are divided by people. A crime number counts
  /// once.
  AreaCounts offences(const PlanTable& table, const District& district,
                      const std::vector<std::vector<std::string>>& types, OffenceAccount& account);
  /// Pairs of neighbouring areas, in the order of the table.
  std::vector<std::pair<std::size_t, std::size_t>> neighbours(const PlanTable& table, const District& district);

  const CsvTable& table(const PlanTable& table);
  std::vector<Problem>& problems() { return problems_; }
  /// Throws InputError if there are problems; of a file with very many, the first are told and the rest counted.
  void stop_if_unsound() const;

 private:
  class OffenceCounter;
  struct Codes;  ///< which codes a table may hold
  void read_vintages(District& district);
  std::vector<std::size_t> find_rows(const PlanTable& table, const District& district, bool other_vintage);
  AreaCounts read_columns(const PlanTable& table, const std::vector<std::size_t>& rows,
                          std::span<const std::string> columns);

  const BuildPlan& plan_;
  std::vector<Problem> problems_;
  std::map<std::string, std::unique_ptr<CsvTable>> tables_;  ///< each file is read once
  std::set<std::string> all_areas_;                          ///< codes of every district of the lookup
  std::set<std::string> all_other_areas_;                    ///< the same of the other vintage
};

}  // namespace kith::tools

// What became of the rows of police files: which were placed, which not and why, what was found in them. Told whenever
// a place is built, so that nothing vanishes unseen.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>

namespace kith::tools {

struct OffenceAccount {
  std::size_t files = 0,
              copies = 0;  ///< files read; files that are another of them, byte for byte, and were passed over
  std::size_t rows = 0, placed = 0;  ///< rows read; rows in areas of the district
  std::size_t other_vintage = 0;     ///< of those placed: areas of the other vintage, placed by the lookup
  std::size_t no_area = 0;           ///< rows without an area
  std::size_t elsewhere = 0;         ///< rows in another district of the lookup
  std::size_t unknown_area = 0;      ///< rows in an area the lookup does not have, elsewhere or of another vintage
  std::size_t repeated = 0;          ///< rows whose crime number was there before, not counted again
  std::size_t contradicting = 0;     ///< of those: with another kind or area
  std::size_t alike = 0;             ///< rows counted that have no number and are another row to the last letter
  std::set<std::string> months;
  std::map<std::string, double> used;           ///< offences by kind, of those a place needs
  std::map<std::string, std::size_t> not_used;  ///< rows in the district of kinds the police know
  std::map<std::string, std::size_t> unknown;   ///< rows in the district of other kinds, as they are written
};

/// The account in one line.
std::string account_text(const OffenceAccount& account);

}  // namespace kith::tools

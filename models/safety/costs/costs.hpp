// What crime, justice and services cost, and who pays. Costs are what is counted times what one unit costs, worked out
// once at the end of a replicate from what was recorded: the counts stay in the results, so that costs can be told anew
// with other unit costs. Unit costs and prices are evidence (evidence/unit_costs.toml); services bring their own.
#pragma once

#include "engine/run/model.hpp"
#include "models/safety/evidence.hpp"
#include "models/safety/measures.hpp"
#include "models/safety/services/service.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kith::safety {

/// Public money; money of households and businesses, and output lost; harm to wellbeing, valued.
enum class CostKind : std::uint8_t { fiscal, economic, social };
inline constexpr std::array<const char*, 3> cost_kind_names{"fiscal", "economic", "social"};

/// Something that costs, as it is counted by a measure over time.
struct CostDriver {
  enum class Rows : std::uint8_t { one, offence_types, supervisors };
  enum class Counted : std::uint8_t {
    events,
    days,
    weeks
  };                 ///< what stands at the end of a period is so many days or weeks
  const char* name;  ///< as evidence/unit_costs.toml says it
  const char* meaning;
  Tally tally;
  std::size_t group;  ///< which group of rows behind the time axis
  Rows rows;
  Counted counted;
};

/// One thing that costs: an entry of the evidence for one label, or a service.
struct CostItem {
  std::string name;  ///< "<kind>.<payer>.<item>[.<label>]", as on the axis "cost_item"
  CostKind kind;
  std::size_t payer;                        ///< as on the axis "payer"
  const CostDriver* driver;                 ///< null: the cost recorded of a service
  std::size_t row;                          ///< behind the time axis of the driver's measure, or the service
  std::optional<std::size_t> offence_type;  ///< if it is known
  double price;  ///< GBP per unit in prices of the table's year; of a service: per GBP of its own price year
};

struct CostTable {
  std::vector<CostItem> items;
  double discount_rate = 0;  ///< a year
};

/// Throws std::logic_error if evidence names a driver, kind or label that there is not.
CostTable read_costs(ParameterReader& reader, const Catalogue& catalogue);

/// Whether prices of the financial year that begins in `year` can be brought to another's.
bool has_prices_of(std::int64_t year);

/// Everyone who pays for a service or bears an entry of the evidence, in alphabetical order.
TextList cost_payers(const Catalogue& catalogue);
/// In the order of CostTable::items.
TextList cost_item_names(const Catalogue& catalogue);

/// "cost" and "cost.<payer>" for each payer: of what, with value, range, source and grade.
std::vector<Explanation> explain_costs(const Catalogue& catalogue);

}  // namespace kith::safety

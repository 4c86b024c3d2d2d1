// The figures of one replicate that are worked out at its end from what was recorded and from people's records:
// headlines, demand on each organisation, costs.
#pragma once

#include "engine/measures/years.hpp"
#include "models/safety/costs/costs.hpp"
#include "models/safety/replicate/part.hpp"

#include <array>
#include <vector>

namespace kith::safety {

/// A measure over time and some axis that is added to one over time and organisations.
struct DemandSum {
  Tally from;
  Tally to;
  std::vector<std::size_t> organisation;  ///< of each label of the axis; `nobody`: of none
};
/// Which measures of demand on organisations are sums of which others.
std::vector<DemandSum> demand_sums(const Catalogue& catalogue);

class Summary : public Part {
 public:
  explicit Summary(const Context& all) : Part(all) {}
  void summarise();

 private:
  void summarise_crime();
  void summarise_accused();
  void summarise_detections();
  void summarise_specialisation();
  void summarise_people();
  void summarise_victims();
  void summarise_sexually_harmed();
  void summarise_harmed_last_year();
  void summarise_overlap();
  void summarise_pairs();
  void summarise_most_active();
  void summarise_demand();
  void add_up(const DemandSum& sum);
  void summarise_costs();
  void bring_service_costs_to_price_year();
  std::array<Reals, cost_kind_names.size()> count_costs(const Years& years);
  Reals present_values(const Years& years, const Reals& costs) const;
};

}  // namespace kith::safety

// A run in a screenful: headline estimates over replicates, and how they stand against published facts; as text and as
// JSON.
#pragma once

#include "engine/run/model.hpp"
#include "results/results.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <utility>
#include <vector>

namespace kith::tools {

struct Headline {
  Measure measure;
  results::Estimate estimate;
};

struct FactCheck {
  Fact fact;
  results::Estimate observed;
  bool within = false;  ///< the mean lies in the accepted range
  bool known = false;   ///< the run is long enough to have a value
  std::string verdict() const { return within ? "within" : known ? "OUTSIDE" : "no value"; }
};

/// The named measures (without dimensions) over replicates, in that order.
std::vector<Headline> headlines_of(const std::vector<std::string>& names, const results::Run& run);

/// Every fact of the run against what the run shows, those outside their accepted range first, those
/// of which the run has no value last.
std::vector<FactCheck> fact_checks_of(const results::Run& run);

/// How many facts lie within their accepted range, and of how many.
std::pair<std::size_t, std::size_t> within_and_known(const std::vector<FactCheck>& checks);

/// One a line, after "Caution: "; "" if there are none.
std::string cautions_text(const std::vector<Caution>& cautions);
nlohmann::ordered_json cautions_json(const std::vector<Caution>& cautions);

std::string headline_table(const std::vector<Headline>& headlines);
/// The misfit table and a line counting what is within; "" if there are no facts.
std::string fact_table(const std::vector<FactCheck>& checks);
/// Seconds and share by phase.
std::string phase_table(const std::vector<PhaseTimes::Row>& rows);

nlohmann::ordered_json headlines_json(const std::vector<Headline>& headlines);
nlohmann::ordered_json facts_json(const std::vector<FactCheck>& checks);
nlohmann::ordered_json phases_json(const std::vector<PhaseTimes::Row>& rows);

/// Numbers by name, as JSON or as one "name value" line each.
std::string numbers_text(const nlohmann::ordered_json& numbers, bool json);

}  // namespace kith::tools

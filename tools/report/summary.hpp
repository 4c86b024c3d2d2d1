// A run in a screenful: headline estimates over replicates, as text and as JSON. How they stand against published facts
// is in card.hpp.
#pragma once

#include "engine/run/model.hpp"
#include "results/results.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace kith::tools {

struct Headline {
  Measure measure;
  results::Estimate estimate;
};

/// The named measures (without dimensions) over replicates, in that order.
std::vector<Headline> headlines_of(const std::vector<std::string>& names, const results::Run& run);

/// One a line, after "Caution: "; "" if there are none.
std::string cautions_text(const std::vector<Caution>& cautions);
nlohmann::ordered_json cautions_json(const std::vector<Caution>& cautions);

double half_width(const results::Estimate& estimate);
/// Decimals that suit an estimate and its interval.
int decimals_of(const results::Estimate& estimate);
/// "-" where there is none: an interval needs two values that are numbers.
std::string interval_text(const results::Estimate& estimate, int decimals);
nlohmann::ordered_json full_estimate_json(const results::Estimate& estimate);

std::string headline_table(const std::vector<Headline>& headlines);
/// Seconds and share by phase.
std::string phase_table(const std::vector<PhaseTimes::Row>& rows);

nlohmann::ordered_json headlines_json(const std::vector<Headline>& headlines);
nlohmann::ordered_json phases_json(const std::vector<PhaseTimes::Row>& rows);

/// Numbers by name, as JSON or as one "name value" line each.
std::string numbers_text(const nlohmann::ordered_json& numbers, bool json);

}  // namespace kith::tools

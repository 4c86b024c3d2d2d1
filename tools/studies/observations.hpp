// What was observed of a place, beside what a run recorded over the same months. Whoever knows how observations are
// written supplies the reading of them (Supplements); `kith validate --observed` shows what comes of it.
#pragma once

#include "engine/run/model.hpp"
#include "results/results.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace kith::tools {

class Observations {
 public:
  virtual ~Observations() = default;
  /// What a run is held against: rows of the card.
  virtual const std::vector<Fact>& facts() const = 0;
  /// What of the file counts and what does not; then months and areas beside those of a run, of which `run` must have
  /// the measures the observations were read for.
  virtual std::string text(const results::Run& run) const = 0;
  virtual nlohmann::ordered_json json(const results::Run& run) const = 0;
};

}  // namespace kith::tools

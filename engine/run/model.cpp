// What a model says unless it says otherwise.
#include "engine/run/model.hpp"

#include <stdexcept>

namespace kith {

std::vector<std::string> Model::headlines() const {
  std::vector<std::string> names;
  for (const Measure& measure : measures().measures)
    if (measure.group == "headlines" && measure.dimensions.empty()) names.push_back(measure.name);
  return names;
}

std::unique_ptr<TrialWorld> Model::build_trial(const Scenario&, const TrialPlan&) const {
  throw std::logic_error("the model " + name() + " offers no trials");
}

const Presentation& Model::presentation() const {
  static const Presentation nothing;
  return nothing;
}

const Odd& Model::odd() const {
  static const Odd nothing;
  return nothing;
}

std::string Model::starter() const {
  Declarations declarations;
  kith::declare<RunSettings>(declarations);
  declare(declarations);
  return starter_text(name(), summary(), declarations);
}

}  // namespace kith

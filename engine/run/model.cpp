// What a model says unless it says otherwise.
#include "engine/run/model.hpp"

namespace kith {

std::vector<std::string> Model::headlines() const {
  std::vector<std::string> names;
  for (const Measure& measure : measures().measures)
    if (measure.group == "headlines" && measure.dimensions.empty()) names.push_back(measure.name);
  return names;
}

const Presentation& Model::presentation() const {
  static const Presentation nothing;
  return nothing;
}

std::string Model::starter() const {
  Declarations declarations;
  kith::declare<RunSettings>(declarations);
  declare(declarations);
  return starter_text(name(), summary(), declarations);
}

}  // namespace kith

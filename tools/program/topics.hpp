// Everything that has a name and can be explained: settings, parameters, measures and what the models add. All of it
// is read from declarations, so what is said is what holds.
#pragma once

#include "tools/console/models.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace kith::tools {

struct Topic {
  std::string model;  ///< "" if it belongs to every model
  std::string kind;   ///< "setting", "parameter", "headline", "measure", "service", ...
  std::string name;
  std::string summary;  ///< one line
  std::string text;     ///< the whole, several lines, each ending in a line feed
};

/// In order: every model's own settings, then model by model. `model` restricts to one; "" means all.
/// `catalogue`: folders of further data files, as a scenario names them; InputError if one is unsound.
std::vector<Topic> topics(const Models& models, const std::string& model,
                          const std::vector<std::filesystem::path>& catalogue = {});

}  // namespace kith::tools

// The models a program was given. Made once, by kith::program; everything that needs a model finds it through this
// object or through a scenario, which knows its model once it is loaded.
#pragma once

#include "engine/run/model.hpp"
#include "results/results.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace kith::tools {

using ModelPointers = std::vector<std::shared_ptr<const Model>>;

/// May be read by several threads at once.
class Models {
 public:
  /// Throws std::invalid_argument if there is none, if one is null, or if two have one name.
  explicit Models(ModelPointers models);

  /// In the order given; the first is the one `kith new` writes a scenario for when none is named.
  const std::vector<std::string>& names() const { return names_; }
  /// Null if the program carries no model of this name: a results file may come from another program.
  const Model* find(const std::string& name) const;
  /// Throws std::out_of_range for an unknown model.
  const Model& named(const std::string& name) const;

  /// What load_scenario and scenario_schema ask for: everything a scenario of the model may set.
  DeclareModel declare() const;

 private:
  ModelPointers models_;
  std::vector<std::string> names_;
};

/// The model a loaded scenario is for. Throws std::logic_error if it was not loaded with models.
const Model& model_of(const Scenario& scenario);

/// Reads a results file, to be told as its model wants it told if the program has it. Throws ResultsError.
results::Run read_results(const std::filesystem::path& file, const Models& models);

/// Which settings say who the people are; none for an unknown model (null).
std::vector<std::string> settings_of_people(const Model* model);

/// The settings every model understands.
Declarations engine_declarations();

/// Everything a scenario of the model may set.
Declarations declarations_of(const Model& model, const std::vector<std::filesystem::path>& catalogue = {});
/// Everything this scenario may set.
Declarations declarations_of(const Scenario& scenario);

}  // namespace kith::tools

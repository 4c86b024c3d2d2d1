#include "tools/console/models.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace kith::tools {

Models::Models(ModelPointers models) : models_(std::move(models)) {
  if (models_.empty()) throw std::invalid_argument("a program needs a model");
  for (const auto& model : models_) {
    if (model == nullptr) throw std::invalid_argument("a model is null");
    if (find(model->name()) != model.get())
      throw std::invalid_argument(fmt::format("two models are called \"{}\"", model->name()));
    names_.push_back(model->name());
  }
}

const Model* Models::find(const std::string& name) const {
  const auto found = std::ranges::find_if(models_, [&](const auto& model) { return model && model->name() == name; });
  return found == models_.end() ? nullptr : found->get();
}

const Model& Models::named(const std::string& name) const {
  if (const Model* model = find(name)) return *model;
  throw std::out_of_range(fmt::format("unknown model \"{}\"", name));
}

DeclareModel Models::declare() const {
  return [this](const std::string& name, const std::vector<std::filesystem::path>& catalogue) {
    return declarations_of(named(name), catalogue);
  };
}

const Model& model_of(const Scenario& scenario) {
  if (scenario.built_by == nullptr) throw std::logic_error("the scenario was loaded without its model");
  return *scenario.built_by;
}

results::Run read_results(const std::filesystem::path& file, const Models& models) {
  results::Run run = results::read(file);
  if (const Model* model = models.find(run.model)) run.presentation = model->presentation();
  return run;
}

std::vector<std::string> settings_of_people(const Model* model) {
  return model == nullptr ? std::vector<std::string>{} : model->settings_of_people();
}

Declarations engine_declarations() {
  Declarations declarations;
  declare<RunSettings>(declarations);
  return declarations;
}

Declarations declarations_of(const Model& model, const std::vector<std::filesystem::path>& catalogue) {
  Declarations declarations = engine_declarations();
  model.declare(declarations, catalogue);
  return declarations;
}

Declarations declarations_of(const Scenario& scenario) {
  return declarations_of(model_of(scenario), scenario.catalogue);
}

}  // namespace kith::tools

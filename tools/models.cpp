#include "tools/models.hpp"

#include "models/contagion/contagion.hpp"
#include "models/safety/safety.hpp"

#include <algorithm>
#include <stdexcept>

namespace kith::tools {
namespace {

std::vector<std::unique_ptr<Model>> make_models() {
  std::vector<std::unique_ptr<Model>> models;
  models.push_back(safety::make_safety_model());
  models.push_back(make_contagion_model());
  return models;
}

const std::vector<std::unique_ptr<Model>>& all_models() {
  static const auto models = make_models();
  return models;
}

}  // namespace

const std::vector<std::string>& model_names() {
  static const auto names = [] {
    std::vector<std::string> result;
    for (const auto& model : all_models()) result.push_back(model->name());
    return result;
  }();
  return names;
}

bool model_is_known(const std::string& name) {
  return std::find(model_names().begin(), model_names().end(), name) != model_names().end();
}

const Model& model_named(const std::string& name) {
  for (const auto& model : all_models()) {
    if (model->name() == name) return *model;
  }
  throw std::out_of_range("unknown model \"" + name + "\"");
}

Declarations engine_declarations() {
  Declarations declarations;
  declare<RunSettings>(declarations);
  return declarations;
}

Declarations declarations_of(const std::string& model, const std::vector<std::filesystem::path>& catalogue) {
  Declarations declarations = engine_declarations();
  model_named(model).declare(declarations, catalogue);
  return declarations;
}

}  // namespace kith::tools

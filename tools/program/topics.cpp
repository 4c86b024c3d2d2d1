#include "tools/program/topics.hpp"

#include "engine/settings/explain.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kith::tools {
namespace {

/// As explain_setting() writes its lines.
std::string labelled(std::string_view label, const std::string& text) {
  return text.empty() ? "" : fmt::format("  {:<13} {}\n", label, text);
}

/// The name stands in the heading already.
std::string after_first_line(const std::string& text) {
  const std::size_t end = text.find('\n');
  return end == std::string::npos ? "" : text.substr(end + 1) + "\n";
}

Topic topic_of(const Setting& setting, const std::string& model) {
  return {model, setting.grade.empty() ? "setting" : "parameter", setting.path, setting.help,
          after_first_line(explain_setting(setting))};
}

std::string closure_text(Closure closure) {
  switch (closure) {
    case Closure::imposed:
      return "set from outside";
    case Closure::calibrated:
      return "fitted to a published figure";
    case Closure::emergent:
      return "follows from the model";
  }
  return "";
}

/// `reacts`: a change may wait for it.
Topic topic_of(const Measure& measure, const std::string& model, bool reacts) {
  const bool headline = measure.group == "headlines";
  Topic topic{model, headline ? "headline" : "measure", measure.name, measure.meaning, ""};
  topic.text = labelled("meaning", measure.meaning) + labelled("unit", measure.unit) +
               labelled("number", measure.number == Number::count ? "count" : "real") +
               labelled("dimensions", fmt::format("replicate{}{}", measure.dimensions.empty() ? "" : ", ",
                                                  fmt::join(measure.dimensions, ", "))) +
               labelled("group", measure.group.empty() ? "main series" : measure.group) +
               labelled("total", closure_text(measure.closure)) +
               labelled("when", reacts ? "a [[change]] may react to it" : "") +
               labelled("steps", measure.needs_short_steps ? "moves with run.step_days above 7" : "");
  return topic;
}

std::string indented(const std::string& text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    result += fmt::format("  {}\n", text.substr(at, end - at));
    at = end + 1;
  }
  return result;
}

Topic topic_of(const Explanation& explanation, const std::string& model) {
  return {model, explanation.kind, explanation.name, explanation.summary,
          indented(explanation.text.empty() ? explanation.summary : explanation.text)};
}

void add_model(const Model& model, const std::vector<std::filesystem::path>& catalogue, const Declarations& engine,
               std::vector<Topic>& topics) {
  const std::string name = model.name();
  const Declarations declarations = declarations_of(model, catalogue);
  for (const Setting& setting : declarations.all()) {
    if (engine.find(setting.path) == nullptr) topics.push_back(topic_of(setting, name));
  }
  const std::vector<std::string> reacted_to = model.measures_to_react_to();
  for (const MeasureSet& set : {model.measures(), model.twin_measures()})
    for (const Measure& measure : set.measures)
      topics.push_back(topic_of(measure, name, std::ranges::find(reacted_to, measure.name) != reacted_to.end()));
  for (const Explanation& explanation : model.explanations(catalogue)) topics.push_back(topic_of(explanation, name));
}

}  // namespace

std::vector<Topic> topics(const Models& models, const std::string& model,
                          const std::vector<std::filesystem::path>& catalogue) {
  std::vector<Topic> result;
  const Declarations engine = engine_declarations();
  for (const Setting& setting : engine.all()) result.push_back(topic_of(setting, ""));
  for (const std::string& name : models.names()) {
    if (model.empty() || model == name) add_model(models.named(name), catalogue, engine, result);
  }
  return result;
}

}  // namespace kith::tools

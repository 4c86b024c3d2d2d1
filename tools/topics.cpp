#include "tools/topics.hpp"

#include "tools/format.hpp"
#include "tools/models.hpp"

#include <fmt/format.h>

#include <cmath>

namespace kith::tools {
namespace {

constexpr std::size_t line_width = 100;
constexpr std::size_t label_width = 14;

std::string labelled(std::string_view label, const std::string& text) {
  if (text.empty()) return "";
  // wrapped() counts from the line's start, so the label goes in as the blanks it stands on.
  std::string line = wrapped(text, line_width - label_width, 0);
  for (std::size_t at = line.find('\n'); at != std::string::npos; at = line.find('\n', at + 1)) {
    line.insert(at + 1, std::string(label_width + 2, ' '));
  }
  return fmt::format("  {:{}}{}\n", label, label_width, line);
}

std::string kind_of_value(const Setting& setting) {
  struct Names {
    std::string operator()(bool) const { return "true or false"; }
    std::string operator()(std::int64_t) const { return "whole number"; }
    std::string operator()(double) const { return "number"; }
    std::string operator()(const std::string&) const { return "text"; }
    std::string operator()(const Date&) const { return "date"; }
    std::string operator()(const TextList&) const { return "list of texts"; }
    std::string operator()(const NumberList&) const { return "list of numbers"; }
  };
  if (setting.duration) return "duration, such as \"10d\", \"26w\" or \"3y\", or days as a whole number";
  const std::string kind = std::visit(Names{}, setting.default_value);
  return setting.unit.empty() ? kind : kind + ", " + setting.unit;
}

std::string bound(std::string_view inclusive, std::string_view exclusive, double value, bool excluded) {
  return fmt::format("{} {:.15g}", excluded ? exclusive : inclusive, value);
}

std::string allowed(const Setting& setting) {
  if (!setting.choices.empty()) return fmt::format("{}", fmt::join(setting.choices, ", "));
  std::string text;
  if (std::isfinite(setting.lowest)) text = bound("at least", "more than", setting.lowest, setting.lowest_excluded);
  if (std::isfinite(setting.highest)) {
    text += (text.empty() ? "" : ", ") + bound("at most", "less than", setting.highest, setting.highest_excluded);
  }
  return text;
}

Topic topic_of(const Setting& setting, const std::string& model) {
  Topic topic{model, setting.grade.empty() ? "setting" : "parameter", setting.path, setting.help, ""};
  topic.text = labelled("meaning", setting.help) + labelled("value", kind_of_value(setting)) +
               labelled("default", format_value(setting.default_value)) + labelled("allowed", allowed(setting)) +
               labelled("set", setting.when == When::any_time ? "at the start, or from a day on by a [[change]]"
                                                              : "at the start only") +
               labelled("uncertainty", setting.distribution) + labelled("grade", setting.grade) +
               labelled("source", setting.source);
  return topic;
}

std::string closure_text(Closure closure) {
  switch (closure) {
    case Closure::imposed: return "set from outside";
    case Closure::calibrated: return "fitted to a published figure";
    case Closure::emergent: return "follows from the model";
  }
  return "";
}

Topic topic_of(const Measure& measure, const std::string& model) {
  const bool headline = measure.group == "headlines";
  Topic topic{model, headline ? "headline" : "measure", measure.name, measure.meaning, ""};
  topic.text = labelled("meaning", measure.meaning) + labelled("unit", measure.unit) +
               labelled("number", measure.number == Number::count ? "count" : "real") +
               labelled("dimensions", fmt::format("replicate{}{}", measure.dimensions.empty() ? "" : ", ",
                                                  fmt::join(measure.dimensions, ", "))) +
               labelled("group", measure.group.empty() ? "main series" : measure.group) +
               labelled("total", closure_text(measure.closure));
  return topic;
}

Topic topic_of(const Explanation& explanation, const std::string& model) {
  std::string text = explanation.text.empty() ? "  " + explanation.summary : explanation.text;
  if (!text.ends_with('\n')) text += '\n';
  return {model, explanation.kind, explanation.name, explanation.summary, text};
}

void add_model(const std::string& name, const Declarations& engine, std::vector<Topic>& topics) {
  const Model& model = model_named(name);
  for (const Setting& setting : declarations_of(name).all()) {
    if (engine.find(setting.path) == nullptr) topics.push_back(topic_of(setting, name));
  }
  for (const Measure& measure : model.measures().measures) topics.push_back(topic_of(measure, name));
  for (const Explanation& explanation : model.explanations()) topics.push_back(topic_of(explanation, name));
}

}  // namespace

std::vector<Topic> topics(const std::string& model) {
  std::vector<Topic> result;
  const Declarations engine = engine_declarations();
  for (const Setting& setting : engine.all()) result.push_back(topic_of(setting, ""));
  for (const std::string& name : model_names()) {
    if (model.empty() || model == name) add_model(name, engine, result);
  }
  return result;
}

}  // namespace kith::tools

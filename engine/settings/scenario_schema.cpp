// The JSON Schema of scenario files, from the declarations, for editors that know TOML and JSON Schema.
#include "engine/settings/scenario.hpp"

#include "engine/settings/setting_check.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace kith {

namespace {

using Json = nlohmann::ordered_json;

struct TypeSchema {
  Json operator()(bool) const { return {{"type", "boolean"}}; }
  Json operator()(std::int64_t) const { return {{"type", "integer"}}; }
  Json operator()(double) const { return {{"type", "number"}}; }
  Json operator()(const std::string&) const { return {{"type", "string"}}; }
  Json operator()(Date) const { return {{"type", "string"}, {"format", "date"}}; }
  Json operator()(const TextList&) const { return {{"type", "array"}, {"items", {{"type", "string"}}}}; }
  Json operator()(const NumberList&) const { return {{"type", "array"}, {"items", {{"type", "number"}}}}; }
};

struct JsonValue {
  Json operator()(Date date) const { return format_date(date); }
  template <class T>
  Json operator()(const T& value) const {
    return value;
  }
};

void add_bound(Json& schema, const char* name, double bound) {
  if (!std::isfinite(bound)) return;
  const bool whole = bound == std::floor(bound) && std::abs(bound) < 1e15;
  schema[name] = whole ? Json(static_cast<std::int64_t>(bound)) : Json(bound);
}

Json value_schema(const Setting& setting) {
  Json schema = std::visit(TypeSchema{}, setting.default_value);
  Json& item = schema.contains("items") ? schema["items"] : schema;
  add_bound(item, setting.lowest_excluded ? "exclusiveMinimum" : "minimum", setting.lowest);
  add_bound(item, setting.highest_excluded ? "exclusiveMaximum" : "maximum", setting.highest);
  if (!setting.choices.empty()) item["enum"] = setting.choices;
  if (!setting.duration) return schema;
  return {{"anyOf", {schema, {{"type", "string"}, {"pattern", "^[0-9]{1,9}[dwy]$"}}}}};
}

Json setting_schema(const Setting& setting) {
  Json schema = value_schema(setting);
  schema["description"] = fmt::format("{} Allowed: {}.", setting.help, allowed_values(setting));
  schema["default"] = std::visit(JsonValue{}, setting.default_value);
  if (!setting.unit.empty()) schema["x-unit"] = setting.unit;
  if (!setting.source.empty()) schema["x-source"] = setting.source;
  return schema;
}

Json table_schema(const char* description) {
  return {{"type", "object"},
          {"description", description},
          {"additionalProperties", false},
          {"properties", Json::object()}};
}

/// Puts the setting into the tables its path names, making those that are not there yet.
void add_nested(Json& root, const Setting& setting) {
  Json* table = &root;
  std::string_view rest = setting.path;
  for (auto dot = rest.find('.'); dot != std::string_view::npos; dot = rest.find('.')) {
    Json& properties = (*table)["properties"];
    const std::string name(rest.substr(0, dot));
    if (!properties.contains(name)) properties[name] = table_schema("A table of settings.");
    table = &properties[name];
    rest.remove_prefix(dot + 1);
  }
  (*table)["properties"][std::string(rest)] = setting_schema(setting);
}

Json text_schema(const char* description) { return {{"type", "string"}, {"description", description}}; }

Json date_schema(const char* description) {
  Json schema = text_schema(description);
  schema["format"] = "date";
  return schema;
}

Json scenario_table_schema() {
  Json schema = table_schema("What the scenario is called and what it asks.");
  schema["properties"]["name"] = text_schema("Name in reports; by default the name of the file.");
  schema["properties"]["question"] = text_schema("The policy question, in one sentence.");
  return schema;
}

/// A number may also be so much more or less than before.
Json changed_schema(const Setting& setting) {
  const Json schema = setting_schema(setting);
  if (!std::holds_alternative<std::int64_t>(setting.default_value) &&
      !std::holds_alternative<double>(setting.default_value))
    return schema;
  return {{"anyOf", {schema, {{"type", "string"}, {"pattern", "^[-+][0-9.]+%?$"}}}}};
}

Json change_schema(const Declarations& declarations) {
  Json set = table_schema("Settings and the values they have from that day on.");
  for (const Setting& setting : declarations.all()) {
    if (setting.when != When::any_time) continue;
    add_nested(set, setting);
    set["properties"][setting.path] = changed_schema(setting);
  }
  Json item = table_schema("From a day on, settings change.");
  item["properties"]["at"] = date_schema("The first day on which the new values hold.");
  const char* const length = "^[0-9]+[dwy]$";
  item["properties"]["over"] =
      text_schema("Numbers change in steps of about four weeks over so long, such as \"26w\".");
  item["properties"]["for"] = text_schema(
      "How long the change holds, such as \"1y\"; then what held before holds again. With 'when': how long that must "
      "have held before the change comes.");
  for (const char* key : {"over", "for"}) item["properties"][key]["pattern"] = length;
  item["properties"]["when"] = text_schema(
      "The change comes when this holds, such as \"visits[clinic] > 200\": a measure, a label of it, >, >=, < or <=, a "
      "number. Looked at as each period of the measure ends, from the day 'at' on, if that is given.");
  item["properties"]["until"] = text_schema(
      "The first day on which what held before holds again. With 'when': the condition that ends the change, such as "
      "\"< 120\", or \"after 26w\".");
  item["properties"]["because"] = text_schema("Why, in the author's words.");
  item["properties"]["set"] = std::move(set);
  item["required"] = {"set"};
  item["anyOf"] = {Json{{"required", {"at"}}}, Json{{"required", {"when"}}}};
  return {{"type", "array"}, {"items", std::move(item)}};
}

Json target_schema() {
  Json item = table_schema("A goal to judge the scenario by; it never steers the run.");
  Json& keys = item["properties"];
  keys["measure"] = text_schema("The measure that is to reach the goal.");
  keys["compared_with"] = text_schema("The scenario file that a change is measured from.");
  keys["change"] = {{"type", {"string", "number"}},
                    {"description", "The change aimed at, such as \"-10%\" or -0.1."},
                    {"pattern", "^[-+]?[0-9.]+%$"}};
  keys["value"] = {{"type", "number"}, {"description", "The value aimed at, instead of a change."}};
  keys["by"] = date_schema("The day by which it is to be reached.");
  keys["source"] = text_schema("Where the goal is set.");
  item["required"] = {"measure"};
  return {{"type", "array"}, {"items", std::move(item)}};
}

Json matters_schema() {
  Json table = table_schema(
      "The smallest change that matters to who asks, by measure, or of any: a share of the base, such as \"2%\", or a "
      "number in the measure's unit. It steers nothing.");
  table["additionalProperties"] = {{"type", {"string", "number"}}, {"pattern", "^[0-9.]+%$"}};
  return table;
}

Json model_schema(const std::string& model, const Declarations& declarations) {
  Json schema = table_schema("A scenario file.");
  Json& keys = schema["properties"];
  keys["model"] = {{"const", model}, {"description", "The model the scenario is for."}};
  keys["extends"] = text_schema("A scenario file, relative to this one, whose settings this one starts from.");
  for (const auto& [key, meaning] :
       {std::pair("catalogue", "Folders, relative to this file, with further data files of the model."),
        std::pair("regimes", "Files, relative to this one, that say what held from a date on.")})
    keys[key] = {{"type", "array"}, {"items", {{"type", "string"}}}, {"description", meaning}};
  keys["scenario"] = scenario_table_schema();
  keys["change"] = change_schema(declarations);
  keys["target"] = target_schema();
  keys["matters"] = matters_schema();
  for (const Setting& setting : declarations.all()) add_nested(schema, setting);
  return schema;
}

}  // namespace

std::string scenario_schema(const std::vector<std::string>& models, const DeclareModel& declare_model) {
  Json schema = {
      {"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", "kith scenario"}, {"type", "object"}};
  schema["properties"]["model"] = {{"enum", models}};
  Json any_model = Json::array();
  for (const std::string& model : models) {
    const Json reference = {{"$ref", "#/$defs/" + model}};
    const Json is_model = {{"required", {"model"}}, {"properties", {{"model", {{"const", model}}}}}};
    schema["allOf"].push_back({{"if", is_model}, {"then", reference}});
    any_model.push_back(reference);
    schema["$defs"][model] = model_schema(model, declare_model(model, {}));
  }
  const Json no_model = {{"not", {{"required", {"model"}}}}};
  if (!models.empty()) schema["allOf"].push_back({{"if", no_model}, {"then", {{"anyOf", any_model}}}});
  return schema.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace kith

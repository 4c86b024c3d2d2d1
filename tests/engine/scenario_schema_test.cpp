// The JSON Schema has every setting of every model, with what its declaration says.
#include "engine/settings/scenario.hpp"
#include "tests/engine/scenario_example.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace kith {
namespace {

using nlohmann::json;
using testing::HasSubstr;

json schema() { return json::parse(scenario_schema(example::models, example::declare_model)); }

/// The schema of a dotted path below a schema of a table.
json below(json table, const std::string& path) {
  std::istringstream parts(path);
  for (std::string part; std::getline(parts, part, '.');) table = json(table.at("properties").at(part));
  return table;
}

TEST(ScenarioSchema, HasEverySettingOfEveryModel) {
  const json whole = schema();
  const Declarations all = example::declarations();
  EXPECT_EQ(whole.at("$schema"), "https://json-schema.org/draft/2020-12/schema");
  for (const std::string& model : example::models)
    for (const Setting& setting : all.all()) {
      const json found = below(whole.at("$defs").at(model), setting.path);
      EXPECT_THAT(found.at("description").get<std::string>(), HasSubstr(setting.help)) << setting.path;
      EXPECT_TRUE(found.contains("default")) << setting.path;
    }
}

TEST(ScenarioSchema, ChoosesByModel) {
  const json whole = schema();
  const json& choices = whole.at("allOf");
  ASSERT_EQ(choices.size(), 3U);
  EXPECT_EQ(choices[1].at("if").at("properties").at("model").at("const"), "village");
  EXPECT_EQ(choices[1].at("then").at("$ref"), "#/$defs/village");
  EXPECT_EQ(choices[2].at("if").at("not").at("required"), json::array({"model"}));
  EXPECT_EQ(choices[2].at("then").at("anyOf").size(), 2U);
  EXPECT_EQ(whole.at("properties").at("model").at("enum"), json::array({"town", "village"}));
}

TEST(ScenarioSchema, SaysWhatEachSettingTakes) {
  const json town = schema().at("$defs").at("town");
  const json step = below(town, "run.step_days");
  EXPECT_EQ(step.at("type"), "integer");
  EXPECT_EQ(step.at("minimum"), 1);
  EXPECT_EQ(step.at("maximum"), 366);
  EXPECT_EQ(step.at("default"), 7);
  EXPECT_EQ(step.at("x-unit"), "days");
  const json effect = below(town, "services.clinic.effect");
  EXPECT_EQ(effect.at("type"), "number");
  EXPECT_EQ(effect.at("exclusiveMinimum"), 0);
  EXPECT_FALSE(effect.contains("minimum"));
  EXPECT_EQ(below(town, "services.clinic.kind").at("enum"), json::array({"large", "small"}));
  EXPECT_EQ(below(town, "services.clinic.opened").at("format"), "date");
  EXPECT_EQ(below(town, "services.clinic.opened").at("default"), "2010-01-01");
  EXPECT_EQ(below(town, "services.visiting.wards").at("items").at("type"), "string");
  EXPECT_EQ(below(town, "services.visiting.shares").at("items").at("exclusiveMaximum"), 1);
  EXPECT_EQ(below(town, "run.burn_in").at("anyOf").size(), 2U);
  EXPECT_EQ(below(town, "run.burn_in").at("anyOf")[1].at("pattern"), "^[0-9]{1,9}[dwy]$");
}

TEST(ScenarioSchema, KnowsTheGrammarOfAFile) {
  const json keys = schema().at("$defs").at("town").at("properties");
  EXPECT_EQ(keys.at("model").at("const"), "town");
  EXPECT_EQ(keys.at("extends").at("type"), "string");
  EXPECT_TRUE(keys.at("scenario").at("properties").contains("question"));
  const json change = keys.at("change").at("items");
  EXPECT_EQ(change.at("required"), json::array({"set"}));
  EXPECT_EQ(change.at("anyOf"), json::parse(R"([{"required": ["at"]}, {"required": ["when"]}])"));
  EXPECT_TRUE(change.at("properties").at("set").at("properties").contains("services.clinic.places"));
  EXPECT_FALSE(change.at("properties").at("set").at("properties").contains("run.seed"));
  EXPECT_TRUE(below(change.at("properties").at("set"), "services.clinic").at("properties").contains("places"));
  EXPECT_FALSE(below(change.at("properties").at("set"), "services.clinic").at("properties").contains("kind"));
  const json target = keys.at("target").at("items").at("properties");
  for (const char* key : {"measure", "compared_with", "change", "value", "by", "source"})
    EXPECT_TRUE(target.contains(key)) << key;
}

TEST(ScenarioSchema, RefusesWhatIsNotDeclared) {
  const json town = schema().at("$defs").at("town");
  EXPECT_EQ(town.at("additionalProperties"), false);
  EXPECT_EQ(below(town, "services.clinic").at("additionalProperties"), false);
}

}  // namespace
}  // namespace kith

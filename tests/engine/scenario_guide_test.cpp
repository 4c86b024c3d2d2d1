// The guide to scenario files keeps step with the program.
#include "engine/settings/scenario.hpp"
#include "engine/settings/toml_table.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace kith {
namespace {

using testing::HasSubstr;

std::string guide() {
  std::ifstream file(KITH_SOURCE_DIR "/docs/scenarios.md");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(ScenarioGuide, NamesEverySettingOfTheEngineWithItsDefault) {
  const std::string text = guide();
  Declarations all;
  declare<RunSettings>(all);
  for (const Setting& setting : all.all()) {
    EXPECT_THAT(text, HasSubstr(fmt::format("`{}`", setting.path)));
    EXPECT_THAT(text, HasSubstr(fmt::format("`{}`", format_value(setting.default_value)))) << setting.path;
  }
}

TEST(ScenarioGuide, ShowsSoundToml) {
  const std::string text = guide();
  std::vector<Problem> problems;
  int examples = 0;
  const std::string fence = "```toml\n";
  for (auto at = text.find(fence); at != std::string::npos; at = text.find(fence, at + 1), ++examples) {
    const auto begin = at + fence.size();
    TomlTable::parse(text.substr(begin, text.find("```", begin) - begin), "docs/scenarios.md", problems);
  }
  EXPECT_GE(examples, 2);
  for (const Problem& problem : problems) ADD_FAILURE() << problem.message;
}

}  // namespace
}  // namespace kith

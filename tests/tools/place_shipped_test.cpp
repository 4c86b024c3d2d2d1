// The places that ship are what `kith place build` makes of the published files. Needs those files: the environment
// variable KITH_PUBLISHED_DATA names their folder; without it these tests are passed over. That the guide names every
// key of a build file is tested always.
#include "tests/tools/program.hpp"
#include "tools/places/plan.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

namespace kith::tools {
namespace {

namespace fs = std::filesystem;

class ShippedPlaces : public Program, public testing::WithParamInterface<std::string> {};

TEST_P(ShippedPlaces, AreMadeFromThePublishedFiles) {
  const char* data = std::getenv("KITH_PUBLISHED_DATA");
  if (data == nullptr || !fs::is_directory(data))
    GTEST_SKIP() << "KITH_PUBLISHED_DATA names no folder of published files";
  const fs::path project = KITH_SOURCE_DIR;
  const Finished built = kith(
      {"place", "build", (project / "tools/places" / (GetParam() + ".toml")).string(), "--data", data, "-o", "made"});
  ASSERT_EQ(built.code, 0) << built.err;
  const fs::path shipped = project / "models/safety/places" / GetParam();
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(shipped)) {
    names.push_back(entry.path().filename());
    EXPECT_TRUE(read_text(entry.path()) == read_text(folder() / "made" / names.back()))
        << names.back() << " is another";
  }
  EXPECT_EQ(std::distance(fs::directory_iterator(folder() / "made"), {}), static_cast<std::ptrdiff_t>(names.size()));
}

INSTANTIATE_TEST_SUITE_P(All, ShippedPlaces, testing::Values("manchester", "oldham", "oxford", "trafford"),
                         [](const auto& place) { return place.param; });

TEST(PlaceGuide, NamesEveryTableAndColumn) {
  const std::string guide = read_text(fs::path(KITH_SOURCE_DIR) / "docs/places.md");
  for (const TableRule& rule : table_rules()) {
    const std::string name = rule.name == "people" ? "[people]" : std::string(rule.name);
    const std::size_t row = guide.find("\n| `[" + name + "]`") + 1;
    ASSERT_NE(row, 0U) << rule.name;
    const std::string line = guide.substr(row, guide.find('\n', row) - row);
    EXPECT_THAT(line, testing::HasSubstr(std::string(rule.used_for)));
    for (const auto& [key, fallback] : rule.columns)
      EXPECT_THAT(line, testing::HasSubstr("`" + std::string(key) + " = \"" + std::string(fallback) + "\"`"));
  }
}

}  // namespace
}  // namespace kith::tools

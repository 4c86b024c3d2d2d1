// FORMAT.md against a file as it is written: what the page promises is there, and nothing is there the page does not
// name.
#include "tests/results/sample.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

namespace kith::results {
namespace {

/// One row of a table, cell by cell; back quotes are kept.
using Row = std::vector<std::string>;

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(' ');
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// The rows below `heading`, up to the next one.
std::vector<Row> table(const std::string& heading) {
  std::ifstream page(std::string(KITH_SOURCE_DIR) + "/results/FORMAT.md");
  std::vector<Row> rows;
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("## ")) inside = line == "## " + heading;
    if (!inside || !line.starts_with("| `")) continue;
    Row row;
    std::istringstream cells(line.substr(1));
    for (std::string cell; std::getline(cells, cell, '|');) row.push_back(trimmed(cell));
    rows.push_back(row);
  }
  return rows;
}

std::string unquoted(std::string text) {
  std::erase(text, '`');
  return text;
}

class FormatDocument : public sample::Folder {
 protected:
  void SetUp() override {
    Folder::SetUp();
    Run run = sample::run();
    run.cautions = {{"run.start", "The run lies far from the years of its data."}};
    write(path("run.h5"), run, false);
    summary_ = inspect(path("run.h5"));
    write(path("comparison.h5"), sample::comparison(), false);
    const Summary comparison = inspect(path("comparison.h5"));
    summary_.variables.insert(summary_.variables.end(), comparison.variables.begin(), comparison.variables.end());
  }
  Summary summary_;  ///< of a run; the variables of a comparison, too
};

TEST_F(FormatDocument, NamesEveryAttributeOfTheRoot) {
  std::set<std::string> promised, present;
  for (const Row& row : table("Attributes of the root")) promised.insert(unquoted(row[0]));
  for (const auto& [name, value] : summary_.attributes) present.insert(name);
  EXPECT_EQ(promised, present);
}

/// The promised path a variable falls under.
std::string promise_of(const Summary::Variable& variable, const std::map<std::string, Row>& promises) {
  if (promises.contains(variable.path)) return variable.path;
  for (const std::string end : {"_bnds", "_days"})
    if (variable.path == "/time" + end) return "/<time>" + end;
  if (variable.path.starts_with("/events/")) return "/events/<column>";
  if (variable.path == "/lives/replicate") return "/<table>/replicate";
  for (const std::string column : {"scenario", "change"})
    if (variable.path == "/lives/" + column) return "/<table>/" + column;
  if (variable.path.starts_with("/lives/")) return "/<table>/<column>";
  for (const std::string group : {"/differences/", "/mean_differences/"})
    if (variable.path.starts_with(group)) return group + "<measure>";
  if (std::ranges::count(variable.path, '/') == 2) return "/<group>/<measure>";
  const bool dimension = variable.dimensions.size() == 1 && "/" + variable.dimensions[0].first == variable.path;
  return dimension ? "/<dimension>" : "/<measure>";
}

TEST_F(FormatDocument, NamesEveryVariableAndItsTypeAndDimensions) {
  std::map<std::string, Row> promises;
  for (const char* heading :
       {"Dimensions", "Measures", "Provenance", "Evidence", "Validation", "Targets", "Comparisons", "Doubt",
        "Evidence draws", "Break-even", "Event log", "Tables of rows", "Unit costs drawn", "Integrity"})
    for (const Row& row : table(heading)) promises.emplace(unquoted(row[0]), row);
  EXPECT_GE(promises.size(), 50u);
  std::set<std::string> met;
  for (const Summary::Variable& variable : summary_.variables) {
    const std::string promise = promise_of(variable, promises);
    ASSERT_TRUE(promises.contains(promise)) << variable.path;
    const Row& row = promises.at(promise);
    met.insert(promise);
    EXPECT_NE((" " + row[1] + " ").find(" " + variable.type + " "), std::string::npos)
        << variable.path << " is " << variable.type;
    const std::string first = variable.dimensions.empty() ? "" : variable.dimensions[0].first;
    EXPECT_TRUE(row[2] == "`<dimension>`" || row[2] == "`<row>`" || row[2].starts_with("`<time>`") ||
                unquoted(row[2]).starts_with(first))
        << variable.path << " has " << first;
    EXPECT_EQ(row[2].empty(), variable.dimensions.empty()) << variable.path;
  }
  for (const auto& [path, row] : promises) {
    if (path.starts_with("/reactions/"))
      continue;  // in a run of a scenario that reacts: tests/tools/reactions_test.cpp
    EXPECT_TRUE(met.contains(path)) << path << " is promised, but not there";
  }
}

TEST_F(FormatDocument, NamesEveryAttributeOfVariables) {
  std::set<std::string> promised, present;
  for (const Row& row : table("Attributes of variables")) promised.insert(unquoted(row[0]));
  for (const Summary::Variable& variable : summary_.variables) {
    present.insert(variable.attributes.begin(), variable.attributes.end());
    for (const std::string name : {"units", "long_name"})
      EXPECT_TRUE(std::ranges::count(variable.attributes, name)) << variable.path << " lacks " << name;
  }
  EXPECT_EQ(promised, present);
}

}  // namespace
}  // namespace kith::results

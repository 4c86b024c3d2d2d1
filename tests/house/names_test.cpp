// A name that only one source sees, in a namespace without a name, stands for one thing in all of its room: a first
// build compiles several sources of a room as one (KITH_UNITY). Aliases are left out, which may be repeated as they
// are.
#include "tests/house/source_tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace kith::house {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

/// What a line at the left edge declares; "" if nothing, or an alias, or a member of a class.
std::string declared_in(const std::string& line) {
  static const std::regex type(R"(^(?:template <.*> *)?(?:class|struct|enum class|enum) (\w+))");
  static const std::regex other(R"(^[^(={]*?[ &*>](\w+) *(?:\(|=|\{|;|\[))");
  static const std::regex nothing(R"(^($|[ /}#)]|using |namespace |static_assert|template <.*>$))");
  std::smatch match;
  if (std::regex_search(line, nothing)) return "";
  if (!std::regex_search(line, match, type) && !std::regex_search(line, match, other)) return "";
  return match[1] == "operator" ? "" : match.str(1);
}

/// Names declared in namespaces without a name, each led by the namespaces around it.
std::set<std::string> names_of_its_own(const std::string& text) {
  static const std::regex opening(R"(^namespace ([\w:]+) \{)");
  std::set<std::string> found;
  std::string around;
  bool inside = false;
  each_line(text, [&](int, const std::string& line) {
    std::smatch match;
    if (line == "namespace {") inside = true;
    if (line == "}  // namespace") inside = false;
    if (std::regex_search(line, match, opening)) around += match.str(1) + "::";
    if (const std::string name = declared_in(line); inside && !name.empty()) found.insert(around + name);
  });
  return found;
}

/// Names that more than one of these sources has for itself in one room, with where.
Complaints names_told_twice(const std::vector<SourceFile>& sources) {
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> places;
  for (const SourceFile& file : sources) {
    if (file.extension() != ".cpp" || file.is_in("tests")) continue;
    for (const std::string& name : names_of_its_own(file.text)) places[{room_of(file.path), name}].push_back(file.path);
  }
  Complaints complaints;
  for (const auto& [name, files] : places) {
    if (files.size() < 2) continue;
    std::string complaint = name.second + " is in";
    for (const std::string& file : files) complaint += " " + file;
    complaints.push_back(complaint + ": give one another name, or share it");
  }
  return complaints;
}

TEST(Names, OfOneSourceStandForOneThingInARoom) { EXPECT_THAT(names_told_twice(source_tree()), IsEmpty()); }

TEST(Names, AreRead) {
  const std::string text =
      "namespace kith {\nint seen();\nnamespace {\nusing A = int;\nconstexpr int most = 3;\nstruct One {\n  int "
      "x;\n};\n"
      "std::vector<int> all_of(int n) {\n  return {};\n}\ntemplate <class T>\nT least(T a) {\n  return a;\n}\n"
      "void One::turn() {\n}\n}  // namespace\nint after = 1;\n}\n";
  EXPECT_THAT(names_of_its_own(text), ElementsAre("kith::One", "kith::all_of", "kith::least", "kith::most"));
}

TEST(Names, ToldTwiceAreSeen) {
  const std::string text = "namespace kith {\nnamespace {\nint most() {\n  return 1;\n}\n}  // namespace\n}\n";
  EXPECT_THAT(names_told_twice({{"tools/a/a.cpp", text}, {"tools/a/b/b.cpp", text}}), SizeIs(1));
  EXPECT_THAT(names_told_twice({{"tools/a/a.cpp", text}, {"tools/b/b.cpp", text}}), IsEmpty());
}

}  // namespace
}  // namespace kith::house

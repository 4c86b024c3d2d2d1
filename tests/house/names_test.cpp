// A name that only one source sees, in a namespace without a name, stands for one thing in all of its room, and hides
// nothing that a header says: a first build compiles several sources of a room as one (KITH_UNITY). Aliases are left
// out, which may be repeated as they are.
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

/// Calls `visit(around, name, own, line)` for each name declared at the left edge: the namespaces around it, and
/// whether it stands in one without a name.
template <class Visit>
void each_name(const std::string& text, Visit&& visit) {
  static const std::regex opening(R"(^namespace ([\w:]+) \{)");
  std::string around;
  bool inside = false;
  each_line(text, [&](int, const std::string& line) {
    std::smatch match;
    if (line == "namespace {") inside = true;
    if (line == "}  // namespace") inside = false;
    if (std::regex_search(line, match, opening)) around += match.str(1) + "::";
    if (const std::string name = declared_in(line); !name.empty()) visit(around, name, inside, line);
  });
}

/// Names declared in namespaces without a name, each led by the namespaces around it.
std::set<std::string> names_of_its_own(const std::string& text) {
  std::set<std::string> found;
  each_name(text, [&](const std::string& around, const std::string& name, bool own, const std::string&) {
    if (own) found.insert(around + name);
  });
  return found;
}

/// "a::b::c" is seen from within a::b, a and everywhere: the name in each of them.
std::vector<std::string> seen_as(std::string around, const std::string& name) {
  std::vector<std::string> found{around + name};
  while (!around.empty()) {
    around.resize(around.size() - 2);
    const std::size_t outer = around.rfind("::");
    around.resize(outer == std::string::npos ? 0 : outer + 2);
    found.push_back(around + name);
  }
  return found;
}

/// Constants, variables and types of one source that hide a name of a header: compiled as one, the sources after it
/// would take the one for the other. Functions are told apart by what they take.
Complaints names_that_hide(const std::vector<SourceFile>& sources) {
  std::map<std::string, std::string> told;  // by header
  for (const SourceFile& file : sources)
    if (file.extension() == ".hpp" && !file.is_in("tests"))
      each_name(file.text, [&](const std::string& around, const std::string& name, bool, const std::string&) {
        told.emplace(around + name, file.path);
      });
  Complaints complaints;
  for (const SourceFile& file : sources) {
    if (file.extension() != ".cpp" || file.is_in("tests")) continue;
    each_name(file.text, [&](const std::string& around, const std::string& name, bool own, const std::string& line) {
      const std::size_t after = line.find(name) + name.size();
      if (!own || (after < line.size() && line[after] == '(')) return;
      for (const std::string& seen : seen_as(around, name))
        if (const auto header = told.find(seen); header != told.end())
          complaints.push_back(file.path + ": " + name + " hides that of " + header->second);
    });
  }
  return complaints;
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

TEST(Names, OfOneSourceHideNoneOfAHeader) { EXPECT_THAT(names_that_hide(source_tree()), IsEmpty()); }

TEST(Names, ThatHideOneOfAHeaderAreSeen) {
  const SourceFile header{"models/a/a.hpp",
                          "namespace kith::a {\ninline constexpr std::array<int, 2> bands{0, 5};\n}\n"};
  const auto source = [](const std::string& around, const std::string& line) {
    return SourceFile{"models/b/b.cpp", "namespace " + around + " {\nnamespace {\n" + line + "\n}  // namespace\n}\n"};
  };
  const std::string constant = "constexpr std::array<int, 1> bands{7};";
  EXPECT_THAT(names_that_hide({header, source("kith::a", constant)}), SizeIs(1));
  EXPECT_THAT(names_that_hide({header, source("kith::a::b", constant)}), SizeIs(1)) << "in a namespace within";
  EXPECT_THAT(names_that_hide({header, source("kith::b", constant)}), IsEmpty());
  EXPECT_THAT(names_that_hide({header, source("kith::a", "int bands(int of) {")}), IsEmpty()) << "a function";
}

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

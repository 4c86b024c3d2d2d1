// What the text of the project must and must not say: the engine and people know no crime, chance comes from keyed
// draws only, no order comes from a hash, and files are tidy. Layout proper is clang-format's (scripts/format).
#include "tests/house/source_tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace kith::house {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

const std::regex& crime_word() {
  static const std::regex words(
      R"(\b(re)?(offen[cds]|crim|victim|polic(e|ing)|prison|custod|burgl|robber|theft|thie[fv]|arrest|convict)\w*)",
      std::regex::icase);
  return words;
}

Complaints crime_words(const SourceFile& file) {
  if (!file.is_in("engine") && !file.is_in("models/population")) return {};
  return lines_matching(file, crime_word(), "the engine and the people of a place know no crime");
}

Complaints unkeyed_chance(const SourceFile& file) {
  static const std::regex source(R"(#\s*include\s*<random>|\brandom_device\b|\bmt19937|\bstd::rand\b|\bsrand\b)");
  if (!file.is_in("engine") && !file.is_in("models")) return {};
  return lines_matching(file, source, "draws come from engine/random");
}

/// What the page and the screens say of a field comes from a model (engine/run/presentation.hpp). That they name none
/// of its measures is held by tests/tools/names_of_models_test.cpp.
Complaints words_of_a_field(const SourceFile& file) {
  if (!file.is_in("tools") || file.is_in("tools/places") || file.is_in("tools/shipped")) return {};
  return lines_matching(file, crime_word(), "a model says what is of a field");
}

/// A compiler drops calls to functions that only prefetch: ask_memory is kept.
Complaints dropped_prefetches(const SourceFile& file) {
  static const std::regex builtin(R"(\b__builtin_prefetch\b|\b_mm_prefetch\b)");
  if (!file.is_cpp() || file.is_in("tests") || file.path == "engine/work/ask_memory.hpp") return {};
  return lines_matching(file, builtin, "memory is asked by ask_memory");
}

/// Hash containers may be asked whether they hold something, never walked through.
Complaints hash_order(const SourceFile& file) {
  static const std::regex declaration(R"(\bunordered_\w+<[^;]*>&?\s+(\w+)\s*[;{(=,)])");
  Complaints complaints;
  if (!file.is_in("engine") && !file.is_in("models")) return complaints;
  for (std::sregex_iterator match(file.text.begin(), file.text.end(), declaration), end; match != end; ++match) {
    const std::string name = (*match)[1];
    const std::regex walk(":\\s*" + name + "\\)|\\b" + name + "\\.c?begin\\(");
    std::ranges::copy(lines_matching(file, walk, "the order of a hash"), std::back_inserter(complaints));
  }
  return complaints;
}

Complaints machine_paths(const SourceFile& file) {
  static const std::regex path(R"((^|[^\w.}])/(home|root|Users|work|mnt|media)/\w|\b[A-Z]:\\\\)");
  return lines_matching(file, path, "a path of one machine");
}

Complaints merge_markers(const SourceFile& file) {
  static const std::regex marker("^(<{7}|>{7}|\\|{7})( |$)|^={7}$");
  return lines_matching(file, marker, "a merge marker");
}

Complaints untidy_lines(const SourceFile& file) {
  if (file.path == "LICENSE") return {};
  Complaints complaints = lines_matching(file, std::regex("[ \t\r]+$"), "space at the end of the line");
  if (!file.text.empty() && file.text.back() != '\n') complaints.push_back(file.path + ": the last line has no end");
  return complaints;
}

Complaints tabs(const SourceFile& file) {
  if (!file.is_cpp()) return {};
  return lines_matching(file, std::regex("\t"), "a tab");
}

/// A source beside its header is explained there.
bool stands_by_a_header(const SourceFile& source) {
  return std::filesystem::exists((project_root() / source.path).replace_extension(".hpp"));
}

Complaints unopened_files(const SourceFile& file) {
  Complaints complaints;
  if (!file.is_cpp()) return complaints;
  const bool explained = file.text.starts_with("// ") || (file.extension() == ".cpp" && stands_by_a_header(file));
  if (!explained) complaints.push_back(file.path + ":1: open with a comment that says what the file is for");
  const bool once = std::regex_search(file.text, std::regex("(^|\n)#pragma once\n"));
  if (file.extension() == ".hpp" && !once) complaints.push_back(file.path + ": no #pragma once");
  return complaints;
}

TEST(Words, EngineAndPeopleKnowNoCrime) { EXPECT_THAT(complaints(crime_words), IsEmpty()); }
TEST(Words, ToolsNameNoField) { EXPECT_THAT(complaints(words_of_a_field), IsEmpty()); }
TEST(Words, ChanceComesFromKeyedDraws) { EXPECT_THAT(complaints(unkeyed_chance), IsEmpty()); }
TEST(Words, MemoryIsAskedInOneWay) { EXPECT_THAT(complaints(dropped_prefetches), IsEmpty()); }
TEST(Words, NothingFollowsAHash) { EXPECT_THAT(complaints(hash_order), IsEmpty()); }
TEST(Words, NoPathOfOneMachine) { EXPECT_THAT(complaints(machine_paths), IsEmpty()); }
TEST(Words, NoMergeMarkers) { EXPECT_THAT(complaints(merge_markers), IsEmpty()); }
TEST(Words, LinesAreTidy) { EXPECT_THAT(complaints(untidy_lines), IsEmpty()); }
TEST(Words, SourcesHaveNoTabs) { EXPECT_THAT(complaints(tabs), IsEmpty()); }
TEST(Words, SourcesOpenWithTheirPurpose) { EXPECT_THAT(complaints(unopened_files), IsEmpty()); }

TEST(Words, TheTreeIsRead) {
  EXPECT_GT(source_tree().size(), 50U);
  const auto count = std::ranges::count_if(source_tree(), [](const SourceFile& file) { return file.is_in("engine"); });
  EXPECT_GT(count, 10);
}

TEST(Words, BrokenRulesAreSeen) {
  EXPECT_THAT(crime_words({"engine/a.hpp", "int victims = 0;  // reported to the Police\n"}), SizeIs(1));
  EXPECT_THAT(
      crime_words({"engine/a.hpp", "// a discriminating test; the theta of defence; an unconvincing sentinel\n"}),
      IsEmpty());
  EXPECT_THAT(crime_words({"models/population/a.hpp", "float crime_score;\n"}), SizeIs(1));
  EXPECT_THAT(crime_words({"models/safety/a.hpp", "int victims = 0;\n"}), IsEmpty());
  EXPECT_THAT(words_of_a_field({"tools/report/brief.cpp", "// of offences\n"}), SizeIs(1));
  EXPECT_THAT(words_of_a_field({"tools/places/offences.cpp", "// of offences\n"}), IsEmpty());
  EXPECT_THAT(unkeyed_chance({"models/contagion/a.cpp", "#include <random>\n"}), SizeIs(1));
  EXPECT_THAT(dropped_prefetches({"models/safety/a.cpp", "__builtin_prefetch(&rows[i]);\n"}), SizeIs(1));
  const std::string seen = "std::unordered_set<int> seen;\n";
  EXPECT_THAT(hash_order({"engine/a.cpp", seen + "for (int one : seen) use(one);\n"}), SizeIs(1));
  EXPECT_THAT(hash_order({"models/a/a.cpp", seen + "std::vector<int> all(seen.begin(), seen.end());\n"}), SizeIs(1));
  EXPECT_THAT(hash_order({"engine/a.cpp", seen + "if (seen.contains(3)) return;\n"}), IsEmpty());
  const std::string home = std::string("/") + "home/";
  EXPECT_THAT(machine_paths({"scripts/a", "cp " + home + "somebody/data .\n"}), SizeIs(1));
  EXPECT_THAT(machine_paths({"scripts/a", "cp /usr/share/data . # ${project}/build/home/x\n"}), IsEmpty());
  EXPECT_THAT(merge_markers({"a.md", std::string(7, '<') + " mine\n" + std::string(7, '=') + "\n"}), SizeIs(2));
  EXPECT_THAT(untidy_lines({"a.md", "end \nno end"}), SizeIs(2));
  EXPECT_THAT(tabs({"engine/a.cpp", "\tint a;\n"}), SizeIs(1));
  EXPECT_THAT(unopened_files({"engine/a.hpp", "int a;\n"}), SizeIs(2));
  EXPECT_THAT(unopened_files({"engine/a.cpp", "int a;\n"}), SizeIs(1));
  EXPECT_THAT(unopened_files({"engine/random/draws.cpp", "int a;\n"}), IsEmpty());
  EXPECT_THAT(unopened_files({"engine/a.hpp", "// What for.\n#pragma once\n"}), IsEmpty());
}

}  // namespace
}  // namespace kith::house

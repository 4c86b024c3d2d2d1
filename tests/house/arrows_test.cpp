// Arrows only go down: tools -> models -> engine, tools -> results -> engine. Held for every #include and every
// CMake link. A room is a top-level folder, or one folder of models/; its target is kith_<last part of its name>.
#include "tests/house/source_tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::house {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string room_of(const std::string& path) {
  const std::size_t first = path.find('/');
  const std::string top = path.substr(0, first);
  return top == "models" ? path.substr(0, path.find('/', first + 1)) : top;
}

bool is_model(const std::string& room) { return room.starts_with("models/"); }

bool may_see(const std::string& from, const std::string& to) {
  if (from == to || from == "tests") return true;
  if (to == "engine") return is_model(from) || from == "results" || from == "tools";
  return from == "tools" && (is_model(to) || to == "results");
}

/// Libraries that only one room may know.
struct Reserved {
  std::regex header;
  std::string room;
};
const std::vector<Reserved>& reserved_libraries() {
  static const std::vector<Reserved> libraries{{std::regex("^(hdf5|H5|netcdf)"), "results"},
                                               {std::regex("^CLI/"), "tools"}};
  return libraries;
}

std::string fault_of_include(const std::string& room, bool quoted, const std::string& header) {
  if (std::filesystem::exists(project_root() / header)) {
    if (!quoted) return "a file of the project is included with quotes";
    return may_see(room, room_of(header)) ? ""
                                          : "the arrow from " + room + " to " + room_of(header) + " does not go down";
  }
  const bool generated = header.starts_with("kith_");  // by the build, e.g. the version
  if (quoted) return generated ? "" : "no such file (includes are written from the project's root)";
  for (const Reserved& library : reserved_libraries()) {
    if (std::regex_search(header, library.header) && room != library.room && room != "tests") {
      return "only " + library.room + " may know this library";
    }
  }
  return "";
}

Complaints bad_includes(const SourceFile& file) {
  static const std::regex include(R"re(^\s*#\s*include\s*([<"])([^>"]+)[>"])re");
  Complaints complaints;
  if (!file.is_cpp()) return complaints;
  each_line(file.text, [&](int number, const std::string& line) {
    std::smatch match;
    if (!std::regex_search(line, match, include)) return;
    const std::string fault = fault_of_include(room_of(file.path), match[1] == "\"", match[2]);
    if (!fault.empty())
      complaints.push_back(file.path + ":" + std::to_string(number) + ": " + match.str(2) + ": " + fault);
  });
  return complaints;
}

/// Every room with C++ sources in it, tests apart.
std::set<std::string> rooms() {
  std::set<std::string> found;
  for (const SourceFile& file : source_tree()) {
    if (file.is_cpp() && !file.is_in("tests")) found.insert(room_of(file.path));
  }
  return found;
}

std::string target_of(const std::string& room) { return "kith_" + room.substr(room.rfind('/') + 1); }

Complaints bad_links(const SourceFile& file) {
  Complaints complaints;
  const std::string room = room_of(file.path);
  if (!file.path.ends_with("/CMakeLists.txt") || room == "tests") return complaints;
  for (const std::string& other : rooms()) {
    if (may_see(room, other)) continue;
    const auto found =
        lines_matching(file, std::regex("\\b" + target_of(other) + "\\b"), "a link that does not go down");
    complaints.insert(complaints.end(), found.begin(), found.end());
  }
  if (room != "results") {
    const auto found = lines_matching(file, std::regex("HDF5|hdf5"), "only results may link this");
    complaints.insert(complaints.end(), found.begin(), found.end());
  }
  return complaints;
}

/// Commands work for whatever models a program is given: only the program that ships, and the building of places for
/// one of its models, may name any.
Complaints known_models(const SourceFile& file) {
  if (!file.is_in("tools") || file.is_in("tools/shipped") || file.is_in("tools/places")) return {};
  Complaints found = lines_matching(file, std::regex(R"re(#\s*include\s*"(models|tools/shipped|tools/places)/)re"),
                                    "a tool knows a model");
  if (file.path != "tools/CMakeLists.txt") return found;
  const auto linked = lines_matching(
      file, std::regex(R"(target_link_libraries\(kith_tools\b.*\bkith_(contagion|safety|tutorial|shipped)\b)"),
      "a tool links a model");
  found.insert(found.end(), linked.begin(), linked.end());
  return found;
}

TEST(Arrows, ToolsKnowNoModel) { EXPECT_THAT(complaints(known_models), IsEmpty()); }

TEST(Arrows, IncludesGoDown) { EXPECT_THAT(complaints(bad_includes), IsEmpty()); }

TEST(Arrows, LinksGoDown) { EXPECT_THAT(complaints(bad_links), IsEmpty()); }

TEST(Arrows, EveryRoomIsOneTarget) {
  EXPECT_THAT(rooms(), testing::IsSupersetOf(
                           {"engine", "models/contagion", "models/safety", "models/tutorial", "results", "tools"}));
  for (const std::string& room : rooms()) {
    const std::string text = read_text(project_root() / room / "CMakeLists.txt");
    const std::regex declaration("(kith_library|add_library)\\(" + target_of(room) + "\\b");
    EXPECT_TRUE(std::regex_search(text, declaration)) << room << " declares no target " << target_of(room);
  }
}

TEST(Arrows, NoOtherFolderOfARoomDeclaresATarget) {
  for (const SourceFile& file : source_tree()) {
    if (!file.path.ends_with("/CMakeLists.txt") || file.is_in("tests")) continue;
    EXPECT_EQ(file.path, room_of(file.path) + "/CMakeLists.txt");
  }
}

Complaints include_in(const std::string& path, const std::string& line) { return bad_includes({path, line + "\n"}); }

TEST(Arrows, IncludesThatGoUpAreSeen) {
  EXPECT_THAT(include_in("engine/a.cpp", "#include \"models/safety/population/population.hpp\""), SizeIs(1));
  EXPECT_THAT(include_in("engine/a.cpp", "#include \"results/results.hpp\""), SizeIs(1));
  EXPECT_THAT(include_in("results/a.cpp", "#include \"models/safety/population/population.hpp\""), SizeIs(1));
  EXPECT_THAT(include_in("models/safety/a.cpp", "#include \"results/results.hpp\""), SizeIs(1));
  EXPECT_THAT(include_in("models/contagion/a.cpp", "  #  include \"models/safety/population/population.hpp\""),
              SizeIs(1));
}

TEST(Arrows, LibrariesStayInTheirRoom) {
  EXPECT_THAT(include_in("engine/a.cpp", "#include <hdf5.h>"), SizeIs(1));
  EXPECT_THAT(include_in("models/safety/a.cpp", "#include <H5Cpp.h>"), SizeIs(1));
  EXPECT_THAT(include_in("tools/a.cpp", "#include <hdf5.h>"), SizeIs(1));
  EXPECT_THAT(include_in("results/a.cpp", "#include <CLI/CLI.hpp>"), SizeIs(1));
  EXPECT_THAT(include_in("results/a.cpp", "#include <hdf5.h>"), IsEmpty());
}

TEST(Arrows, IncludesAreWrittenFromTheRoot) {
  EXPECT_THAT(include_in("engine/random/a.cpp", "#include \"draws.hpp\""), Contains(HasSubstr("no such file")));
  EXPECT_THAT(include_in("engine/random/a.cpp", "#include <engine/random/draws.hpp>"), Contains(HasSubstr("quotes")));
  EXPECT_THAT(include_in("tools/a.cpp", "#include \"results/results.hpp\""), IsEmpty());
  EXPECT_THAT(include_in("models/safety/a.cpp", "#include \"engine/random/draws.hpp\""), IsEmpty());
}

TEST(Arrows, ToolsThatKnowAModelAreSeen) {
  EXPECT_THAT(known_models({"tools/a.cpp", "#include \"models/safety/safety.hpp\"\n"}), SizeIs(1));
  EXPECT_THAT(known_models({"tools/sweep/a.cpp", "#include \"tools/shipped/shipped.hpp\"\n"}), SizeIs(1));
  EXPECT_THAT(known_models({"tools/shipped/a.cpp", "#include \"models/safety/safety.hpp\"\n"}), IsEmpty());
  EXPECT_THAT(known_models({"tools/CMakeLists.txt", "target_link_libraries(kith_tools PUBLIC kith_safety)\n"}),
              SizeIs(1));
}

TEST(Arrows, LinksThatGoUpAreSeen) {
  EXPECT_THAT(bad_links({"engine/CMakeLists.txt", "kith_library(kith_engine kith_results)\n"}), SizeIs(1));
  EXPECT_THAT(bad_links({"models/safety/CMakeLists.txt", "kith_library(kith_safety kith_engine kith_contagion)\n"}),
              SizeIs(1));
  EXPECT_THAT(bad_links({"models/safety/CMakeLists.txt", "find_package(HDF5 REQUIRED)\n"}), SizeIs(1));
  EXPECT_THAT(bad_links({"tools/CMakeLists.txt", "target_link_libraries(kith_tools kith_engine kith_results)\n"}),
              IsEmpty());
}

}  // namespace
}  // namespace kith::house

// Arrows only go down: tools -> models -> engine, tools -> results -> engine, every model -> models/population, and so
// between the rooms of tools/. Held for every #include and every CMake link. A room is a top-level folder, or one
// folder of models/ or tools/; its target is kith_<last part of its name>. The folders of engine/ are rooms, too, in
// the order in which engine/CMakeLists.txt names them.
#include "tests/house/source_tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::house {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

bool is_model(const std::string& room) { return room.starts_with("models/"); }

bool is_tool(const std::string& room) { return room.starts_with("tools/"); }

/// People of a place, which any model may use; no model itself.
constexpr const char* people_room = "models/population";

/// The rooms of tools/, each of which may see those before it.
const std::vector<std::string>& tool_rooms() {
  static const std::vector<std::string> rooms{"tools/console", "tools/studies", "tools/report", "tools/program",
                                              "tools/places",  "tools/shipped", "tools/mpi"};
  return rooms;
}

/// Commands work for whatever models a program is given: only the program that ships, and the building of places for
/// one of its models, may name any.
bool may_know_models(const std::string& room) { return room == "tools/shipped" || room == "tools/places"; }

bool may_see(const std::string& from, const std::string& to) {
  if (from == to || from == "tests") return true;
  if (to == "engine") return is_model(from) || from == "results" || is_tool(from);
  if (to == "results") return is_tool(from);
  if (to == people_room && is_model(from)) return true;
  if (is_model(to)) return may_know_models(from);
  const auto place = [](const std::string& room) { return std::ranges::find(tool_rooms(), room); };
  return is_tool(from) && is_tool(to) && place(to) < place(from);
}

/// Libraries that only one room may know.
struct Reserved {
  std::regex header;
  std::string room;
};
const std::vector<Reserved>& reserved_libraries() {
  static const std::vector<Reserved> libraries{{std::regex("^(hdf5|H5|netcdf)"), "results"},
                                               {std::regex("^CLI/"), "tools/"}};
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
    if (std::regex_search(header, library.header) && !room.starts_with(library.room) && room != "tests") {
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

/// The rooms of the engine with all that each may see, in order, as engine/CMakeLists.txt declares and links them.
using EngineRooms = std::vector<std::pair<std::string, std::set<std::string>>>;

EngineRooms engine_rooms_in(const std::string& text) {
  static const std::regex declaration(R"(^kith_engine_room\((\w+)([^)]*)\))");
  EngineRooms rooms;
  each_line(text, [&](int, const std::string& line) {
    std::smatch match;
    if (!std::regex_search(line, match, declaration)) return;
    std::istringstream words(match.str(2));
    rooms.emplace_back(match[1], std::set<std::string>{std::istream_iterator<std::string>(words), {}});
  });
  return rooms;
}

const EngineRooms& engine_rooms() {
  static const EngineRooms rooms = engine_rooms_in(read_text(project_root() / "engine/CMakeLists.txt"));
  return rooms;
}

auto engine_room(const EngineRooms& rooms, const std::string& name) {
  return std::ranges::find(rooms, name, [](const auto& room) { return room.first; });
}

/// "run" of "engine/run/model.hpp"; "" of what lies in none.
std::string room_in_engine(const std::string& path) {
  static const std::regex inside("^engine/(\\w+)/");
  std::smatch match;
  return std::regex_search(path, match, inside) ? match.str(1) : "";
}

/// Includes of a room that its line in engine/CMakeLists.txt does not name.
Complaints unlinked_includes(const SourceFile& file) {
  static const std::regex include(R"re(^\s*#\s*include\s*"(engine/\w+/[^"]+)")re");
  const std::string from = room_in_engine(file.path);
  Complaints complaints;
  if (!file.is_cpp() || from.empty()) return complaints;
  const auto room = engine_room(engine_rooms(), from);
  if (room == engine_rooms().end()) return {file.path + ": its folder is no room of engine/CMakeLists.txt"};
  each_line(file.text, [&](int number, const std::string& line) {
    std::smatch match;
    if (!std::regex_search(line, match, include)) return;
    const std::string to = room_in_engine(match[1]);
    if (to != from && !room->second.contains(to))
      complaints.push_back(file.path + ":" + std::to_string(number) + ": " + from + " does not say that it sees " + to);
  });
  return complaints;
}

/// Rooms that name one which comes later, or themselves.
Complaints rooms_that_look_up(const EngineRooms& rooms) {
  Complaints complaints;
  for (auto room = rooms.begin(); room != rooms.end(); ++room)
    for (auto later = room; later != rooms.end(); ++later)
      if (room->second.contains(later->first)) complaints.push_back(room->first + " sees " + later->first);
  return complaints;
}

TEST(Arrows, RoomsOfTheEngineSeeThoseBefore) {
  EXPECT_GT(engine_rooms().size(), 10U);
  EXPECT_THAT(rooms_that_look_up(engine_rooms()), IsEmpty());
  EXPECT_THAT(complaints(unlinked_includes), IsEmpty());
}

TEST(Arrows, ARoomOfTheEngineThatLooksUpIsSeen) {
  const auto in_run = [](const std::string& line) { return unlinked_includes({"engine/run/a.cpp", line + "\n"}); };
  EXPECT_THAT(in_run("#include \"engine/pairing/lockstep.hpp\""), SizeIs(1));
  EXPECT_THAT(in_run("#include \"engine/random/draws.hpp\"\n#include \"engine/embedded.hpp\""), IsEmpty());
  EXPECT_THAT(unlinked_includes({"engine/random/a.cpp", "#include \"engine/run/model.hpp\"\n"}), SizeIs(1));
  EXPECT_THAT(unlinked_includes({"engine/nowhere/a.cpp", ""}), SizeIs(1));
  const EngineRooms rooms = engine_rooms_in("kith_engine_room(a b TBB::tbb)\nkith_engine_room(b a)\n");
  EXPECT_THAT(rooms, SizeIs(2));
  EXPECT_THAT(rooms_that_look_up(rooms), testing::ElementsAre("a sees b"));
}

TEST(Arrows, IncludesGoDown) { EXPECT_THAT(complaints(bad_includes), IsEmpty()); }

TEST(Arrows, LinksGoDown) { EXPECT_THAT(complaints(bad_links), IsEmpty()); }

TEST(Arrows, EveryRoomIsOneTarget) {
  EXPECT_THAT(rooms(), testing::IsSupersetOf({"engine", "models/contagion", "models/population", "models/safety",
                                              "models/tutorial", "results", "tools/studies"}));
  for (const std::string& room : rooms()) {
    const std::string text = read_text(project_root() / room / "CMakeLists.txt");
    if (room == "engine") continue;  // made of rooms of its own
    const std::regex declaration("(kith_library|kith_tool_library|add_library)\\(" + target_of(room) + "\\b");
    EXPECT_TRUE(std::regex_search(text, declaration)) << room << " declares no target " << target_of(room);
  }
}

TEST(Arrows, NoOtherFolderOfARoomDeclaresATarget) {
  for (const SourceFile& file : source_tree()) {
    if (!file.path.ends_with("/CMakeLists.txt") || file.is_in("tests")) continue;
    if (file.path == "tools/CMakeLists.txt") continue;  // lists the rooms
    EXPECT_EQ(file.path, room_of(file.path) + "/CMakeLists.txt");
  }
}

Complaints include_in(const std::string& path, const std::string& line) { return bad_includes({path, line + "\n"}); }

TEST(Arrows, IncludesThatGoUpAreSeen) {
  EXPECT_THAT(include_in("engine/a.cpp", "#include \"models/population/population.hpp\""), SizeIs(1));
  EXPECT_THAT(include_in("engine/a.cpp", "#include \"results/results.hpp\""), SizeIs(1));
  EXPECT_THAT(include_in("results/a.cpp", "#include \"models/population/population.hpp\""), SizeIs(1));
  EXPECT_THAT(include_in("models/safety/a.cpp", "#include \"results/results.hpp\""), SizeIs(1));
  EXPECT_THAT(include_in("models/contagion/a.cpp", "  #  include \"models/safety/safety.hpp\""), SizeIs(1));
  EXPECT_THAT(include_in("models/population/a.cpp", "#include \"models/safety/people.hpp\""), SizeIs(1));
  EXPECT_THAT(include_in("models/contagion/a.cpp", "#include \"models/population/population.hpp\""), IsEmpty());
}

TEST(Arrows, LibrariesStayInTheirRoom) {
  EXPECT_THAT(include_in("engine/a.cpp", "#include <hdf5.h>"), SizeIs(1));
  EXPECT_THAT(include_in("models/safety/a.cpp", "#include <H5Cpp.h>"), SizeIs(1));
  EXPECT_THAT(include_in("tools/studies/a.cpp", "#include <hdf5.h>"), SizeIs(1));
  EXPECT_THAT(include_in("results/a.cpp", "#include <CLI/CLI.hpp>"), SizeIs(1));
  EXPECT_THAT(include_in("results/a.cpp", "#include <hdf5.h>"), IsEmpty());
}

TEST(Arrows, IncludesAreWrittenFromTheRoot) {
  EXPECT_THAT(include_in("engine/random/a.cpp", "#include \"draws.hpp\""), Contains(HasSubstr("no such file")));
  EXPECT_THAT(include_in("engine/random/a.cpp", "#include <engine/random/draws.hpp>"), Contains(HasSubstr("quotes")));
  EXPECT_THAT(include_in("tools/studies/a.cpp", "#include \"results/results.hpp\""), IsEmpty());
  EXPECT_THAT(include_in("models/safety/a.cpp", "#include \"engine/random/draws.hpp\""), IsEmpty());
}

TEST(Arrows, ToolsThatKnowAModelAreSeen) {
  EXPECT_THAT(include_in("tools/program/a.cpp", "#include \"models/safety/safety.hpp\""), SizeIs(1));
  EXPECT_THAT(include_in("tools/studies/sweep/a.cpp", "#include \"tools/shipped/shipped.hpp\""), SizeIs(1));
  EXPECT_THAT(include_in("tools/shipped/a.cpp", "#include \"models/safety/safety.hpp\""), IsEmpty());
  EXPECT_THAT(bad_links({"tools/program/CMakeLists.txt", "kith_tool_library(kith_program kith_safety)\n"}), SizeIs(1));
}

TEST(Arrows, RoomsOfToolsSeeThoseBelow) {
  EXPECT_THAT(include_in("tools/console/a.cpp", "#include \"tools/studies/simulate.hpp\""), SizeIs(1));
  EXPECT_THAT(include_in("tools/studies/a.cpp", "#include \"tools/report/summary.hpp\""), SizeIs(1));
  EXPECT_THAT(include_in("tools/report/a.cpp", "#include \"tools/studies/simulate.hpp\""), IsEmpty());
}

TEST(Arrows, LinksThatGoUpAreSeen) {
  EXPECT_THAT(bad_links({"engine/CMakeLists.txt", "kith_library(kith_engine kith_results)\n"}), SizeIs(1));
  EXPECT_THAT(bad_links({"models/safety/CMakeLists.txt", "kith_library(kith_safety kith_engine kith_contagion)\n"}),
              SizeIs(1));
  EXPECT_THAT(bad_links({"models/safety/CMakeLists.txt", "find_package(HDF5 REQUIRED)\n"}), SizeIs(1));
  EXPECT_THAT(
      bad_links({"tools/studies/CMakeLists.txt", "kith_tool_library(kith_studies kith_console kith_results)\n"}),
      IsEmpty());
}

}  // namespace
}  // namespace kith::house
